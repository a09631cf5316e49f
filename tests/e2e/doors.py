"""doors - the doors to the public pages, all opened and asked in the same way.

    door = doors.open_door("nginx", "nlctl.db")
    answer = door.ask("GET", "/u/TOKEN")
    status, log = door.end()

serve and unix are nlctl serve at a port and at a socket, cgi is nlctl cgi as a web server
calls it.  nginx and fcgiwrap are a real nginx: before nlctl serve on a socket, and before
fcgiwrap, which calls nlctl cgi.

    doors.py DOOR          ends with 1 when what it needs is not there
"""

import atexit
import glob
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

NLCTL = os.environ["NLCTL"]
ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../.."

NGINX = """
daemon off; pid {here}/nginx.pid; error_log stderr crit; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
	access_log off; client_body_temp_path {here}/body; proxy_temp_path {here}/proxy;
	fastcgi_temp_path {here}/fastcgi; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
	server {{ listen 127.0.0.1:{port}; location / {{ {location} }} }}
}}
"""
PROXY = "proxy_pass http://{socket};"
FASTCGI = """fastcgi_pass {socket}; fastcgi_param SCRIPT_FILENAME {here}/lettre.cgi;
	fastcgi_param REQUEST_METHOD $request_method; fastcgi_param QUERY_STRING $query_string;
	fastcgi_param CONTENT_TYPE $content_type; fastcgi_param CONTENT_LENGTH $content_length;
	fastcgi_param PATH_INFO $document_uri; fastcgi_param REMOTE_ADDR $remote_addr;"""


def program(name, package):
    """How to call it: installed, or unpacked by tests/e2e/servers; None: not there."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    if found:
        return [found]
    root = f"{ROOT}/build/servers/{package}"
    if not os.path.exists(f"{root}/usr/sbin/{name}"):
        return None
    libraries = ":".join(glob.glob(f"{root}/lib/*-linux-*") + glob.glob(f"{root}/usr/lib/*-linux-*"))
    return ["env", f"LD_LIBRARY_PATH={libraries}", f"{root}/usr/sbin/{name}"]


def has(door):
    if door == "fcgiwrap" and program("fcgiwrap", "fcgiwrap") is None:
        return False
    return door not in ("nginx", "fcgiwrap") or program("nginx", "nginx") is not None


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body
        self.text = body.decode("utf-8", "replace").replace("\u2060", "")

    def __getitem__(self, name):
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)

    def same_as(self, other, *differ):
        """The same answer, but for tokens, permits and the date."""

        def plain(a):
            text = re.sub(r"[0-9]+\.[0-9a-f]{32}", "PERMIT", a.text)
            for d in differ:
                text = text.replace(d, "TOKEN")
            heads = [(n, v) for n, v in a.headers if n.lower() != "date"]
            return a.status, heads, text

        return plain(self) == plain(other)


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("localhost")
        self.path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(self.path)


class Serve:
    def __init__(self, database, listen):
        with open(database + ".log", "w") as log:
            self.process = subprocess.Popen(
                [NLCTL, "-d", database, "serve", "--listen", listen],
                stderr=log, stdout=subprocess.DEVNULL)
        atexit.register(self.process.kill)
        self.log = open(database + ".log")
        line = ""
        while not line.endswith("\n") and self.process.poll() is None:
            time.sleep(0.02)
            line += self.log.readline()
        self.address = line.split(" at ")[1].strip()
        self.connection = self.connect()

    def connect(self):
        if self.address.startswith("unix:"):
            return UnixConnection(self.address[5:])
        return http.client.HTTPConnection(self.address[7:], timeout=20)

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
        self.connection.close()
        return self.stop()

    def stop(self):
        self.process.terminate()
        status = self.process.wait()
        return status, self.log.read()


class Nginx(Serve):
    """nginx before another door."""

    def __init__(self, database, cgi):
        self.here = os.path.abspath(tempfile.mkdtemp(dir="."))
        self.behind = None
        if cgi:
            self.socket = f"unix:{self.here}/cgi"
            with open(f"{self.here}/lettre.cgi", "w") as script:
                script.write(f"#!/bin/sh\nexec '{NLCTL}' -d '{os.path.abspath(database)}' cgi\n")
            os.chmod(f"{self.here}/lettre.cgi", 0o700)
            self.run([*program("fcgiwrap", "fcgiwrap"), "-s", self.socket, "-c", "2"])
            self.await_(lambda: os.path.exists(f"{self.here}/cgi"))
        else:
            self.behind = Serve(database, f"unix:{self.here}/pages")
            self.socket = f"{self.behind.address}:"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        location = (FASTCGI if cgi else PROXY).format(socket=self.socket, here=self.here)
        with open(f"{self.here}/nginx.conf", "w") as conf:
            conf.write(NGINX.format(here=self.here, port=port, location=location,
                user="user root;" if os.getuid() == 0 else ""))
        self.run([*program("nginx", "nginx"), "-p", self.here, "-c", f"{self.here}/nginx.conf",
            "-e", "stderr"])
        self.address = f"http://127.0.0.1:{port}"
        self.await_(self.answers)
        self.connection = self.connect()

    def run(self, command):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)  # with the children that they make
        atexit.register(process.wait)
        atexit.register(os.killpg, process.pid, signal.SIGTERM)

    def await_(self, condition):
        for _ in range(200):
            if condition():
                return
            time.sleep(0.02)
        raise TimeoutError("nginx or what is behind it does not start")

    def answers(self):
        try:
            socket.create_connection(("127.0.0.1", int(self.address.rsplit(":")[-1]))).close()
            return True
        except OSError:
            return False

    def stop(self):
        if self.behind is None:
            return 0, ""
        return self.behind.end()


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


def open_door(name, database):
    if name == "cgi":
        return Cgi(database)
    if name in ("nginx", "fcgiwrap"):
        return Nginx(database, name == "fcgiwrap")
    if name == "serve":
        return Serve(database, "127.0.0.1:0")
    return Serve(database, "unix:" + os.path.join(tempfile.mkdtemp(dir="."), "pages"))


if __name__ == "__main__":
    sys.exit(not has(sys.argv[1]))
