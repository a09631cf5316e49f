"""web_browser - a reader with a real browser, from a received message to the end.

    web_browser.py DATABASE MESSAGE

Prints "ok NAME" or "not ok NAME: WHY" for each check.
"""

import email
import email.policy
import glob
import hashlib
import os
import re
import sqlite3
import sys
import time
import urllib.parse

import browser

DATABASE = sys.argv[1]
MESSAGE = email.message_from_file(open(sys.argv[2]), policy=email.policy.default)

# The least contrast of any text with what is behind it (WCAG 2.2, 1.4.3).
CONTRAST = """
(() => {
  const rgba = s => s.match(/[\\d.]+/g).map(Number);
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= 0.04045 ? v / 12.92
    : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const back = e => { for (; e; e = e.parentElement) { const c =
    rgba(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > 0) return c; }
    return [255, 255, 255]; };
  let least = 99;
  for (const e of document.querySelectorAll('body *')) {
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const a = light(rgba(getComputedStyle(e).color).slice(0, 3)), b = light(back(e).slice(0, 3));
    least = Math.min(least, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05));
  }
  return least;
})()"""
SCRIPTS = """document.scripts.length + [...document.querySelectorAll('*')].reduce(
  (n, e) => n + [...e.attributes].filter(a => /^on/i.test(a.name)).length, 0)"""
SMALL = """[...document.querySelectorAll('button, label')].filter(
  e => e.getBoundingClientRect().height < 44).length"""
UNNAMED = """[...document.querySelectorAll('input:not([type=hidden]):not([hidden])')].filter(
  e => e.labels.length === 0).length"""


def check(held, name, why=""):
    print("ok" if held else "not ok", name + ("" if held else f": {why}"))


def is_(got, want, name):
    check(got == want, name, f"got {got!r}, expected {want!r}")


def dump():
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    text = "\n".join(db.iterdump())
    db.close()
    return hashlib.sha256(text.encode()).hexdigest()


def states():
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    rows = {s for (s,) in db.execute("SELECT state FROM subscription")}
    db.close()
    return rows


def rows_of(address):
    db = sqlite3.connect(f"file:{DATABASE}?mode=ro", uri=True)
    rows = db.execute("SELECT state, fields FROM v_subscriber WHERE key = ?", (address,)).fetchall()
    db.close()
    return rows


def look(b, name):
    """What has to hold of each page, wide and narrow, light and dark."""
    is_(b.js(SCRIPTS), 0, f"{name}: no script")
    is_(b.js("document.documentElement.lang"), "fr", f"{name}: its language")
    is_(b.js(UNNAMED), 0, f"{name}: each field has its label")
    for dark in (False, True):
        b.size(320, dark=dark)
        check(b.js("document.documentElement.scrollWidth <= 320"), f"{name}: nothing sticks out")
        is_(b.js(SMALL), 0, f"{name}: large enough for a finger")
        least = b.js(CONTRAST)
        check(least >= 4.5, f"{name}: {'dark' if dark else 'light'}, it can be read", least)
    b.size(1200)


def press(b, title):
    b.js("document.querySelector('button').click()")
    b.until(f"document.title.startsWith({title!r})")


def everything(b, links):
    """A browser that runs scripts loads every link of the message, and all is as before."""
    before = dump()
    for link in links:
        b.go(link)
    is_(dump(), before, "loading every link changes nothing")


def unsubscribe(b, link):
    b.go(link)
    look(b, "the page to unsubscribe")
    press(b, "Désabonnement effectué")
    is_(states(), {"left"}, "the button: off the list")
    look(b, "the page after it")
    press(b, "Abonnement rétabli")
    is_(states(), {"active"}, "undone: on the list again")
    look(b, "the page after that")
    b.js("document.querySelector('main a').click()")
    b.until("document.title.startsWith('Se désabonner')")
    b.js("document.querySelector('input[value=often]').click()")
    press(b, "Désabonnement effectué")
    is_(states(), {"left"}, "unsubscribed again")
    b.call("Network.setExtraHTTPHeaders", headers={"Accept-Language": "fr-BE, en;q=0.5"})
    b.go(link)
    is_(b.js("document.querySelectorAll('form').length"), 0, "the link later: nothing to press")
    look(b, "the link later")


def prefer(b, link):
    """From the page to unsubscribe to the preferences, and a few of them changed."""
    b.go(link)
    b.js("[...document.querySelectorAll('main a')].pop().click()")
    b.until("document.title.startsWith('Vos préférences')")
    look(b, "the preferences")
    b.js("document.querySelector('[name=\"field.PRENOM\"]').value = 'Zoé'")
    b.js("document.querySelector('[name=pause]').value = '2'")
    b.js("document.querySelector('button[value=save]').click()")
    b.until("document.querySelector('.news')")
    look(b, "the preferences, saved")
    is_(b.js("document.querySelector('[name=\"field.PRENOM\"]').value"), "Zoé", "the new name")
    check(b.js("document.querySelector('[name=pause]').labels[0].textContent.startsWith('En pause')"),
        "the pause is shown")
    is_(rows_of("zoe@asso.example"), [("active", '{"PRENOM":"Zoé"}')], "and is stored")


def mirror(b, link, base):
    b.go(link)
    b.size(1200)
    is_(b.js("document.querySelector('img').naturalWidth"), 1, "in the browser: with its picture")
    check("<img src=x" in b.js("document.body.textContent"), "in the browser: a name is text")
    is_(b.js(SCRIPTS), 0, "in the browser: no script")
    is_(b.js("document.querySelector('#leave').getAttribute('href')"), "#", "nobody leaves there")
    outside = {u for u in b.asked() if not u.startswith((base, "about:"))}
    is_(outside, set(), "nothing was asked of anybody else")


def link_of_confirmation(address):
    """Of the mail that has come meanwhile."""
    end = time.time() + 30
    while time.time() < end:
        for name in glob.glob(os.path.dirname(sys.argv[2]) + "/*.eml"):
            m = email.message_from_file(open(name), policy=email.policy.default)
            if m["To"] == address:
                return re.search(r"http\S+/c/[0-9a-f-]{36}", m.get_body(("plain",)).get_content())[0]
        time.sleep(0.2)
    raise TimeoutError(f"no mail to {address}")


def subscribe(b, base):
    """From the page of somebody else to the link in the mail."""
    b.go("file://" + os.path.abspath("form.html"))
    b.js("document.querySelector('[name=email]').value = 'nina@asso.example'")
    b.js("document.querySelector('[name=\"field.PRENOM\"]').value = '<b>Nina</b>'")
    press(b, "S’abonner")
    is_(b.js("document.querySelector('[name=email]').value"), "nina@asso.example", "a form elsewhere leads to ours")
    look(b, "the form to subscribe")
    check(b.js("document.querySelector('[name=subject]').getBoundingClientRect().height") == 0,
        "what is for programs is not seen")
    time.sleep(2.5)
    press(b, "Plus qu’une étape")
    look(b, "the page after it")
    is_(rows_of("nina@asso.example"), [("pending", "{}")], "nothing happens before it is confirmed")
    b.go(link_of_confirmation("nina@asso.example"))
    look(b, "the page to confirm")
    press(b, "Inscription confirmée")
    is_(rows_of("nina@asso.example"), [("active", '{"PRENOM":"<b>Nina</b>"}')], "then she is on the list")
    b.go(base + "s/newsletter")
    is_(b.js("document.querySelector('form').checkValidity()"), False, "the browser asks for the address by itself")


page = MESSAGE.get_body(("html",)).get_content()
links = re.findall(r'href="(http[^"]+)"', page)
leave = next(x for x in links if "/u/" in x)
base = "{0.scheme}://{0.netloc}/".format(urllib.parse.urlsplit(leave))
with browser.start() as b:
    everything(b, links)
    mirror(b, next(x for x in links if "/v/" in x), base)
    prefer(b, leave)
    unsubscribe(b, leave)
    subscribe(b, base)
