"""imports - a big file of contacts, against what sqlite3 alone needs for it."""

import shutil
import time

import machine
import people

SCHEMA = (
    "CREATE TABLE c(EMAIL TEXT NOT NULL UNIQUE COLLATE NOCASE, "
    + ", ".join(people.FIELDS)
    + ")"
)
STRIDE = 7368787  # a prime over any number of rows: the file is in no useful order


def measure(setup, table, say):
    rows = setup.import_rows
    what = f"import of {rows:,} rows in no order, rows/s"
    if shutil.which("sqlite3") is None:
        table.skipped(what, "sqlite3 is missing: make deps-dev")
        return
    say(f"import of {rows:,} rows")
    csv = setup.work / "import.csv"
    people.write(csv, rows, STRIDE)
    ours, theirs, again, peaks = [], [], [], []
    for _ in range(min(setup.rounds, 3)):
        first, second = with_nlctl(setup, csv)
        ours.append(rows / first.wall)
        again.append(rows / second.wall)
        peaks.append(max(first.peak, second.peak) / 1e6)
        theirs.append(rows / with_sqlite3(setup, csv, rows))
    csv.unlink()
    table.more_is_better(what, ours, "sqlite3 .import", theirs, 1.0)
    table.more_is_better("the same file again, rows/s", again, "its first import", ours)
    table.at_most("import, peak memory, MB", peaks, "MB", 24)


def with_nlctl(setup, csv):
    db = setup.work / "import.db"
    machine.run(
        setup.command(
            db,
            *["init", "--from", "News <news@example.org>"],
            *["--base-url", "http://127.0.0.1:8080"],
        ),
        setup.env,
    )
    try:
        first = machine.run_watched(setup.command(db, "import", csv), setup.env)
        second = machine.run_watched(setup.command(db, "import", csv), setup.env)
    finally:
        for path in setup.work.glob("import.db*"):
            path.unlink()
    return first, second


def with_sqlite3(setup, csv, rows):
    db = setup.work / "plain.db"
    began = time.perf_counter()
    machine.run(["sqlite3", db, SCHEMA, f'.import --csv --skip 1 "{csv}" c'], setup.env)
    wall = time.perf_counter() - began
    count = int(machine.run(["sqlite3", db, "SELECT count(*) FROM c"], setup.env).out)
    db.unlink()
    if count != rows:
        raise machine.Failed(f"sqlite3 imported {count} rows of {rows}")
    return wall
