"""browser - a headless Chromium that a test drives, over a pipe.

    with browser.start() as b:
        b.go("http://127.0.0.1:8080/")
        b.until("document.title == 'News'")
        b.picture("page.png", width=375)

Nothing is installed for it: the DevTools protocol is JSON texts between NULs on the
descriptors 3 and 4.  What the page asks of other machines fails.  A test asks
browser.path() first, and skips aloud where that is None.
"""

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = "chromium chromium-browser google-chrome".split()
PATIENCE = 60  # seconds, for a page
ANSWER = 20  # seconds, for an answer of the browser


def path():
    return next(filter(None, map(shutil.which, NAMES)), None)


class Refused(RuntimeError):
    """The browser would not: among other reasons, since it is on its way to another page."""


class Browser:
    def __init__(self, write_fd, read_fd):
        self.write_fd, self.read_fd = write_fd, read_fd
        self.last, self.session, self.rest = 0, None, b""
        self.events = []

    def call(self, method, **params):
        """Its result; events that come before it are kept."""
        self.last += 1
        message = {"id": self.last, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_fd, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") == self.last:
                if "error" in answer:
                    raise Refused(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    def receive(self):
        while b"\0" not in self.rest:
            # What is asked of a page that is just going away may get no answer at all.
            if not select.select([self.read_fd], [], [], ANSWER)[0]:
                raise Refused(f"no answer in {ANSWER} seconds")
            more = os.read(self.read_fd, 1 << 20)
            if not more:
                raise EOFError("the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def attach(self):
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call(
            "Target.attachToTarget", targetId=target, flatten=True
        )["sessionId"]
        self.call("Page.enable")
        self.call("Network.enable")

    def size(self, width, height=900, dark=False):
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def go(self, url):
        self.call("Page.navigate", url=url)
        self.until("document.readyState == 'complete'")

    def js(self, expression):
        result = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True,
            awaitPromise=True,
        )
        if "exceptionDetails" in result:
            raise RuntimeError(f"{expression}: {result['exceptionDetails']}")
        return result["result"].get("value")

    def until(self, expression):
        """Wait until it is true; between two pages there is nobody to ask."""
        end, why = time.monotonic() + PATIENCE, None
        while time.monotonic() < end:
            try:
                if self.js(f"Boolean({expression})"):
                    return
            except Refused as e:
                why = e
            time.sleep(0.05)
        raise TimeoutError(expression) from why

    def picture(self, file, width=None):
        """The whole page as a PNG."""
        if width:
            self.size(width)
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True)
        with open(file, "wb") as f:
            f.write(base64.b64decode(shot["data"]))

    def asked(self):
        """The addresses that it asked for since it began, data: left out."""
        self.js("1")
        return [
            e["params"]["request"]["url"]
            for e in self.events
            if e.get("method") == "Network.requestWillBeSent"
            and not e["params"]["request"]["url"].startswith("data:")
        ]


@contextlib.contextmanager
def start():
    """A browser with a profile of its own, gone at the end."""
    profile = tempfile.mkdtemp(prefix="nlctl-browser.")
    to_read, to_write = os.pipe()  # what we say
    from_read, from_write = os.pipe()  # what it says
    arguments = [
        path(), "--headless=new", "--remote-debugging-pipe", "--disable-gpu",
        "--no-first-run", "--hide-scrollbars", f"--user-data-dir={profile}",
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        *(["--no-sandbox"] if os.getuid() == 0 else []),
    ]

    def place():
        # Both ends may be 3 or 4 themselves.
        a, b = os.dup(to_read), os.dup(from_write)
        os.dup2(a, 3)
        os.dup2(b, 4)

    process = subprocess.Popen(
        arguments, preexec_fn=place, close_fds=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )
    os.close(to_read)
    os.close(from_write)
    b = Browser(to_write, from_read)
    try:
        b.attach()
        yield b
    finally:
        os.close(to_write)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        os.close(from_read)
        shutil.rmtree(profile, ignore_errors=True)
