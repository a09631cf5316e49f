"""export - made-up people with everything that could go wrong, and a second reader.

    export.py make SEED COUNT     an export, as JSON Lines, on standard output
    export.py judge MADE JSONL CSV
        JSONL and CSV, exports of a database that MADE was imported into, say what
        MADE says; one line for each difference
"""

import csv
import datetime
import json
import random
import sys
import unicodedata

csv.field_size_limit(1 << 24)

# What a file, a spreadsheet, a terminal or a shell could take for something else.
PLAIN = [
    *"=+-@'\";,|:\\/%<>&`$#*~^{}[]()?! ",
    *["''", "\"\"", "'=", "''@", "=cmd|' /C calc'!A0", "{{ x }}", "\\n", "\\u0000"],
    *["null", "true", "0", "[]", "{}", "NaN", "1e9", "nlctl:email", "<b>", "%s%n"],
    *["é", "e\u0301", "ß", "İ", "ﬁ", "Å", "日本語", "שלום", "مرحبا", "\u202eRTL\u202c"],
    *["👩‍👩‍👧", "🐝", "\ufeff", "\u200b", "\u00a0", "\u00ad", "\U0010fffd", "\ufffd"],
    *["Léa", "D'Haese", "O’Brien", "x", "a, b; c | d"],
]
CONTROLS = ["\r", "\n", "\r\n", "\t", "\x01", "\x1b[31m", "\x7f", "\u0085", "\u2028"]
TYPES = "text number boolean date category multi".split()


def text(r, pieces, longest=8):
    if r.random() < 0.005:
        return "".join(r.choices(pieces, k=30000))
    return "".join(r.choices(pieces, k=r.randint(1, longest)))


def stored(s):
    """As a value is kept: composed, without blanks at its ends."""
    return unicodedata.normalize("NFC", s).strip().strip("\ufeff\u200b\u00a0 ")


def value(r):
    while True:
        s = stored(text(r, PLAIN))
        if s and s == stored(s):
            return s


def time(r):
    at = datetime.datetime(1971, 1, 1) + datetime.timedelta(
        seconds=r.randrange(4_000_000_000)
    )
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def field(r, kind):
    if kind == "number":
        return r.choice([0, 1, -1, 12.5, -0.25, 123456789012345, r.randint(-999, 999)])
    if kind == "boolean":
        return r.random() < 0.5
    if kind == "date":
        return time(r)[: r.choice([10, 19])]
    if kind == "multi":
        return list(dict.fromkeys(value(r) for _ in range(r.randint(1, 5))))
    return value(r)


def list_names(r):
    names = ["newsletter"]
    while len(names) < 7:
        name = value(r)[:90].strip().replace(";", "").replace("|", "")
        if name == stored(name) and name.lower() not in (n.lower() for n in names):
            names.append(name)
    return [n for n in names if n]


def subscription(r, name):
    s = {"list": name, "state": r.choice(["pending", "active", "left"])}
    s["since"] = time(r)
    s["source"] = text(r, PLAIN + CONTROLS)
    if r.random() < 0.2:
        s["paused_until"] = time(r)
    if s["state"] == "pending":
        h = f"{r.getrandbits(128):032x}"
        s["confirm_token"] = f"{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
        s["confirm_expires"] = time(r)
        s["confirm_asked"] = {"asked": "then", "source": text(r, PLAIN + CONTROLS)}
    if r.random() < 0.3:
        s["consent"] = {
            text(r, PLAIN + CONTROLS): [text(r, PLAIN + CONTROLS), 1, -2.5, None, True],
            "deep": {"": {"a": {}}},
        }
    return s


def event(r, names):
    e = {"at": time(r), "kind": r.choice(["subscribed", "left", "bounced"])}
    if r.random() < 0.5:
        e["list"] = r.choice(names)
    e["source"] = text(r, PLAIN + CONTROLS)
    if r.random() < 0.3:
        e["issue"] = text(r, PLAIN)
    if r.random() < 0.3:
        e["detail"] = {"fields": ["A"], text(r, PLAIN) + "x": text(r, PLAIN + CONTROLS)}
    return e


def address(r, i):
    local = r.choice(["a", "=a", "'=a", "+a", "-a", "''-a", "{{a}}", "zoé", "%s", "`a`"])
    return f"{local}{i}@" + r.choice(["asso.example", "bücher.example", "x-1.example"])


def person(r, i, fields, names):
    values = {
        f["name"]: field(r, f["type"]) for f in fields if r.random() < 0.7
    }
    suppressed = None
    if r.random() < 0.2:
        reason = r.choice(["bounced", "complained", "blocked"])
        source = text(r, PLAIN + CONTROLS)
        suppressed = {"reason": reason, "since": time(r), "source": source}
    aliases = [f"{text(r, PLAIN)}{i}-{k}" for k in range(r.choice([0, 0, 0, 1, 3]))]
    return {
        "email": address(r, i),
        "language": r.choice(["", "fr", "pt-BR", "zh-Hant"]),
        "added": time(r),
        "source": r.choice(["", text(r, PLAIN + CONTROLS)]),
        "suppressed": suppressed,
        "subscriptions": [subscription(r, n) for n in names if r.random() < 0.5],
        "fields": values,
        "aliases": sorted(aliases, key=str.encode),
        "events": [event(r, names) for _ in range(r.choice([0, 1, 4]))],
    }


def make(seed, count):
    r = random.Random(seed)
    fields = [{"name": f"F_{t.upper()}_{k}", "type": t} for k in "12" for t in TYPES]
    r.shuffle(fields)
    names = list_names(r)
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    print(json.dumps({"nlctl_export": 1, "fields": fields, "lists": names}))
    for i in range(count):
        # Half of them escaped, half as they are: both are JSON.
        p = person(r, i, fields, names)
        print(json.dumps(p, ensure_ascii=i % 2 == 0))


def read_jsonl(path):
    with open(path, encoding="utf-8", newline="\n") as f:
        head, *people = [json.loads(line) for line in f]
    return head, {p["email"]: p for p in people}


def unguard(cell):
    rest = cell.lstrip("'")
    guarded = cell[:1] == "'" and rest[:1] in tuple("=+-@\t\r") and rest
    return cell[1:] if guarded else cell


def person_of_row(head, row):
    """A row of the CSV as the JSON Lines have it."""
    p = {"subscriptions": [], "fields": {}}
    for heading, cell in row.items():
        if cell[:1] and cell[0] in "=+-@\t\r":
            raise SystemExit(f"a spreadsheet would calculate a cell of {heading}")
        cell = unguard(cell)
        if heading.startswith("nlctl:list:"):
            if cell:
                name = {"list": heading.removeprefix("nlctl:list:")}
                p["subscriptions"].append(name | json.loads(cell))
        elif heading in ("nlctl:suppressed", "nlctl:aliases", "nlctl:events"):
            nothing = None if heading == "nlctl:suppressed" else []
            p[heading.removeprefix("nlctl:")] = json.loads(cell) if cell else nothing
        elif heading.startswith("nlctl:"):
            p[heading.removeprefix("nlctl:")] = cell
        elif cell:
            name, kind = heading.rsplit(":", 1)
            is_json = kind in ("number", "boolean", "multi")
            p["fields"][name] = json.loads(cell) if is_json else cell
    return p


def read_csv(path, head):
    with open(path, encoding="utf-8", newline="") as f:
        rows = csv.DictReader(f, strict=True)
        people = [person_of_row(head, row) for row in rows]
    return {p["email"]: p for p in people}


def judge(made, jsonl, table):
    head, want = read_jsonl(made)
    head_got, got = read_jsonl(jsonl)
    if head_got != head:
        print("the definitions differ")
    for name, people in (("JSON Lines", got), ("CSV", read_csv(table, head))):
        for p in people.values():
            if p["events"].pop()["kind"] != "imported":
                print(f"{name}: {p['email']}: not said to be imported")
        if people.keys() != want.keys():
            print(f"{name}: {len(people)} people, not {len(want)}")
        for email in want.keys() & people.keys():
            for key in want[email].keys() | people[email].keys():
                a, b = want[email].get(key), people[email].get(key)
                if a != b:
                    print(f"{name}: {email}: {key}:", ascii(a)[:500], ascii(b)[:500])


if sys.argv[1] == "make":
    make(int(sys.argv[2]), int(sys.argv[3]))
else:
    judge(*sys.argv[2:])
