"""Issues that are broken in one way each: check says exactly that, at its place.

    python check.py NLCTL

The sound issue below has no finding but the note that is always there.  A row says
what is put in the place of what, and the code that must be found, alone; "@@" in the
new text marks the place.  To add a check, add a row here, and to FINE what it must
not take for one.
"""
import json, os, subprocess, sys

SOUND = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>News of June from the garden</title></head>
<body>
<div style="display: none">The first tomatoes are here, and so is the summer.</div>
<h1>June in the garden</h1>
<p style="color: #222222; background-color: #ffffff">Hello, come and see what has grown.</p>
<table role="presentation"><tr><td>
<p>Do you know <a href="https://garden.example.org/tomatoes">how we grow tomatoes</a>?</p>
<p><img src="https://garden.example.org/tomatoes.png" width="300" alt="Ripe tomatoes"></p>
</td></tr></table>
<h2>The market</h2>
<p>On Saturdays we are there from nine in the morning, with all that is ripe and with
   plants for your own balcony. Bring a basket, and your neighbours.</p>
<p>The Garden, 12 Long Lane, 59000 Lille,
<a href="https://garden.example.org/">garden.example.org</a>. <a href="{{ unsubscribe }}">Unsubscribe</a></p>
</body>
</html>
"""

# Without a relay that would be said each time.
SETTINGS = ("relay.default.url=smtp://127.0.0.1",)

# It has links, and no click is recorded: that note is always there.
ALWAYS = [("clicks-unknown", (None, None))]

LINK = '<a href="https://garden.example.org/tomatoes">'
IMAGE = '<img src="https://garden.example.org/tomatoes.png" width="300" alt="Ripe tomatoes">'
HELLO = "Hello, come and see what has grown."
STYLE = '<p style="color: #222222; background-color: #ffffff">'
LEAVE = '<a href="{{ unsubscribe }}">Unsubscribe</a>'
TITLE = "<title>News of June from the garden</title>"
PREHEADER = "The first tomatoes are here, and so is the summer."


def link(code, url):
    return (code, LINK, '@@<a href="%s">' % url)


def hello(code, text):
    return (code, HELLO, text)


def padding(kilobytes):
    return "<!-- %s -->" % ("padding " * (kilobytes * 1024 // 8))


# (code, old, new) or (code, old, new, settings); "@@" is where it is found, and
# without one it is about the whole file.
ROWS = [
    # the merge language, and the file
    ("subject-missing", TITLE, ""),
    hello("merge-tag", "Hello {{ @@contact.PRENON }}."),
    hello("merge-doubt", "Hello {{ @@contact.prenom }}."),
    hello("merge-deprecated", "Hello @@{% ifequal contact.PRENOM 'x' %}you{% endifequal %}."),
    hello("foreign-tag", "Hello @@*|FNAME|*."),
    hello("foreign-doubt", "Hello @@%PRENOM%."),
    hello("foreign-doubt", "Hello @@{contact.PRENOM}."),
    # what the issue says of itself
    ("language-missing", '<html lang="en">', "@@<html>"),
    ("language-unknown", '<html lang="en">', '@@<html lang="english">'),
    ("language-differs", '<html lang="en">', '@@<html lang="en-GB">', ("language=fr",)),
    ("language-differs", '<html lang="en">', '@@<html lang="fr">'),
    ("direction-missing", '<html lang="en">', '@@<html lang="ar">'),
    ("charset", '<meta charset="utf-8">', '@@<meta charset="iso-8859-1">'),
    ("charset", '<meta charset="utf-8">',
        '@@<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
    ("subject-long", TITLE, "@@<title>News of June from the garden, the market, the school and all of the neighbours</title>"),
    ("subject-capitals", TITLE, "@@<title>NEWS OF JUNE FROM THE GARDEN</title>"),
    ("preheader-missing", '<div style="display: none">' + PREHEADER + "</div>", "", "body"),
    ("preheader-repeats", PREHEADER, "News of June from the garden", "body"),
    ("preheader-short", PREHEADER, "Tomatoes!", "body"),
    ("preheader-long", PREHEADER, "Tomatoes, and what else is ripe. " * 8, "body"),
    # leaving, and who writes
    ("unsubscribe-missing", LEAVE, ""),
    ("unsubscribe-missing", LEAVE, "<!-- %s -->" % LEAVE),
    ("unsubscribe-missing", LEAVE, LEAVE.replace("Unsubscribe", "")),
    ("unsubscribe-missing", LEAVE, '<span style="display: none">%s</span>' % LEAVE),
    ("foreign-tag", LEAVE, '<a href="@@*|UNSUB|*">Unsubscribe</a>'),
    ("sender-missing", "The Garden, 12 Long Lane, 59000 Lille", "", ("from=x@example.org",)),
    ("address-missing", "12 Long Lane", "13 Long Lane", ("postal-address=12 Long Lane, 59000 Lille",)),
    # links
    link("link-empty", "#"),
    link("link-empty", ""),
    link("link-relative", "tomatoes.html"),
    link("link-relative", "//garden.example.org/tomatoes"),
    link("link-relative", "www.garden.example.org"),
    link("link-broken", "htp://garden.example.org/"),
    link("link-broken", "http:/garden.example.org/"),
    link("link-broken", "https//garden.example.org/"),
    link("link-broken", "https://"),
    link("link-broken", "https://https://garden.example.org/"),
    link("link-broken", "https://garden.example.org/all tomatoes"),
    link("link-broken", "https://garden.example.org/{id}"),
    ("link-broken", LINK, '@@<a href="https://garden.example.org/>tomatoes</a> and <a href="'),
    hello("link-broken", "Hello, [come and see@@](https://garden.example.org/a b)."),
    ("link-unclosed", "how we grow tomatoes</a>", "how we grow tomatoes", "link"),
    ("link-doubled", LEAVE, '@@<a href="http://{{ unsubscribe }}">Unsubscribe</a>'),
    link("link-field", "https://{{ contact.PRENOM }}"),
    link("link-script", "javascript:alert(1)"),
    link("link-local", "https://localhost:8080/tomatoes"),
    link("link-local", "http://192.168.1.20/tomatoes"),
    link("link-local", "file:///C:/tomatoes.html"),
    link("link-local", "https://staging.garden.example.org/"),
    link("link-mailbox", "mailto:garden.example.org"),
    link("link-part", "#recipes"),
    link("link-insecure", "http://garden.example.org/tomatoes"),
    link("link-shortened", "https://bit.ly/3tomatoes"),
    ("link-disguised", LINK + "how we grow tomatoes", '@@<a href="https://elsewhere.example.net/">https://garden.example.org/'),
    ("link-same-words", "Unsubscribe</a>", 'Unsubscribe</a> @@<a href="https://garden.example.org/x">how we grow tomatoes</a>'),
    ("link-vague", LINK + "how we grow tomatoes", "@@" + LINK + "Click here"),
    ("link-vague", LINK + "how we grow tomatoes", "@@" + LINK + "ici"),
    # pictures
    ("image-empty", IMAGE, '@@<img src="" alt="Tomatoes" width="300">'),
    ("image-alt", IMAGE, '@@<img src="https://garden.example.org/tomatoes.png" width="300">'),
    ("image-alt", IMAGE, '@@<img src="https://garden.example.org/t.png" width="300" alt="IMG_2041.JPG">'),
    ("image-alt", 'alt="Ripe tomatoes"></p>', 'alt="Ripe tomatoes></p><p class="x">', "image"),
    ("image-local", IMAGE, '@@<img src="http://localhost/tomatoes.png" width="300" alt="Tomatoes">'),
    ("image-local", IMAGE, '@@<!--[if mso]><v:fill type="frame" src="t.png"/><![endif]-->' + IMAGE),
    ("image-link-alt", "how we grow tomatoes", '@@<img src="https://garden.example.org/t.png" width="9" alt="">'),
    ("image-width", IMAGE, '@@<img src="https://garden.example.org/tomatoes.png" alt="Tomatoes">'),
    ("image-format", IMAGE, '@@<img src="https://garden.example.org/tomatoes.svg" width="300" alt="Tomatoes">'),
    ("image-format", IMAGE, '@@<img src="https://garden.example.org/tomatoes.HEIC" width="300" alt="Tomatoes">'),
    ("image-format", IMAGE, '@@<img src="https://garden.example.org/tomatoes.webp?1" width="300" alt="Tomatoes">'),
    # what a reader can take in
    ("heading-twice", "<h2>The market</h2>", "@@<h1>The market</h1>"),
    ("heading-jump", "<h2>The market</h2>", "@@<h3>The market</h3>"),
    ("table-role", '<table role="presentation">', '@@<table width="100%">'),
    ("contrast", STYLE, '<p style="color: #999999; background-color: #ffffff">@@'),
    ("contrast", STYLE, '<p style="background: white"><font color="#999">@@'),
    ("contrast", STYLE, '<p style="background: white; color: #999"><i style="color: #000; color: inherit">@@'),
    ("text-small", STYLE, '<p style="font-size: 10px">@@'),
    # what mail programs do with it
    ("size-clipped", "</body>", padding(120) + "</body>", "clip"),
    ("size-clipped", "<h2>", '<a href="{{ unsubscribe }}">Leave</a>' + padding(120) + "<h2>", "clip"),
    ("size-near-clip", "<h2>", "<!-- %s -->" % ("é" * 20000) + "<h2>"),
    ("size-unsubscribe", LEAVE, padding(120) + '<a href="@@{{ unsubscribe }}">Unsubscribe</a>'),
    hello("client-script", HELLO + "@@<script>go()</script>"),
    hello("client-form", HELLO + "@@<form><input name=x></form>"),
    hello("client-embed", HELLO + '@@<iframe src="https://garden.example.org/"></iframe>'),
    ("client-base", "<head>", '<head>@@<base href="https://garden.example.org/">'),
    ("client-stylesheet", "<head>", '<head>@@<link rel="stylesheet" href="https://garden.example.org/a.css">'),
    ("client-stylesheet", "<head>", '<head>@@<style>@import url(https://garden.example.org/a.css);</style>'),
    ("client-style-place", HELLO, HELLO + "@@<style>.x { margin: 0 }</style>"),
    ("client-style-size", "<head>", "<head>@@<style>%s</style>" % (".x { margin: 0 }\n" * 1000)),
    ("client-position", STYLE, '@@<p style="position: absolute; top: 0">'),
    ("client-background", STYLE, '@@<p style="background-image: url(https://garden.example.org/a.png)">'),
    ("client-refresh", "<head>", '<head>@@<meta http-equiv="refresh" content="0; url=https://garden.example.org/">'),
    # what spam filters punish
    hello("filter-words", "Hello, it is @@100% free for you."),
    hello("filter-words", "Bonjour, c'est @@gratuit 100 % pour vous."),
    hello("filter-marks", "Hello, come and see@@!!!"),
    hello("filter-capitals", "@@HELLO AND WELCOME TO ALL WHO COME AND SEE WHAT HAS GROWN."),
    hello("text-hidden", HELLO + '@@<span style="display: none">tomatoes cheap tomatoes best tomatoes</span>'),
    ("text-hidden", HELLO, HELLO + '<span style="color: #fff">@@tomatoes cheap tomatoes best tomatoes</span>'),
    ("text-hidden", HELLO, HELLO + '<span style="font-size: 1px">@@tomatoes cheap tomatoes best tomatoes</span>'),
    # what was left over
    ("leftover-server", IMAGE, '@@<img src="https://img.mailinblue.com/1/tomatoes.png" width="300" alt="Tomatoes">'),
    link("leftover-server", "https://garden.us1.list-manage.com/track/click?u=1"),
    link("leftover-server", "https://r.mail.garden.example.org/tr/cl/abc"),
    link("leftover-utm", "https://garden.example.org/?utm_source=brevo&amp;utm_medium=email"),
    hello("leftover-text", "Hello, @@Lorem ipsum dolor sit amet."),
    hello("leftover-text", "Hello @@[Name], come and see."),
    hello("leftover-text", "Hello, @@TODO: say more."),
    hello("text-garbled", "Bonjour, cet @@\u00c3\u00a9t\u00c3\u00a9."),
    hello("text-garbled", "Hello, it@@\u00e2\u20ac\u2122s summer."),
]

# What looks like one of these and is none.
FINE = [
    (LINK, '<a href="#top">'),
    (LEAVE, "<!-- %s -->%s" % (LEAVE, LEAVE)),
    (LEAVE, '<a href="{{ unsubscribe }}"><img src="https://garden.example.org/bye.png" width="9" alt="Leave"></a>'),
    (LEAVE, "{% with bye=unsubscribe %}" + LEAVE.replace("unsubscribe", "bye") + "{% endwith %}"),
    (LEAVE, "Unsubscribe: {{ unsubscribe }}"),
    ("how we grow tomatoes</a>", "<b>" + LINK + "how we grow tomatoes</a></b></a>"),
    (LINK, LINK + "<!-- </p><a href='https://x.example.org/'> -->"),
    (HELLO, "Ol\u00e1, \u00abIRM\u00c3\u00bb e LIÇÃO."),
    (HELLO, "Hello, see [the market] (on Saturdays)."),
    (LINK, '<a href="mailto:?subject=Tomatoes&amp;body=Look">'),
    (LINK + "how we grow tomatoes", '{% if contact.PRENOM %}<a href="https://garden.example.org/a">how we grow tomatoes'
        '{% else %}<a href="https://garden.example.org/b">how we grow tomatoes{% endif %}'),
    (LINK, '<a href="tel:+33300000000">'),
    (LINK, '<a href="{{ mirror }}">'),
    (LINK, '<a href="https://garden.example.org/?q={{ contact.PRENOM }}">'),
    (LINK + "how we grow tomatoes", '<a href="https://www.garden.example.org/x">www.garden.example.org/x'),
    (LINK + "how we grow tomatoes", '<a href="https://shop.garden.example.org/x">https://garden.example.org/'),
    (IMAGE, '<img src="https://garden.example.org/line.png" width="300" alt="">'),
    (IMAGE, '<img src="https://garden.example.org/t.png" style="max-width: 300px" alt="Tomatoes">'),
    ("<table role=\"presentation\"><tr><td>", "<table><tr><th>Fruit<th>Price<tr><td>Tomatoes<td>2<tr><td>"),
    (STYLE, '<p style="color: #999">'),
    (STYLE, '<p style="background: white; color: #111"><i style="color: #eee; color: inherit">'),
    (STYLE, '<p style="color: #949494; background: #ffffff; font-size: 24px">'),
    (STYLE, '<p style="color: #999; background: #fff url(https://garden.example.org/a.png)">'),
    ("<head>", '<head><link rel="stylesheet" href="https://fonts.example.org/css?family=Garden">'),
    ("<head>", "<head><style>@media (prefers-color-scheme: dark) { p { color: #fff } }</style>"),
    (TITLE, "<title>SOS GARDEN</title>"),
    ('<html lang="en">', '<html lang="ar" dir="rtl">'),
    (HELLO, "Venez voir les tomates et les fleurs : vous et nous, avec des amis, dans le jardin."),
    (HELLO, HELLO + '<font color="#999"><a href="https://garden.example.org/all">See all</a></font>'),
    (HELLO, HELLO + '<span class="phone" style="display: none">tomatoes cheap tomatoes best tomatoes</span>'),
    ("<!DOCTYPE html>\n", "", # then a table inherits no colour
        '<table role="presentation">', '<div style="color: #999; background: #fff"><table role="presentation">',
        "</table>", "</table></div>"),
    (LINK + "how we grow tomatoes", '<a href="https://garden.example.org/x">https://shop.garden.example.org/'),
    (IMAGE, '<img class="wide" src="https://garden.example.org/t.png" alt="Tomatoes">'),
    ("how we grow tomatoes", 'how we grow tomatoes <img src="https://garden.example.org/t.png" width="9" alt="">'),
    (HELLO, "Hello, METODO and Uviagra are no words."),
    (HELLO, "Hello! Do you know what is free? The tomatoes [see below] are, todo and all."),
]


def place_of(text, offset):
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def replaced(*pairs):
    text = SOUND
    for old, new in zip(pairs[::2], pairs[1::2]):
        assert text.count(old) == 1, old
        text = text.replace(old, new.replace("@@", ""))
    return text


def broken(old, new, where):
    """The issue, and where the place is."""
    text = replaced(old, new)
    if where == "body":
        return text, place_of(text, text.index("<body"))
    if where in ("link", "image"):
        return text, place_of(text, text.index(LINK if where == "link" else "<img"))
    if where == "clip":
        return text, place_of(text, 102 * 1024)
    if "@@" not in new:
        return text, (None, None)
    return text, place_of(text, SOUND.index(old) + new.index("@@"))


def findings(nlctl, text, settings):
    with open("issue.html", "w") as f:
        f.write(text)
    options = [word for s in (*SETTINGS, *settings) for word in ("-o", s)]
    done = subprocess.run([nlctl, *options, "--json", "check", "issue.html"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        return ["status %d: %s" % (done.returncode, done.stderr)]
    return [(x["code"], (x["line"], x["column"])) for x in json.loads(done.stdout)["findings"]]


def rows():
    yield "nothing", SOUND, [], ()
    for code, old, new, *more in ROWS:
        where = more[0] if more and isinstance(more[0], str) else ""
        text, place = broken(old, new, where)
        yield code, text, [(code, place)], () if where or not more else more[0]
    yield "nothing", replaced("Lane, 59000", "Lane<br>\n59000"), [], ("postal-address=12 Long Lane, 59000 Lille",)
    for row in FINE:
        yield "nothing", replaced(*row), [], ()


def main(nlctl):
    failed = 0
    for number, (code, text, want, settings) in enumerate(rows(), 1):
        got = findings(nlctl, text, settings)
        want = sorted(ALWAYS + want, key=str)
        good = sorted(got, key=str) == want
        failed += not good
        print("%sok - row %d: %s" % ("" if good else "not ", number, code))
        if not good:
            changed = [line for line in text.split("\n") if line not in SOUND.split("\n")]
            print("#   got:  %s\n#   want: %s\n#   line: %s" % (got, want, "\n".join(changed)[:200]))
    sys.exit(failed > 0)


main(os.path.abspath(sys.argv[1]))
