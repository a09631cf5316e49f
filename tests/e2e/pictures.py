"""Pictures and attachments of messages, as a reader's mail program has them.

  pictures.py written ISSUE BASE|cid:DOMAIN   ISSUE with each images/… replaced by the
                                              address that it should get
  pictures.py whole FILE                      nothing, when each cid: of the HTML is a
                                              part with the bytes of a file in images/
  pictures.py stored DB HTML BASE             nothing, when each BASE/i/… of the HTML is
                                              in the database with these very bytes
  pictures.py bodies FILE...                  the text and HTML of each, decoded
  pictures.py files FILE                      the attachments: type, name, SHA-256
"""
import hashlib
import os
import re
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import judge  # noqa: E402

TYPES = {"png": "image/png", "jpg": "image/jpeg"}


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def written(issue, where):
    folder = os.path.dirname(issue)

    def address(match):
        with open(os.path.join(folder, match[1]), "rb") as f:
            name = sha256(f.read())
        if where.startswith("cid:"):
            return f"cid:{name[:32]}@{where[4:]}"
        return f"{where}/i/{name}{os.path.splitext(match[1])[1]}"

    with open(issue, encoding="utf-8", newline="") as f:
        print(re.sub(r'(?<=src=")(images/[^"]*)', address, f.read()), end="")


def whole(name):
    message = judge.read(name)
    html = judge.part(message, "text/html").decode()
    files = {sha256(open(os.path.join("images", n), "rb").read()): n
             for n in os.listdir("images")}
    parts = {p["Content-ID"].strip("<>"): p for p in message.walk() if p["Content-ID"]}
    cids = set(re.findall(r'src="cid:([^"]*)"', html))
    if cids != set(parts):
        print("the HTML names other parts than there are")
    for cid, p in parts.items():
        file = files.get(sha256(p.get_payload(decode=True)))
        if file is None:
            print(f"{cid} is none of the files")
        elif p.get_filename() != file or p.get_content_type() != TYPES[file[-3:]]:
            print(f"{file} is called {p.get_filename()}, {p.get_content_type()}")


def stored(db, html, base):
    with open(html, encoding="utf-8") as f:
        addresses = re.findall(re.escape(base) + r"/i/([0-9a-f]*)\.([a-z]*)", f.read())
    db = sqlite3.connect(db)
    if not addresses:
        print("no picture")
    for name, extension in addresses:
        row = db.execute("SELECT type, bytes FROM content WHERE hash = ?",
                         (bytes.fromhex(name),)).fetchone()
        if row is None or row[0] != TYPES[extension] or sha256(row[1]) != name:
            print(f"{name}.{extension} is not in the database")


def bodies(*names):
    for name in names:
        message = judge.read(name)
        for kind in "text/plain", "text/html":
            sys.stdout.buffer.write(judge.part(message, kind))


def files(name):
    for p in judge.read(name).walk():
        if p.get_content_disposition() == "attachment":
            print(p.get_content_type(), ascii(p.get_filename())[1:-1],
                  sha256(p.get_payload(decode=True))[:8])


if __name__ == "__main__":
    {"written": written, "whole": whole, "stored": stored, "bodies": bodies, "files": files}[
        sys.argv[1]](*sys.argv[2:])
