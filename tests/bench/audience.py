"""audience - how long it takes to count whom a condition means, one field at a time.

In seconds of the processor: the work is one thread's, on a file that is in memory,
and others on the machine do not count.
"""

import machine
import people

CONDITIONS = [
    ("a text", 'VILLE = "Lille"'),
    ("several texts", 'VILLE in ("Lille", "Lens")'),
    ("a pattern", 'VILLE like "b%"'),
    ("a boolean", "not ADHERENT"),
    ("a date", "DATE_ADHESION < 2020-01-01"),
    ("the address", 'EMAIL like "%@site9.example"'),
    ("since when on the list", "subscribed < now - 90d"),
    ("who was last heard of when", "last_active < now - 90d"),
    ("one in ten", "sample(10%)"),
]


def measure(setup, table, say):
    rows = setup.import_rows
    say(f"conditions on {rows:,} contacts")
    csv, db = setup.work / "audience.csv", setup.work / "audience.db"
    people.write(csv, rows)
    machine.run(
        setup.command(db, "init", "--from", "News <news@example.org>"), setup.env
    )
    machine.run(setup.command(db, "import", csv), setup.env)
    csv.unlink()
    for what, condition in CONDITIONS:
        count = setup.command(db, "subscribers", "--count", "--where", condition)
        seconds = [machine.run(count, setup.env).cpu for _ in range(setup.rounds)]
        table.at_most(f"--where {what}, {rows:,} contacts, CPU s", seconds, "s", 1)
    for path in setup.work.glob("audience.db*"):
        path.unlink()
