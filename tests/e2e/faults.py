"""The fault matrix: every stage x every fault x transport x connection x ahead.

usage: faults.py BUILD DIR CERT KEY CA [STAGE [FAULT [TRANSPORT [WHICH [AHEAD]]]]]

A cell is one fault, put by the sink at one stage of one message, and smtp_drive
sending that message and its neighbours.  What must come of each message is said
here again, from MAIL.md 3.3 and the rules of the ledger, not taken from the code.
Then the sink's log and the results are held together, message by message.

Prints a line "ok<TAB>NAME" or "not ok<TAB>NAME<TAB>FILE" for each stage and
fault (FILE shows the cells that failed), and "cells<TAB>N" at the end.
"""

import collections
import concurrent.futures
import itertools
import os
import re
import shutil
import subprocess
import sys

BUILD, DIR, CERT, KEY, CA = sys.argv[1:6]
ONLY = sys.argv[6:]

AT_ONCE = 40  # most of them sleep
USER, PASSWORD = "me@example.net", "correct horse"

OPENING = ["GREETING", "EHLO", "STARTTLS", "AUTH"]
STAGES = OPENING + ["MAIL", "RCPT", "DATA", "BODY", "DOT", "RSET", "QUIT"]
FAULTS = [
    "odd", "4xx", "5xx", "421", "garbage", "multi", "huge", "stall", "fin", "rst",
    "dribble", "late",
]  # fmt: skip
TRANSPORTS = ["plain", "starttls", "smtps"]
WHICH = ["first", "reused"]
AHEAD = ["one", "envelope", "overlap"]

GOOD = {"GREETING": 220, "STARTTLS": 220, "AUTH": 235, "DATA": 354, "QUIT": 221}

SENT = ("sent", "")
NETWORK = ("deferred", "network")
UNCERTAIN = ("uncertain", "network")
NO_SUCH = ("failed", "no such mailbox")
OUR_SIDE = ("untried", "our side")
TOO_FAST = ("untried", "too fast")
CONTACTS_FAULT = {"no such mailbox", "mailbox full"}


class Cell(collections.namedtuple("Cell", "stage fault transport which ahead")):
    """One place of the matrix."""

    def exists(self):
        if self.stage == "STARTTLS" and self.transport != "starttls":
            return False
        # A connection that is used again has its opening behind it.
        return not (self.stage in OPENING and self.which == "reused")

    @property
    def hit(self):
        """The message that the fault meets; RSET comes after one refused."""
        before = (self.which == "reused") + (self.stage == "RSET")
        return 1 + before

    @property
    def messages(self):
        return self.hit + 2

    @property
    def login(self):
        return self.transport != "plain" or self.stage == "AUTH"

    # What the relay does.

    def good_lines(self, code):
        """The lines of a yes at this stage, with a code that may be odd."""
        if self.stage == "EHLO":
            words = ["sink.test", "PIPELINING"] + ["AUTH PLAIN"] * self.login
            if self.transport == "starttls":
                words.append("STARTTLS")
            return [f"{code}-{word}" for word in words] + [f"{code} HELP"]
        return [f"{code} {'3' if code == 354 else '2'}.0.0 well"]

    def action(self):
        good = GOOD.get(self.stage, 250)
        texts = {
            "odd": self.good_lines(259),
            "4xx": ["451 4.3.0 not now"],
            "5xx": ["554 5.7.1 we do not like you"],
            "421": ["421 4.3.2 closing"],
            # Only the code of the last line counts, whatever the others seem to say.
            "multi": [f"{good}-550 5.1.1 no such user", f"{good}-"]
            + self.good_lines(good),
            "dribble": self.good_lines(good),
            "late": ["550 5.1.1 no such user"],
        }
        if self.stage == "EHLO":  # its first line is a name
            texts["multi"][0], texts["multi"][2] = texts["multi"][2], texts["multi"][0]
        if self.fault not in texts:
            return self.silent_action()
        prefix = f"{self.fault} " if self.fault in ("dribble", "late") else ""
        return prefix + "\\n".join(texts[self.fault])

    def silent_action(self):
        # With and without the message in the relay's hands: we cannot know.
        if self.stage == "DOT" and self.which == "reused":
            taken = {"fin": "drop-after-dot", "stall": "stall-after-accept"}
            return taken.get(self.fault, self.fault)
        return self.fault

    def script(self):
        if self.stage == "EHLO":  # the one that counts, and HELO after it
            where = "EHLO conn 1 2+" if self.transport == "starttls" else "EHLO conn 1"
        elif self.stage in OPENING + ["RSET", "QUIT"]:
            where = f"{self.stage} 1"
        else:
            where = f"{self.stage} {self.hit}"
        lines = [f"{where}: {self.action()}"]
        if self.stage == "RSET":
            lines.append(f"RCPT {self.hit - 1}: 550 5.1.1 no such user")
        return "\n".join(lines) + "\n"

    # What must come of it.

    def is_harmless(self):
        """Does the stage get a yes all the same, or is no answer waited for?"""
        if self.stage == "QUIT":
            return True
        if self.fault == "odd":  # 220, 235 and 354 are the only yes to these
            return self.stage not in ("STARTTLS", "AUTH", "DATA", "BODY")
        return self.fault in ("multi", "dribble") and self.stage != "BODY"

    def is_refusal(self):
        """A complete no to the command that is under way."""
        if self.fault == "421":
            return self.stage not in OPENING + ["RSET"]
        return self.fault in ("4xx", "5xx") and self.stage in (
            "MAIL", "RCPT", "DATA", "DOT",
        )  # fmt: skip

    def keeps_connection(self):
        return self.is_harmless() or (self.is_refusal() and self.fault != "421")

    def of_the_hit(self):
        """What becomes of the message that is met."""
        if self.is_harmless() or self.stage in OPENING + ["RSET"]:
            return SENT  # when not at once, then over the next connection
        if self.is_refusal():
            if self.stage == "MAIL":  # said to us: no reader was named yet
                return OUR_SIDE if self.fault == "5xx" else TOO_FAST
            if self.fault == "5xx":
                return ("failed", "policy")
            return ("deferred", "too fast" if self.fault == "421" else "for now")
        if self.stage == "DOT":
            return UNCERTAIN
        if self.stage == "MAIL" and self.fault != "late":
            return SENT  # nothing was answered to it: as if never offered
        return NETWORK

    def verdicts(self):
        """The last verdict of each message: a set of those that are right."""
        hit = self.hit
        right = {n: {SENT} for n in range(1, self.messages + 1)}
        right[hit] = {self.of_the_hit()}
        if self.stage == "RSET":
            right[hit - 1] = {NO_SUCH}
        if self.fault != "late":
            return right
        # A reply too many: whose were the others that came along with it?
        if self.ahead == "overlap" and hit > 1 and self.stage in ("MAIL", "RCPT", "DATA"):
            right[hit - 1] = {UNCERTAIN}
        if self.ahead == "overlap" and self.stage == "DOT":
            right[hit + 1] = {NETWORK}
        # After a refused EHLO comes HELO, whose reply is then the one too many.
        if self.is_muddled():
            right[hit] = {SENT, NETWORK, OUR_SIDE}
        return right

    def is_muddled(self):
        """Is libcurl itself, which says HELO then, led astray?"""
        return self.stage == "EHLO" and self.fault == "late" and not self.login

    def closings(self):
        """Where the first connection may end, as the driver calls it."""
        if self.keeps_connection():
            return {"QUIT"}
        if self.fault == "late" and self.stage not in OPENING or self.is_muddled():
            return {"MAIL", "RCPT", "DATA", "body", "dot", "RSET"}
        if self.stage == "STARTTLS":
            return {"TLS"}
        if self.stage == "EHLO" and self.fault == "late":
            return {"AUTH"}  # HELO knows none
        if self.stage == "GREETING" and self.fault == "rst":
            return {"connect", "TLS", "greeting"}  # it may come as early as that
        if self.stage in ("GREETING", "BODY", "DOT"):
            return {self.stage.lower()}
        return {self.stage}


class Run:
    """A cell, done: what the sink saw and what the driver says."""

    def __init__(self, number, cell):
        self.cell = cell
        self.dir = os.path.join(DIR, str(number))
        os.mkdir(self.dir)
        with open(os.path.join(self.dir, "script"), "w", encoding="ascii") as f:
            f.write(cell.script())
        sink = subprocess.Popen(self.sink_command(), stdout=subprocess.PIPE, text=True)
        try:
            port = sink.stdout.readline().split()[-1]
            done = subprocess.run(
                self.drive_command(port), capture_output=True, text=True, timeout=90
            )
        finally:
            sink.terminate()
            try:
                sink.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                sink.kill()
                sink.communicate()
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr
        with open(os.path.join(self.dir, "log"), encoding="ascii") as f:
            self.log = f.read()
        self.wrong = list(self.judge())

    def sink_command(self):
        words = [f"{BUILD}/tests/sink", "-d", self.dir, "-s", f"{self.dir}/script"]
        if self.cell.login:
            words += ["--auth", f"{USER}:{PASSWORD}"]
        if self.cell.transport != "plain":
            words += ["--tls", CERT, KEY]
        if self.cell.transport == "smtps":
            words.append("--smtps")
        if self.cell.stage == "BODY":
            words += ["--window", "100000"]
        return words

    def drive_command(self, port):
        cell = self.cell
        words = [f"{BUILD}/tests/smtp_drive", "-v", "-m", "4", "-a", cell.ahead]
        words += ["-n", str(cell.messages), "-t", "2" if cell.fault == "stall" else "30"]
        if cell.login:
            words += ["-u", USER, "-w", PASSWORD]
        if cell.transport != "plain":
            words += ["-s", "-C", CA]
        if cell.stage == "BODY":
            # More than the sockets take; or time to see what is said before the dot.
            big = ["-z", "8000000", "-b", str(cell.hit)]
            words += big if cell.fault == "stall" else ["-d", "300"]
        scheme = "smtps" if cell.transport == "smtps" else "smtp"
        return words + [f"{scheme}://127.0.0.1:{port}"]

    def judge(self):
        """Yield what is wrong."""
        verdicts = collections.defaultdict(list)
        said = re.findall(r"^verdict (\d+) (\w+) ?(.*)$", self.out, re.M)
        for number, fate, why in said:
            verdicts[int(number)].append((fate, why))
        taken = collections.Counter(
            int(n) for n in re.findall(r"accepted \d+ from=\S+ to=<r(\d+)@", self.log)
        )
        if self.status != 0:
            yield f"smtp_drive ended with {self.status}"
        for n, right in self.cell.verdicts().items():
            yield from self.judge_message(n, right, verdicts[n], taken[n])
        closings = re.findall(r"^closed \S+ (\w+)", self.out, re.M)
        right = self.cell.closings()
        if not closings or closings[0] not in right:
            yield f"the first connection ended at {closings[:1]}, not at {right}"
        used = 1 if self.cell.keeps_connection() else 2
        if len(closings) != used:
            yield f"{len(closings)} connections, not {used}"
        broken = re.findall(r"^.*VIOLATION.*$", self.log, re.M)
        for line in [] if self.cell.is_muddled() else broken:
            yield f"the sink saw: {line}"

    def judge_message(self, n, right, got, taken):
        if not got or got[-1] not in right:
            yield f"message {n} is {got}, not {right}"
        for early in got[:-1]:
            if early[0] != "untried":
                yield f"message {n} was decided and sent again: {got}"
        if taken > 1:
            yield f"message {n} was taken {taken} times"
        fate = got[-1][0] if got else ""
        if fate != "uncertain" and taken != (fate == "sent"):
            yield f"message {n} is {fate}, and the relay took it {taken} times"
        if any(why in CONTACTS_FAULT for _fate, why in got) and right != {NO_SUCH}:
            yield f"the contact of message {n} is blamed: {got}"

    def shown(self):
        text = f"{' '.join(self.cell)}\n" + "".join(f"  {line}\n" for line in self.wrong)
        for name, what in ("script", self.cell.script()), ("driver", self.out + self.err):
            text += f"  {name}:\n" + "".join(f"    {x}\n" for x in what.splitlines())
        log = "".join(f"    {x[:120]}\n" for x in self.log.splitlines())
        return f"{text}  log:\n{log}"


def main():
    axes = (STAGES, FAULTS, TRANSPORTS, WHICH, AHEAD)
    cells = [c for c in map(Cell._make, itertools.product(*axes)) if c.exists()]
    cells = [c for c in cells if all(a in ("-", b) for a, b in zip(ONLY, c))]
    groups = collections.OrderedDict()
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        # The sleepers first: the others run meanwhile.
        order = sorted(range(len(cells)), key=lambda i: cells[i].fault != "stall")
        futures = {i: pool.submit(Run, i, cells[i]) for i in order}
        for i, cell in enumerate(cells):
            groups.setdefault((cell.stage, cell.fault), []).append(futures[i])
        for number, ((stage, fault), runs) in enumerate(groups.items()):
            runs = [future.result() for future in runs]
            wrong = [run for run in runs if run.wrong]
            name = f"{stage} {fault}: {len(runs)} cells"
            if not wrong:
                print("ok", name, sep="\t", flush=True)
            else:
                path = os.path.join(DIR, f"wrong{number}")
                with open(path, "w", encoding="utf-8") as f:
                    f.write(f"{len(wrong)} of {len(runs)} cells are wrong\n")
                    f.writelines(run.shown() for run in wrong)
                print("not ok", name, path, sep="\t", flush=True)
            for run in runs:
                shutil.rmtree(run.dir)
    print("cells", len(cells), sep="\t")


main()
