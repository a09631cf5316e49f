#!/usr/bin/python3
"""adversary.py DIR - the other judges of adversary's letters: each .eml of DIR passes the
byte checker, and Python's email and GMime decode it to what stands in its .want."""
import email
import email.header
import email.utils
import multiprocessing
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
import bytecheck
import judge
import judge_gmime

def wanted(file):
    lines = (line.rstrip("\n").split(" ", 1) for line in open(file))
    return {name: bytes.fromhex(value) for name, value in lines}


def text_of(message, field):
    """The field as a mail program shows it, blanks at its ends left out."""
    values = message.get_all(field, [])
    return str(values[0]).strip(" ") if values else ""


def name_of(data, field):
    """The display name, by the older half of Python's email: the newer one puts a blank
    between two encoded words of a phrase."""
    value = re.sub(r"\r\n", "", email.message_from_bytes(data)[field])
    name = email.utils.parseaddr(value)[0]
    return str(email.header.make_header(email.header.decode_header(name))).strip(" ")


def lines_of(text):
    """Python leaves LF where CR LF was, in some parts."""
    return text.replace(b"\r\n", b"\n")


def leaf(message, *kinds, attached=False):
    for part in message.walk():
        if part.get_content_type() in kinds and not part.is_multipart() and (
                (part.get_content_disposition() == "attachment") == attached):
            return part.get_payload(decode=True), part.get_filename()
    return b"", None


def by_gmime(data, want):
    """What GMime understands otherwise."""
    message = judge_gmime.parse(data)
    leaves = {}
    for kind, name, _, content in judge_gmime.tree(message):
        leaves.setdefault(kind, (content, name))
    (sender, address), = judge_gmime.mailboxes(message.get_from())
    (reader, _), = judge_gmime.mailboxes(message.get_to())
    got = {"subject": message.get_subject(), "from": sender, "to": reader,
           "header": message.get_header("X-Own") or ""}
    got = {key: value.encode() for key, value in got.items()}
    got["text"] = leaves["text/plain"][0]
    got["html"], got["picture"], got["file"] = (
        leaves.get(kind, (b"", ""))[0] for kind in ("text/html", "image/png", "application/pdf"))
    got["file_name"] = leaves.get("application/pdf", (b"", ""))[1].encode()
    expected = dict(want)
    for key in "subject", "header", "from", "to":
        expected[key], got[key] = expected[key].strip(b" "), got[key].strip(b" ")
    expected["text"], expected["html"] = lines_of(want["text"]), lines_of(want["html"])
    if len(leaves) == 1:
        expected["text"] += b"\n"
    return [f"GMime: {key}: {value[:200]!r} is not {expected[key][:200]!r}"
            for key, value in got.items() if value != expected[key]]


def check(file):
    data = file.read_bytes()
    found = bytecheck.check(data)
    with open(file, "rb") as f:
        message = judge.parse(f)
    want = wanted(file.with_suffix(".want"))
    got = {
        "subject": text_of(message, "Subject").encode(),
        "header": text_of(message, "X-Own").encode(),
        "from": name_of(data, "From").encode(),
        "to": name_of(data, "To").encode(),
        "text": leaf(message, "text/plain")[0],
        "html": leaf(message, "text/html")[0],
        "picture": leaf(message, "image/png")[0],
    }
    got["file"], name = leaf(message, "application/pdf", attached=True)
    got["file_name"] = (name or "").encode()
    for key, value in got.items():
        expected = want[key]
        if key in ("subject", "header", "from", "to"):
            expected = expected.strip(b" ")
        elif key == "file_name":
            expected = expected.decode().strip().encode()  # as Python does
        elif key in ("text", "html"):
            # The line end behind the only part of a message is the message's.
            alone = b"\n" if key == "text" and not message.is_multipart() else b""
            value, expected = lines_of(value), lines_of(expected) + alone
        if value != expected:
            found.append(f"{key}: {value[:200]!r} is not {expected[:200]!r}")
    found += [f"defect: {d}" for d in judge.defects(message)] + by_gmime(data, want)
    return [f"{file.name}: {what}" for what in found]


def main(directory):
    files = sorted(Path(directory).glob("*.eml"))
    with multiprocessing.Pool() as pool:
        found = [line for lines in pool.imap(check, files, 20) for line in lines]
    print("\n".join(found[:40]), end="\n" if found else "")
    if not files:
        print("nothing to judge")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
