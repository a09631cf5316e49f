"""contacts - how long a person waits for a command about one of very many contacts.

Whole processes on a database as big as the import's file, taking turns; each about
somebody else, so that nothing is in a cache that would not be there in life, but
for what the kernel keeps of the file.
"""

import machine
import people

TIMES = 50
TARGET_MS = 20


def measure(setup, table, say):
    n = setup.import_rows
    say(f"commands about one of {n:,} contacts")
    csv, db = setup.work / "contacts.csv", setup.work / "contacts.db"
    people.write(csv, n)
    try:
        machine.run(
            setup.command(
                db,
                *["init", "--from", "News <news@example.org>"],
                *["--base-url", "http://127.0.0.1:8080"],
            ),
            setup.env,
        )
        machine.run(setup.command(db, "import", csv), setup.env)
        waits, bare = rounds(setup, db, n)
    finally:
        for path in setup.work.glob("contacts.*"):
            path.unlink()
    for what, seconds in waits.items():
        ms = sorted(s * 1000 for s in seconds)
        table.at_most(
            f"{what}, {n:,} contacts, ms",
            ms,
            "ms",
            TARGET_MS,
            f"longest {ms[-1]:.1f} of {len(ms)}; a bare start {bare:.1f}",
        )


def rounds(setup, db, n):
    """What each took, and the median of a command that opens no database."""
    waits, bare = {}, []
    for i in range(TIMES):
        k = i * 7919 % n
        known = f"contact{k}@site{k % 997}.example"
        for what, words in (
            ("subscribe", ["-f", "VILLE=Lille", f"new{i}@site{i % 997}.example"]),
            ("show", [known]),
            ("unsubscribe --email", [known]),
        ):
            command = setup.command(db, *what.split(), *words)
            waits.setdefault(what, []).append(machine.run(command, setup.env).wall)
        bare.append(machine.run([setup.nlctl, "version"], setup.env).wall)
    return waits, sorted(bare)[TIMES // 2] * 1000
