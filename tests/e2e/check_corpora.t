#!/bin/sh
# check looks at every foreign template and document that there is: none breaks it,
# none takes longer than its size, and what is an error is one.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

corpora=${NLCTL_CORPORA:-$ROOT/../shared/corpora}
[ -d "$corpora/html/templates" ] || skip_all "there are no corpora at '$corpora'"

nlctl -q init --from 'The Letter <letter@example.org>' --base-url https://example.org >/dev/null
nlctl -q subscribe reader@example.org
python - "$NLCTL" "$corpora/html" >report 2>&1 <<'END'
import collections, glob, json, os, re, subprocess, sys, time

nlctl, corpora = sys.argv[1:]
# What these documents lack, or have of other programs: no fault of theirs here.
EXPECTED = {"subject-missing", "merge-tag", "foreign-tag", "too-big", "picture-missing"}
FOREIGN = re.compile(r"\{\{\{?[^{}]*\}?\}\}|\{%.*?%\}|\*\|[^|\n]*\|\*", re.S)
wrong, slowest, found, count = [], (0, ""), collections.Counter(), 0


def look(name, text):
    global slowest, count
    with open("issue.html", "w") as f:
        f.write(text)
    begin = time.monotonic()
    done = subprocess.run([nlctl, "--json", "check", "issue.html"], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True)
    took = time.monotonic() - begin
    count += 1
    slowest = max(slowest, (took / (len(text) / 1024 + 10), name))
    if done.returncode not in (0, 1):
        wrong.append("%s: status %d: %s" % (name, done.returncode, done.stderr))
        return took
    for x in json.loads(done.stdout)["findings"]:
        found[x["code"]] += 1
        if x["severity"] == "error" and x["code"] not in EXPECTED:
            wrong.append("%s: %s: %s" % (name, x["code"], x["what"]))
    return took


for path in sorted(glob.glob(corpora + "/templates/*.html")):
    with open(path, encoding="utf-8", errors="replace") as f:
        look(os.path.basename(path), FOREIGN.sub("word", f.read()))
with open(corpora + "/pairs.jsonl", encoding="utf-8") as f:
    for number, line in enumerate(f, 1):
        look("pair %d" % number, json.loads(line)["html"])

with open(sorted(glob.glob(corpora + "/templates/*.html"), key=os.path.getsize)[-1]) as f:
    body = re.sub(r"(?s).*<body[^>]*>|</body>.*", "", FOREIGN.sub("word", f.read()))
short, long = ("<title>News</title>" + body * n for n in (4, 32))
ratio = min(look("32 times", long) for _ in range(3)) / min(look("4 times", short) for _ in range(3))
if ratio > 16:
    wrong.append("a document 8 times as long takes %.1f times as long" % ratio)

print("%d documents; slowest: %.2f ms per KB (%s); 8 times as long takes %.1f times as long"
    % (count, 1000 * slowest[0], slowest[1], ratio))
print(", ".join("%s %d" % x for x in found.most_common()))
print("\n".join("wrong: " + x for x in wrong))
END
sed 's/^/# /' report
check 'documents were looked at' grep -q '^[0-9]* documents' report
is 'none breaks check, and nothing in them is an error' "$(grep '^wrong' report)" ''
done_testing
