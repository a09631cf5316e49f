#!/bin/sh
# The public pages of a world in which everybody and everything has a name that means
# harm, asked by somebody who does.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

one='<script>alert(1)</script>'
two='"><img src=x onerror=alert(1)>'
printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg== |
	base64 -d >dot.png
alias=5a8a1b0e-7d9c-4f53-9d54-1f9a3f0c7e11 # of a former system
three='{{ params.from }}{% if'
four='[[title]]'
(
	set -e
	nlctl -q init --from "$one & $two <letter@asso.example>" --base-url http://127.0.0.1:8080
	nlctl -q config public yes
	nlctl -q config archive yes
	nlctl -q config track counts
	nlctl -q config track.opens yes
	nlctl -q config logo "$T/dot.png"
	nlctl -q list add "$one" "$two" "$three" "$four"
	for type in TEXT NUMBER DATE BOOLEAN CATEGORY; do
		nlctl -q field add "A_$type" "$type"
	done
	nlctl -q config preferences.fields A_TEXT,A_NUMBER,A_DATE,A_BOOLEAN,A_CATEGORY
	for list in newsletter "$one" "$two" "$three" "$four"; do
		nlctl -q subscribe -l "$list" "o'b@asso.example" zoe@asso.example
	done
	nlctl -q set zoe@asso.example "A_TEXT=$two$one$three"
	sqlite3 nlctl.db "INSERT INTO token_alias SELECT '$alias', id FROM contact WHERE key LIKE 'o%'"
) >world.out 2>&1
status=$?
is 'a world can be made' "$status" 0
[ "$status" -eq 0 ] || cat world.out
cat >threats.html <<END
<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<title>&lt;script>alert(1)&lt;/script> "&gt;&lt;img src=x onerror=alert(1)></title></head>
<body><h1>News</h1><p>Hello {{ contact.A_TEXT }} of {{ contact.EMAIL }}.</p>
<p><img src="dot.png" alt="A dot" width="1" height="1"></p>
<p><a href="https://asso.example/read?a={{ contact.A_TEXT }}">Read</a>
<a href="https://asso.example/all">All</a>
<a href="{{ mirror }}">Look</a> <a href="{{ update_profile }}">Change</a>
<a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
relay
expect 'it is sent' 0 nlctl -q send -l newsletter -l "$one" -l "$two" threats.html
expect 'somebody is asked' 0 nlctl -q subscribe --confirm neu@asso.example
nlctl --json status threats >status.json
# The addresses of ours that stand in messages.
python - "$SINK_DIR" >links <<'END'
import email, email.policy, glob, json, re, sys
ours = r"http://127\.0\.0\.1:8080/[^\s\"'<>)]*"
for name in glob.glob(sys.argv[1] + "/*.eml"):
    m = email.message_from_file(open(name), policy=email.policy.default)
    text = m.get("List-Unsubscribe", "") + " ".join(
        p.get_content() for p in m.walk() if p.get_content_maintype() == "text")
    print(*re.findall(ours, text), sep="\n")
print(json.load(open("status.json"))["page"])
END
echo "http://127.0.0.1:8080/subscription/$alias/$alias" >>links
python "$ROOT/tests/e2e/web_threats.py" nlctl.db links >checks 2>&1
is 'all of it was tried' $? 0
results threats <checks
python "$ROOT/tests/e2e/web_judges.py" threatened --some >checks 2>&1
is 'the judges came to an end' $? 0
results judges <checks
done_testing
