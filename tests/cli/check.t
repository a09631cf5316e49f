#!/bin/sh
# nlctl check: everything that can be known before sending.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage check
issue june.html
expect 'no database' 78 nlctl check june.html
out_is_empty
people

# --- a sound issue, and forty that are broken in one way -----------------------

python "$ROOT/tests/cli/check.py" "$NLCTL" >rows 2>&1
status=$?
sed 's/^\(not \)*ok - //; s/^/# /' rows
is 'each broken issue: exactly that is found, at its place' "$status $(grep -c '^not ok' rows)" '0 0'

# --- how it is said ------------------------------------------------------------

cat >two.html <<'END'
<html><head><title>News</title></head>
<body><p>Hello {{ contact.PRENON }}.</p>
<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
expect 'errors' 1 nlctl check two.html
out_has 'two.html:1:1: warning: it does not say in which language it is written [language-missing]'
out_has 'two.html:2:19: error: contact.PRENON is not a field; did you mean contact.PRENOM? [merge-tag]'
out_has '    Write <html lang="en">, or lang: en in the front matter, with the language of the text.'
out_matches '^1 error, [0-9]+ warnings?, [0-9]+ notes?$'
err_is <<'END'
nlctl check: 'two.html' has 1 mistake to mend
END
expect 'briefly' 1 nlctl -q check two.html
out_lacks '    Write <html lang="en">'
sed 's/ON }}/OM }}/' two.html >one.html
expect 'warnings' 0 nlctl check one.html
out_has '[language-missing]'
err_is_empty
expect 'from standard input, which has no name' 0 nlctl check - <one.html
out_has 'standard input:1:1: warning:'
expect 'warnings, --strict' 1 nlctl check --strict one.html
err_matches "^nlctl check: 'one.html' has [0-9]+ warnings?, and --strict takes none$"

TERM=xterm at_terminal '' nlctl check one.html >shown
check 'colours on a terminal' grep -q "one.html:1:1: $(printf '\033')\[1;33mwarning:" shown
TERM=xterm NO_COLOR=1 at_terminal '' nlctl check one.html >shown
check 'NO_COLOR' grep -q '^one.html:1:1: warning: ' shown

nlctl -q config -l newsletter check.errors 'subject-missing, language-missing'
expect 'a warning that is an error on this list' 1 nlctl check one.html
out_has 'one.html:1:1: error: it does not say in which language'
nlctl -q list add Other
nlctl -q subscribe -l Other p1@example.org
expect 'it is none on another list' 0 nlctl check -l Other one.html
out_has 'one.html:1:1: warning: it does not say in which language'
expect 'all' 1 nlctl -o check.errors=all check -l Other one.html
out_matches ', 0 warnings,'
expect 'a note' 1 nlctl -o check.errors=preheader-missing check -l Other one.html
out_has ': error: there is no preheader'
out_matches ', 0 notes$'
expect 'no such code' 78 nlctl -o check.errors=language check -l Other one.html
err_has "setting 'check.errors': no finding has the code 'language'; nlctl-check(1) lists them"
expect 'it is not stored either' 78 nlctl config check.errors 'subject-long, language'
expect 'what was stored stays' 0 nlctl config -l newsletter check.errors
out_is <<'END'
subject-missing, language-missing
END
nlctl -q config -l newsletter --unset check.errors

expect 'for programs' 1 nlctl --json check two.html
python - <<'END' >got 2>&1
import json
o = json.load(open("out"))
one = [x for x in o["findings"] if x["severity"] == "error"][0]
print(o["issue"], o["errors"], one["code"], one["file"], one["line"], one["column"], sorted(one))
print(sum(x["severity"] == "warning" for x in o["findings"]) == o["warnings"])
END
is 'for programs: what it says' "$(cat got)" "two 1 merge-tag two.html 2 19 ['advice', 'code', 'column', 'file', 'line', 'severity', 'what', 'why']
True"

cat >loops.html <<'END'
<title>Loops</title>{% for a in params.l %}{% for b in params.l %}x{% endfor %}{% endfor %}
END
python -c 'print({"l": [1] * 101})' | tr "'" '"' >loops.json
expect 'past a limit' 1 nlctl check --params loops.json loops.html
out_has "loops.html: error: the loops take more than 10000 turns at '{% for b in params.l %}' [too-big]"

printf '\377' >bytes.html
expect 'what is no text' 1 nlctl check bytes.html
out_has 'bytes.html:1:1: error: the byte 0xFF is not UTF-8: save the file as UTF-8 [not-utf8]'
expect 'a file that is not there' 66 nlctl check july.html
out_is_empty
expect 'nothing is recorded' 0 nlctl --json issues
out_is_empty

# --- the reference issue: what a careful reviewer would say, and nothing silly ----

cp "$ROOT/tests/data/infolettre-hosted.html" infolettre.html
nlctl -q field add ADHERENT boolean
expect 'the reference issue' 0 nlctl check infolettre.html
sed -n 's/^infolettre.html:*\([0-9:]*\): \([a-z]*\): .*\[\(.*\)\]$/\1 \2 \3/p' out >got
cat >want <<'END'
 note clicks-unknown
11:1 warning subject-long
141:23 note leftover-utm
162:6 note heading-jump
228:146 note leftover-utm
262:177 warning contrast
END
check 'the reference issue: each finding and its place' diff want got
out_has 'the subject takes 73 columns; many programs show 60'
out_has '#d63e29 on #fff8ec has a contrast of 4.3, and needs 4.5 (2 places)'

# --- what lies beside it --------------------------------------------------------

# picture FILE KILOBYTES: a PNG, as far as its first bytes go.
picture() {
	{
		printf '\211PNG\r\n\032\n'
		head -c "${2}000" /dev/zero
	} >"$1"
}
picture light.png 390
picture 'heavy one.png' 600
issue pictures.html '<img src="light.png" alt="Light" width="9"> <img src="heavy%20one.png" alt="Heavy" width="9">'
expect 'a heavy picture' 0 nlctl check pictures.html
out_has "pictures.html:3:54: warning: 'heavy%20one.png' has 600 KB [image-heavy]"
out_lacks "'light.png'"
out_has 'pictures.html:3:10: warning: there is hardly a word beside the pictures [images-only]'
out_lacks '[images-heavy]'
for n in 1 2 3 4 5; do
	cp light.png "light$n.png"
done
issue pictures.html "$(printf '<img src="light%d.png" alt="Light" width="9"> ' 1 2 3 4 5)"
expect 'many pictures' 0 nlctl check pictures.html
out_lacks '[images-heavy]'
picture light1.png 450
expect 'too many pictures' 0 nlctl check pictures.html
out_has 'pictures.html: warning: its pictures have 2010 KB together [images-heavy]'

# --- an issue in Markdown: places are those of the author ------------------------

cat >told.md <<'TOLD'
---
subject: What grows in June
language: en
send-at: in June
not-after: 2001-01-01 09:00
layout: layouts/none.html
---
See [what is **new**](x) {{ contact.NOTHING }}
TOLD
expect 'what it says of itself will not do' 1 nlctl check told.md
out_has 'told.md:3:1: error: the language of an issue is written lang: en [setting]'
out_has "told.md:4:1: error: send-at 'in June' is no moment: write '2026-06-01 09:00'"
out_has "told.md:5:1: error: not-after '2001-01-01 09:00' is past [setting]"
out_has "told.md:6:1: error: layout: cannot open 'layouts/none.html': No such file"
out_has 'told.md:8:29: error: contact.NOTHING is not a field'

cat >june.md <<'END'
---
subject: News of June
---

# June

### Too deep

Look [here](htp://x.example.net), {{ contact.PRENOM }}.

![](https://x.example.net/a.svg)

[![](https://x.example.net/a.png)](https://x.example.net/)
Lorem ipsum **TODO** 100% free!!!
END
expect 'Markdown' 0 nlctl check june.md
sed -n 's/^june.md:*\([0-9:]*\): \([a-z]*\): .*\[\(.*\)\]$/\1 \2 \3/p' out >got
cat >want <<'END'
 note clicks-unknown
 note preheader-missing
 warning language-missing
7:5 note heading-jump
9:7 warning link-broken
9:7 warning link-vague
11:5 warning image-format
13:6 warning image-link-alt
14:1 warning leftover-text
14:15 warning leftover-text
14:22 warning filter-words
14:31 warning filter-marks
END
sort -n got | diff want - >differs
is 'Markdown: each finding and its place' "$(cat differs)" ''
out_lacks 'layout'

# --- an issue that is text alone ------------------------------------------------

cat >text.txt <<'END'
---
subject: "NEWS OF JUNE, AND OF MAY"
---
Hello, it is 100% free!!!
Lorem ipsum.  The Garden, 59000 Lille.
END
expect 'text alone' 0 nlctl check text.txt
sed -n 's/^text.txt:*\([0-9:]*\): \([a-z]*\): .*\[\(.*\)\]$/\1 \2 \3/p' out >got
cat >want <<'END'
 warning unsubscribe-missing
2:1 warning subject-capitals
4:14 warning filter-words
4:23 warning filter-marks
5:1 warning leftover-text
END
check 'text alone: each finding and its place' diff want got

# --- a flood -------------------------------------------------------------------

{
	echo '<html lang="en"><title>News</title><body>'
	yes '<p>{{ contact.NONE }}</p>' | sed 3000q
} >flood.html
expect 'a flood of mistakes' 1 nlctl check flood.html
out_matches '^[0-9]+ more are not shown$'
out_matches '^3000 errors,'
check 'a flood of mistakes: a hundred of a kind' test "$(grep -c 'contact.NONE is not a field' out)" = 100

cat >clicks.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>News of June</title></head>
<body><p><a href="https://asso.example/kit">The kit</a> <a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
nlctl -q config base-url http://127.0.0.1:8080
nlctl check clicks.html >out 2>&1
out_has 'no click is recorded'
nlctl -o track=counts check clicks.html >out 2>&1
out_has 'clicks are counted, but not whose they are'
nlctl -q config track contacts
nlctl check clicks.html >out 2>&1
out_has 'the setting track.consent names no yes-or-no field, so nobody agreed'
for consent in MISSING PRENOM; do
	nlctl -o track.consent=$consent check clicks.html >out 2>&1
	out_has 'the setting track.consent names no yes-or-no field'
done
nlctl -o track.consent=ADHERENT check clicks.html >out 2>&1
check 'clicks of contacts: nothing to note' sh -c '! grep -q clicked out'
done_testing
