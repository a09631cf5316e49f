"""sending - nlctl send against others that send the same octets to the same server."""

import email
import email.policy
import functools
import os
import pathlib
import shutil
import sqlite3
import statistics
import time

import machine
import people

CONNECTIONS = 10


class Field:
    """The servers, the databases in folder, and what may run against them."""

    def __init__(self, setup, folder, where, say):
        self.setup, self.folder, self.where, self.say = setup, folder, where, say
        self.servers = {}
        self.databases = {}
        self.expected = 0  # messages that the fast sink must have at the end

    def __enter__(self):
        try:
            self.sample()
            self.start_servers()
        except BaseException:
            self.stop()  # __exit__ is only for those who came in
            raise
        return self

    def start_servers(self):
        sink = self.setup.sink
        self.servers["fast"] = machine.Server([sink, "--fast"])
        self.servers["slow"] = machine.Server([sink, "--fast", "--delay", "10"])
        if shutil.which("smtp-sink"):
            port = machine.free_port()
            user = ["-u", "nobody"] if os.geteuid() == 0 else []
            argv = ["smtp-sink", *user, f"127.0.0.1:{port}", "1000"]
            self.servers["smtp-sink"] = machine.Server(argv, port)

    def stop(self):
        totals = {name: server.stop() for name, server in self.servers.items()}
        for path in self.databases.values():
            path.unlink()
        return totals

    def __exit__(self, kind, value, trace):
        totals = self.stop()
        got = totals["fast"]["messages"]
        if kind is None and got != self.expected:
            raise machine.Failed(f"the fast sink has {got} messages, not {self.expected}")

    # Databases.

    def database(self, n):
        """One with n contacts and no issue; made once."""
        if n in self.databases:
            return self.databases[n]
        db = self.folder / f"base-{n}.db"
        csv = self.setup.work / "contacts.csv"
        people.write(csv, n)
        command = self.setup.command
        machine.run(
            command(
                db,
                *["init", "--from", "Infolettre <infolettre@example.org>"],
                *["--base-url", "http://127.0.0.1:8080"],
            ),
            self.setup.env,
        )
        machine.run(command(db, "import", csv), self.setup.env)
        csv.unlink()
        self.databases[n] = db
        return db

    def fresh(self, n):
        """A copy of it, on the disk already: writing it back is nobody's time."""
        db = self.folder / "run.db"
        self.clear()
        shutil.copy(self.database(n), db)  # mode and all
        with open(db, "rb+") as f:
            os.fsync(f.fileno())
        return db

    def clear(self):
        for path in self.folder.glob("run.db*"):
            path.unlink()

    # What one copy is: its size, and its two parts for those who build their own.

    def sample(self):
        box = self.setup.work / "sample"
        box.mkdir(exist_ok=True)
        server = machine.Server([self.setup.sink, "-d", box])
        self.servers["sample"] = server
        n = 60
        machine.run(self.nlctl(self.fresh(n), "sample"), self.setup.env)
        copies = sorted(box.glob("*.eml"))
        if len(copies) != n:
            raise machine.Failed(f"the sample has {len(copies)} messages, not {n}")
        self.octets = round(statistics.mean(p.stat().st_size for p in copies))
        self.take_parts(copies[0])
        self.source_overhead = 0
        if shutil.which("smtp-source"):
            machine.run(self.smtp_source("sample", 1, 1000))
            last = max(box.glob("*.eml"))
            self.source_overhead = last.stat().st_size - 1000
        del self.servers["sample"]
        server.stop()
        shutil.rmtree(box)
        self.clear()

    def take_parts(self, path):
        with open(path, "rb") as f:
            m = email.message_from_binary_file(f, policy=email.policy.default)
        leave = m["List-Unsubscribe"].strip("<>").split(">")[0]
        name = m["To"].addresses[0].display_name.split()[0]
        self.parts = []
        for kind in ("html", "plain"):
            text = m.get_body((kind,)).get_content()
            if leave not in text:
                raise machine.Failed(f"no unsubscribe link in the {kind} part")
            text = text.replace(leave, "@@LEAVE@@").replace(name, "@@PERSON@@")
            file = self.setup.work / f"sample.{kind}"
            file.write_text(text, encoding="utf-8")
            self.parts.append(file)

    # The programs.

    def nlctl(self, db, server, name="issue", settings=()):
        url = f"smtp://127.0.0.1:{self.servers[server].port}"
        return self.setup.command(
            db,
            *["-o", f"relay.default.url={url}"],
            *["-o", f"relay.default.connections={CONNECTIONS}"],
            *[word for setting in settings for word in ("-o", setting)],
            *["send", "--yes", "--name", name, self.setup.issue],
        )

    def smtp_source(self, server, n, payload):
        return [
            *["smtp-source", "-s", CONNECTIONS, "-m", n, "-l", payload, "-d", "-N"],
            *["-f", "news@example.net", "-t", "user@example.org"],
            f"127.0.0.1:{self.servers[server].port}",
        ]

    def send_nlctl(self, server, n, settings=()):
        db = self.fresh(n)
        result = machine.run(self.nlctl(db, server, settings=settings), self.setup.env)
        self.count(server, n)
        return n / result.wall, result.cpu / n * 10000

    def send_source(self, server, n):
        argv = self.smtp_source(server, n, self.octets - self.source_overhead)
        result = machine.run(argv)
        self.count(server, n)
        return n / result.wall, result.cpu / n * 10000

    def count(self, server, n):
        if server == "fast":
            self.expected += n

    def send_script(self, argv, server, n, env):
        """A peer in a script says itself how long it sent: its start is not counted."""
        result = machine.run([*argv, self.servers[server].port, n, *self.parts], env)
        return n / float(result.out), result.cpu / n * 10000

    def send_nodemailer(self, server, n):
        env = {**self.setup.env, "NODE_PATH": str(self.modules())}
        script = self.setup.tests / "bench" / "nodemailer_send.js"
        return self.send_script(["node", script], server, n, env)

    def send_smtplib(self, server, n):
        script = self.setup.tests / "bench" / "smtplib_send.py"
        python = shutil.which("python3", path="/usr/bin:" + os.environ["PATH"])
        return self.send_script([python, script], server, n, self.setup.env)

    def modules(self):
        return self.setup.build / "bench" / "node_modules"

    # The comparisons.

    def rounds(self, runs):
        """A B C, A B C, ...: the results of each, round by round."""
        results = {name: [] for name in runs}
        for _ in range(self.setup.rounds):
            for name, (send, server, n) in runs.items():
                results[name].append(send(server, n))
        return {
            name: ([rate for rate, _ in pairs], [cpu for _, cpu in pairs])
            for name, pairs in results.items()
        }

    def send(self, table):
        n = self.setup.n
        few = max(n // 10, 30)
        slow = 2 * few  # or its start, the same for any number, would show
        runs = {
            "fast": (self.send_nlctl, "fast", n),
            "slow": (self.send_nlctl, "slow", slow),
        }
        source = shutil.which("smtp-source") is not None
        if source:
            runs["fast source"] = (self.send_source, "fast", n)
            runs["slow source"] = (self.send_source, "slow", slow)
        if "smtp-sink" in self.servers:
            runs["sink"] = (self.send_nlctl, "smtp-sink", n)
            runs["sink source"] = (self.send_source, "smtp-sink", n)
            runs["smtplib"] = (self.send_smtplib, "smtp-sink", few)
            if (self.modules() / "nodemailer").is_dir() and shutil.which("node"):
                runs["nodemailer"] = (self.send_nodemailer, "smtp-sink", few)
        self.say(f"sending{self.where}, {self.octets:,} octets a message")
        results = self.rounds(runs)
        if not source:
            table.skipped(f"sending{self.where}", "postfix is missing: make deps-dev")
            return
        self.report_source(table, results)
        self.report_scripts(table, results)

    def report_source(self, table, results):
        cases = [
            ("sink", "smtp-sink", 1.0),
            ("fast", "fast sink", 1.0),
            ("slow", "10 ms a reply", 3.5),
        ]
        for key, what, least in cases:
            if key not in results:
                continue
            table.more_is_better(
                f"{what}, messages/s{self.where}",
                results[key][0],
                "smtp-source",
                results[f"{key} source"][0],
                least,
            )
        table.less_is_better(
            f"fast sink, CPU s per 10,000{self.where}",
            results["fast"][1],
            "smtp-source",
            results["fast source"][1],
        )

    def report_scripts(self, table, results):
        if "sink" not in results:
            return
        for name, peer, rate, cpu in (
            ("nodemailer", "nodemailer, pool of 10", 8.0, 30.0),
            ("smtplib", "Python smtplib, 1 connection", None, None),
        ):
            if name not in results:
                table.skipped(f"{name} on smtp-sink", "not installed: make deps-dev")
                continue
            rates, cpus = results[name]
            ours = results["sink"]
            table.more_is_better(
                f"smtp-sink, messages/s{self.where}", ours[0], peer, rates, rate
            )
            table.less_is_better(
                f"smtp-sink, CPU s per 10,000{self.where}", ours[1], peer, cpus, cpu
            )

    def sign(self, table):
        """What a DKIM signature costs; RSA is made by threads, one a processor."""
        n = self.setup.n
        paths = self.keys()
        runs = {"unsigned": (self.send_nlctl, "fast", n)}
        for name, path in paths.items():
            settings = [f"dkim.key={path}", "dkim.selector=bench"]
            send = functools.partial(self.send_nlctl, settings=settings)
            runs[name] = (send, "fast", n)
        self.say(f"signed by DKIM{self.where}")
        results = self.rounds(runs)
        for name in paths:
            table.more_is_better(
                f"fast sink, signed with {name}, messages/s{self.where}",
                results[name][0],
                "unsigned",
                results["unsigned"][0],
            )

    def keys(self):
        """New ones, of each kind; nobody is asked for their records."""
        nobody = ["-o", "dns.server=127.0.0.1:1"]
        command = self.setup.command(self.fresh(10), *nobody, "dns", "--make-key")
        machine.run(command, self.setup.env)
        paths = sorted(self.folder.glob("dkim-*.pem"))
        return {path.stem.rsplit("-", 1)[1]: path for path in paths}

    def memory(self, table):
        peaks = []
        for n in (self.setup.n, self.setup.n * 10):
            self.say(f"memory at {n:,}")
            command = self.nlctl(self.fresh(n), "fast")
            peaks.append(machine.run_watched(command, self.setup.env).peak / 1e6)
            self.count("fast", n)
            table.at_most(f"send to {n:,}, peak memory, MB", peaks[-1:], "MB", 24)
        table.line(
            "memory at ten times as many", "", "", f"{peaks[1] / peaks[0]:.2f} ×", "", ""
        )

    def unsubscribe(self, table):
        """A person who leaves while an issue goes out at full speed: how long is that?"""
        self.say(f"unsubscribe during a send{self.where}")
        alone, during = [], []
        for _ in range(self.setup.rounds):
            db = self.fresh(self.setup.n)
            machine.run(self.nlctl(db, "fast", "first"), self.setup.env)
            tokens = self.tokens(db)
            alone += [self.leave(db, next(tokens)) for _ in range(20)]
            began = time.perf_counter()
            sender = machine.start(self.nlctl(db, "fast", "second"), self.setup.env)
            for token in tokens:
                if not is_running(sender):
                    break
                during.append(self.leave(db, token))
            machine.finish(sender, began)
            self.expected += self.sent(db)
        for what, waits in (("alone", alone), ("during a send", during)):
            waits.sort()
            middle = waits[len(waits) // 2] * 1000
            table.at_most(
                f"unsubscribe {what}, p99 ms{self.where}",
                [waits[len(waits) * 99 // 100] * 1000],
                "ms",
                50,
                f"median {middle:.1f}, longest {waits[-1] * 1000:.1f} of {len(waits)}",
            )

    def leave(self, db, token):
        command = self.setup.command(db, "unsubscribe", token)
        return machine.run(command, self.setup.env).wall

    def query(self, db, sql):
        base = sqlite3.connect(f"{pathlib.Path(db).as_uri()}?mode=ro", uri=True)
        rows = base.execute(sql).fetchall()
        base.close()
        return [row[0] for row in rows]

    def sent(self, db):
        return sum(self.query(db, "SELECT sent FROM issue"))

    def tokens(self, db):
        """Of the first issue, those first who are the last to get the second."""
        sql = "SELECT lower(hex(token)) FROM delivery ORDER BY id DESC"
        for t in self.query(db, sql):
            yield "-".join((t[:8], t[8:12], t[12:16], t[16:20], t[20:]))


def is_running(process):
    # Not poll(): that would take the exit status away from finish().
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
