"""table - the figures as they are printed: one line each, with target and verdict."""

import statistics


def figure(x):
    """Three digits that count."""
    if x >= 100:
        return f"{x:,.0f}"
    if x >= 10:
        return f"{x:.1f}"
    return f"{x:.2f}"


def median_ratio(over, under):
    """The median of the ratios of rounds, not the ratio of two medians."""
    return statistics.median(a / b for a, b in zip(over, under))


class Table:
    HEAD = ("what", "nlctl", "beside it", "ratio", "target", "verdict")

    def __init__(self):
        self.rows = []

    def line(self, *cells):
        self.rows.append(cells)

    def more_is_better(self, what, ours, peer, theirs, least=None):
        """Rates: ours over theirs."""
        self.compare(what, ours, peer, theirs, median_ratio(ours, theirs), least)

    def less_is_better(self, what, ours, peer, theirs, least=None):
        """Costs: theirs over ours."""
        self.compare(what, ours, peer, theirs, median_ratio(theirs, ours), least)

    def compare(self, what, ours, peer, theirs, ratio, least):
        self.line(
            what,
            figure(statistics.median(ours)),
            f"{figure(statistics.median(theirs))} {peer}",
            f"{figure(ratio)} ×",
            f"at least {least:g} ×" if least else "",
            ("met" if ratio >= least else "MISSED") if least else "",
        )

    def at_least(self, what, ours, least):
        value = statistics.median(ours)
        verdict = "met" if value >= least else "MISSED"
        self.line(what, figure(value), "", "", f"at least {least:,}", verdict)

    def at_most(self, what, ours, unit, most=None, peer=""):
        """A figure that does not depend on how fast the machine is, or has no target."""
        value = statistics.median(ours)
        self.line(
            what,
            figure(value),
            peer,
            "",
            f"at most {most} {unit}" if most else "",
            ("met" if value <= most else "MISSED") if most else "",
        )

    def skipped(self, what, why):
        self.line(what, "", why, "", "", "skipped")

    def text(self):
        rows = [self.HEAD, *self.rows]
        widths = [max(len(row[i]) for row in rows) for i in range(len(self.HEAD))]
        lines = []
        for row in rows:
            cells = []
            for i, cell in enumerate(row):
                right = i in (1, 3)
                cells.append(cell.rjust(widths[i]) if right else cell.ljust(widths[i]))
            lines.append("  ".join(cells).rstrip())
        return "\n".join(["", *lines])
