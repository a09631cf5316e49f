"""exports - everybody out, and in again, beside sqlite3 reading the same rows."""

import shutil

import imports
import machine
import people

# What a person knows who has only the tables: no fields apart, no second list.
SELECT = (
    "SELECT c.address, c.added, c.source, c.fields, s.state, s.since, s.source "
    "FROM contact c JOIN subscription s ON s.contact = c.id ORDER BY c.key"
)


def measure(setup, table, say):
    rows = setup.import_rows
    what = f"export of {rows:,} contacts"
    if shutil.which("sqlite3") is None:
        table.skipped(what, "sqlite3 is missing: make deps-dev")
        return
    say(what)
    made, db = setup.work / "export.csv", setup.work / "export.db"
    people.write(made, rows, imports.STRIDE)
    machine.run(setup.command(db, "import", made), setup.env)
    made.unlink()
    rates = {"csv": [], "jsonl": [], "sqlite3": []}
    peaks = []
    for _ in range(min(setup.rounds, 3)):
        for form in ("csv", "jsonl"):
            command = setup.command(db, "export", "--format", form)
            result = machine.run_watched(to_nowhere(command), setup.env)
            rates[form].append(rows / result.wall)
            peaks.append(result.peak / 1e6)
        result = machine.run(to_nowhere(["sqlite3", "-csv", db, SELECT]), setup.env)
        rates["sqlite3"].append(rows / result.wall)
    for form in ("csv", "jsonl"):
        table.more_is_better(
            f"{what} as {form}, rows/s",
            rates[form],
            "sqlite3 -csv",
            rates["sqlite3"],
        )
    table.at_most("export, peak memory, MB", peaks, "MB", 24)
    back(setup, table, db, rows)


def to_nowhere(command):
    """The command in place of the shell: its process is the one that is watched."""
    return ["sh", "-c", 'exec "$0" "$@" >/dev/null', *command]


def back(setup, table, db, rows):
    """The export into an empty database."""
    out, new = setup.work / "export.jsonl", setup.work / "back.db"
    command = setup.command(db, "export", "--format", "jsonl")
    machine.run(["sh", "-c", f'exec "$0" "$@" >"{out}"', *command], setup.env)
    result = machine.run_watched(setup.command(new, "import", out), setup.env)
    table.at_most(f"import of that, {rows:,} contacts, s", [result.wall], "s")
    table.at_most("import of that, peak memory, MB", [result.peak / 1e6], "MB", 32)
    for path in [out, *setup.work.glob("export.db*"), *setup.work.glob("back.db*")]:
        path.unlink()
