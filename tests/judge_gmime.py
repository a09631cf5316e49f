#!/usr/bin/python3
"""judge_gmime - does another library read a message as Python's email does?

    judge_gmime.py FILE...

Prints "file: what" for each thing that GMime, asked to be strict, understands in
another way than judge.py does: subject, names and addresses, identifiers, the tree of
parts, their types, names and bytes.  Ends with 1 when there is any.  The third judge, beside bytecheck.py and judge.py: two libraries that
share no line and agree are no accident.
"""

import sys

import gi
import judge

gi.require_version("GMime", "3.0")
from gi.repository import GMime  # noqa: E402

GMime.init()


def strict():
    options = GMime.ParserOptions.new()
    mode = GMime.RfcComplianceMode.STRICT
    options.set_address_compliance_mode(mode)
    options.set_parameter_compliance_mode(mode)
    options.set_rfc2047_compliance_mode(mode)
    return options


def parse(data):
    stream = GMime.StreamMem.new_with_buffer(data)
    return GMime.Parser.new_with_stream(stream).construct_message(strict())


def mailboxes(addresses):
    """(name, address) of each."""
    found = [addresses.get_address(i) for i in range(addresses.length())]
    return [(a.get_name() or "", a.get_idn_addr()) for a in found
            if isinstance(a, GMime.InternetAddressMailbox)]


def bytes_of(part):
    stream = GMime.StreamMem.new()
    part.get_content().write_to_stream(stream)
    return stream.get_byte_array()


def walk(part):
    yield part
    if isinstance(part, GMime.Multipart):
        for i in range(part.get_count()):
            yield from walk(part.get_part(i))


def kind(part):
    return part.get_content_type().get_mime_type()


def lines(data, name):
    """Python leaves LF where CR LF was, in some texts."""
    return data.replace(b"\r\n", b"\n") if name.startswith("text/") else data


def tree(message):
    """(type, name, identifier, bytes) of each part; a multipart has no bytes."""
    for p in walk(message.get_mime_part()):
        leaf = isinstance(p, GMime.Part)
        yield (kind(p), (p.get_filename() or "") if leaf else "", p.get_content_id() or "",
               lines(bytes_of(p), kind(p)) if leaf else b"")


def tree_of_python(message):
    for p in message.walk():
        name = p.get_content_type()
        data = b"" if p.is_multipart() else lines(p.get_payload(decode=True), name)
        yield name, p.get_filename() or "", (p["Content-ID"] or "").strip("<>"), data


def mailboxes_of_python(message, field):
    return [(a.display_name, a.addr_spec) for a in message[field].addresses]


def closed(boxes):
    """Without blanks: Python puts one between two encoded words of a name."""
    return [("".join(name.split()), address) for name, address in boxes]


def readings(data, message):
    """(what, as GMime reads it, as Python does)."""
    other = parse(data)
    if other is None:
        yield "the message", None, "a message"
        return
    yield "Subject", other.get_subject(), str(message["Subject"])
    yield "From", closed(mailboxes(other.get_from())), closed(mailboxes_of_python(message, "From"))
    yield "To", closed(mailboxes(other.get_to())), closed(mailboxes_of_python(message, "To"))
    yield "Message-ID", other.get_message_id(), message["Message-ID"].strip("<>")
    yield "Date", other.get_date().to_unix(), int(message["Date"].datetime.timestamp())
    mine, theirs = list(tree(other)), list(tree_of_python(message))
    yield "the number of parts", len(mine), len(theirs)
    for i, (a, b) in enumerate(zip(mine, theirs)):
        for what, x, y in zip(("type", "name", "Content-ID", "bytes"), a, b):
            yield f"{what} of part {i}", x, y


def check(name):
    with open(name, "rb") as f:
        data = f.read()
    return [f"{name}: {what}: {str(a)[:200]!r} is {str(b)[:200]!r} to Python"
            for what, a, b in readings(data, judge.read(name)) if a != b]


def main(files):
    found = [line for name in files for line in check(name)]
    print("\n".join(found), end="\n" if found else "")
    return 1 if found or not files else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
