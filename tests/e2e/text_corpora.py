"""Text alternatives of documents of others: words against the text that their authors
wrote, links, time.  Prints the figures; the exit status is 1 when one is worse than
those below.  Usage: text_corpora.py TOOL FOLDER
"""
import collections
import difflib
import html.parser
import json
import pathlib
import re
import subprocess
import sys

TOOL, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])

# Recall and precision of words when this was written, rounded down.  npm's html-to-text
# has .983 and .967 with the authors' own text parts.
LEAST = {
    "authors": (0.998, 0.997),
    "html-to-text": (0.98, 0.99),
    "premailer": (1.0, 1.0),
    "soundasleep": (0.98, 0.97),
}
IN_ORDER = 0.985  # of the authors' words, in one row without going back
GROWTH = 5  # a document 16 times as long may take so many times 16 as long

# A word of 8,000 letters with places to break it is broken at their width, or at ours.
LEFT_OUT = {"html-to-text / lots of tags, limits / should handle a large number of wbr "
            "tags w/o stack overflow"}

wrong = []


def text_of(source, turns=1):
    run = subprocess.run([TOOL, str(turns)], input=source.encode(), capture_output=True,
                         timeout=300)
    if run.returncode != 0:
        sys.exit(f"the tool ended with {run.returncode}: {run.stderr.decode()}")
    return run.stdout.decode(), float(run.stderr)


def words(text):
    return re.findall(r"[^\W_]+", text.lower())


class Links(html.parser.HTMLParser):
    """What <a href> with something in it points to, outside of comments."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.found, self.open = [], None
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        if tag == "a":
            self.open = (dict(attributes).get("href") or "").strip()
        elif tag == "img":
            self.take()

    def handle_data(self, data):
        if data.strip():
            self.take()

    def handle_endtag(self, tag):
        if tag == "a":
            self.open = None

    def take(self):
        if self.open and not re.match("#|tel:|sms:|javascript:", self.open):
            self.found.append(self.open)
        self.open = None


def bare(text):
    return re.sub(r"\s|%20", "", text)


def lost_links(source, text):
    text = bare(text)
    for href in Links(source).found:
        address = re.sub(r"^mailto:|\?.*$", "", href) if href.startswith("mailto:") else href
        if bare(address) not in text:
            yield href


def measure(name, cases):
    total, in_order = collections.Counter(), 0
    for _, source, expected in cases:
        got, want = words(text_of(source)[0]), words(expected)
        total["common"] += sum((collections.Counter(got) & collections.Counter(want)).values())
        total["got"] += len(got)
        total["want"] += len(want)
        if name == "authors":
            blocks = difflib.SequenceMatcher(None, want, got, False).get_matching_blocks()
            in_order += sum(block.size for block in blocks)
    recall, precision = total["common"] / total["want"], total["common"] / total["got"]
    print(f"# {name}: {len(cases)} documents, recall {recall:.4f}, precision {precision:.4f}")
    if recall < LEAST[name][0] or precision < LEAST[name][1]:
        wrong.append(name)
    if name == "authors":
        print(f"# {name}: {in_order / total['want']:.4f} of the words in their order")
        if in_order / total["want"] < IN_ORDER:
            wrong.append("order")


def look_for_links(templates):
    kept = 0
    for path in templates:
        source = path.read_text()
        lost = list(lost_links(source, text_of(source)[0]))
        kept += len(Links(source).found) - len(lost)
        if lost:
            wrong.append(path.name)
            print(f"# {path.name} lost {lost}")
    print(f"# {kept} links of {len(templates)} documents are kept")


def look_at_time(templates):
    costs = []
    for path in templates:
        source = path.read_text()
        seconds = text_of(source, 5)[1]
        costs.append((seconds * 1e6 / (len(source.encode()) / 1024), path.name))
    costs.sort()
    print(f"# {costs[len(costs) // 2][0]:.0f} microseconds a KB, "
          f"at most {costs[-1][0]:.0f} ({costs[-1][1]})")
    for path in templates[:: len(templates) // 5]:
        source = path.read_text()
        head, body, end = re.match(r"(?is)(.*?<body[^>]*>)(.*)(</body>.*)", source).groups()
        once = text_of(source, 5)[1]
        longer = text_of(head + body * 16 + end, 3)[1]
        print(f"# {path.name}, 16 times as long: {longer / once / 16:.2f} times a KB's time")
        if longer / once > 16 * GROWTH:
            wrong.append(path.name)


def main():
    templates = sorted((FOLDER / "templates").glob("*.html"))
    measure("authors", [(p.name, p.read_text(), p.with_suffix(".txt").read_text())
                        for p in templates if p.with_suffix(".txt").exists()])
    cases = [json.loads(line) for line in open(FOLDER / "pairs.jsonl")]
    for suite in sorted({c["suite"] for c in cases}):
        measure(suite, [(c["name"], c["html"], c["expected"]) for c in cases
                        if c["suite"] == suite and c["default_options"]
                        and c["name"] not in LEFT_OUT])
    look_for_links(templates)
    look_at_time(templates)
    if wrong:
        sys.exit("worse than recorded: " + ", ".join(wrong))


main()
