#!/usr/bin/python3
"""mailbox - did a real mail server deliver to each person what was sent?

    mailbox.py DATABASE SOURCE MAILDIR BASE_URL

The sending of SOURCE is judged by what lies in MAILDIR.  The fields that mail
servers put on top are taken off and line ends made CRLF again; then each message
must be the only one for its reader, with a Message-ID and an unsubscribe token of
its own, and every 20th must keep the rules of bytes (bytecheck) and decode to
exactly what its reader was to get (main_job).  That judges all the others too: but
for what is the reader's own, their bodies must be the same (all of it for all
would take a minute).

Prints a line for each thing that is wrong, and on standard error how many
messages there were, and how many different readers, Message-IDs, tokens, bodies.
"""

import binascii
import io
import re
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import bytecheck
import judge
import main_job

TRACE = re.compile(rb"(Return-Path|X-Original-To|Delivered-To|Received):.*\n(?:[ \t].*\n)*")
EVERY = 20


def take_off(data):
    """(trace fields, the message as it was sent)."""
    at = 0
    while m := TRACE.match(data, at):
        at = m.end()
    return data[:at].decode(), data[at:].replace(b"\n", b"\r\n")


def common(body, own):
    """The body, decoded, without what is the reader's own."""
    body = binascii.a2b_qp(body)
    for name, value in own.items():
        body = body.replace(value.encode(), f"({name})".encode())
    return re.sub(rb"/v/[a-z2-7]+\.[a-z2-7]{16}", b"/v/(mirror)", body)


def check_fully(sent, person, source, base):
    yield from bytecheck.check(sent)
    yield from main_job.check(judge.parse(io.BytesIO(sent)), *person, source, base)


class Mailbox:
    def __init__(self, people):
        self.people = people
        self.seen = {"reader": Counter(), "Message-ID": Counter(), "token": Counter(), "body": Counter()}

    def add(self, data):
        """Count a message; (its reader or None, the message as it was sent)."""
        trace, sent = take_off(data)
        head, _, body = sent.partition(b"\r\n\r\n")
        to = re.findall(r"^Delivered-To: (.*)$", trace, re.M)
        if len(to) != 1 or to[0] not in self.people:
            return None, sent
        address, fields, token = self.people[to[0]]
        own = {"address": address, "token": token, "name": fields.get("PRENOM", "")}
        self.seen["reader"][to[0]] += 1
        self.seen["Message-ID"][re.search(rb"\nMessage-ID: <(.*)>\r", head)[1]] += 1
        self.seen["token"][re.search(judge.UUID.encode(), head)[0]] += 1
        self.seen["body"][common(body, own)] += 1
        return to[0], sent

    def twice(self):
        for kind in "reader", "Message-ID", "token":
            for value, times in self.seen[kind].items():
                if times > 1:
                    yield f"{times} messages with the {kind} {value}"


def main():
    database, source, maildir, base = sys.argv[1:]
    source = Path(source).read_text(encoding="utf-8")
    box = Mailbox(main_job.contacts(database))
    files = sorted((Path(maildir) / "new").iterdir())
    wrong = []
    for n, file in enumerate(files):
        to, sent = box.add(file.read_bytes())
        if to is None:
            wrong.append(f"{file.name}: not to one of the readers")
        elif n % EVERY == 0:
            wrong += [f"{file.name} to {to}: {w}" for w in check_fully(sent, box.people[to], source, base)]
    for line in wrong + list(box.twice()):
        print(line)
    print(f"{len(files)} messages", *(f"{len(v)} × {k}" for k, v in box.seen.items()), sep=", ", file=sys.stderr)


if __name__ == "__main__":
    main()
