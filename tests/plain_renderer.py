"""plain_renderer - the merge language as simply as it can be done: for tests.

No spans, no encoding, no speed: the template is cut at its tags and each tag is
replaced.  Knows what the tests' templates use: output of a name with a default,
if / elif / else / endif on a name, "not", "==", comments.  What nlctl sends must
decode to exactly what this gives.
"""

import html
import re

TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#[^\n]*?#\}", re.S)
OUTPUT = re.compile(r"\{\{\s*([\w.]+)\s*(?:\|\s*default\s*:\s*(\"[^\"]*\"|'[^']*'))?\s*\}\}")


class Renderer:
    """names: what each name stands for; escape: True for HTML."""

    def __init__(self, names, escape):
        self.names = names
        self.escape = escape

    def value(self, name):
        return self.names.get(name)

    def text(self, value):
        if value is None:
            return ""
        if isinstance(value, bool):
            return "True" if value else "False"
        return str(value)

    def output(self, tag):
        m = OUTPUT.fullmatch(tag)
        if not m:
            raise ValueError(f"the test's renderer does not know {tag}")
        value = self.value(m[1])
        if not value and m[2]:
            return html_escape(m[2][1:-1]) if self.escape else m[2][1:-1]
        shown = self.text(value)
        return html_escape(shown) if self.escape else shown

    def true(self, words):
        if words[0] == "not":
            return not self.true(words[1:])
        if len(words) == 3 and words[1] == "==":
            return self.text(self.value(words[0])) == words[2].strip("\"'")
        return bool(self.value(words[0]))

    def render(self, template):
        """The result, with LF for the line ends, as a mail program decodes them.

        A CR LF, CR or LF is one line end, within a value or the author's text:
        a CR that ends one and an LF that begins the next are two.
        """
        out = []
        stack = []  # [a branch was taken, this one is shown]
        at = 0
        for m in TAG.finditer(template):
            if all(shown for _, shown in stack):
                out.append(lines(template[at : m.start()]))
            at = m.end()
            tag = m[0]
            if tag.startswith("{#"):
                continue
            if tag.startswith("{{"):
                if all(shown for _, shown in stack):
                    out.append(lines(self.output(tag)))
                continue
            words = tag[2:-2].strip("- \n").split()
            if words[0] == "if":
                holds = self.true(words[1:])
                stack.append([holds, holds])
            elif words[0] == "elif":
                holds = not stack[-1][0] and self.true(words[1:])
                stack[-1] = [stack[-1][0] or holds, holds]
            elif words[0] == "else":
                stack[-1] = [True, not stack[-1][0]]
            elif words[0] == "endif":
                stack.pop()
            else:
                raise ValueError(f"the test's renderer does not know {tag}")
        out.append(lines(template[at:]))
        return "".join(out)


def lines(text):
    return re.sub("\r\n|\r", "\n", text)


def html_escape(text):
    return html.escape(text, quote=True).replace("&#x27;", "&#39;")
