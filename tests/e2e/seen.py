"""seen - keeps the pages that a test got to see, for the judges of web_judges.py.

    door = seen.Watched(door, "pages")
    ...
    for page in seen.read("pages"): ...

A page is kept once: another that is made of the same tags, with the same heading in the
same language and as much escaped text, tells the judges nothing new.
"""

import glob
import json
import os
import re


class Page:
    """One that was answered: path (how it was asked for), status, headers, text."""

    def __init__(self, path, status, headers, text):
        self.path, self.status, self.headers, self.text = path, status, headers, text

    def header(self, name):
        return next((v for n, v in self.headers if n.lower() == name.lower()), "")

    def language(self):
        return first(r'<html[^>]* lang="([^"]*)"', self.text)

    def heading(self):
        return first(r"<h1[^>]*>(.*?)</h1>", self.text)

    def shape(self):
        tags = re.findall(r"<[^!>][^>]*?(?=[\s>])", self.text)
        runs = re.sub(r"(<li>)+", "<li>", "".join(t + ">" for t in tags if not t.startswith("</")))
        return self.status, self.language(), self.heading(), runs, "&lt;" in self.text


def first(pattern, text):
    found = re.search(pattern, text, re.S)
    return found[1].strip() if found else ""


class Watched:
    """A door; each page of HTML that it answers is kept in folder."""

    def __init__(self, door, folder):
        self.door, self.folder, self.shapes = door, folder, set()
        os.makedirs(folder, exist_ok=True)

    def __getattr__(self, name):
        return getattr(self.door, name)

    def ask(self, method, target, body=None, headers={}):
        a = self.door.ask(method, target, body, headers)
        is_page = (a["Content-Type"] or "").startswith("text/html")
        if a.body and is_page and a["Content-Encoding"] is None:
            self.keep(Page(target.partition("?")[0], a.status, a.headers, a.body.decode()))
        return a

    def keep(self, page):
        if page.shape() in self.shapes:
            return
        self.shapes.add(page.shape())
        with open(f"{self.folder}/{len(self.shapes):04}.json", "w") as f:
            json.dump([page.path, page.status, page.headers, page.text], f)


def read(folder):
    return [Page(*json.load(open(name))) for name in sorted(glob.glob(f"{folder}/*.json"))]
