"""web - the public pages, asked through one of their doors.

    web.py DOOR DATABASE WORLD     see doors.py for the doors

WORLD is a JSON file that says what web.t has made: the links that stood in received
messages, and tokens.  What serve shows is kept in ./pages, for web_judges.py.  Prints
"ok NAME" or "not ok NAME: WHY" for each check.
"""

import email
import email.policy
import gzip
import hashlib
import html.parser
import json
import re
import sqlite3
import statistics
import sys
import time
import urllib.parse
import uuid
import xml.etree.ElementTree

import doors
import seen

URLENCODED = "application/x-www-form-urlencoded"
PAGE_MAX = 20_000
DOOR, DATABASE, WORLD = sys.argv[1], sys.argv[2], json.load(open(sys.argv[3]))


class Tags(html.parser.HTMLParser):
    """What a browser would do with a page: nothing but show it and send its forms."""

    ALLOWED = {
        "html": {"lang"}, "head": set(), "meta": {"charset", "name", "content"},
        "title": set(), "style": set(), "body": set(), "main": set(), "h1": set(),
        "p": {"class", "role"}, "ul": set(), "li": set(), "form": {"method", "action"}, "fieldset": set(),
        "legend": set(), "label": {"class"},
        "input": {"type", "name", "value", "autocomplete", "inputmode", "checked", "maxlength",
            "required", "hidden"},
        "select": {"name"}, "option": {"value", "selected"}, "h2": set(),
        "button": {"name", "value", "class", "formnovalidate"}, "a": {"href"}, "pre": set(),
    }
    HREFS = r"/|\?|/p/[-%\w.]+|http://127\.0\.0\.1:8080/(v/[\w.]+)?|https://asso\.example/read\?a=1&b=2"

    def __init__(self, text):
        super().__init__()
        self.wrong, self.h1, self.inside, self.hidden = [], 0, None, {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.h1 += tag == "h1"
        if tag not in self.ALLOWED:
            self.wrong.append(tag)
        for name, value in attrs:
            if name not in self.ALLOWED.get(tag, ()):
                self.wrong.append(f"{tag} {name}")
            if name == "href" and not re.fullmatch(self.HREFS, value):
                self.wrong.append(f"href {value}")
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "hidden":
            self.hidden[attrs["name"]] = attrs["value"]


class PublicTags(Tags):
    """A page of an archive: search engines may find it, and it leads to others of them."""

    ALLOWED = Tags.ALLOWED | {
        "link": {"rel", "href", "type", "title"}, "meta": {"charset", "name", "content", "http-equiv"},
        "ul": {"class"}, "a": {"href", "rel", "class"}, "time": {"datetime"},
        "h2": {"lang"}, "p": {"class", "role", "lang"}, "li": {"lang"},
    }
    HREFS = Tags.HREFS + r"|\./|[\w.-]+\.(html|xml)|[\w.-]+/|http://127\.0\.0\.1:8080/((a|s)/[%\w./-]*)?"


def rows(sql, *values):
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    try:
        return db.execute(sql, values).fetchall()
    finally:
        db.close()


def dump():
    """All that is stored but clicks, which may be counted at any time."""
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    try:
        kept = (line for line in db.iterdump() if not line.startswith('INSERT INTO "click"'))
        return hashlib.sha256("\n".join(kept).encode()).hexdigest()
    finally:
        db.close()


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held or not why else f": {why}"))


def is_(got, want, name):
    check(got == want, name, f"got {got!r}, expected {want!r}")


def path_of(link):
    return urllib.parse.urlsplit(link).path


def state(key):
    return dict(rows("SELECT l.name, s.state FROM subscription s JOIN list l ON l.id = s.list"
        " JOIN contact c ON c.id = s.contact WHERE c.key = ?", key))


def form(**fields):
    return urllib.parse.urlencode(fields).encode(), {"Content-Type": URLENCODED}


def post(path, **fields):
    body, headers = form(**fields)
    return door.ask("POST", path, body, headers)


# As they were seen: Gmail sends urlencoded, Yahoo and Apple multipart; RFC 8058 has both.
BOUNDARY = "----=_Part_17_1234.5678"
ONE_CLICK = {
    "urlencoded": (b"List-Unsubscribe=One-Click", {"Content-Type": URLENCODED}),
    "multipart": (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
        f"One-Click\r\n--{BOUNDARY}--\r\n".encode(),
        {"Content-Type": f'multipart/form-data; boundary="{BOUNDARY}"'}),
}


def one_click(path, how="urlencoded"):
    body, headers = ONE_CLICK[how]
    return door.ask("POST", path, body, headers)


def check_page(a, name, status=200):
    is_(a.status, status, f"{name}: the status")
    tags = Tags(a.text)
    is_(tags.wrong, [], f"{name}: no tag but ours, no address elsewhere")
    is_(tags.h1, 1, f"{name}: one heading")
    check(len(a.body) < PAGE_MAX, f"{name}: it is small")
    check(a["Set-Cookie"] is None and a["Location"] is None, f"{name}: no cookie, no redirect")
    check("default-src 'none'" in (a["Content-Security-Policy"] or ""), f"{name}: a strict policy")
    is_((a["Cache-Control"], a["Referrer-Policy"], a["X-Content-Type-Options"]),
        ("no-store", "no-referrer", "nosniff"), f"{name}: nobody keeps it")
    is_(a["Content-Language"], re.search(r'<html lang="(\w+)"', a.text)[1], f"{name}: its language")
    return tags


def check_public(a, name):
    is_(a.status, 200, f"{name}: the status")
    tags = PublicTags(a.text)
    is_(tags.wrong, [], f"{name}: no tag but ours, no address elsewhere")
    is_(tags.h1, 1, f"{name}: one heading")
    check(len(a.body) < PAGE_MAX, f"{name}: it is small")
    check_everybodys(a, name)
    return tags


def check_everybodys(a, name):
    check("default-src 'none'" in (a["Content-Security-Policy"] or ""), f"{name}: a strict policy")
    is_((a["Set-Cookie"], a["Cache-Control"], a["X-Robots-Tag"], a["X-Content-Type-Options"]),
        (None, "public, max-age=300", None, "nosniff"), f"{name}: whoever likes may keep it")


def reading(links):
    """GET, HEAD and OPTIONS of everything leave every table as it was."""
    before = dump()
    for link in links:
        got = door.ask("GET", link)
        head = door.ask("HEAD", link)
        is_((head.status, head.body), (got.status, b""), f"HEAD {link}")
        # To HEAD Apache tells no length of what a CGI program says, and none of 0.
        untold = DOOR == "apache-cgi" or DOOR == "apache" and not got.body
        is_(head["Content-Length"], None if untold else str(len(got.body)),
            f"HEAD {link}: the length of GET")
        is_(door.ask("OPTIONS", link).status, 204 if got.status != 404 else 404, f"OPTIONS {link}")
    is_(dump(), before, "reading changes nothing")


def refused():
    """A POST that is none of ours: 400, and nothing changed."""
    zoe, before = path_of(WORLD["zoe"]), dump()
    broken = ONE_CLICK["multipart"]
    for name, body, kind in [
        ("no body", None, None),
        ("an empty form", b"", URLENCODED),
        ("another word", b"List-Unsubscribe=one-click", URLENCODED),
        ("no word", b"List-Unsubscribe=", URLENCODED),
        ("another field", b"Unsubscribe=One-Click", URLENCODED),
        ("no type", b"List-Unsubscribe=One-Click", None),
        ("plain text", b"List-Unsubscribe=One-Click", "text/plain"),
        ("JSON", b'{"List-Unsubscribe":"One-Click"}', "application/json"),
        ("half a form", broken[0][:-9], broken[1]["Content-Type"]),
        ("a broken escape", b"List-Unsubscribe=One-Click&x=%zz", URLENCODED),
        ("a hundred fields", b"a=1&" * 100 + b"List-Unsubscribe=One-Click", URLENCODED),
        ("nothing to do", b"do=nothing", URLENCODED),
    ]:
        a = door.ask("POST", zoe, body, {"Content-Type": kind} if kind else {})
        check_page(a, name, 400)
    check_page(door.ask("PUT", zoe), "PUT", 405)
    is_(door.ask("DELETE", zoe)["Allow"], "GET, HEAD, POST, OPTIONS", "DELETE: what is allowed")
    is_(post("/health", do="leave").status, 405, "nothing to POST to")
    a = door.ask("GET", zoe, None, {"X-HTTP-Method-Override": "POST", "X-Forwarded-Method": "POST"})
    is_(a.status, 200, "another method in a header field is not heard")
    a = door.ask("POST", zoe, b"x=" + b"a" * 70000, {"Content-Type": URLENCODED})
    is_(a.status, 413, "a body too large")
    is_(dump(), before, "nothing of it changed anything")


def unsubscribing():
    zoe = path_of(WORLD["zoe"])
    a = door.ask("GET", zoe, None, {"Accept-Language": "de"})
    check_page(a, "zoe's page")
    is_(a["Content-Language"], "fr", "in her own language, whatever the browser asks")
    check("z…@asso.example" in a.text and "zoe@" not in a.text, "half of her address")
    check("Membres" in a.text and "newsletter" in a.text, "the lists of the issue")
    check("ne recevra plus\u00a0:" in a.text, "as the French write")
    is_(door.ask("GET", zoe + "?url=//evil.example&x=%0d%0aA:b").text, a.text, "a query means nothing")
    for how in ONE_CLICK:
        a = one_click(zoe, how)
        tags = check_page(a, f"one click, {how}")
        is_(set(state("zoe@asso.example").values()), {"left"}, f"one click, {how}: she left")
        if how == "urlencoded":
            first = tags.hidden["permit"]
    is_(rows("SELECT DISTINCT e.source, i.name FROM event e JOIN issue i ON i.id = e.issue"
        " WHERE e.kind = 'left'"), [("one-click", "june")], "how, and because of which issue")
    is_(len(rows("SELECT 1 FROM event WHERE kind = 'left'")), 2, "once for each list")

    before = dump()
    for permit in ["", ".", "x", "1.2", first[:-1] + ("0" if first[-1] != "0" else "1"),
            "9" + first, first + "0", first.split(".")[0] + "."]:
        check_page(post(zoe, do="undo", permit=permit), f"a permit that is none: '{permit[:5]}'", 403)
    is_(post(path_of(WORLD["lea"]), do="undo", permit=first).status, 403, "a permit of another page")
    is_(dump(), before, "they undo nothing")
    a = post(zoe, do="undo", permit=first)
    check_page(a, "undone")
    check("z…@asso.example" in a.text and "newsletter" in a.text, "undone: it says what is")
    is_(state("zoe@asso.example"), {"Membres": "active", "newsletter": "active"}, "undone: she is back")
    is_(rows("SELECT DISTINCT s.since < e.at FROM subscription s JOIN contact c ON c.id = s.contact"
        " JOIN event e ON e.contact = c.id AND e.kind = 'returned' WHERE c.key = 'zoe@asso.example'"),
        [(1,)], "undone: since the day she came")
    before = dump()
    is_(post(zoe, do="undo", permit=first).status, 200, "once more")
    is_(dump(), before, "once more: nothing is left to undo")
    a = post(zoe, do="leave", reason="often")
    check_page(a, "left by the button")
    check("z…@asso.example" in a.text and "permit" in Tags(a.text).hidden, "it can be undone")
    is_(rows("SELECT DISTINCT source, json_extract(detail, '$.reason') FROM event"
        " WHERE kind = 'left' AND source = 'web page'"), [("web page", "often")], "the reason is kept")
    a = post(path_of(WORLD["lea"]), do="leave", reason="<script>")
    is_(rows("SELECT count(*) FROM event WHERE kind = 'left'"
        " AND json_extract(detail, '$.reason') IS NOT 'often'"
        " AND json_extract(detail, '$.reason') IS NOT NULL"), [(0,)], "another word is no reason")


def busy():
    """Another program keeps the database for itself: trouble that passes."""
    if DOOR != "serve":
        return
    before = dump()
    other = sqlite3.connect(DATABASE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    a = post(path_of(WORLD["zoe"]), do="leave")
    other.close()
    check_page(a, "a database that is busy", 503)
    is_(a["Retry-After"], "30", "a database that is busy: it passes")
    is_(dump(), before, "a database that is busy: nothing is changed")


def telling():
    """A token that nobody has and one that was used: one answer, one work."""
    used, unknown = path_of(WORLD["zoe"]), "/u/" + str(uuid.uuid4())
    t = used[3:], unknown[3:]
    check(door.ask("GET", used).same_as(door.ask("GET", unknown), *t), "GET tells nothing")
    check(one_click(used).same_as(one_click(unknown), *t), "one click tells nothing")
    check(post(used, do="leave").same_as(post(unknown, do="leave"), *t), "the button tells nothing")
    check(door.ask("GET", "/u/what").same_as(door.ask("GET", unknown), *t), "what is no token neither")
    check_page(one_click(unknown), "an unknown token")
    if DOOR != "serve":
        return
    # Which of two is asked first changes, so that a machine that gets slower says nothing.
    times = {used: [], unknown: []}
    for i in range(1500):
        for path in (used, unknown) if i % 2 else (unknown, used):
            begin = time.perf_counter()
            one_click(path)
            times[path].append(time.perf_counter() - begin)
    a, b = (statistics.quantiles(times[p], n=4) for p in (used, unknown))
    check(a[0] <= b[2] and b[0] <= a[2], "the time tells nothing", f"{a} and {b}")


def former_system():
    alias, other = WORLD["alias"], WORLD["word"]
    a = door.ask("GET", f"/subscription/{uuid.uuid4()}/{alias.upper()}", None, {"Accept-Language": "nl"})
    check_page(a, "a link of a former system")
    is_(a["Content-Language"], "nl", "in the language that the browser asks for")
    check("m…@asso.example" in a.text and "Membres" in a.text, "every list")
    for page in ("optin", "export", "wipe", "form"):
        is_(one_click(f"/subscription/{page}/{alias}").status, 404, f"its page '{page}' is not ours")
    is_(state("max@asso.example"), {"Membres": "active", "newsletter": "active"}, "he is still there")
    permit = Tags(one_click(f"/subscription/{uuid.uuid4()}/{alias}", "multipart").text).hidden["permit"]
    is_(set(state("max@asso.example").values()), {"left"}, "one click: off every list")
    post(f"/subscription/{uuid.uuid4()}/{alias}", do="undo", permit=permit)
    is_(set(state("max@asso.example").values()), {"active"}, "undone")
    post(f"/u/{urllib.parse.quote(other)}", do="leave")
    is_(set(state("max@asso.example").values()), {"left"}, "a token that is a word")


def confirming():
    neu = path_of(WORLD["confirm"])
    a = door.ask("GET", neu, None, {"Accept-Language": "pt-BR, en;q=0.5"})
    check_page(a, "what is to be confirmed")
    is_(a["Content-Language"], "pt", "in the language of the browser")
    check("n…@asso.example" in a.text and "newsletter" in a.text, "who and what")
    before = dump()
    for fields in ({}, {"do": "leave"}, {"List-Unsubscribe": "One-Click"}):
        check_page(post(neu, **fields), f"a POST with {fields}", 400)
    is_(dump(), before, "nothing is confirmed by it")
    is_(state("neu@asso.example"), {"newsletter": "pending"}, "still asked")
    check_page(post(neu, do="confirm"), "confirmed")
    is_(state("neu@asso.example"), {"newsletter": "active"}, "on the list")
    before = dump()
    again = door.ask("GET", neu), post(neu, do="confirm")
    is_(again[0].text, again[1].text, "later it says that it is confirmed")
    is_(dump(), before, "and changes nothing")
    unknown = f"/c/{uuid.uuid4()}"
    is_(door.ask("GET", unknown).text, post("/c/what", do="confirm").text, "an unknown one, a broken one")
    is_(post(unknown, do="confirm").status, 200, "an unknown one")


# Before a program, or a server that says itself who asks, nobody is believed but that.
FORWARDED = DOOR in ("serve", "unix", "systemd", "cgi")


def fill(network="192.0.2.1", more=None, **fields):
    body, headers = form(**{k.replace("__", "."): v for k, v in fields.items()})
    return door.ask("POST", "/s/newsletter", body,
        {**headers, "X-Forwarded-For": network, "Accept-Language": "fr", **(more or {})})


def asked(address):
    """How many mails ask it to confirm, and what is kept for then."""
    return rows("SELECT (SELECT count(*) FROM notice n WHERE n.contact = c.id AND n.kind = 'confirmation'),"
        " json_extract(s.confirm_asked, '$.fields'), c.fields, s.state FROM contact c"
        " JOIN subscription s ON s.contact = c.id JOIN list l ON l.id = s.list"
        " WHERE c.key = ? AND l.name = 'newsletter'", address)


def subscribing():
    for wrong in ["Membres", "nothing", "{{ params.from }}", "newsletter/x", "<script>"]:
        is_(door.ask("GET", "/s/" + urllib.parse.quote(wrong, safe="%/")).status,
            404, f"no form of {wrong}")
    check_page(door.ask("GET", "/s/NewsLetter"), "the form of a list, in any case of letters")
    new, known, known_fields = "new@asso.example", "zoe@asso.example", asked("zoe@asso.example")[0][2]
    a = fill(email=new)
    tags = check_page(a, "a form from elsewhere, without a stamp")
    check("encore une fois" in a.text and f'value="{new}"' in a.text, "it is shown once more, filled in")
    stamp, before = tags.hidden["stamp"], dump()
    check("encore une fois" in fill(email=new, stamp=stamp).text, "one that came too quickly too")
    is_(Tags(fill(email=new, stamp=stamp).text).hidden["stamp"], stamp, "its stamp grows old by itself")
    time.sleep(2.5)
    for how in [{"stamp": stamp[:-1] + ("0" if stamp[-1] != "0" else "1")}, {"stamp": "9" + stamp},
            {"stamp": ""}, {"stamp": "1." + stamp.split(".")[1]},
            {"stamp": stamp, "more": {"Origin": "https://evil.example"}},
            {"stamp": stamp, "more": {"Origin": "http://127.0.0.1:80"}},
            {"stamp": stamp, "more": {"Sec-Fetch-Site": "cross-site"}},
            *([{"stamp": stamp, "network": "198.51.100.1"}] if FORWARDED else [])]:
        check("encore une fois" in fill(email=new, **how).text, f"shown once more: {how}")
    for bad in ["", "new", "new@", "new@localhost", "@asso.example", "a b@asso.example",
            "new@asso.example, two@asso.example", "new@asso.example\r\nBcc: x@asso.example", "x" * 300 + "@asso.example"]:
        a = fill(email=bad, stamp=stamp)
        check("ne convient pas" in a.text or a.status == 400, f"no address: {bad[:16]!r}")
    for field in [{"field__NAISSANCE": "yesterday"}, {"field__PRENOM": "x" * 501},
            {"field__PRENOM": "<script>", "field__NAISSANCE": "<img src=x onerror=alert(1)>"}]:
        a = fill(email=new, stamp=stamp, **field)
        check_page(a, "a field that does not fit")
        check("ne convient pas" in a.text and "<script>" not in a.text, f"it is said: {field}"[:60])
    trapped = fill(email=new, stamp=stamp, subject="x")
    check_page(trapped, "a program")
    is_(post("/s/newsletter", do="subscribe").status, 400, "no address at all")
    is_(dump(), before, "none of it changed anything")
    for origin in [{}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:8080", "Sec-Fetch-Site": "same-origin"}]:
        answer = fill(email=f"origin{len(origin)}@asso.example", stamp=stamp, more=origin)
        check("encore une fois" not in answer.text, f"from our own page: {origin}")

    a = fill(email=new, stamp=stamp, field__PRENOM="Nell <b>", field__SECRET="x")
    b = fill(email=known, stamp=stamp, field__PRENOM="Nobody")
    check_page(a, "somebody new")
    check(a.same_as(b, new, known), "known and unknown: the same bytes")
    check(a.same_as(trapped), "and a program is told the same")
    is_(a.text.count(new), 1, "it says where the mail goes")
    is_(asked(new), [(1, '{"PRENOM":"Nell <b>"}', "{}", "pending")], "new: one mail, nothing is set yet")
    is_(asked(known)[0][2:], (known_fields, state(known)["newsletter"]), "known: nothing of her changed")
    is_(asked(known)[0][0], 1, "known: the same mail")
    if FORWARDED:
        blocked = fill(email="bad@asso.example", network="198.51.100.1", stamp=stamp)
        check("encore une fois" in blocked.text, "another network needs its own stamp")
        time.sleep(2.5)
        other = fill(email="bad@asso.example", network="198.51.100.1", stamp=Tags(blocked.text).hidden["stamp"])
        check(a.same_as(other, new, "bad@asso.example"), "blocked: the same bytes")
        is_(rows("SELECT 1 FROM contact WHERE key = 'bad@asso.example'"), [], "blocked: no mail")
    fill(email=new, stamp=stamp, field__PRENOM="Another")
    is_(asked(new)[0][:2], (1, '{"PRENOM":"Nell <b>"}'), "again: no other mail, what was asked stays")
    closed = fill(email=new, stamp=stamp)
    if FORWARDED:
        check_page(closed, "too many from a network", 503)
        is_(closed["Retry-After"], "3600", "it says when to come again")
        before = dump()
        is_(fill(email="more@asso.example", network="192.0.2.99", stamp=stamp).status, 503, "from anywhere in it")
        is_(dump(), before, "and changes nothing")
        is_(fill(email="more@asso.example", network="203.0.113.1").status, 200, "others may")
        is_(fill(email="x@asso.example", network="203.0.113.1, 192.0.2.1").status, 503,
            "what a visitor says of himself is not heard")
    confirm_new(new)


def confirm_new(address):
    mail = "SELECT n.state FROM notice n JOIN contact c ON c.id = n.contact WHERE c.key = ?"
    end = time.time() + 30
    while rows(mail, address) != [("sent",)] and time.time() < end:
        time.sleep(0.1)
    is_(rows(mail, address), [("sent",)], "the door has its mail sent")
    token = rows("SELECT lower(hex(s.confirm_token)) FROM subscription s JOIN contact c ON c.id = s.contact"
        " WHERE c.key = ?", address)[0][0]
    a = post(f"/c/{uuid.UUID(token)}", do="confirm")
    check_page(a, "the link in it")
    is_((state(address), rows("SELECT fields, language FROM contact WHERE key = ?", address)),
        ({"newsletter": "active"}, [('{"PRENOM":"Nell <b>"}', "fr")]), "on the list, with the fields of the form")
    is_(rows("SELECT json_extract(consent, '$.source'), json_extract(consent, '$.fields') FROM subscription s"
        " JOIN contact c ON c.id = s.contact WHERE c.key = ?", address), [("web form", None)], "the consent")


def hostile():
    before = dump()
    for target in ["/u/../../etc/passwd", "/../../etc/passwd", "/u/%2e%2e/%2e%2e/etc/passwd",
            "/%2e%2e%2f%2e%2e%2fetc/passwd", "/u/..%5c..%5cx", "//evil.example/u/x", "/u/x/y",
            "/u/%0d%0aSet-Cookie:x=1", "/u/%E2%80%A8", "/u/%ff", "/u/", "/u", "/c", "/pages/frame.html",
            "/.git/config", "/u/" + "a" * 5000 + "/x"]:
        a = door.ask("GET", target)
        # Apache looks for a program of that name.
        too_long = DOOR == "apache-cgi" and len(target) > 4096 and a.status == 403
        check((a.status in (400, 404) or too_long) and a["Set-Cookie"] is None, f"GET {target[:40]}", a.status)
    for token in ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR '1'='1",
            "{{ params.from }}", "{% for x in y %}", "[[title]]", "%27%22", "javascript:alert(1)",
            "a" * 4000]:
        path = "/u/" + urllib.parse.quote(token, safe="")
        if "/" not in token:
            check_page(door.ask("GET", path), f"token {token[:30]}")
            check_page(one_click(path), f"one click, token {token[:30]}")
        check(token not in door.ask("GET", path).text, f"{token[:30]} comes not back")
    for language in ["<script>", "fr" * 2000, ",,,;;;q=q", "en;q=99999999999999999999", "\xff\xfe", "de\t"]:
        check_page(door.ask("GET", "/u/x", None, {"Accept-Language": language}),
            f"Accept-Language {language[:20]!r}")
    is_(dump(), before, "none of it changed anything")


def strange_names():
    """OWASP's strings in every text that a page shows."""
    a = door.ask("GET", path_of(WORLD["eve"]))
    check_page(a, "a page of strange names")
    text = re.sub(r"<style>.*?</style>", "", a.text, flags=re.S)
    for raw in WORLD["strange"]:
        check(raw not in text, f"{raw} is text")
    check("&lt;script&gt;" in text, "it is shown as it is")
    check_page(post(path_of(WORLD["eve"]), do="leave"), "left, strange names")


def fields_of(key):
    return json.loads(rows("SELECT fields FROM contact WHERE key = ?", key)[0][0])


def pia(column):
    return dict(rows(f"SELECT l.name, s.{column} FROM subscription s JOIN list l ON l.id = s.list"
        " JOIN contact c ON c.id = s.contact WHERE c.key = 'pia@asso.example'"))


def lists(page):
    """Which lists, and a pause; what waits to be sent waits no more."""
    shown = {"do": "save", "shown": re.search(r'name="shown" value="([^"]*)"', door.ask("GET", page).text)[1]}
    ids = dict(re.findall(r'name="list" value="(\d+)" checked>(\w+)<', door.ask("GET", page).text))
    is_(sorted(ids.values()), ["Membres", "newsletter"], "preferences: her lists")
    ids = {name: number for number, name in ids.items()}
    both = urllib.parse.urlencode([*shown.items(), *(("list", i) for i in ids.values())])

    def save(more=""):
        return door.ask("POST", page, (both + more).encode(), {"Content-Type": URLENCODED})

    before = dump()
    check_page(save(), "the same lists")
    check_page(post(page, do="save", pause="-1"), "a pause that is none")
    check_page(post(page, do="save", pause="99"), "a pause that is too long")
    is_(dump(), before, "the same lists, no pause: nothing is written")
    a = save("&pause=4")
    check_page(a, "a pause")
    until = set(pia("paused_until").values())
    check(len(until) == 1 and abs(until.pop() - time.time() - 4 * 604800) < 3600, "a pause: of four weeks")
    check(re.search(r"Pause bis \d+\. \w+ \d{4}\n<select", a.text), "a pause: its last day is shown, not in a box")
    check("Pause bis" in save().text and all(pia("paused_until").values()), "a pause: it stays")
    check_page(save("&pause=0"), "its end")
    is_(set(pia("paused_until").values()), {None}, "its end: no pause")
    is_([k for (k,) in rows("SELECT kind FROM v_event WHERE address = 'pia@asso.example'"
        " ORDER BY event DESC LIMIT 2")], ["resumed", "paused"], "a pause: events")
    a = post(page, **shown, list=ids["newsletter"])
    check_page(a, "one list is left")
    is_(pia("state"), {"Membres": "left", "newsletter": "active"}, "one list is left: not the other")
    check("<li>Membres</li>" in a.text and "<li>newsletter" not in a.text, "one list is left: which")
    permit = check_page(a, "the way back").hidden["permit"]
    back = re.search(r'action="([^"]*)"', a.text)[1]
    check_page(post(back, do="undo", permit=permit), "it is undone")
    is_(pia("state"), {"Membres": "active", "newsletter": "active"}, "it is undone: both again")
    post(page, do="save", shown=ids["Membres"])
    is_(pia("state")["newsletter"], "active", "a list that was not shown stays")
    a = post(page, do="leave")
    check_page(a, "all are left")
    is_(set(pia("state").values()), {"left"}, "all are left")
    check_page(door.ask("GET", page), "preferences of one who left")


def mailed(page):
    """The link of a copy shows nothing; the one that it has mailed opens everything."""
    link = path_of(WORLD["pia profile"])
    before = dump()
    a = door.ask("GET", link)
    check_page(a, "the link of a copy")
    check("asso.example<" not in a.text and "…@" not in a.text and "Membres" not in a.text,
        "the link of a copy: it is nobody's")
    is_(a["Content-Language"], "en", "the link of a copy: not in her language")
    check(a.same_as(door.ask("GET", path_of(WORLD["zoe profile"]))), "all of them look alike")
    for do in ("save", "leave", "x"):
        check_page(post(link, do=do), f"the link of a copy: {do}", 400)
    wrong = link[:-1] + ("a" if link[-1] != "a" else "b")
    check_page(door.ask("GET", wrong), "a link of a copy that is none")
    is_(dump(), before, "the link of a copy: nothing has changed")
    answers = [post(link, do="mail"), post(link, do="mail"), post(page, do="mail"), post("/p/x", do="mail")]
    for a in answers:
        check_page(a, "the link is mailed")
        check(a.same_as(answers[0]), "the link is mailed: or is not")
    letters = rows("SELECT n.message FROM notice n JOIN contact c ON c.id = n.contact"
        " WHERE c.key = 'pia@asso.example' AND n.kind = 'answer'")
    is_(len(letters), 1, "one mail for three posts")
    text = email.message_from_bytes(letters[0][0], policy=email.policy.default).get_body(("plain",))
    mailed = path_of(re.search(r"http\S+/p/[0-9a-f.]+", text.get_content())[0])
    a = door.ask("GET", mailed)
    check_page(a, "the mailed link")
    check('checked>newsletter' not in a.text and ">newsletter<" in a.text, "the mailed link: a public list")
    check("{{" not in a.text and ">x&quot;" not in a.text, "the mailed link: none that is not public")
    ids = {n: i for i, n in re.findall(r'name="list" value="(\d+)"(?: checked)?>(\w+)<', a.text)}
    shown = re.search(r'name="shown" value="([^"]*)"', a.text)[1]
    post(page, do="save", shown=shown, list=ids["newsletter"])
    is_(pia("state")["newsletter"], "left", "without it nobody comes on a list")
    a = post(mailed, do="save", shown=shown, list=ids["newsletter"])
    check_page(a, "a list is joined")
    check(">newsletter<" in a.text and 'checked>newsletter' in a.text, "a list is joined: it is said")
    is_(pia("state")["newsletter"], "active", "a list is joined")
    consent = json.loads(pia("consent")["newsletter"])
    is_((consent["source"], consent["how"]), ("preferences page", "preferences page"), "with a consent")
    a = post(mailed, do="leave")
    check_page(a, "all are left by the mailed link")
    is_(set(pia("state").values()), {"left"}, "all are left by the mailed link: they are")
    check(">newsletter<" in a.text, "all are left by the mailed link: the way back is there")
    other = mailed.split(".")
    for wrong in (".".join([other[0] + "1", *other[1:]]), ".".join([other[0], other[1] + "0", other[2]]),
            mailed[:-1], mailed + "0", mailed[:-1] + ("0" if mailed[-1] != "0" else "1")):
        check("Nothing" in door.ask("GET", wrong).text or "No pref" in door.ask("GET", wrong).text,
            "a mailed link that was changed")
    own_data(link, page, mailed)


def own_data(link, page, mailed):
    """Data and erasure: through the mailed link, and no other."""
    for other in (link, page):
        for do in ("data", "erase"):
            check(post(other, do=do, sure="yes").status in (200, 400), f"no {do} without the mailed link")
    is_(len(rows("SELECT 1 FROM contact WHERE key = 'pia@asso.example'")), 1, "nothing was erased by them")
    body, headers = form(do="data")
    watched = getattr(door, "door", door)  # it is no page of ours: the judges do not see it
    a = watched.ask("POST", mailed, body, headers)
    is_((a.status, a["Content-Disposition"]), (200, 'attachment; filename="data.html"'), "her data: a file")
    spoken = [re.search(r'<html lang="(\w+)"', page)[1] for page in (a.text, door.ask("GET", mailed).text)]
    is_(spoken, ["de", "de"], "her data: in the language of the page")
    check("pia@asso.example" in a.text and "SECRET: x" in a.text and "zoe" not in a.text, "her data: hers")
    check("sandbox" in a["Content-Security-Policy"] and a["Cache-Control"] == "no-store", "her data: nobody keeps it")
    check_page(post(mailed, do="erase"), "erase: it is asked once more")
    is_(len(rows("SELECT 1 FROM contact WHERE key = 'pia@asso.example'")), 1, "erase: nothing has changed")
    check_page(post(mailed, do="erase", sure="yes"), "erase")
    is_(rows("SELECT kind FROM event WHERE source = 'preferences page' ORDER BY id DESC LIMIT 1"),
        [("forgotten",)], "erase: an event")
    left = [t for t in ("Pía", "pia@asso.example")
        if any(t in line for line in sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True).iterdump())]
    is_(left, [], "erase: nothing is left of her")
    check_page(door.ask("GET", mailed), "the mailed link is nobody's then")
    check(door.ask("GET", mailed).same_as(door.ask("GET", "/p/y")), "and looks like it")


def preferences():
    page = "/p" + path_of(WORLD["pia"])[2:]
    leave = door.ask("GET", path_of(WORLD["pia"]))
    check(f'href="{page}"' in leave.text, "the page to unsubscribe leads to the preferences")
    a = door.ask("GET", page)
    check_page(a, "preferences")
    is_(a["Content-Language"], "fr", "preferences: in her language")
    check("p…@asso.example" in a.text and "pia" not in a.text.replace(page[3:], ""),
        "preferences: half of the address")
    for part in ('name="field.PRENOM" value="Pia" autocomplete="given-name"', "Prénom",
            '<input type="date" name="field.NAISSANCE" value="2001-02-03"', "Naissance",
            '<option value="fr" selected>Français</option>'):
        check(part in a.text, f"preferences: {part}")
    check("SECRET" not in a.text and "Secret" not in a.text, "preferences: no field but those of the setting")
    before = dump()
    for name, fields in [("no field", {}), ("another thing to do", {"do": "x"})]:
        check_page(post(page, **fields), f"preferences, {name}", 400)
    a = post(page, do="save", **{"field.PRENOM": "Max", "field.NAISSANCE": "soon"})
    check_page(a, "preferences: a wrong date")
    check("« Naissance »" in a.text.replace("\u202f", " "), "a wrong date: where it is")
    check('value="Max"' in a.text, "a wrong date: what was typed is still there")
    for name, value in [("too long", "x" * 1001), ("a control", "a\x01b")]:
        check(post(page, do="save", **{"field.PRENOM": value}).status in (200, 400), f"a first name, {name}")
    is_(dump(), before, "none of it changed anything")
    a = post(page, do="save", language="xx", **{"field.PRENOM": "Pia", "field.SECRET": "y", "field.NONE": "z"})
    check_page(a, "preferences: nothing new")
    is_(dump(), before, "what is the same, or is not offered, is not written")
    a = post(page, do="save", language="de", **{"field.PRENOM": " Pía ", "field.NAISSANCE": ""})
    check_page(a, "preferences: saved")
    check("Gespeichert." in a.text and "Ihre Einstellungen" in a.text, "saved: in the new language")
    is_(fields_of("pia@asso.example"), {"PRENOM": "Pía", "SECRET": "x"}, "saved: the fields")
    is_(rows("SELECT language FROM contact WHERE key = 'pia@asso.example'"), [("de",)], "saved: the language")
    is_(rows("SELECT e.detail, e.source FROM event e JOIN contact c ON c.id = e.contact"
        " WHERE c.key = 'pia@asso.example' AND e.kind = 'changed' ORDER BY e.id DESC LIMIT 2"),
        [('{"fields":["PRENOM","NAISSANCE"]}', "preferences page"),
        ('{"fields":["language"]}', "preferences page")], "saved: events")
    lists(page)
    mailed(page)
    for token in (str(uuid.uuid4()), "x", path_of(WORLD["zoe"])[3:]):
        a = door.ask("GET", "/p/" + token)
        check_page(a, "preferences of nobody")
        check(a.same_as(door.ask("GET", "/p/y"), token), "one who left looks like nobody")
        check_page(post("/p/" + token, do="save", language="it"), "nothing to save")


def mirror():
    a = door.ask("GET", path_of(WORLD["zoe page"]))
    is_(a.status, 200, "her copy: the status")
    check("Hello &lt;b&gt;Zoé&lt;/b&gt; &amp; co of zoe@asso.example." in a.text, "her copy: her name")
    check(path_of(WORLD["zoe"])[3:] not in a.text, "her copy: her token is not in it")
    check('<a href="#">Leave</a>' in a.text, "her copy: nobody leaves by it")
    check(f'href="{WORLD["zoe page"]}"' in a.text, "her copy: its own address")
    check("https://asso.example/read" in a.text, "her copy: the links are what they were")
    check(f'src="{WORLD["picture"]}"' in a.text, "her copy: its picture")
    policy = a["Content-Security-Policy"]
    check("default-src 'none'" in policy and "script-src" not in policy
        and "frame-ancestors 'none'" in policy, "her copy: a strict policy")
    is_((a["Cache-Control"], a["X-Robots-Tag"], a["Referrer-Policy"]),
        ("no-store", "noindex", "no-referrer"), "her copy: nobody keeps it")
    inside = door.ask("GET", path_of(WORLD["inside"]))
    check(f'src="{WORLD["picture"]}"' in inside.text, "pictures that were in the mail are on the web")
    lea = door.ask("GET", path_of(WORLD["lea page"]))
    check("Hello reader of lea@asso.example." in lea.text, "another's copy: theirs")
    public = door.ask("GET", path_of(WORLD["public"]))
    is_(public.status, 200, "for everybody: the status")
    check("Hello reader of ." in public.text and "@asso.example." not in public.text,
        "for everybody: nobody's name")
    check('<a href="#">Leave</a>' in public.text, "for everybody: nobody leaves by it")
    text = door.ask("GET", path_of(WORLD["zoe text"]))
    check_page(text, "a text")
    check("<h1>Text</h1>" in text.text, "a text: its subject")
    check("A text for &lt;b&gt;Zoé&lt;/b&gt; &amp; co." in text.text and "/u/" not in text.text, "a text: hers")
    start = "http://127.0.0.1:8080/"
    check(f'Leave: <a href="{start}">{start}</a>\n' in text.text, "a text: how one unsubscribes")
    check('<a href="https://asso.example/read?a=1&amp;b=2">https://asso.example/read?a=1&amp;b=2</a>).'
        in text.text, "a text: its addresses are links")
    check_page(door.ask("GET", path_of(WORLD["test page"])), "the page of a test copy")
    check("@asso" not in door.ask("GET", path_of(WORLD["test page"])).text, "it is nobody's")
    number, _, code = path_of(WORLD["zoe page"])[3:].partition(".")
    other = path_of(WORLD["lea page"])[3:].partition(".")[0]
    for wrong in [f"{other}.{code}", f"{number}.{'a' * 16}", number, f"{number}.", f".{code}",
            f"{number}.{code}x", "a.b", "x", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]:
        check_page(door.ask("GET", f"/v/{wrong}"), f"a page that is none: {wrong[:20]}", 404)
    is_(door.ask("GET", f"/v/{number.upper()}.{code.upper()}").status, 200, "some mailers fold")
    is_(post(path_of(WORLD["zoe page"]), do="leave").status, 405, "nothing to POST to")


BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "Accept-Language": "fr"}


def clicks():
    """All rows, and forget them."""
    found = rows("SELECT link, delivery IS NOT NULL, visit IS NOT NULL, human, agent FROM click ORDER BY id")
    db = sqlite3.connect(DATABASE, timeout=20)
    with db:
        db.execute("DELETE FROM click")
    db.close()
    return found


def clicking():
    clicks()
    kit, counted = path_of(WORLD["zoe tracked"]), path_of(WORLD["zoe counted"])
    agent = BROWSER["User-Agent"]
    before = dump()
    a = door.ask("GET", kit + "/1", None, BROWSER)
    is_((a.status, a["Location"], a.body), (302, "https://asso.example/kit?a=1&b=2#%C3%A9", b""),
        "a link leads where the issue says")
    is_((a["Cache-Control"], a["Referrer-Policy"], a["X-Robots-Tag"], a["Set-Cookie"]),
        ("no-store", "no-referrer", "noindex", None), "nobody keeps it")
    is_(clicks(), [(1, 1, 1, 1, agent)], "she agreed: it is known who it was")
    is_(rows("SELECT count(*) FROM v_click"), [(0,)], "and forgotten for the next")
    door.ask("GET", path_of(WORLD["max tracked"]) + "/2", None, BROWSER)
    is_(clicks(), [(2, 0, 1, 1, "")], "he did not agree: counted")
    door.ask("GET", counted + "/1", None, BROWSER)
    is_(clicks(), [(1, 0, 1, 1, "")], "where clicks are counted alone: counted")
    for field in ("DNT", "Sec-GPC"):
        door.ask("GET", kit + "/1", None, BROWSER | {field: "1"})
        is_(clicks(), [(1, 0, 0, 1, "")], f"{field}: nothing leads to her, not for a moment")
    for name, method, headers in [("HEAD", "HEAD", BROWSER), ("no agent", "GET", {"Accept-Language": "fr"}),
            ("no language", "GET", {"User-Agent": agent}), ("fetched ahead", "GET", BROWSER | {"Sec-Purpose": "prefetch"}),
            ("a robot", "GET", BROWSER | {"User-Agent": "Mozilla/5.0 (compatible; bingbot/2.0)"})]:
        is_(door.ask(method, kit + "/1", None, headers).status, 302, f"{name}: it is led on")
        is_(clicks()[0][3], 0, f"{name}: no person")
    for n in (1, 2, 1, 2):
        door.ask("GET", f"{kit}/{n}", None, BROWSER)
    is_([c[3] for c in clicks()], [1, 1, 1, 1], "two links, twice: a person")
    for path in (kit, counted):
        for n in (1, 2, 3, 1):
            door.ask("GET", f"{path}/{n}", None, BROWSER)
        is_([c[3] for c in clicks()], [0, 0, 0, 0], "one after the other: no person, from the first on")
    for who in ("zoe", "max", "zoe"):
        door.ask("GET", path_of(WORLD[who + " tracked"]) + "/1", None, BROWSER)
        door.ask("GET", path_of(WORLD[who + " tracked"]) + "/2", None, BROWSER)
    is_([c[3] for c in clicks()], [1] * 6, "two people at a time are no program")
    a = door.ask("GET", path_of(WORLD["zoe tracked open"]), None, BROWSER)
    is_((a.status, a["Content-Type"], a.body[:6], len(a.body)), (200, "image/gif", b"GIF89a", 43), "a dot")
    is_(clicks(), [(None, 1, 1, 1, agent)], "opened")
    door.ask("GET", path_of(WORLD["zoe counted open"]), None, {"User-Agent": "Mozilla/5.0"})
    is_(clicks(), [(None, 0, 1, 0, "")], "a proxy that loads all pictures opens nothing")
    is_(dump(), before, "clicks are all that was stored")

    number, _, code = kit[3:].partition(".")
    other = path_of(WORLD["max tracked"])[3:].partition(".")[0]
    mirror = path_of(WORLD["zoe tracked page"])[3:]
    for wrong in [f"{kit[3:]}/{n}" for n in ("0", "4", "5", "6", "7", "8", "99", "-1", "+1", "01x", "x", "%31x",
            "1%0d%0aX:y", "99999999999999999999", "https:%2f%2fevil.example")] + [f"{other}.{code}/1",
            f"{number}.{'a' * 16}/1", f"{number}/1", f"{mirror}/1", "a.b/1", f"{kit[3:]}/1/2", kit[3:],
            "https:/evil.example", "%5cevil.example/1"]:
        a = door.ask("GET", f"/l/{wrong}", None, BROWSER)
        check(a.status in (400, 404) and a["Location"] is None, f"no link: {wrong[:40]}", a.status)
    a = door.ask("GET", f"{kit}/1?url=//evil.example&to=https://evil.example", None, BROWSER)
    is_(a["Location"], "https://asso.example/kit?a=1&b=2#%C3%A9", "a query leads nowhere")
    is_([c[0] for c in clicks()], [1], "what leads nowhere is not counted")
    is_(door.ask("GET", f"/o/{number}.{'a' * 16}").body[:6], b"GIF89a", "a dot of nobody")
    is_(clicks(), [], "it is not counted")
    is_(post(kit + "/1", do="leave").status, 405, "nothing to POST to")
    is_(clicks(), [], "nor is that counted")
    if DOOR == "serve":
        busy = sqlite3.connect(DATABASE, isolation_level=None)
        busy.execute("BEGIN IMMEDIATE")
        is_(door.ask("GET", kit + "/1", None, BROWSER).status, 302, "nothing can be stored: she is led on")
        busy.execute("ROLLBACK")
        busy.close()
        is_(clicks(), [], "and not counted")
    page = door.ask("GET", path_of(WORLD["zoe tracked page"])).text
    check("/l/" not in page and "/o/" not in page and "https://asso.example/three" in page,
        "in a browser: the addresses themselves, and no dot")


def picture():
    path = path_of(WORLD["picture"])
    a = door.ask("GET", path)
    is_((a.status, a["Content-Type"], a.body), (200, "image/png", open("dot.png", "rb").read()),
        "a picture")
    is_(a["Cache-Control"], "public, max-age=31536000, immutable", "it is kept for ever")
    check("sandbox" in a["Content-Security-Policy"], "by itself it can do nothing")
    for field in (a["ETag"], f'"x", W/{a["ETag"]}', "*"):
        again = door.ask("GET", path, None, {"If-None-Match": field})
        is_((again.status, again.body, again["ETag"]), (304, b"", a["ETag"]), f"If-None-Match {field[:9]}")
    is_(door.ask("GET", path, None, {"If-None-Match": '"x"'}).status, 200, "another one is not there")
    name = path[3:].split(".")[0]
    files = [h for (h,) in rows("SELECT lower(hex(hash)) FROM content WHERE type = ''")]
    check(len(files) > 1, "the files of issues lie beside it")
    for wrong in [f"/i/{h}.{ext}" for h in files for ext in ("", "html", "png")] + [
            f"/i/{name}", f"/i/{name}.", f"/i/{name}.jpg", f"/i/{name}.png.png", f"/i/{name.upper()}.png",
            f"/i/{name[1:]}.png", f"/i/{'0' * 64}.png", "/i/dot.png", f"/i/{name}.png/x"]:
        is_(door.ask("GET", wrong).status, 404, f"no picture: {wrong[-20:]}")


def archive():
    is_([(a.status, a["Location"]) for a in (door.ask("GET", "/a"), door.ask("GET", "/a/newsletter"))],
        [(301, "a/"), (301, "newsletter/")], "folders end with a slash")
    lists = door.ask("GET", "/a/")
    check_public(lists, "the archives")
    links = re.findall(r'<li lang="en">\s<a href="([^"]*)/">', lists.text)
    check("newsletter" in links and len(links) == 4 and "Membres" not in lists.text,
        "the archives: of those who have one", links)
    page = door.ask("GET", "/a/newsletter/", None, {"Accept-Language": "fr"})
    check_public(page, "an archive")
    is_(page["Content-Language"], "en", "an archive: the list's language, whoever asks")
    is_(page.text, door.ask("GET", "/a/newsletter/index.html").text, "an archive: by its name too")
    check('<a href="june.html">News of June</a>' in page.text, "an archive: an issue")
    check("What is new, dear reader" in page.text, "an archive: its preheader, as nobody gets it")
    check("Hidden" not in page.text and "Part" not in page.text, "an archive: what is not in it")
    for name in links:
        if name != "newsletter":
            check_public(door.ask("GET", f"/a/{name}/"), f"an archive: {name[:12]}")
    strange_archive(links)
    archived()
    feed()
    for wrong in ["/a/newsletter/hidden.html", "/a/newsletter/part.html", "/a/newsletter/page-1.html",
            "/a/newsletter/page-2.html", "/a/newsletter/page-0x2.html", "/a/newsletter/page-.html",
            "/a/newsletter/june", "/a/newsletter/june.htm", "/a/newsletter/.html", "/a/newsletter/june.html/",
            "/a/membres/", "/a/membres/june.html", "/a/nobody/", "/a/nobody", "/a/newsletter/feed", "/a/i",
            "/a/i/", "/a/newsletter/x/y", "/a/newsletter/x/y/z", "/a//june.html"]:
        is_(door.ask("GET", wrong).status, 404, f"no archive: {wrong}")
    is_(post("/a/newsletter/june.html", do="leave").status, 405, "nothing to POST to")
    names = []
    for path in ("/a/", "/a/newsletter/", "/a/newsletter/june.html", "/a/newsletter/feed.xml"):
        names.append(door.ask("GET", path)["ETag"])
        again = door.ask("GET", path, None, {"If-None-Match": names[-1]})
        is_((again.status, again.body, again["ETag"]), (304, b"", names[-1]), f"{path}: not twice")
        other = door.ask("GET", path, None, {"If-None-Match": '"x"'})
        is_((other.status, len(other.body) > 0), (200, True), f"{path}: another one is not there")
    is_(len(set(names)), len(names), "each has its own name")


def strange_archive(links):
    pages = [door.ask("GET", f"/a/{name}/{file}").text for name in links for file in ("", "feed.xml")]
    is_([s for p in pages for s in WORLD["strange"] if s in p], [], "strange names are text")
    strange = [door.ask("GET", f"/a/{name}/strange.html").text for name in links if name != "newsletter"]
    check("<script" not in strange[0], "in the page of an issue too")
    is_([re.search('canonical" href="[^"]*/a/([^"]*)/', s)[1] for s in strange],
        [name for name in links if name != "newsletter"], "an issue of several archives: each has its own page")
    check('<a href="#">Leave</a>' in strange[0], "an archived issue of a list that is not public: nobody leaves by it")


def archived():
    a = door.ask("GET", "/a/newsletter/june.html")
    is_(a.status, 200, "an archived issue: the status")
    check_everybodys(a, "an archived issue")
    check("Hello reader of ." in a.text, "an archived issue: nobody's name")
    is_([s for s in ("{{", "{%", "@asso.example", "Zoé", "/u/", "/v/") if s in a.text], [],
        "an archived issue: no merge tag, nobody's address, no link of a copy")
    is_(re.findall(r"[0-9a-f]{8}-[0-9a-f]{4}-", a.text), [], "an archived issue: no token")
    check('<a href="https://asso.example/read">Read</a>' in a.text, "an archived issue: the author's links")
    check('<a href="http://127.0.0.1:8080/a/newsletter/june.html">Look</a>' in a.text,
        "an archived issue: its own address")
    form = "http://127.0.0.1:8080/s/newsletter"
    check(f'<a href="{form}">Set</a> <a href="{form}">Leave</a>' in a.text,
        "an archived issue: nobody leaves by it, one may subscribe")
    check(f'<a href="{form}" style=' in a.text, "an archived issue: the way to the form")
    check(f'<a class="button" href="{form}">Subscribe</a>' in door.ask("GET", "/a/newsletter/").text, "an archive: so has it")
    head = a.text.partition("</head>")[0]
    check('<link rel="canonical" href="http://127.0.0.1:8080/a/newsletter/june.html">' in head
        and '<meta name="description" content="What is new, dear reader">' in head
        and '<meta http-equiv="Content-Security-Policy" content="default-src ' in head,
        "an archived issue: what search engines and other servers need")
    check(a.body.find(b'charset="utf-8"') < 1024, "an archived issue: browsers find its encoding")
    check('<a href="./"' in a.text, "an archived issue: the way to the others")
    picture = re.search(r'src="\.\./(i/[^"]+)"', a.text)[1]
    is_(door.ask("GET", f"/a/{picture}").body, open("dot.png", "rb").read(), "an archived issue: its picture")
    text = door.ask("GET", "/a/newsletter/plain.html")
    check_public(text, "an archived text")
    check("A text for nobody." in text.text and "&lt;b&gt; &amp; {{ x }}" in text.text,
        "an archived text: what was written")


def feed():
    atom = "{http://www.w3.org/2005/Atom}"
    a = door.ask("GET", "/a/newsletter/feed.xml")
    is_(a["Content-Type"], "application/atom+xml; charset=utf-8", "the feed: its type")
    check_everybodys(a, "the feed")
    root = xml.etree.ElementTree.fromstring(a.text)
    is_([root.find(atom + n) is not None for n in ("id", "title", "updated", "author")], [True] * 4,
        "the feed: what RFC 4287 asks for")
    entries = root.findall(atom + "entry")
    is_([e.find(atom + "title").text for e in entries], ["Text", "News of June"], "the feed: the newest first")
    is_({e.find(atom + "link").get("href") for e in entries},
        {f"http://127.0.0.1:8080/a/newsletter/{n}.html" for n in ("june", "plain")}, "the feed: its links")
    a = door.ask("GET", "/a/sitemap.xml")
    found = re.findall(r"<loc>(.*?)</loc>", a.text)
    xml.etree.ElementTree.fromstring(a.text)
    is_({u for u in found if "/newsletter/" in u}, {f"http://127.0.0.1:8080/a/newsletter/{n}"
        for n in ("", "june.html", "plain.html")}, "the site map")
    is_([u for u in found if door.ask("GET", path_of(u)).status != 200], [], "the site map: all of it is there")


def packed():
    """What everybody may read comes packed to who asks for it; what holds a token never does."""
    gzipped = {"Accept-Encoding": "br, gzip"}
    for path in ("/a/newsletter/", "/a/newsletter/june.html", "/a/newsletter/feed.xml"):
        plain, a = door.ask("GET", path), door.ask("GET", path, None, gzipped)
        is_((plain["Content-Encoding"], a["Content-Encoding"]), (None, "gzip"), f"{path}: packed when asked for")
        is_((plain["Vary"], a["Vary"]), ("Accept-Encoding",) * 2, f"{path}: caches are told")
        is_(gzip.decompress(a.body), plain.body, f"{path}: the same is in it")
        check(len(a.body) < 0.7 * len(plain.body), f"{path}: smaller", f"{len(a.body)} of {len(plain.body)}")
        check(a["ETag"] != plain["ETag"], f"{path}: its own name")
        head = door.ask("HEAD", path, None, gzipped)
        fields = ("ETag", "Vary", "Content-Encoding", "Content-Type", "Cache-Control")
        is_([head[f] for f in fields], [a[f] for f in fields], f"{path}: HEAD says the same")
        # To HEAD Apache tells no length of what a CGI program says.
        is_(head["Content-Length"], None if DOOR == "apache-cgi" else str(len(a.body)), f"{path}: of its length")
        for name, status in ((a["ETag"], 304), (plain["ETag"], 200)):
            again = door.ask("GET", path, None, gzipped | {"If-None-Match": name})
            is_((again.status, again["Vary"]), (status, "Accept-Encoding"), f"{path}: {status}")
        for field in ("gzip;q=0", "identity;q=1, gzip;q=0.5", "br"):
            a = door.ask("GET", path, None, {"Accept-Encoding": field})
            is_((a["Content-Encoding"], a.body), (None, plain.body), f"{path}: not packed for {field}")
    small = door.ask("GET", "/robots.txt", None, gzipped)
    check(len(small.body) < 1024, "robots.txt is small", len(small.body))
    is_((small["Content-Encoding"], small["Vary"]), (None, "Accept-Encoding"), "and not packed")
    for link in ("zoe", "zoe page", "picture", "public"):
        a = door.ask("GET", path_of(WORLD[link]), None, gzipped)
        is_((a.status, a["Content-Encoding"]), (200, None), f"{link}: never packed")


def home():
    a = door.ask("GET", "/", None, {"Accept-Language": "it"})
    check_public(a, "where List-Help leads")
    is_(a["Content-Language"], "it", "in the language of the browser")
    check(any("Accept-Language" in v for n, v in a.headers if n.lower() == "vary"), "caches are told that it is one of several")
    check("in fondo a qualsiasi messaggio" in a.text, "it says how to unsubscribe")
    items = dict(re.findall(r"<li><h2[^>]*>(.*?)</h2>(.*?)</li>", a.text, re.S))
    check("newsletter" in items and len(items) == 4 and "Membres" not in a.text,
        "the lists that are public or have an archive", list(items))
    check("<p lang=\"en\">News &amp; more</p>" in items["newsletter"], "what a list is about")
    ways = re.findall('<a href="([^"]*)">', items["newsletter"])
    is_(ways, ["http://127.0.0.1:8080/s/newsletter", "http://127.0.0.1:8080/a/newsletter/"], "and the ways there")
    is_([w for text in items.values() for w in re.findall('<a href="([^"]*)">', text)
        if door.ask("GET", path_of(w)).status != 200], [], "they lead somewhere")
    check('<link rel="canonical" href="http://127.0.0.1:8080/">' in a.text, "search engines find it")
    again = door.ask("GET", "/", None, {"Accept-Language": "it", "If-None-Match": a["ETag"]})
    is_(again.status, 304, "not twice")
    lost = door.ask("GET", "/nowhere").text + door.ask("GET", "/c/" + str(uuid.uuid4())).text
    is_(lost.count('<a href="/">'), 2, "who is lost finds it, and who confirms too late")
    a = door.ask("GET", "/robots.txt")
    check_everybodys(a, "robots.txt")
    check("Sitemap: http://127.0.0.1:8080/a/sitemap.xml\n" in a.text, "robots.txt: the site map")


def trouble():
    is_((lambda a: (a.status, a.text))(door.ask("GET", "/health")), (200, "ok\n"), "healthy")


def finish():
    status, log = door.end()
    is_(status, 0, "the door closes in order")
    secrets = [path_of(WORLD[k])[3:] for k in ("zoe", "lea", "eve", "confirm")]
    secrets += [path_of(WORLD[k])[3:] for k in ("zoe page", "public", "picture", "zoe tracked")]
    secrets += [WORLD["alias"], "asso.example", "127.0.0.1", "u/", "script"]
    is_([s for s in secrets if s in log], [], "the log holds no token and no address")
    tokens = [s for s in secrets + [doors.ABSENT] if len(s) > 12]
    is_([s for s in tokens if s in door.wrote()], [], "nor does what a web server wrote")
    if "cgi" not in DOOR:
        check(re.search(r"^POST unsubscribe 200 \d+ bytes, \d+ ms$", log, re.M), "the log has its lines")


door = doors.open_door(DOOR, DATABASE)
if DOOR == "serve":
    door = seen.Watched(door, "pages")
links = [path_of(WORLD[k]) for k in ("zoe", "lea", "eve", "confirm", "zoe page", "lea page",
    "zoe text", "test page", "public", "picture", "zoe tracked open")]
links += ["/a", "/a/", "/a/newsletter/", "/a/newsletter/june.html", "/a/newsletter/feed.xml", "/a/sitemap.xml"]
reading(links + [path_of(WORLD["zoe tracked"]) + "/1",
    "/u/" + str(uuid.uuid4()), "/c/" + str(uuid.uuid4()), "/u/" + urllib.parse.quote(WORLD["word"]),
    f"/subscription/{uuid.uuid4()}/{WORLD['alias']}", "/health", "/nothing", "/u/x/y"])
refused()
busy()
unsubscribing()
telling()
former_system()
confirming()
subscribing()
hostile()
strange_names()
preferences()
mirror()
clicking()
picture()
archive()
home()
packed()
trouble()
finish()
