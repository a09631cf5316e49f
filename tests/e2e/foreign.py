"""Templates of other programs: their merge tags are refused, each at its place with what
to write; with plain words in their stead each goes all the way, and its HTML arrives as
it was written, but for links and addresses of pictures.  Usage: foreign.py NLCTL FOLDER
"""
import email
import email.policy
import json
import pathlib
import re
import shutil
import subprocess
import sys

NLCTL, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
TAG = re.compile(rb"\{\{\{?[^{}]*\}\}\}?")
ADDRESS = re.compile(rb"(?i)(\b(?:href|src|srcset|background)\s*=\s*)(\"[^\"]*\"|'[^']*')"
                     rb"|(\burl\()[^)]*\)")
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082")

wrong = []
count = {"templates": 0, "tags": 0, "named": 0}


def nlctl(*args):
    return subprocess.run([NLCTL, *args], capture_output=True, timeout=120)


def complain(path, what):
    wrong.append(path.name)
    print(f"# {path.name}: {what}")


def check_tags(path, source):
    """Every tag has an error within it; the message says what to write or what is wrong."""
    tags = list(TAG.finditer(source))
    run = nlctl("--json", "check", str(path))
    findings = json.loads(run.stdout)["findings"]
    errors = {(f["line"], f["column"]): f["what"] for f in findings
              if f["severity"] == "error" and f["code"] in ("merge-tag", "foreign-tag")}
    count["tags"] += len(tags)
    for tag in tags:
        line = source.count(b"\n", 0, tag.start()) + 1
        column = len(source[source.rfind(b"\n", 0, tag.start()) + 1:tag.start()].decode()) + 1
        said = [what for (at, behind), what in errors.items()
                if at == line and column <= behind < column + len(tag.group())]
        # FINDINGS_MAX of a code are shown, the others counted.
        if any(re.search("write|did you mean|a name has no|cannot stand here", text) for text in said):
            count["named"] += 1
        elif len(errors) < 100:
            complain(path, f"line {line}: {tag.group().decode()} is not refused: {said}")
    if tags and run.returncode != 1:
        complain(path, f"check ended with {run.returncode}")


def with_words(source):
    """Plain words for tags, a subject where there is none."""
    source = TAG.sub(b"word", source)
    if not re.search(rb"(?is)<title>\s*\S.*?</title>", source):
        source = re.sub(rb"(?is)<title>.*?</title>", b"", source)
        source = re.sub(rb"(?i)<head[^>]*>", lambda m: m.group() + b"<title>Subject</title>",
                        source, 1)
    return source


def make_pictures(path):
    """What the template refers to beside itself, and nlctl finds missing."""
    run = nlctl("--json", "check", str(path))
    for finding in json.loads(run.stdout)["findings"]:
        named = re.search(r"picture '([^']+)'", finding["what"])
        if finding["severity"] == "error" and named:
            file = path.parent / named.group(1)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(PICTURE)


def html_of(message):
    part = message.get_body(("html",))
    return part.get_payload(decode=True)


def without_addresses(text):
    return ADDRESS.sub(lambda m: (m.group(1) or m.group(3)) + b"X", text)


def go_all_the_way(path, source):
    path.write_bytes(source)
    make_pictures(path)
    for command in ("check",), ("preview",), ("preview", "--html"):
        run = nlctl(*command, str(path))
        if run.returncode != 0:
            complain(path, f"{' '.join(command)}: {run.stderr.decode()} {run.stdout.decode()[:600]}")
            return
    outbox = path.with_suffix(".box")
    run = nlctl("send", "--outbox", str(outbox), str(path))
    letters = list(outbox.glob("new/*"))
    if run.returncode != 0 or len(letters) != 1:
        complain(path, f"send: {run.stderr.decode()}, {len(letters)} letters")
        return
    message = email.message_from_bytes(letters[0].read_bytes(), policy=email.policy.SMTP)
    want = re.sub(rb"\r\n|\r|\n", b"\r\n", source.removeprefix(b"\xef\xbb\xbf"))
    got = html_of(message)
    if without_addresses(want) != without_addresses(got):
        at = next(i for i, (a, b) in enumerate(zip(without_addresses(want) + b"\0",
                                                   without_addresses(got) + b"\0")) if a != b)
        complain(path, f"the HTML differs: {without_addresses(want)[at - 40:at + 60]!r} "
                       f"{without_addresses(got)[at - 40:at + 60]!r}")
    changed = [(a, b) for a, b in zip(ADDRESS.findall(want), ADDRESS.findall(got)) if a != b]
    for before, after in changed:
        if b"cid:" not in after[1]:
            complain(path, f"an address was changed: {before} {after}")


def main():
    for original in sorted((FOLDER / "templates").glob("*.html")):
        path = pathlib.Path.cwd() / original.name
        shutil.copy(original, path)
        source = original.read_bytes()
        count["templates"] += 1
        check_tags(path, source)
        go_all_the_way(path, with_words(source))
    print("# {templates} templates, {tags} tags, {named} named with what to write".format(**count))
    if wrong or count["templates"] == 0:
        sys.exit(1)


main()
