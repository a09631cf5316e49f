"""Issues that are broken in one way each: check says exactly that, at its place.

    python check.py NLCTL

The sound issue below has no finding at all.  A row says what is put in the place of
what, and the code that must be found, alone; "@@" in the new text marks the place.
"""
import json, os, re, subprocess, sys

SOUND = """<!DOCTYPE html>
<html lang="en" dir="ltr">
<head><meta charset="utf-8"><title>News of June from the garden</title></head>
<body>
<p>Hello, the first tomatoes are here.</p>
<p><a href="{{ unsubscribe }}">Unsubscribe</a></p>
</body>
</html>
"""

# (code, old, new) or (code, old, new, settings)
ROWS = [
    ("language-missing", '<html lang="en" dir="ltr">', "@@<html>"),
]


def broken(old, new):
    """The issue, and where the place is."""
    assert SOUND.count(old) == 1, old
    before = SOUND[: SOUND.index(old)] + new.split("@@")[0]
    text = SOUND.replace(old, new.replace("@@", ""))
    if "@@" not in new:
        return text, (None, None)
    return text, (before.count("\n") + 1, len(before) - before.rfind("\n"))


def findings(nlctl, text, settings):
    with open("issue.html", "w") as f:
        f.write(text)
    options = [word for s in settings for word in ("-o", s)]
    done = subprocess.run([nlctl, *options, "--json", "check", "issue.html"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        return ["status %d: %s" % (done.returncode, done.stderr)]
    return [(x["code"], (x["line"], x["column"])) for x in json.loads(done.stdout)["findings"]]


def main(nlctl):
    failed = 0
    rows = [("nothing", "</body>", "</body>", ())] + [row + ((),) * (4 - len(row)) for row in ROWS]
    for code, old, new, settings in rows:
        text, place = broken(old, new)
        got, want = findings(nlctl, text, settings), [] if code == "nothing" else [(code, place)]
        failed += got != want
        print("%sok - %s: %s" % ("not " if got != want else "", code, re.sub(r"\s+", " ", new)[:60]))
        if got != want:
            print("#   got:  %s\n#   want: %s" % (got, want))
    sys.exit(failed > 0)


main(os.path.abspath(sys.argv[1]))
