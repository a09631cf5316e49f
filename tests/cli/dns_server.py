"""dns_server - answers questions for TXT and MX from a file, on loopback alone.

	python dns_server.py ZONE

A line of ZONE is "NAME TXT TEXT", "NAME MX PREFERENCE HOST", "NAME FAIL" (SERVFAIL)
or "NAME SILENT" (no answer at all); a TXT is sent in strings of 255 octets.  What
is not there does not exist.  Prints its port and its process; the zone is read for
each question.
"""

import os
import socket
import struct
import sys

TXT, MX, SERVFAIL, NXDOMAIN = 16, 15, 2, 3


def name(text):
    labels = [part.encode() for part in text.rstrip(".").split(".") if part]
    return b"".join(bytes([len(part)]) + part for part in labels) + b"\0"


def strings(text):
    data = text.encode("latin-1")
    pieces = [data[i:i + 255] for i in range(0, len(data), 255)] or [b""]
    return b"".join(bytes([len(piece)]) + piece for piece in pieces)


def question(packet):
    labels, at = [], 12
    while packet[at]:
        labels.append(packet[at + 1:at + 1 + packet[at]].decode())
        at += 1 + packet[at]
    return ".".join(labels).lower(), struct.unpack(">H", packet[at + 1:at + 3])[0], at + 5


def records(zone, wanted):
    with open(zone, encoding="latin-1") as lines:
        for line in lines:
            owner, kind, *rest = line.rstrip("\n").split(" ", 2)
            if owner.lower() == wanted:
                yield kind, rest[0] if rest else ""


def reply(zone, packet):
    wanted, kind, end = question(packet)
    answers, code, known = [], 0, False
    for have, value in records(zone, wanted):
        known = True
        if have == "SILENT":
            return None
        if have == "FAIL":
            code = SERVFAIL
        elif have == "TXT" and kind == TXT:
            answers.append(strings(value))
        elif have == "MX" and kind == MX:
            preference, host = value.split(" ")
            answers.append(struct.pack(">H", int(preference)) + name(host))
    if not known:
        code = NXDOMAIN
    out = packet[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(answers), 0, 0)
    out += packet[12:end]
    for data in answers:
        out += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data
    return out


def main():
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    print(server.getsockname()[1], os.getpid(), flush=True)
    while True:
        packet, peer = server.recvfrom(4096)
        answer = reply(sys.argv[1], packet)
        if answer is not None:
            server.sendto(answer, peer)


main()
