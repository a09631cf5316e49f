"""web_locked - readers while this program holds the database.

    web_locked.py DATABASE PORT PID SINK-FOLDER     PID listens at PORT, and is ended

Prints "ok NAME" or "not ok NAME: WHY"; the path of a click goes into the file click.
"""

import email
import email.policy
import glob
import http.client
import os
import re
import signal
import sqlite3
import sys
import threading
import time
import uuid

DATABASE, PORT, PID, FOLDER = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Accept-Language": "fr"}
AT_ONCE = 3  # s, on a busy machine; who waits for the lock waits 5


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held else f": {why}"))


def ask(method, path, body=None, headers=BROWSER):
    """(status, headers, seconds)"""
    began = time.monotonic()
    c = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    c.request(method, path, body, headers | kind)
    answer = c.getresponse()
    answer.read()
    return answer.status, answer.headers, time.monotonic() - began


class Leaving(threading.Thread):
    """Somebody presses the button."""

    def __init__(self, contact):
        super().__init__()
        self.path, self.answer = "/u/" + tokens[contact], None
        self.start()

    def run(self):
        self.answer = ask("POST", self.path, "List-Unsubscribe=One-Click")

    def end(self):
        self.join()
        return self.answer


def one(query):
    return db.execute(query).fetchone()[0]


def until(query, wanted, seconds=10):
    end = time.monotonic() + seconds
    while one(query) != wanted and time.monotonic() < end:
        time.sleep(0.05)
    return one(query)


db = sqlite3.connect(DATABASE, timeout=20, isolation_level=None)
tokens = {c: str(uuid.UUID(bytes=t)) for c, t in db.execute("SELECT contact, token FROM delivery")}
copies = [email.message_from_file(open(name), policy=email.policy.default)
    for name in glob.glob(FOLDER + "/*.eml")]
page = copies[0].get_body(("html",)).get_content()
click, mirror, picture = (re.search(rf"http://[^/]+(/{kind}/[^\"]+)", page)[1] for kind in "lvi")
open("click", "w").write(click)

# For less than the five seconds that who writes waits, on a busy machine too.
db.execute("BEGIN IMMEDIATE")
first, second = Leaving(1), Leaving(2)
slow = []
for path in ["/", "/health", "/u/" + tokens[3], "/p/" + tokens[3], mirror, picture, "/a/newsletter/",
        "/a/newsletter/feed.xml", "/s/newsletter", "/nothing"]:
    status, _, took = ask("GET", path)
    if took > AT_ONCE or status != (404 if path == "/nothing" else 200):
        slow.append((path, status, took))
check(slow == [], "pages that read are answered at once", slow)
status, headers, took = ask("GET", click)
check((status, headers["Location"]) == (302, "https://asso.example/one") and took < AT_ONCE,
    "a link leads on", (status, took))
status, _, took = ask("HEAD", click)
check(status == 302 and took < AT_ONCE, "for who asks with HEAD, too", (status, took))
check(first.answer is None and second.answer is None, "who writes waits")
time.sleep(0.5)
db.execute("ROLLBACK")
answers = [first.end()[0], second.end()[0]]
check(answers == [200, 200], "and is answered when it is free", answers)
check(until("SELECT count(*) FROM click", 2) == 2, "the clicks are counted then")
check(one("SELECT sum(human) FROM click") == 1, "as what they were")
check(one("SELECT count(*) FROM click WHERE visit IS NULL") == 0, "whose they were is known for a minute")

# A minute later: nobody asks for anything.
db.execute("UPDATE click SET at = at - 61")
check(until("SELECT count(*) FROM click WHERE visit IS NOT NULL", 0) == 0, "then it is forgotten")

# For longer than anybody waits.
db.execute("BEGIN IMMEDIATE")
third = Leaving(3)
ask("GET", click)
status, headers, took = third.end()
check((status, headers["Retry-After"]) == (503, "30"), "who waits too long is told so", status)
check(4.5 < took < 20, "after five seconds", took)
check(ask("GET", "/health")[2] < AT_ONCE, "others still wait for nobody")

# It is ended while somebody waits.
fourth = Leaving(4)
ask("GET", click)
time.sleep(0.3)
os.kill(PID, signal.SIGTERM)
status, _, _ = fourth.end()
check(status == 503, "who waits when it ends is told so", status)
db.execute("ROLLBACK")
