"""web_hostile - what nobody but an attacker does.  web_hostile.py WHAT DOOR PID HASH

DOOR is the socket of nlctl serve, PID its process, HASH that of a picture of 4 MB.
"""

import os
import resource
import socket
import statistics
import sys
import time
import uuid

WHAT, DOOR, PID, HASH = sys.argv[1:]
PICTURE = 4_000_000
MB = 1_000_000
TRIES = int(os.environ.get("TRIES") or 3000)
ONE_CLICK = b"List-Unsubscribe=One-Click"


def connect():
    s = socket.socket(socket.AF_UNIX)
    s.connect(DOOR)  # waits where a timeout would let it fail: the queue may be full
    s.settimeout(60)
    return s


def memory():
    with open(f"/proc/{PID}/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize()


def receive(s):
    got = s.recv(65536)
    if not got:
        raise ConnectionError("hung up on")
    return got


def ask(s, method, path, body=b""):
    """The answer: its head and its body."""
    s.sendall(
        f"{method} {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode() + body)
    got = b""
    while b"\r\n\r\n" not in got:
        got += receive(s)
    head, _, rest = got.partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    while len(rest) < length:
        rest += receive(s)
    return head, rest


def answered():
    with connect() as s:
        print("answered", b" 200 " in ask(s, "GET", "/u/old-1")[0])


def readers():
    answered()
    before = memory()
    slow = [connect() for _ in range(40)]
    for s in slow:
        s.sendall(f"GET /i/{HASH}.png HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    time.sleep(0.5)
    grown = memory() - before
    print("more memory than one picture and some:", grown > PICTURE + 12 * MB)
    print(f"# 40 readers of 4 MB: {grown / MB:.1f} MB", file=sys.stderr)
    whole = 0
    for s in slow[:3]:
        got = 0
        while n := len(s.recv(1 << 20)):
            got += n
        whole += got > PICTURE
    print("all of it, when they read:", whole == 3)


def forms():
    """Each is within its bounds; all of them together are not."""
    before = memory()
    slow = [connect() for _ in range(3000)]
    for s in slow:
        try:
            s.sendall(b"POST /u/old-1 HTTP/1.1\r\nHost: a\r\nContent-Length: 65000\r\n\r\n" + b"a" * 60000)
        except OSError:
            pass  # hung up on
    answered()
    print("more memory than is allowed:", memory() - before > 200 * MB)
    print(f"# 3000 forms of 60 KB: {(memory() - before) / MB:.1f} MB", file=sys.stderr)


def silent():
    resource.setrlimit(resource.RLIMIT_NOFILE, (10200, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    callers = [connect() for _ in range(9900)]
    for s in callers:
        s.sendall(b"GET /u/old-1 HTTP/1.1\r\nHost: a")
    answered()
    gone = 0
    for s in callers:  # ten seconds are all that they get
        try:
            gone += s.recv(100) == b""
        except ConnectionError:
            gone += 1
    print("all are hung up on:", gone == len(callers))


def times():
    """A token that nobody has, and one that was used."""
    used, unknown = "/u/old-2", f"/u/{uuid.uuid4()}"
    with connect() as s:
        ask(s, "POST", used, ONE_CLICK)
        pages = [ask(s, "POST", p, ONE_CLICK) for p in (used, unknown)]
        print("one page:", len(pages[0][1]) == len(pages[1][1]))
        took = {used: [], unknown: []}
        # Which is asked first changes, so that a machine that gets slower says nothing.
        for i in range(TRIES):
            for path in (used, unknown) if i % 2 else (unknown, used):
                begin = time.perf_counter()
                ask(s, "POST", path, ONE_CLICK)
                took[path].append(time.perf_counter() - begin)
    a, b = (statistics.quantiles(took[p], n=4) for p in (used, unknown))
    print("the times tell nothing:", a[0] <= b[1] <= a[2] and b[0] <= a[1] <= b[2])
    for name, q in (("used", a), ("unknown", b)):
        print(f"# {name}, quartiles of {TRIES} in µs:", *(f"{x * 1e6:.1f}" for x in q), file=sys.stderr)


{"readers": readers, "forms": forms, "silent": silent, "times": times}[WHAT]()
