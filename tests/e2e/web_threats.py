"""web_threats - the threats to public pages, tried on every page that there is.

    web_threats.py DATABASE LINKS

LINKS is a file with addresses, one a line: what stood in received messages.  From there
the test walks as a browser could, over links and forms; where nothing leads to a route of
src/web/site.c it tries the words of the world, and fails when that does not help either.
Then it does to each page what somebody would who means harm.  A new page needs no line
here.  What it saw is kept in ./threatened, for web_judges.py.  Prints "ok NAME" or
"not ok NAME: WHY" for each check.
"""

import hashlib
import html.parser
import itertools
import re
import sqlite3
import sys
import urllib.parse

import doors
import seen

DATABASE, LINKS = sys.argv[1], sys.argv[2]
ROUTE = re.compile(r'^\t\{ "([^"]*)", (\w+), (true|false), "', re.M)
# What a page may be about when no link leads to it: see web_threats.t.
WORDS = ["threats", "newsletter"]
PAGES_MAX = 200
# After the filter evasion cheat sheet of OWASP.
STRINGS = [
    "<script>alert(1)</script>", "<ScRiPt/x>alert(1)</ScRiPt>", "\"><img src=x onerror=alert(1)>",
    "'><svg/onload=alert(1)>", "</title><script>alert(1)</script>", "</style><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "<iframe src=//evil.example>", "<base href=//evil.example/>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<form action=//evil.example><input>",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import'//evil.example/x';</style>",
    "\" onfocus=alert(1) autofocus x=\"", "' onfocus=alert(1) autofocus x='", "`onload=alert(1)",
    "<a href=\"javascript:alert(1)\">x</a>", "<!--<img src=\"--><img src=x onerror=alert(1)//\">",
    "<math><mtext></form><form><mglyph><svg><mtext><style><path id=\"</style><img src=x onerror=alert(1)>\">",
    "{{ params.from }}<b>", "{% for x in y %}<b>", "[[title]]<b>", "\u2028<b>", "\u202e<b>", "+ADw-script+AD4-<b>",
]
# What has to come back changed, if it comes back.
MARKUP = re.compile("[<\"']")
TRAVERSALS = ["../../../../../../etc/passwd", "..%2f..%2f..%2f..%2f..%2fetc%2fpasswd", "/etc/passwd",
    "%2e%2e%2f%2e%2e%2fnlctl.db", "..%5c..%5cnlctl.db", "nlctl.db", "x%00.png", "%c0%ae%c0%ae%c0%afetc%c0%afpasswd"]
EVIL = ["//evil.example", "https://evil.example/", "/\\evil.example", "%2f%2fevil.example", "\\\\evil.example",
    "https:evil.example", "%0d%0aLocation:%20https://evil.example/"]
REDIRECTORS = "url u next return return_to redirect redirect_uri continue dest to q".split()
INJECTED = "x\r\nX-Injected: yes\r\nSet-Cookie: a=b\r\n\r\n<b>"
# What we have signed: the token of an address is worth as much without.
SIGNED = re.compile("[0-9a-f]{16}")
# Rows that say how often somebody asked, that somebody followed a link, with which key.
COUNTED = re.compile(r'^INSERT INTO "?(quota|click|secret)"? ')


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held or not why else f": {why}"))


def is_(got, want, name):
    check(got == want, name, f"got {got!r}, expected {want!r}")


def dump():
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    try:
        lines = [line for line in db.iterdump() if not COUNTED.match(line)]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()
    finally:
        db.close()


class Form:
    """One of a page: where it goes, and its fields with the values that they have."""

    def __init__(self, method, action):
        self.method, self.action, self.fields, self.hidden, self.buttons = method, action, {}, {}, []

    def filled(self, text, button, only=None):
        """As somebody sends it who writes this wherever something can be written, or into
        this field only."""
        fields = {n: text if only in (None, n) else v for n, v in self.fields.items()}
        return urllib.parse.urlencode({**fields, **self.hidden, **button})


class Reader(html.parser.HTMLParser):
    """The links and forms of a page."""

    def __init__(self, base, text):
        super().__init__()
        self.base, self.links, self.forms = base, set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = {n: v or "" for n, v in attrs}
        if tag in ("a", "img", "link"):
            self.links.add(urllib.parse.urljoin(self.base, attrs.get("href", attrs.get("src", ""))))
        elif tag == "form":
            action = urllib.parse.urljoin(self.base, attrs.get("action") or self.base)
            self.forms.append(Form(attrs.get("method", "get").upper(), action))
        elif self.forms and "name" in attrs:
            self.add(self.forms[-1], tag, attrs)

    @staticmethod
    def add(form, tag, attrs):
        kind = attrs.get("type", "submit" if tag == "button" else "text")
        if kind == "submit":
            form.buttons.append({attrs["name"]: attrs.get("value", "")})
        elif kind == "hidden":
            form.hidden[attrs["name"]] = attrs.get("value", "")
        elif tag in ("input", "select", "textarea"):
            form.fields[attrs["name"]] = "who@asso.example" if kind == "email" else attrs.get("value", "")


class Place:
    """A page that was found, with its forms."""

    def __init__(self, path, forms):
        self.path, self.forms = path, forms
        self.parts = path.strip("/").split("/")

    def with_part(self, i, text):
        parts = [*self.parts]
        parts[i] = text
        return "/" + "/".join(parts)


def routes():
    """(first part, how many, does POST do something) of each line in the table; how many
    is None where there may be any."""
    text = open(f"{doors.ROOT}/src/web/site.c").read()
    return [(first, int(n) if n.isdigit() else None, posts == "true")
        for first, n, posts in ROUTE.findall(text)]


def local(url):
    """The path of an address of ours, None: it is another's."""
    u = urllib.parse.urlsplit(url)
    return u.path or "/" if u.netloc in ("", "127.0.0.1:8080") and u.scheme in ("", "http") else None


def route_of(path):
    parts = path.strip("/").split("/") if path != "/" else []
    first = parts[0] if parts else ""
    return next((r for r in routes() if r[0] == first and r[1] in (None, len(parts))), None)


def walk(begin):
    """All places that links lead to from there: one of each shape and route."""
    found, shapes, todo, done = [], set(), [*begin], set()
    while todo and len(done) < PAGES_MAX:
        path = todo.pop(0)
        if path in done:
            continue
        done.add(path)
        a = door.ask("GET", path)
        if a.status not in (200, 302) or route_of(path) is None:
            continue
        is_html = (a["Content-Type"] or "").startswith("text/html")
        reader = Reader(f"http://127.0.0.1:8080{path}", a.text if is_html else "")
        todo += filter(None, map(local, sorted(reader.links)))
        page = seen.Page(path, a.status, a.headers, a.text)
        shape = route_of(path), page.shape() if is_html else a["Content-Type"]
        if shape not in shapes:
            shapes.add(shape)
            found.append(Place(path, reader.forms))
    return found


def find_places():
    links = {local(line.strip()) for line in open(LINKS)} - {None}
    places = walk(sorted(links) + ["/", "/health"])
    reached = {route_of(p.path) for p in places}
    guesses = ["/".join(["", first, *words]) for first, n, _ in set(routes()) - reached
        for words in itertools.product(WORDS, repeat=n - 1 if n else 1)]
    guesses += [f"/{first}/" for first, n, _ in routes() if n is None]
    places += walk(guesses)
    missing = set(routes()) - {route_of(p.path) for p in places}
    is_(missing, set(), "there is a way to every route of src/web/site.c")
    return places


def harmless(a, name, sent=""):
    """Why an answer is not as it should be, or nothing."""
    heads = {n.lower(): v for n, v in a.headers}
    if "set-cookie" in heads or "x-injected" in heads:
        return f"{name}: a header field that was sent came back"
    if "evil.example" in heads.get("location", "") + heads.get("refresh", ""):
        return f"{name}: it leads to {heads['location']}"
    if "root:" in a.text or "SQLite format" in a.text:
        return f"{name}: a file"
    if a.status >= 500:
        return f"{name}: {a.status}"
    shown = re.sub(r"<style>.*?</style>", "", a.text, flags=re.S)
    is_page = (a["Content-Type"] or "").startswith("text/html")
    if is_page and MARKUP.search(sent) and sent in shown:
        return f"{name}: {sent} is not text"
    return None


def try_all(name, tries):
    """tries: (what, answer, what was sent).  One check for all of them."""
    wrong = [why for why in (harmless(a, what, sent) for what, a, sent in tries) if why]
    is_(wrong[:3], [], name)


def quoted(text):
    return urllib.parse.quote(text, safe="")


def own_paths(place):
    """The parts that could be anything: not the first, which says which page it is."""
    return range(1, len(place.parts))


def injection_by_address(place):
    for i in own_paths(place):
        yield from ((text, door.ask("GET", place.with_part(i, quoted(text))), text) for text in STRINGS)
        yield "a line end", door.ask("GET", place.with_part(i, quoted(INJECTED))), "<b>\r"
    for text in STRINGS:
        yield f"?{text}", door.ask("GET", f"{place.path}?{quoted(text)}&x={quoted(text)}"), text
    yield "?a line end", door.ask("GET", f"{place.path}?x={quoted(INJECTED)}"), ""


def injection_by_header(place):
    for text in STRINGS:
        plain = text.encode("ascii", "replace").decode()
        fields = ["Accept-Language", "Referer", "User-Agent", "X-Forwarded-For", "X-Forwarded-Host", "Origin"]
        yield plain, door.ask("GET", place.path, None, {n: plain for n in fields}), plain


def traversal(place):
    for i in own_paths(place):
        for text in TRAVERSALS:
            yield text, door.ask("GET", place.with_part(i, text)), ""
    for text in TRAVERSALS:
        yield f"?{text}", door.ask("GET", f"{place.path}?file={text}&path={text}"), ""


def open_redirect(place):
    for evil in EVIL:
        query = "&".join(f"{name}={evil}" for name in REDIRECTORS)
        yield evil, door.ask("GET", f"{place.path}?{query}"), ""
        yield f"/{evil}", door.ask("GET", f"{place.path}/{evil}"), ""
        for i in own_paths(place):
            yield f"{evil} as part {i}", door.ask("GET", place.with_part(i, evil)), ""
        for form in place.forms:
            yield f"{evil} in a form", send(form, evil, {}, extra=query), ""


def send(form, text, button, extra="", only=None):
    body = form.filled(text, button, only) + (f"&{extra}" if extra else "")
    path = local(form.action)
    if form.method != "POST":
        return door.ask("GET", f"{path}?{body}")
    return door.ask("POST", path, body.encode(), {"Content-Type": "application/x-www-form-urlencoded"})


def injection_by_form(place):
    for form in place.forms:
        for text in [*STRINGS, INJECTED]:
            for button in form.buttons or [{}]:
                yield text, send(form, text, button), text
                yield f"{text}, seen later", door.ask("GET", place.path), text
        for text in [*STRINGS[::7], INJECTED]:
            for name in form.fields:
                for button in form.buttons or [{}]:
                    yield f"{text} as {name}", send(form, text, button, only=name), text
            yield f"{text}, seen later", door.ask("GET", place.path), text


def reading(places):
    before = dump()
    for p in places:
        for method in ("GET", "HEAD", "OPTIONS"):
            door.ask(method, p.path)
    is_(dump(), before, "reading every page changes nothing but what counts readers")


def foreign(place):
    """Where an address holds no token anybody can have a page that posts to it."""
    if not place.forms or not set(place.parts[1:]) <= set(WORDS):
        return
    before = dump()
    for form in place.forms:
        for button in form.buttons or [{}]:
            send(form, "", button, only="")
    is_(dump(), before, f"/{place.parts[0]}: one POST from elsewhere changes nothing")


def forgery(place):
    """A form without the hidden fields that say that we made it, or with others."""
    for form in place.forms:
        kept = form.hidden
        if form.method != "POST" or not any(map(SIGNED.search, kept.values())):
            continue
        before = dump()
        for name in kept:
            for value in ("", "x", kept[name][:-1] + chr(ord(kept[name][-1:] or "a") ^ 1), kept[name] * 2):
                form.hidden = {**kept, name: value}
                for button in form.buttons or [{}]:
                    send(form, "x", button, only="")
        form.hidden = {}
        for button in form.buttons or [{}]:
            send(form, "x", button, only="")
        form.hidden = kept
        is_(dump(), before, f"/{place.parts[0]}: a form that is not ours changes nothing")


door = seen.Watched(doors.open_door("serve", DATABASE), "threatened")
all_places = find_places()
reading(all_places)
for p in all_places:
    label = "/" + p.parts[0]
    try_all(f"{label}: nothing by its address", injection_by_address(p))
    try_all(f"{label}: nothing by header fields", injection_by_header(p))
    try_all(f"{label}: no way to files", traversal(p))
    try_all(f"{label}: no way elsewhere", open_redirect(p))
    foreign(p)
    forgery(p)
for p in all_places:
    if p.forms:
        try_all(f"/{p.parts[0]}: nothing by its forms", injection_by_form(p))
is_(door.end()[0], 0, "serve ends in order")
