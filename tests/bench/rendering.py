"""rendering - a letter copied for each person, without database or network."""

import machine


def measure(setup, table, say):
    say("rendering alone")
    copies = 500 if setup.quick else 5000
    out = machine.run([setup.render, setup.issue, copies, setup.rounds]).out.splitlines()
    rows = [line.split() for line in out[1:]]
    compiled = [float(row[1]) for row in rows]
    naive = [float(row[3]) for row in rows]
    octets = int(out[0].split()[1])
    table.less_is_better(
        f"rendering a copy of {octets:,} octets, µs", compiled, "encoding anew", naive, 20
    )
    table.at_most("rendering a copy, against the target of design", compiled, "µs", 5)
