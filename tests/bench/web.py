"""web - the public pages under load, beside nginx with a file of the same size.

All of it while an issue is sent to a slow relay, so that the pages and the sender want
the same database.  Each one-click POST is of another token, and is counted in the
database afterwards: an answer without its event would be a failure of the benchmark.
Neither of the two writes a log.
"""

import http.client
import os
import pathlib
import shutil
import signal
import statistics

import machine

CALLERS = 50
SECONDS = 3
POST_SECONDS = 1  # a token is posted once, and they are used up fast
CONTACTS = 50000  # at least
SENDING = ["relay.default.connections=2"]  # it must last as long as the rest
POST_LEAST = 2000
P99_MOST = 20
MEMORY_MOST = 32
NGINX = """
daemon off; pid {here}/nginx.pid; error_log stderr crit; worker_processes 1; {user}
events {{ worker_connections 256; }}
http {{
	access_log off; default_type text/html; client_body_temp_path {here}/body;
	proxy_temp_path {here}/p; fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u;
	scgi_temp_path {here}/s;
	server {{ listen 127.0.0.1:{port}; root {here}/www; keepalive_requests 1000000; }}
}}
"""


def measure(setup, table, field, say):
    wrk, nginx = shutil.which("wrk"), machine.program("nginx", setup.build)
    if wrk is None or nginx is None:
        table.skipped(f"pages{field.where}", "wrk or nginx is missing: make deps-bench")
        return
    say(f"pages{field.where}, {CALLERS} callers, while an issue is sent")
    load = Load(setup, field, wrk, nginx)
    rounds = [load.round() for _ in range(setup.rounds)]
    columns = {name: [r[name] for r in rounds] for name in rounds[0]}
    report(table, field.where, columns)


def report(table, where, c):
    table.more_is_better(
        f"GET /u/TOKEN, a second{where}", c["get"], "nginx, a file", c["nginx"], 0.25
    )
    table.at_least(f"one-click POST, a second, all recorded{where}", c["post"], POST_LEAST)
    for name, what in (("get", "GET"), ("post", "one-click POST")):
        beside = f"nginx {statistics.median(c['nginx p99']):.1f}"
        table.at_most(f"{what}, p99 ms{where}", c[f"{name} p99"], "ms", P99_MOST, beside)
    table.at_most(f"serve, peak memory, MB{where}", c["memory"], "MB", MEMORY_MOST)


class Load:
    """The servers of a round, and what asks them."""

    def __init__(self, setup, field, wrk, nginx):
        self.setup, self.field, self.wrk, self.nginx = setup, field, wrk, nginx
        self.n = setup.n if setup.quick else max(setup.n, CONTACTS)
        self.seconds = 1 if setup.quick else SECONDS
        self.script = setup.tests / "bench" / "web.lua"

    def round(self):
        field, setup = self.field, self.setup
        db = field.fresh(self.n)
        machine.run(field.nlctl(db, "fast", "first"), setup.env)
        field.count("fast", self.n)
        tokens = setup.work / "tokens"
        tokens.write_text("\n".join(field.tokens(db)) + "\n")
        first = tokens.read_text().split("\n", 1)[0]
        sender = machine.start(field.nlctl(db, "slow", "second", SENDING), setup.env)
        port = machine.free_port()
        listen = setup.command(db, "serve", "--listen", f"127.0.0.1:{port}")
        serve = machine.Server(listen, port)
        try:
            result = self.ask(port, f"/u/{first}")
            result["post"], result["post p99"] = self.post(db, port, tokens)
            result["memory"] = machine.high_water(serve.process.pid) / 1e6
            if sender.poll() is not None and not setup.quick:
                raise machine.Failed("the issue was sent before the pages were asked")
        finally:
            serve.stop()
            sender.send_signal(signal.SIGTERM)
            sender.communicate()
        return result

    def ask(self, port, path):
        """GET of the page, then of a file with the same bytes from nginx."""
        page = fetch(port, path)
        result = {}
        result["get"], result["get p99"] = self.run(self.seconds, port, path)
        with StaticFile(self.nginx, page, self.setup.work) as nginx:
            result["nginx"], result["nginx p99"] = self.run(
                self.seconds, nginx.port, "/page"
            )
        return result

    def post(self, db, port, tokens):
        before = self.left(db)
        rate, p99 = self.run(POST_SECONDS, port, "/", tokens)
        recorded, asked = self.left(db) - before, round(rate * POST_SECONDS)
        # wrk hangs up on answers that it does not wait for: there may be more.
        if recorded < min(asked, self.n):
            raise machine.Failed(f"{asked} answers to POST, but {recorded} events")
        if asked > self.n and not self.setup.quick:
            raise machine.Failed(f"{asked} POSTs are more than there are tokens")
        return rate, p99

    def left(self, db):
        return self.field.query(db, "SELECT count(*) FROM event WHERE kind = 'left'")[0]

    def run(self, seconds, port, path, *tokens):
        """Requests a second and the wait of which a hundredth is longer."""
        out = machine.run(
            [self.wrk, "-t1", f"-c{CALLERS}", f"-d{seconds}s", "-s", self.script]
            + [f"http://127.0.0.1:{port}{path}", "--", *tokens]
        ).out
        words = out[out.rindex("requests ") :].split()
        seen = dict(zip(words[::2], map(float, words[1::2])))
        if seen["failed"] > 0:
            raise machine.Failed(f"{seen['failed']:.0f} requests failed")
        return seen["requests"] / seen["seconds"], seen["p99"]


def fetch(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise machine.Failed(f"the page answers {answer.status}")
    return body


class StaticFile:
    """nginx with one file."""

    def __init__(self, nginx, page, work):
        self.here = pathlib.Path(work) / "nginx"
        (self.here / "www").mkdir(parents=True, exist_ok=True)
        (self.here / "www" / "page").write_bytes(page)
        self.port = machine.free_port()
        conf = self.here / "nginx.conf"
        user = "user root;" if os.geteuid() == 0 else ""
        conf.write_text(NGINX.format(here=self.here, port=self.port, user=user))
        self.argv = [*nginx, "-p", self.here, "-c", conf, "-e", "stderr"]

    def __enter__(self):
        self.server = machine.Server(self.argv, self.port)
        return self

    def __exit__(self, *_):
        self.server.stop()
