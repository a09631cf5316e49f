#!/usr/bin/python3
"""nasty - letters for people whose names were chosen to break things.

    nasty.py fill DATABASE N SEED        give N contacts nasty fields
    nasty.py check DATABASE SOURCE DIR N [MOST]
                                         every message (the first MOST) of DIR (a Maildir, or the
                                         sink's folder) passes the byte checker,
                                         and decodes to what the plain renderer
                                         gives for that person

Fields are written into the database directly: what is sent must be right
whatever an import would have let in.
"""

import json
import multiprocessing
import random
import re
import sqlite3
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import bytecheck
import judge
from plain_renderer import Renderer

BASE = "http://127.0.0.1:8080"
PIECES = [
    '"', "'", "<b>", "&", "&amp;", "=", "=3D", "=?UTF-8?Q?x?=", "\r\n", "\n", "\r", "\r\nBcc: x@example.com",
    ".", "..", "\n.\n", "From ", "\nFrom ", ">From ", "{{ contact.NOM }}", "{% if x %}", "{#", "%}",
    "--=_nlctl_alternative", "\n--=_nlctl_alternative--\n", "🐝", "👩‍👩‍👧", "é", "e\u0301", "\u00a0", "\u2028",
    "\u200b", "日本語", "العربية", " ", "  ", "\t", " \n", "\t\n", "a" * 80, "x" * 998, ",", ";", "\\", "(", ")", "@",
    "\x01", "\x1b[31m", "\x7f", "\u202e", "\ufeff", "𝒳",
]  # fmt: skip


def nasty(rng):
    kind = rng.randrange(6)
    if kind == 0:
        return "a" * rng.randrange(0, 81) + "🐝" + "b" * rng.randrange(0, 81)
    if kind == 1:
        return ""
    return "".join(rng.choice(PIECES) for _ in range(rng.randrange(1, 7)))


def fill(database, count, seed):
    rng = random.Random(seed)
    db = sqlite3.connect(database)
    db.execute("PRAGMA trusted_schema = ON")
    rows = db.execute("SELECT id FROM contact ORDER BY id LIMIT ?", (count,)).fetchall()
    for (contact,) in rows:
        fields = {name: nasty(rng) for name in ("PRENOM", "NOM", "STRUCTURE", "VILLE")}
        fields = {name: value for name, value in fields.items() if value}
        fields["ADHERENT"] = rng.random() < 0.5
        db.execute("UPDATE contact SET fields = ? WHERE id = ?", (json.dumps(fields), contact))
    db.commit()


def check_one(file):
    source, people = SHARED["source"], SHARED["people"]
    raw = Path(file).read_bytes()
    wrong = [f"{file}: {w}" for w in bytecheck.check(raw)]
    message = judge.read(file)
    html = judge.part(message, "text/html").decode("utf-8")
    email = re.search(r"([a-z0-9]+@example\.org)</p>", html)[1]
    names = {f"contact.{name}": value for name, value in people[email].items()}
    names["contact.EMAIL"] = email
    names["mirror"] = re.search(re.escape(BASE) + r"/v/[a-z2-7]+\.[a-z2-7]{16}", html)[0]
    names["unsubscribe"] = f"{BASE}/u/{judge.token(message)}"
    if html != Renderer(names, True).render(source):
        wrong.append(f"{file}: the HTML part is not what the plain renderer gives")
    title = re.search("<title>(.*?)</title>", source)[1]
    subject = "".join(" " if ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" else c
                      for c in Renderer(names, False).render(title))
    got = judge.fields(message, "Subject")[0]
    if " ".join(got.split()) != " ".join(subject.split()):
        wrong.append(f"{file}: the subject is {got!r}, not {subject!r}")
    if names.get("contact.PRENOM", "").strip() == names.get("contact.PRENOM", "") and \
            "\n" not in names.get("contact.PRENOM", "") and "\r" not in names.get("contact.PRENOM", ""):
        text = judge.part(message, "text/plain").decode("utf-8")
        if names.get("contact.PRENOM", "cher·e membre") not in text:
            wrong.append(f"{file}: the text part lacks the greeting")
    return wrong


def check(database, source, folder, count, most):
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    people = {a: json.loads(f) for a, f in db.execute("SELECT address, fields FROM contact")}
    source = Path(source).read_text(encoding="utf-8")
    files = sorted(Path(folder).glob("new/*")) or sorted(Path(folder).glob("*.eml"))
    if len(files) != count:
        print(f"{len(files)} messages, not {count}")
    with multiprocessing.Pool(2, initializer=init, initargs=(source, people)) as pool:
        wrong = [w for found in pool.imap(check_one, map(str, files[:most]), chunksize=50) for w in found]
    for w in wrong[:50]:
        print(w)


SHARED = {}  # of a worker process


def init(source, people):
    SHARED["source"], SHARED["people"] = source, people


if __name__ == "__main__":
    if sys.argv[1] == "fill":
        fill(sys.argv[2], int(sys.argv[3]), sys.argv[4])
    else:
        most = int(sys.argv[6]) if len(sys.argv) > 6 else None
        check(sys.argv[2], sys.argv[3], sys.argv[4], int(sys.argv[5]), most)
