#!/usr/bin/python3
"""main_job - is each message that person's own?

    main_job.py DATABASE SOURCE SINK_DIR BASE_URL

For every message that the sink accepted: the contact is found by the address of
the envelope, the HTML part must be exactly what plain_renderer makes of the
source for them, the text part must hold their greeting and their links, and the
token must be the one of the ledger.  Prints a line for each thing that is wrong.
"""

import json
import re
import sqlite3
import sys
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import judge
from plain_renderer import Renderer

GREETING = "cher·e membre"


def accepted(sink):
    """(file, recipient) of each accepted message."""
    for line in (sink / "log").read_text(encoding="utf-8").splitlines():
        m = re.match(r"\d+ accepted (\d+) from=<.*?> to=<(.*?)>", line)
        if m:
            to = re.sub(r"\\x(..)", lambda x: chr(int(x[1], 16)), m[2])
            yield sink / f"{m[1]}.eml", to.encode("latin-1").decode("utf-8")


def contacts(database):
    db = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    rows = db.execute(
        "SELECT c.key, c.address, c.fields, d.token FROM delivery d JOIN contact c ON c.id = d.contact"
    )
    return {key: (address, json.loads(fields), str(uuid.UUID(bytes=token))) for key, address, fields, token in rows}


def check(message, address, fields, token, source, base):
    found = judge.token(message)
    if found != token:
        yield f"token {found}, the ledger has {token}"
    html = judge.part(message, "text/html").decode("utf-8")
    text = judge.part(message, "text/plain").decode("utf-8")
    mirror = re.search(re.escape(base) + r"/v/[a-z2-7]+\.[a-z2-7]{16}", html)
    if not mirror:
        yield "no mirror address"
        return
    unsubscribe = f"{base}/u/{token}"
    names = {f"contact.{name}": value for name, value in fields.items()}
    names |= {"contact.EMAIL": address, "mirror": mirror[0], "unsubscribe": unsubscribe}
    if html != Renderer(names, True).render(source):
        yield "the HTML part is not what the plain renderer gives"
    for wanted in (fields.get("PRENOM", GREETING), address, mirror[0], unsubscribe):
        if wanted not in text:
            yield f"the text part lacks {wanted!r}"
    member = "Vous êtes déjà membre" in text
    if member != bool(fields.get("ADHERENT")):
        yield "the text part has the wrong member block"
    yield from judge.defects(message)


def main():
    database, source, sink, base = sys.argv[1:]
    source = Path(source).read_text(encoding="utf-8")
    people = contacts(database)
    mirrors = set()
    count = 0
    for file, to in accepted(Path(sink)):
        count += 1
        message = judge.read(file)
        for wrong in check(message, *people[to], source, base):
            print(f"{file.name} to {to}: {wrong}")
        mirrors.add(re.search(r"/v/([^\"]+)", judge.part(message, "text/html").decode())[1])
    if len(mirrors) != count:
        print(f"{count} messages have {len(mirrors)} mirror addresses")
    print(f"{count} messages", file=sys.stderr)


if __name__ == "__main__":
    main()
