"""doors - the doors to the public pages, all opened and asked in the same way.

    door = doors.open_door("nginx", "nlctl.db")
    answer = door.ask("GET", "/u/TOKEN")
    status, log = door.end()

    serve, unix        nlctl serve at a port, at a socket
    systemd            at a socket that systemd's own tool hands over
    cgi                nlctl cgi, called as a web server does
    nginx, apache, caddy
                       a real web server before nlctl serve, with the configuration of
                       src/share/web: only its paths and ports are changed
    nginx-cgi, apache-cgi
                       the same, before nlctl cgi

    doors.py DOOR      ends with 1 when what it needs is not there
"""

import atexit
import glob
import http.client
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.parse

NLCTL = os.environ["NLCTL"]
ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../.."
HOST = "lettre.asso.example"
ABSENT = "/u/0b5e6f2c-4a0f-4c7e-9a35-3f1f3d1c2a77"


def program(name):
    """How to call it: installed, or unpacked by tests/e2e/servers; None: not there."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    if found:
        return [found]
    for path in glob.glob(f"{ROOT}/build/servers/*/usr/*bin/{name}"):
        root = path[:path.rindex("/usr/")]
        libraries = ":".join(glob.glob(f"{root}/lib/*-linux-*") + glob.glob(f"{root}/usr/lib/*-linux-*"))
        return ["env", f"LD_LIBRARY_PATH={libraries}", path]
    return None


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace").replace("\u2060", "")

    def __getitem__(self, name):
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    def same_as(self, other, *differ):
        """The same answer, but for tokens, permits, the date and how its length is told:
        Apache packs what a CGI program says into chunks when it comes in pieces."""

        def plain(a):
            text = re.sub(r"[0-9]+\.[0-9a-f]{32}", "PERMIT", a.text)
            for d in differ:
                text = text.replace(d, "TOKEN")
            passing = ("date", "connection", "keep-alive", "content-length", "transfer-encoding")
            heads = [(n, v) for n, v in a.headers if n.lower() not in passing]
            return a.status, heads, text

        return plain(self) == plain(other)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class TlsConnection(http.client.HTTPConnection):
    """To HOST, which is at a port of this machine, and has this certificate."""

    def __init__(self, port, certificate):
        super().__init__(HOST)
        self.at, self.tls = port, ssl.create_default_context(cafile=certificate)

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.at), timeout=20)
        self.sock = self.tls.wrap_socket(plain, server_hostname=HOST)


class Door:
    """What is asked over a connection."""

    def ask(self, method, target, body=None, headers={}):
        c = self.connection
        try:
            c.putrequest(method, target, skip_accept_encoding=True)
            for name, value in headers.items():
                c.putheader(name, value)
            if body is not None:
                c.putheader("Content-Length", str(len(body)))
            c.endheaders(body)
            r = c.getresponse()
            return Answer(r.status, r.getheaders(), r.read())
        except (http.client.HTTPException, OSError):
            self.connection = self.connect()
            raise
        finally:
            if method not in ("GET", "HEAD", "POST"):
                self.connection.close()
                self.connection = self.connect()

    def end(self):
        """Its status, and the log of nlctl."""
        self.connection.close()
        return self.stop()

    def wrote(self):
        """What a web server told by itself, also about one who asked for ABSENT when
        there was no nlctl behind it."""
        return ""


class Serve(Door):
    def __init__(self, database, listen, before=()):
        with open(database + ".log", "w") as log:
            self.process = subprocess.Popen(
                [*before, NLCTL, "-d", database, "serve", "--listen", listen],
                stderr=log, stdout=subprocess.DEVNULL)
        atexit.register(self.process.kill)
        self.log = open(database + ".log")
        line = ""
        while not line.startswith("pages at ") and self.process.poll() is None:
            time.sleep(0.02)
            line = self.log.readline()
        self.address = line.removeprefix("pages at ").strip()
        self.connection = self.connect()

    def connect(self):
        if self.address.startswith("unix:"):
            return UnixConnection(self.address[5:])
        return http.client.HTTPConnection(self.address[7:], timeout=20)

    def stop(self):
        self.process.terminate()
        status = self.process.wait()
        return status, self.log.read()


class Systemd(Serve):
    """systemd-socket-activate waits for somebody to ask before it starts what it should."""

    def __init__(self, database):
        path = os.path.join(os.path.abspath(tempfile.mkdtemp(dir=".")), "pages")
        knock = subprocess.Popen([sys.executable, "-c", f"""if True:
            import os, socket, time
            while not os.path.exists({path!r}): time.sleep(0.02)
            socket.socket(socket.AF_UNIX).connect({path!r})"""])
        super().__init__(database, "systemd", ["systemd-socket-activate", "-l", path])
        knock.wait()


class Server(Door):
    """A web server; a kind of it says how it is called and what before it is."""

    def __init__(self, database, cgi):
        self.here = os.path.abspath(tempfile.mkdtemp(dir="."))
        self.database, self.behind = database, None
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        self.make_certificate()
        if cgi:
            self.make_script()
        else:
            self.behind = Serve(database, f"unix:{self.here}/pages")
        self.start(cgi)
        self.await_(self.answers)
        self.connection = self.connect()

    def make_certificate(self):
        self.key, self.certificate = f"{self.here}/privkey.pem", f"{self.here}/fullchain.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:P-256", "-nodes", "-days", "30", "-subj", f"/CN={HOST}", "-addext",
            f"subjectAltName=DNS:{HOST}", "-keyout", self.key, "-out", self.certificate],
            check=True, capture_output=True)

    def make_script(self):
        self.script = f"{self.here}/lettre.cgi"
        text = self.sample("lettre.cgi", {"nlctl -d": f"'{NLCTL}' -d",
            "/var/lib/nlctl/nlctl.db": f"'{os.path.abspath(self.database)}'"})
        with open(self.script, "w") as f:
            f.write(text)
        os.chmod(self.script, 0o700)

    def sample(self, name, changes):
        """The text of src/share/web/NAME with these changes, each of which must fit."""
        text = open(f"{ROOT}/src/share/web/{name}").read()
        for old, new in changes.items():
            if old not in text:
                raise ValueError(f"src/share/web/{name} has no '{old}'")
            text = text.replace(old, new)
        return text

    def tls(self):
        at = f"/etc/letsencrypt/live/{HOST}"
        return {f"{at}/fullchain.pem": self.certificate, f"{at}/privkey.pem": self.key}

    def write(self, name, text):
        with open(f"{self.here}/{name}", "w") as f:
            f.write(text)
        return f"{self.here}/{name}"

    def run(self, command):
        said = open(f"{self.here}/said", "ab")
        process = subprocess.Popen(command, stdout=said, stderr=said, cwd=self.here,
            env={**os.environ, "HOME": self.here}, start_new_session=True)  # with its children
        atexit.register(process.wait)
        atexit.register(os.killpg, process.pid, signal.SIGTERM)

    def await_(self, condition):
        for _ in range(500):
            if condition():
                return
            time.sleep(0.02)
        raise TimeoutError("a web server does not start: " + open(f"{self.here}/said").read())

    def answers(self):
        try:
            self.connect().connect()
            return True
        except OSError:
            return False

    def connect(self):
        return TlsConnection(self.port, self.certificate)

    def stop(self):
        if self.behind is None:
            return 0, ""
        ended = self.behind.end()
        self.connection = self.connect()
        self.ask("GET", ABSENT)
        return ended

    def wrote(self):
        files = [f"{self.here}/{name}" for name in ("said", "access", "errors")]
        return "".join(open(f).read() for f in files if os.path.exists(f))


class Nginx(Server):
    NEEDS = {False: ["nginx"], True: ["nginx", "fcgiwrap"]}
    AROUND = """daemon off; pid {here}/nginx.pid; worker_processes 1; {user}
error_log {here}/errors; events {{ worker_connections 64; }}
http {{
	access_log {here}/access; client_body_temp_path {here}/body; proxy_temp_path {here}/proxy;
	fastcgi_temp_path {here}/fastcgi; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
{server}}}
"""

    def start(self, cgi):
        if cgi:
            self.run([*program("fcgiwrap"), "-s", f"unix:{self.here}/cgi", "-c", "2"])
            self.await_(lambda: os.path.exists(f"{self.here}/cgi"))
            behind = {"unix:/run/fcgiwrap.socket": f"unix:{self.here}/cgi",
                "/usr/local/lib/nlctl/lettre.cgi": self.script}
        else:
            behind = {"/run/nlctl/pages": f"{self.here}/pages"}
        server = self.sample("nginx-cgi.conf" if cgi else "nginx.conf", {**self.tls(), **behind,
            "\tlisten [::]:443 ssl;\n": "", "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/var/log/nginx/error.log": f"{self.here}/errors"})
        conf = self.write("nginx.conf", self.AROUND.format(here=self.here, server=server,
            user="user root;" if os.getuid() == 0 else ""))
        self.run([*program("nginx"), "-p", self.here, "-c", conf, "-e", "stderr"])


class Apache(Server):
    """Apache serves no pages as root: there it is another user, in a namespace of its own."""

    NEEDS = {False: ["apache2"], True: ["apache2"]}
    MODULES = "mpm_event authz_core authz_host ssl socache_shmcb alias reqtimeout".split()
    AROUND = """ServerRoot "{here}"
DefaultRuntimeDir "{here}"
PidFile "{here}/apache.pid"
ServerName {host}
Listen 127.0.0.1:{port}
ErrorLog "{here}/errors"
LogFormat "%h %l %u %t \\"%r\\" %>s %O" common
CustomLog "{here}/access" common
{modules}
{server}
"""

    def start(self, cgi):
        if cgi:
            behind = {"\tSuexecUserGroup nlctl nlctl\n": "", "/var/www/nlctl/lettre.cgi/": f"{self.script}/",
                "/var/www/nlctl>": f'"{self.here}">',
                "<VirtualHost": f'ScriptSock "{self.here}/cgid"\n<VirtualHost'}
        else:
            behind = {"/run/nlctl/pages": f"{self.here}/pages"}
        server = self.sample("apache-cgi.conf" if cgi else "apache.conf", {**self.tls(), **behind,
            "*:443": f"*:{self.port}", "/var/log/apache2/nlctl.log": f"{self.here}/log"})
        apache = program("apache2")
        modules = re.sub("/usr/sbin/apache2$", "/usr/lib/apache2/modules", apache[-1])
        names = [*self.MODULES, *(["cgid"] if cgi else ["proxy", "proxy_http"])]
        conf = self.write("apache.conf", self.AROUND.format(here=self.here, host=HOST, port=self.port,
            server=server, modules="\n".join(f"LoadModule {n}_module {modules}/mod_{n}.so" for n in names)))
        self.run([*self.as_somebody(), *apache, "-DFOREGROUND", "-f", conf])

    @staticmethod
    def as_somebody():
        if os.getuid() != 0:
            return []
        return ["unshare", "--user", "--map-user=1000", "--map-group=1000"]


class Caddy(Server):
    NEEDS = {False: ["caddy"]}

    def start(self, cgi):
        conf = self.write("Caddyfile", self.sample("Caddyfile", {
            "{\n\t# Addresses": "{\n\tadmin off\n\tauto_https disable_redirects\n\t# Addresses",
            f"{HOST} {{": f"https://{HOST}:{self.port} {{\n\tbind 127.0.0.1\n"
                f"\ttls {self.certificate} {self.key}",
            "/run/nlctl/pages": f"{self.here}/pages"}))
        self.run([*program("caddy"), "run", "--config", conf, "--adapter", "caddyfile"])


class Cgi:
    def __init__(self, database):
        self.database, self.log = database, ""

    def ask(self, method, target, body=None, headers={}):
        path, _, query = target.partition("?")
        env = {
            "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "REQUEST_METHOD": method, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1",
            "GATEWAY_INTERFACE": "CGI/1.1", "SERVER_PROTOCOL": "HTTP/1.1",
        }
        env = {n.encode(): v.encode("utf-8", "surrogateescape") for n, v in env.items()}
        env[b"PATH_INFO"] = urllib.parse.unquote_to_bytes(path)
        if "NLCTL_TEST_NOW" in os.environ:
            env[b"NLCTL_TEST_NOW"] = os.environb[b"NLCTL_TEST_NOW"]
        for name, value in headers.items():
            name = name.upper().replace("-", "_")
            prefix = "" if name == "CONTENT_TYPE" else "HTTP_"
            env[(prefix + name).encode()] = value.encode("utf-8", "surrogateescape")
        if body is not None:
            env[b"CONTENT_LENGTH"] = str(len(body)).encode()
        done = subprocess.run([NLCTL, "-d", self.database, "cgi"], env=env, input=body or b"",
            capture_output=True)
        self.log += done.stderr.decode()
        head, _, rest = done.stdout.partition(b"\r\n\r\n")
        lines = [line.split(": ", 1) for line in head.decode().split("\r\n")]
        if done.returncode != 0 or lines[0][0] != "Status":
            raise OSError(f"status {done.returncode}: {done.stderr.decode()}")
        return Answer(int(lines[0][1][:3]), [tuple(x) for x in lines[1:]], rest)

    def end(self):
        return 0, self.log

    def wrote(self):
        return ""


SERVERS = {"nginx": Nginx, "apache": Apache, "caddy": Caddy}


def has(name):
    if name == "systemd":
        return shutil.which("systemd-socket-activate") is not None
    kind, _, cgi = name.partition("-")
    if kind not in SERVERS:
        return True
    if kind == "apache" and subprocess.run([*Apache.as_somebody(), "true"], capture_output=True).returncode:
        return False
    return all(map(program, [*SERVERS[kind].NEEDS[bool(cgi)], "openssl"]))


def open_door(name, database):
    kind, _, cgi = name.partition("-")
    if kind in SERVERS:
        return SERVERS[kind](database, bool(cgi))
    if name == "cgi":
        return Cgi(database)
    if name == "systemd":
        return Systemd(database)
    if name == "serve":
        return Serve(database, "127.0.0.1:0")
    return Serve(database, "unix:" + os.path.join(tempfile.mkdtemp(dir="."), "pages"))


if __name__ == "__main__":
    sys.exit(not has(sys.argv[1]))
