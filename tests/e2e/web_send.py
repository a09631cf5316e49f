"""web_send - readers who leave while an issue is being sent.

    web_send.py DATABASE ADDRESS     ADDRESS is where nlctl serve listens

Takes tokens from the database while it is written and leaves with them, one by one, as
long as the issue is sent; some undo it.  Prints "ok NAME" or "not ok NAME: WHY".
"""

import http.client
import re
import sqlite3
import sys
import time
import uuid

DATABASE, ADDRESS = sys.argv[1:]
PATIENCE = 60
TYPE = {"Content-Type": "application/x-www-form-urlencoded"}


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held else f": {why}"))


def post(connection, path, body):
    begin = time.monotonic()
    connection.request("POST", path, body, TYPE)
    answer = connection.getresponse()
    text = answer.read().decode()
    return answer.status, text, time.monotonic() - begin


db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
connection = http.client.HTTPConnection(ADDRESS, timeout=20)
statuses, slowest, left, back = set(), 0, 0, 0
end = time.monotonic() + PATIENCE
last = 0
while time.monotonic() < end:
    state = db.execute("SELECT state FROM issue").fetchone()
    if state and state[0] == "finished":
        break
    row = db.execute(
        "SELECT id, token FROM delivery WHERE id > ? AND state <> 'sending' ORDER BY id LIMIT 1", (last,)
    ).fetchone()
    if row is None:
        time.sleep(0.01)
        continue
    last = row[0] + 7
    path = "/u/" + str(uuid.UUID(bytes=row[1]))
    status, text, took = post(connection, path, "List-Unsubscribe=One-Click")
    statuses.add(status)
    slowest = max(slowest, took)
    left += 1
    if left % 3 == 0:
        permit = re.search(r'name="permit" value="([^"]+)"', text)[1]
        status, text, took = post(connection, path, f"do=undo&permit={permit}")
        statuses.add(status)
        slowest = max(slowest, took)
        back += 1
check(statuses == {200}, "each of them got an answer", statuses)
check(left > 10, "some of them left meanwhile", left)
check(slowest < 5, "nobody waited for the sender", slowest)
gone = db.execute("SELECT count(*) FROM subscription WHERE state = 'left'").fetchone()[0]
check(gone == left - back, "all of it was recorded", f"{gone}, not {left} - {back}")
