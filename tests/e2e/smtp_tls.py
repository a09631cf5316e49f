"""An SMTP server with TLS and AUTH, one connection at a time, for smtp_tls.t.

usage: smtp_tls.py CERT KEY LOG [WORD...]

Prints "port N" when it is ready and logs each command.  Words:
  smtps       TLS from the first byte; otherwise STARTTLS
  strip       STARTTLS is neither offered nor known
  refuse      STARTTLS is answered with 454
  inject      a reply follows the 220 to STARTTLS in the same segment, in clear
  early       PIPELINING and SMTPUTF8 are offered before STARTTLS only
  noauth      AUTH is not offered
  cram        only CRAM-MD5 is offered
  bad, temp   AUTH is answered with 535, 454
  login       only AUTH LOGIN is offered
  drop        the connection ends after the dot
  slow        two seconds pass before each handshake
"""

import base64
import socket
import ssl
import sys
import time

CERT, KEY, LOG = sys.argv[1:4]
WORDS = set(sys.argv[4:])
USER, PASSWORD = b"me@example.net", b"correct horse"


class Client:
    def __init__(self, sock, log):
        self.sock, self.log, self.data = sock, log, b""
        self.tls = False

    def handshake(self):
        if "slow" in WORDS:
            time.sleep(2)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERT, KEY)
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.tls, self.data = True, b""

    def line(self):
        while b"\n" not in self.data:
            more = self.sock.recv(65536)
            if not more:
                raise EOFError
            self.data += more
        line, self.data = self.data.split(b"\n", 1)
        return line.rstrip(b"\r")

    def note(self, text):
        self.log.write(text + "\n")
        self.log.flush()

    def say(self, *lines):
        for i, line in enumerate(lines):
            mark = "-" if i < len(lines) - 1 else " "
            self.sock.sendall(f"{line[:3]}{mark}{line[4:]}\r\n".encode())

    def ehlo(self):
        offers = ["250 tls.test", "250 SIZE 10000000"]
        if ("early" not in WORDS) or not self.tls:
            offers += ["250 PIPELINING", "250 SMTPUTF8"]
        if not self.tls and "strip" not in WORDS:
            offers.append("250 STARTTLS")
        if "noauth" not in WORDS and self.tls:
            how = "LOGIN" if "login" in WORDS else "PLAIN LOGIN CRAM-MD5"
            offers.append("250 AUTH " + ("CRAM-MD5" if "cram" in WORDS else how))
        self.say(*offers)

    def starttls(self):
        if "strip" in WORDS:
            return self.say("500 what?")
        if "refuse" in WORDS:
            return self.say("454 4.7.0 not now")
        extra = "\r\n250 injected" if "inject" in WORDS else ""
        self.say("220 go" + extra)
        return self.handshake()

    def auth(self, words):
        if words[1] == b"PLAIN":
            if len(words) == 2:
                self.say("334 ")
                words.append(self.line())
            got = base64.b64decode(words[2]).split(b"\0")[1:]
        elif words[1] == b"LOGIN":
            if len(words) == 2:
                self.say("334 VXNlcm5hbWU6")
                words.append(self.line())
            self.say("334 UGFzc3dvcmQ6")
            got = [base64.b64decode(words[2]), base64.b64decode(self.line())]
        else:
            return self.say("504 5.5.4 no")
        self.note("AUTH " + words[1].decode())
        if "temp" in WORDS:
            return self.say("454 4.7.0 try later")
        if "bad" in WORDS or got != [USER, PASSWORD]:
            return self.say("535 5.7.8 bad credentials")
        return self.say("235 2.7.0 welcome")

    def body(self):
        self.say("354 go")
        size = 0
        while (line := self.line()) != b".":
            size += len(line) + 2
        self.note(f"accepted {size}")
        if "drop" in WORDS:
            raise EOFError
        self.say("250 2.0.0 ok")

    def serve(self):
        if "smtps" in WORDS:
            self.handshake()
        self.say("220 tls.test ESMTP")
        while True:
            line = self.line()
            words = line.split(b" ")
            verb = words[0].upper()
            if verb == b"AUTH":
                self.auth(words)
                continue
            self.note(("tls " if self.tls else "clear ") + line.decode("latin-1"))
            if verb == b"EHLO":
                self.ehlo()
            elif verb == b"STARTTLS":
                self.starttls()
            elif verb == b"DATA":
                self.body()
            elif verb == b"QUIT":
                return self.say("221 bye")
            else:
                self.say("250 2.0.0 ok")


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    print("port", listener.getsockname()[1], flush=True)
    with open(LOG, "w", encoding="latin-1") as log:
        for _ in range(100):
            sock, _address = listener.accept()
            sock.settimeout(10)
            client = Client(sock, log)
            try:
                client.serve()
            except (EOFError, OSError):
                pass
            client.sock.close()


main()
