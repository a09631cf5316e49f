#!/usr/bin/python3
"""judge - what a reader's mail program understands of a message.

    judge.py field FILE NAME      the value of a field, decoded; one line each
    judge.py part FILE TYPE       the first part of that type, decoded to bytes
    judge.py parts FILE           the type of each part, indented by its depth
    judge.py token FILE           the unsubscribe token
    judge.py defects FILE...      what Python's email finds wrong; 1 when anything

The second, lenient judge beside bytecheck.py: everything is left to Python's
own email package (policy.SMTP), which knows nothing of nlctl.  Status 1 when
what was asked for is not in the message.
"""

import email
import email.policy
import re
import sys

UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"


def parse(file):
    return email.message_from_binary_file(file, policy=email.policy.SMTP)


def read(name):
    with open(name, "rb") as f:
        return parse(f)


def fields(message, name):
    return [str(value) for value in message.get_all(name, [])]


def part(message, kind):
    """The decoded bytes of the first part of this type, or None."""
    for p in message.walk():
        if p.get_content_type() == kind and not p.is_multipart():
            return p.get_payload(decode=True)
    return None


def parts(message, depth=0):
    yield "  " * depth + message.get_content_type()
    if message.is_multipart():
        for p in message.iter_parts():
            yield from parts(p, depth + 1)


def token(message):
    """The UUID of List-Unsubscribe, or None."""
    m = re.search(UUID, str(message.get("List-Unsubscribe", "")))
    return m.group() if m else None


def defects(message):
    """Everything Python's email objects to, in fields and in parts."""
    found = []
    for p in message.walk():
        found += [f"{p.get_content_type()}: {type(d).__name__}" for d in p.defects]
        for name, value in p.items():
            found += [f"{name}: {d}" for d in getattr(value, "defects", [])]
        if not p.is_multipart():
            p.get_payload(decode=True)
            if p.get_content_maintype() == "text":
                try:
                    p.get_content()
                except (LookupError, UnicodeError) as e:
                    found.append(f"{p.get_content_type()}: {e}")
    return found


def show(lines):
    lines = list(lines)
    for line in lines:
        print(line)
    return 0 if lines else 1


def main(arguments):
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    match arguments:
        case ["field", name, field]:
            return show(fields(read(name), field))
        case ["part", name, kind]:
            body = part(read(name), kind)
            sys.stdout.buffer.write(body or b"")
            return 0 if body is not None else 1
        case ["parts", name]:
            return show(parts(read(name)))
        case ["token", name]:
            return show(filter(None, [token(read(name))]))
        case ["defects", _, *_]:
            found = [f"{name}: {d}" for name in arguments[1:] for d in defects(read(name))]
            return 1 if show(found) == 0 else 0
    print(__doc__, file=sys.stderr)
    return 64


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except OSError as error:
        print(f"judge: '{error.filename}': {error.strerror}", file=sys.stderr)
        sys.exit(66)
