"""web_bombing - many forms to subscribe, sent to nlctl serve.

    web_bombing.py DATABASE

Prints "ok NAME" or "not ok NAME: WHY" for each check.
"""

import concurrent.futures
import re
import sqlite3
import statistics
import sys
import time
import urllib.parse

import doors

DATABASE = sys.argv[1]
URLENCODED = "application/x-www-form-urlencoded"
POSTS = 10_000
TOGETHER = 20
KNOWN = 200


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held else f": {why}"))


def is_(got, want, name):
    check(got == want, name, f"got {got!r}, expected {want!r}")


def rows(sql, *values):
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def post(email, stamp):
    body = urllib.parse.urlencode({"email": email, "stamp": stamp}).encode()
    return door.ask("POST", "/s/newsletter", body, {"Content-Type": URLENCODED})


def posts(email, stamp):
    """The pages that one of those who send together gets, by a connection of its own."""
    body = urllib.parse.urlencode({"email": email, "stamp": stamp})
    c, pages = door.connect(), set()
    for _ in range(POSTS // TOGETHER):
        c.request("POST", "/s/newsletter", body, {"Content-Type": URLENCODED})
        pages.add(c.getresponse().read())
    c.close()
    return pages


def bomb(stamp):
    """Every spelling of one address, and ten thousand of the same."""
    first = post("victim@asso.example", stamp).body
    with concurrent.futures.ThreadPoolExecutor(TOGETHER) as pool:
        pages = set().union(*pool.map(lambda _: posts("victim@asso.example", stamp), range(TOGETHER)))
    is_(pages, {first}, "each of them is told the same")
    door.connection = door.connect()  # it was silent too long
    for spelling in ("Victim@asso.example", " VICTIM@ASSO.EXAMPLE "):
        is_(post(spelling, stamp).status, 200, f"as {spelling!r}")
    is_(rows("SELECT count(*) FROM notice n JOIN contact c ON c.id = n.contact WHERE c.key = 'victim@asso.example'"),
        [(1,)], "one mail")
    is_(rows("SELECT count(*) FROM event e JOIN contact c ON c.id = e.contact WHERE c.key = 'victim@asso.example'"),
        [(1,)], "one event")


def tell(stamp):
    """The time that a form takes says nothing of its address."""
    times = {"known": [], "other": []}
    for i in range(KNOWN):
        for kind in ("known", "other") if i % 2 else ("other", "known"):
            begin = time.perf_counter()
            a = post(f"{kind}{i}@asso.example", stamp)
            times[kind].append(time.perf_counter() - begin)
            if "on its way" not in a.text:
                return check(False, f"{kind}{i} is asked", a.text)
    a, b = (statistics.quantiles(times[kind], n=4) for kind in times)
    check(a[0] <= b[2] and b[0] <= a[2], "known and unknown take as long", f"{a} and {b}")
    is_(rows("SELECT count(*) FROM notice n JOIN contact c ON c.id = n.contact WHERE c.key LIKE 'known%'"),
        [(KNOWN,)], "who is on the list is asked too")
    is_(rows("SELECT DISTINCT state FROM v_subscriber WHERE key LIKE 'known%'"), [("active",)], "and stays on it")


door = doors.open_door("serve", DATABASE)
stamp = re.search(r'name="stamp" value="([^"]+)"', post("x@asso.example", "").text)[1]
time.sleep(2.5)
bomb(stamp)
tell(stamp)
door.end()
