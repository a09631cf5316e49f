#!/usr/bin/python3
"""dkim_judge - would a receiver take these signatures?

    dkim_judge.py keys                       from `nlctl --json dns` on standard input: a line
                                       "NAME TEXT" for each DKIM record
    dkim_judge.py verify KEYS FILE|DIRECTORY...
    dkim_judge.py break KEYS FILE            what must not be done to a message

KEYS is what `keys` wrote: it stands for the DNS.  verify prints how many messages
there are and how many signatures of each algorithm hold in all of them, and a line
for each message in which one does not.  break takes away each signed field in turn,
changes it, adds a second one to those that have none, and touches the body; it
prints a line for each change that a signature survives.  python3-dkim does the sums.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import dkim

SEALED = "From To Cc Subject Date Reply-To Message-ID MIME-Version Content-Type " \
    "List-Unsubscribe List-Unsubscribe-Post".split()
SIGNED = SEALED[:2] + SEALED[3:5] + SEALED[6:] + ["List-Id", "Feedback-ID", "Auto-Submitted"]


def load(path):
    with open(path) as lines:
        return dict(line.rstrip("\n").split(" ", 1) for line in lines)


def signatures(data, keys):
    """(algorithm, does it hold) of each signature."""
    judge = dkim.DKIM(data)
    count = sum(name.lower() == b"dkim-signature" for name, _ in judge.headers)
    for i in range(count):
        try:
            holds = judge.verify(
                idx=i, dnsfunc=lambda name, timeout=0: keys.get(name.decode()[:-1], "").encode())
        except dkim.DKIMException:
            holds = False
        yield judge.signature_fields.get(b"a", b"?").decode(), holds


def messages(names):
    for name in map(Path, names):
        yield from sorted(p for p in name.iterdir() if p.is_file() and p.name != "log") \
            if name.is_dir() else [name]


def verify(keys, names):
    count, good = 0, Counter()
    for path in messages(names):
        count += 1
        found = list(signatures(path.read_bytes(), keys))
        good.update(algorithm for algorithm, holds in found if holds)
        if not found or not all(holds for _, holds in found):
            print(f"{path}: {found}")
    print(count, *sorted(f"{algorithm}={n}" for algorithm, n in good.items()))


def split(data):
    header, body = re.split(rb"(?<=\n)\r?\n", data, maxsplit=1)
    return re.findall(rb"[^\n]+\n(?:[ \t][^\n]*\n)*", header), body


def changes(data):
    """(what was done, the message then)."""
    fields, body = split(data)
    top = b"".join(fields)

    def whole(header, rest=body):
        return header + b"\r\n" + rest

    for name in SIGNED:
        mark = name.lower().encode() + b":"
        mine = [f for f in fields if f.lower().startswith(mark)]
        if len(mine) != 1:
            print(f"{name} is there {len(mine)} times")
            continue
        yield f"{name} is taken away", whole(top.replace(mine[0], b""))
        yield f"{name} says something else", whole(
            top.replace(mine[0], mine[0].rstrip() + b" x\r\n"))
    for name in SEALED:
        extra = name.encode() + b": evil@example.com\r\n"
        yield f"a {name} is added on top", whole(extra + top)
        yield f"a {name} is added at the end", whole(top + extra)
    yield "a line is added", whole(top, body + b"x\r\n")
    yield "a word is changed", whole(top, body.replace(b"e", b"E", 1))


def try_to_break(keys, name):
    data = Path(name).read_bytes()
    if not all(holds for _, holds in signatures(data, keys)):
        print("it does not hold as it is")
    for what, changed in changes(data):
        if any(holds for _, holds in signatures(changed, keys)):
            print(f"a signature holds although {what}")
    # What a relay may do to a message on its way.
    fields, body = split(data)
    unfolded = b"".join(re.sub(rb"\r?\n[ \t]+", b" ", f) for f in fields)
    for what, changed in (
            ("the fields are not folded any more", unfolded + b"\r\n" + body),
            ("a trace is put on top", b"Received: from x\r\n" + data),
            ("an empty line is added", data + b"\r\n")):
        if not all(holds for _, holds in signatures(changed, keys)):
            print(f"a signature does not hold when {what}")


def write_keys():
    for line in sys.stdin:
        row = json.loads(line)
        if row["purpose"] == "dkim":
            print(row["name"], row["value"])


if sys.argv[1] == "keys":
    write_keys()
elif sys.argv[1] == "verify":
    verify(load(sys.argv[2]), sys.argv[3:])
else:
    try_to_break(load(sys.argv[2]), sys.argv[3])
