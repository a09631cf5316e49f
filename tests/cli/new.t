#!/bin/sh
# nlctl new: a file to begin an issue with, and never one that is overwritten.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage new
expect 'no database' 78 nlctl new june
check 'no database: nothing is made' test ! -e june.md
people
NLCTL_TEST_NOW=1780000000 # 28 May 2026
export NLCTL_TEST_NOW

expect 'a new issue' 0 nlctl new june
out_is <<'END'
june.md
END
err_is <<'END'
next:
  nlctl preview --serve june.md  # see it while you write
  nlctl check june.md
  nlctl send --test YOUR-ADDRESS june.md
END
check 'a new issue: its subject' grep -qx 'subject: Our letter, May 2026' june.md
check 'a new issue: its list' grep -qx 'list: newsletter' june.md
check 'a new issue: its language' grep -qx 'lang: en' june.md
check 'a new issue: a greeting by the field there is' \
	grep -qx 'Hello {{ contact.PRENOM | default:"everybody" }},' june.md
is 'a new issue: for its writer alone' "$(stat -c %a june.md)" 600
cp june.md before
expect 'it is there' 1 nlctl new june
out_is_empty
err_is <<'END'
nlctl new: 'june.md' is there already, and is not overwritten
END
check 'it is there: as it was' cmp -s before june.md
ln -s nowhere link.md
expect 'a link that leads nowhere is there too' 1 nlctl new link
check 'a link that leads nowhere: nothing behind it' test ! -e nowhere
expect 'quietly' 0 nlctl -q new quiet
err_is_empty
expect 'for programs' 0 nlctl --json new programs.html
out_is <<'END'
{"file":"programs.html"}
END

# Of each form, in each language: nothing is to be said but that no click is recorded,
# and that its text was to be replaced.
nlctl config relay.default.url smtp://127.0.0.1:2525
for lang in de en es fr it nl pt; do
	nlctl config -l newsletter language "$lang"
	for form in md html txt; do
		run nlctl -q new "$lang.$form"
		run nlctl check "$lang.$form"
		is "$lang.$form: nothing else is wrong with it" \
			"$STATUS $(grep -v 'clicks-unknown\|leftover-text' out | grep -c ': \(error\|warning\|note\): ')" '0 0'
		[ "$form" = txt ] || is "$lang.$form: its text was to be replaced" \
			"$(grep -c "' was to be replaced \[leftover-text\]" out)" \
			"$([ "$form" = md ] && echo 5 || echo 2)"
		expect "$lang.$form: shown" 0 nlctl preview --as p2@example.org "$lang.$form"
		out_has Prenom2
		expect "$lang.$form: shown to somebody without a name" 0 \
			nlctl preview --as-empty "$lang.$form"
		out_lacks '{{'
		out_lacks '[['
	done
done
check 'in French' grep -q 'Bonjour {{ contact.PRENOM | default:"à toutes et tous" }},' fr.html
check 'the month in French' grep -q '<title>Notre lettre, mai 2026</title>' fr.html

nlctl -q list add 'The "Friends" & co'
nlctl -q new -l 'The "Friends" & co' friends.html
check 'for a list' grep -q 'content="The &quot;Friends&quot; &amp; co"' friends.html
nlctl -q subscribe -l 'The "Friends" & co' p9@example.org
expect 'for a list: it is that one' 0 nlctl preview --source friends.html
out_matches '^To: p9@example.org'
expect 'a list that is not there' 1 nlctl new -l Nowhere nowhere
err_has "'Nowhere'"
expect 'a folder that is not there' 66 nlctl new no/such/june
err_has "cannot make 'no/such/june.md': No such file"
for name in '' - letters/ "$(printf 'a\nb')"; do
	expect "no name: '$name'" 64 nlctl new "$name"
done
expect '--fetch-pictures alone' 64 nlctl new --fetch-pictures july
err_has '--fetch-pictures goes with --from'

# Without a field for first names everybody is greeted.
nlctl -q field drop --yes PRENOM
nlctl -q new -l newsletter all.txt
check 'without a field' grep -qx 'Olá a todas e todos,' all.txt

# --- an old one -----------------------------------------------------------------------

nlctl -q field add PRENOM text
nlctl -q config -l newsletter --unset language
relay
mkdir pictures
printf '\211PNG\r\n\032\n0000' >pictures/a.png
cat >may.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>News of May</title>
<meta name="nlctl:name" content="2026-05">
<meta name="nlctl:not-after" content="2026-06-01">
</head>
<body><p>Hello {{ contact.PRENOM }}.</p><img src="pictures/a.png" alt="A" width="10">
<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
mkdir sent away
nlctl -q send --yes may.html >sent/out 2>&1
is 'an old one is sent' "$(sink_count)" 3
mv may.html pictures sent/
expect 'from an old one' 0 nlctl new --from 2026-05 away/june
out_is <<'END'
away/june.html
END
err_has "line 3: 'nlctl:name: 2026-05' is left out: it was the old issue's"
err_has "line 4: 'nlctl:not-after: 2026-06-01' is left out"
err_has "the subject is still 'News of May'"
sed '/nlctl:name/d; /nlctl:not-after/d' sent/may.html >want
check 'from an old one: nothing else is changed' cmp want away/june.html
check 'from an old one: its picture' cmp sent/pictures/a.png away/pictures/a.png
expect 'from an old one: it can be sent' 0 nlctl preview --as p1@example.org --html away/june.html
out_has 'src="data:image/png;base64,'
expect 'from a file' 0 nlctl new --from sent/may.html june
out_has june.html
check 'from a file: its picture' cmp sent/pictures/a.png pictures/a.png
expect 'the picture is there already' 0 nlctl -q new --from sent/may.html july
echo other >pictures/a.png
expect 'another picture is there' 1 nlctl new --from sent/may.html august
err_has "not copied: 'pictures/a.png' is there already, and is not overwritten"
err_has "'august.html' is there, but 1 file is not"
is 'another picture is there: as it was' "$(cat pictures/a.png)" other
rm sent/pictures/a.png
expect 'a picture is missing' 1 nlctl new --from sent/may.html september
err_has "not copied: 'pictures/a.png': there is no such file beside the issue"
expect 'from nothing' 66 nlctl new --from nothing october
err_has "there is no file 'nothing', and no issue of that name"
check 'from nothing: nothing is made' test ! -e october.md

# --- another program's -------------------------------------------------------------

cat >export.html <<'END'
<html lang="en"><head><title>*|MC:SUBJECT|*</title></head><body>
<p>Dear *|FNAME|*, *|PHONE|*,</p>
<p><a href="*|ARCHIVE|*">View</a> <a href="*|UNSUB|*">Leave</a></p>
<p>*|LIST:ADDRESSLINE|*, *|CURRENT_YEAR|*</p></body></html>
END
expect 'an export' 0 nlctl new --from export.html november
err_has 'line 2: *|FNAME|* is now {{ contact.PRENOM }}'
err_has 'line 3: *|UNSUB|* is now {{ unsubscribe }}'
check 'an export: what is new' grep -q '<p>Dear {{ contact.PRENOM }}, \*|PHONE|\*,</p>' november.html
check 'an export: the address' grep -q '<p>{{ list.postal_address }}, {% now "2006" %}</p>' november.html
expect 'an export: its subject is not known' 1 nlctl check november.html
out_has 'november.html:1:23: error: issue.subject is what stands here: write the subject itself'
check 'an export: the file itself is not changed' grep -q 'UNSUB' export.html
expect 'an export from standard input' 0 nlctl new --from - december.html <export.html
check 'an export from standard input: what is new' cmp november.html december.html
printf '<title>\377</title>' >latin.html
expect 'not to be read' 65 nlctl new --from latin.html latin2
err_has 'latin.html:1:8'

# --- pictures on other servers -------------------------------------------------------

mkdir www
printf '\211PNG\r\n\032\nbytes' >www/a.gif
printf 'GIF89a....' >'www/b'
echo '<html>' >www/c.png
(cd www && exec /usr/bin/python3 -u -m http.server --bind 127.0.0.1 0) >server 2>server.err &
SERVER=$!
wait_for 5 grep -q 'port [0-9]' server
at=http://127.0.0.1:$(sed -n 's/.* port \([0-9]*\) .*/\1/p' server)
cat >brevo.html <<END
<html lang="en"><head><title>News</title></head><body background="$at/b?x=1&amp;y=2">
<img src="$at/a.gif" alt=""><img src='$at/a.gif' alt=""><img src=" $at/a.gif?other " alt="">
<img src="$at/../../etc/passwd" alt=""><img src="$at/c.png" alt=""><img src="$at/a.gif{{ contact.EMAIL }}" alt="">
<a href="{{ unsubscribe }}">Leave</a></body></html>
END
expect 'pictures of this machine are not fetched' 1 nlctl new --from brevo.html --fetch-pictures 'janu ary'
err_has "not fetched: $at/a.gif: "
check 'not fetched: they stay' grep -q "src=\"$at/a.gif\"" 'janu ary.html'
NLCTL_TEST_FETCH_PRIVATE=1
export NLCTL_TEST_FETCH_PRIVATE
expect 'pictures' 1 nlctl new --from brevo.html --fetch-pictures 'fe<b'
err_has "$at/a.gif is now fe-b-pictures/2.png"
err_has "not fetched: $at/../../etc/passwd: the server says 404"
err_has "not fetched: $at/c.png: it is no picture"
err_has "'fe<b.html' is there, but 2 files are not"
sed -e "s|$at/b?x=1&amp;y=2|fe-b-pictures/1.gif|" -e "s|\" $at/a.gif?other \"|\"fe-b-pictures/3.png\"|" \
	-e "s|$at/a.gif\"|fe-b-pictures/2.png\"|; s|$at/a.gif'|fe-b-pictures/2.png'|" brevo.html >want
check 'pictures: what is in the file' diff want 'fe<b.html'
check 'pictures: one of them' cmp www/a.gif fe-b-pictures/2.png
is 'pictures: no others' "$(echo fe-b-pictures/*)" \
	'fe-b-pictures/1.gif fe-b-pictures/2.png fe-b-pictures/3.png'
kill "$SERVER"
wait "$SERVER" 2>/dev/null
done_testing
