"""A web site with pages of every kind, on loopback; prints its port, and that of the
same site behind TLS with a certificate that nobody knows.  What was asked of it, a
line each, goes to the file named.

    python check_online.py LOG [CERTIFICATE KEY]
"""
import http.server, ssl, sys, threading

LOG = open(sys.argv[1], "a", buffering=1)


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def answer(self, status, kind="text/html", size=0, **fields):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()

    def do_GET(self):
        path = self.path.split("?")[0]
        LOG.write("%s %s\n" % (self.command, self.path))
        if path == "/":
            self.answer(200)
        elif path == "/picture.png":
            self.answer(200, "image/png")
        elif path == "/heavy.png":
            self.answer(200, "image/png", 900000)
            self.close_connection = True
        elif path == "/page.png":
            self.answer(200)
        elif path == "/no-head":
            self.answer(405 if self.command == "HEAD" else 200)
        elif path == "/forbidden":
            self.answer(403)
        elif path == "/loop":
            self.answer(302, Location="/loop")
        elif path == "/elsewhere":
            self.answer(302, Location="http://localhost:%d/" % self.server.server_port)
        elif path == "/moved":
            self.answer(301, Location="/")
        elif path == "/file":
            self.answer(302, Location="file:///etc/passwd")
        else:
            self.answer(404)

    do_HEAD = do_GET


def start(certificate=None, key=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_port


ports = [start()]
if len(sys.argv) > 2:
    ports.append(start(*sys.argv[2:]))
print(*ports, flush=True)
threading.Event().wait()
