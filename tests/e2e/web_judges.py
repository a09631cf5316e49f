"""web_judges - what others think of the public pages that web.py has seen.

    web_judges.py PAGES [--some]

PAGES is a folder that seen.py has filled.  axe-core looks at each
page in Chromium, wide and narrow, light and dark; the Nu Html Checker, else tidy, at its
HTML; the browser must ask nobody for anything, run nothing and find no tag that a name
brought along.  Each page of src/web/pages has to be among them, but for --some.  Prints
"ok NAME" or "not ok NAME: WHY" for each check, and "ok # skip" where a judge is missing.
"""

import glob
import html
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import browser
import seen

ROOT = os.path.dirname(os.path.abspath(__file__)) + "/../.."
MODULES = f"{ROOT}/build/judges/node_modules"
AXE = f"{MODULES}/axe-core/axe.min.js"
VNU = f"{MODULES}/vnu-jar/build/dist/vnu.jar"
# In the style of each page that is ours, and no author's.
OURS = "--accent:"
PAGE_MAX = 20_000
# What people of web.t and their lists are called.
STRANGE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
JUDGE = f"""axe.run(document, {{runOnly: {json.dumps(RULES)}, resultTypes: ["violations"]}}).then(
  r => r.violations.map(v => v.id + " at " + v.nodes.map(n => n.target).join(", ")))"""
ACTIVE = """[...document.querySelectorAll("script, iframe, object, embed, base")].map(e => e.tagName)
  .concat([...document.querySelectorAll("*")].flatMap(e => [...e.attributes]
    .filter(a => /^on/i.test(a.name) || /^\\s*(javascript|data|vbscript):/i.test(a.value))
    .map(a => e.tagName + " " + a.name)))"""


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held or not why else f": {why}"))


def is_(got, want, name):
    check(got == want, name, f"got {got!r}, expected {want!r}")


def label(page):
    """As a person finds it: its place, heading and language."""
    place = "/" + page.path.strip("/").partition("/")[0]
    return f"{place} {page.status} '{page.heading()}' ({page.language()})"


class Shelf:
    """The pages at http://127.0.0.1:PORT/N, without the policy that would keep a browser
    from doing what it must not do."""

    def __init__(self, pages):
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                number = self.path[1:]
                known = number.isdigit() and int(number) < len(pages)
                body = pages[int(number)].text.encode() if known else b""
                self.send_response(200 if known else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def judge_answers(pages):
    for p in pages:
        name = label(p)
        check(len(p.text.encode()) < PAGE_MAX, f"{name}: it is small", len(p.text))
        policy = p.header("Content-Security-Policy")
        check("default-src 'none'" in policy and "script-src" not in policy, f"{name}: its policy",
            policy)
        is_(p.header("Set-Cookie"), "", f"{name}: no cookie")
        shown = re.sub(r"<style>.*?</style>", "", p.text, flags=re.S)
        is_([s for s in STRANGE if s in shown], [], f"{name}: what names contain is text")


def judge_in_browser(pages):
    if browser.path() is None:
        print("ok # skip chromium is not installed")
        return
    axe = open(AXE).read() if os.path.exists(AXE) else None
    if axe is None:
        print("ok # skip axe-core is not there: tests/e2e/judges fetches it")
    shelf = Shelf(pages)
    with browser.start() as b:
        # A window that waits for somebody to close it would keep us.
        b.call("Page.addScriptToEvaluateOnNewDocument", source="window.alert = () => window.ran = true")
        for number, p in enumerate(pages):
            b.go(f"{shelf.base}{number}")
            is_(b.js(ACTIVE), [], f"{label(p)}: nothing in it acts")
            is_(b.js("window.ran"), None, f"{label(p)}: nothing was run")
            if axe:
                look(b, axe, label(p))
        is_({u for u in b.asked() if not u.startswith((shelf.base, "about:"))}, set(),
            "nothing was asked of anybody else")


def look(b, axe, name):
    b.js(f"{axe}; null")
    for width in (320, 1200):
        for dark in (False, True):
            b.size(width, dark=dark)
            how = f"{width} px, {'dark' if dark else 'light'}"
            is_(b.js(JUDGE), [], f"{name}: axe-core, {how}")
        check(b.js(f"document.documentElement.scrollWidth <= {width}"),
            f"{name}: nothing sticks out at {width} px")


def judge_html(pages):
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        for number, p in enumerate(pages):
            names[f"{folder}/{number}.html"] = label(p)
            with open(f"{folder}/{number}.html", "w") as f:
                f.write(p.text)
        if shutil.which("java") and os.path.exists(VNU):
            wrong = vnu(names)
        elif shutil.which("tidy"):
            wrong = tidy(names)
        else:
            print("ok # skip neither vnu-jar and java nor tidy are there")
            return
        for file, name in names.items():
            is_(wrong.get(file, []), [], f"{name}: valid HTML")


def vnu(files):
    done = subprocess.run(["java", "-Xmx256m", "-jar", VNU, "--format", "json", "--exit-zero-always",
        *files], stderr=subprocess.PIPE, text=True, check=True)
    wrong = {}
    for m in json.loads(done.stderr)["messages"]:
        if m["type"] != "info":
            wrong.setdefault(m["url"].removeprefix("file:"), []).append(m["message"])
    return wrong


def tidy(files):
    wrong = {}
    for file in files:
        done = subprocess.run(["tidy", "-quiet", "-errors", "-utf8", "--drop-empty-elements", "no", file],
            stderr=subprocess.PIPE, text=True)
        # An attribute of HTML since 2014, which tidy calls somebody's own.
        lines = [line for line in done.stderr.splitlines() if '"inputmode"' not in line]
        if done.returncode and lines:
            wrong[file] = lines
    return wrong


def titles():
    """The heading of each page of src/web/pages in each language, as a pattern."""
    for file in sorted(glob.glob(f"{ROOT}/src/util/lang/*.txt")):
        language = os.path.basename(file)[:-4]
        for key, text in re.findall(r"^(\w+)\.title: (.*)$", open(file).read(), re.M):
            if os.path.exists(f"{ROOT}/src/web/pages/{key}.html"):
                parts = re.split(r"\{\{.*?\}\}|\{%.*?%\}", text)
                yield key, language, ".*".join(map(re.escape, parts))


def names_of(page):
    """The names that it may have in src/web/pages."""
    return {key for key, language, pattern in titles()
        if language == page.language() and re.fullmatch(pattern, html.unescape(page.heading()))}


def judge_completeness(pages):
    found = set().union(*map(names_of, pages))
    is_(sorted({key for key, _, _ in titles()} - found), [], "each page of src/web/pages was seen")


ours = [p for p in seen.read(sys.argv[1]) if OURS in p.text]
judge_answers(ours)
if "--some" not in sys.argv:
    judge_completeness(ours)
judge_html(ours)
judge_in_browser(ours)
