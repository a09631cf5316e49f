#!/bin/sh
# Pictures beside an issue, attachments and events: the reference issue with its
# pictures on the web, in the archive, in the message.
# shellcheck disable=SC2119,SC2317 # start_sink needs no words; functions are called by expect
. "${0%/*}/../lib.sh"

data=$ROOT/tests/data
base=https://lettre.example.org
archive=https://archive.example.org/lettres
mkdir images
cp "$data"/images/* images
cp "$data/infolettre.html" .

pictures() { python "$ROOT/tests/e2e/pictures.py" "$@"; }

nlctl -q init --from "L’APES <infolettre@example.org>" --base-url "$base" >/dev/null
nlctl -q import "$data/abonnes.csv" >/dev/null 2>&1
nlctl config list-address quitter@example.org

# same_as_written WHERE: the issue makes the messages that it would make with the
# addresses of WHERE written into it; in $letter is one of them.
same_as_written() {
	pictures written infolettre.html "$1" >written.html
	rm -rf relative absolute
	expect "pictures at $1" 0 nlctl -q send --outbox relative --seed 1 infolettre.html
	set -- relative/new/*
	letter=$1
	check 'every message passes the byte checker' bytecheck relative/new/*
	run judge defects "$letter"
	is 'the judge finds nothing' "$STATUS $(cat out)" '0 '
	expect 'GMime agrees' 0 gmime "$letter"
	pictures bodies relative/new/* >relative.txt
	# The cid: of another file is the author's affair: it stays.
	expect 'the same with whole addresses' 0 \
		nlctl -q send --outbox absolute --seed 1 --name infolettre written.html
	pictures bodies absolute/new/* >absolute.txt
	check 'nothing but addresses is changed' cmp absolute.txt relative.txt
}

# --- hosted --------------------------------------------------------------------

same_as_written "$base"
is 'two parts' "$(judge parts "$letter")" 'multipart/alternative
  text/plain
  text/html'
check 'the mirror of each copy' grep -qF "$base/v/" relative.txt

nlctl config --unset base-url
nlctl config archive-url "$archive/"
nlctl config archive yes
same_as_written "$archive"
check 'the mirror is its page' grep -qE "href=\"$archive/[^/\"]+/infolettre.html\"" relative.txt
nlctl config archive no

# --- in the message ------------------------------------------------------------

# Nobody would write the pictures of an issue that is not in the archive.
same_as_written cid:example.org
check 'the mirror is the archive' grep -qF "href=\"$archive\"" relative.txt
nlctl config archive yes
nlctl config images inline
same_as_written cid:example.org
check 'the mirror is its page still' grep -qE "href=\"$archive/[^/\"]+/infolettre.html\"" relative.txt
nlctl config --unset archive
nlctl config --unset images
nlctl config --unset archive-url
expect 'neither address' 65 nlctl send --outbox no infolettre.html
err_has "infolettre.html:685:207: mirror has no value here"
err_has "set 'base-url'"
err_has "'archive-url'"
nlctl config mirror drop
same_as_written cid:example.org
is 'the tree' "$(judge parts "$letter" | uniq -c | sed 's/^ *//')" \
	'1 multipart/alternative
1   text/plain
1   multipart/related
1     text/html
9     image/png
3     image/jpeg
1     image/png'
cp "$letter" inline.eml
run pictures whole inline.eml
is 'each picture is its file' "$(cat out err)" ''
check 'no mirror in the HTML' sh -c '! grep -q "Consulter dans un navigateur" relative.txt'
check 'nor its separator' grep -q '<p style="margin: 0;"><a href="mailto:quitter' relative.txt

# --- stored, and composed later --------------------------------------------------

nlctl config base-url "$base"
nlctl config mirror link
start_sink
nlctl config relay.default.url "smtp://127.0.0.1:$SINK_PORT"
expect 'queued' 0 nlctl -q send --at +1h infolettre.html
expect 'the same again is no change' 0 nlctl -q send --at +1h infolettre.html
sqlite3 "$NLCTL_DB" 'SELECT role, count(*) FROM issue_file GROUP BY role' >roles.txt
is 'its files are stored' "$(cat roles.txt)" 'issue|1
picture|13'
run pictures stored "$NLCTL_DB" written.html "$base"
cp images/logo-apes.png logo.png
cp images/vie-de-reseau.png images/logo-apes.png
expect 'another picture is another issue' 1 nlctl send --at +1h infolettre.html
err_has '--replace'
cp logo.png images/logo-apes.png
rm -r images
mv infolettre.html moved.html
expect 'sent when the files are gone' 0 nlctl -q send --at +0s infolettre
expect 'now' 0 nlctl -q send infolettre
is 'to all' "$(sink_count)" 48
check 'all pass the byte checker' bytecheck "$SINK_DIR"
judge part "$SINK_DIR/000001.eml" text/html >sent.html
run pictures stored "$NLCTL_DB" sent.html "$base"
is 'what they refer to is there' "$(cat out err)" ''
mv moved.html infolettre.html
cp -r "$data/images" .

expect 'a test copy' 0 nlctl -q send --test test@example.org --name other infolettre.html
expect 'preview, on this machine' 0 nlctl preview --html infolettre.html
out_has 'src="data:image/png;base64,'
out_lacks "$base/i/"
expect 'preview of an issue in the database' 0 nlctl preview --html infolettre
out_has 'src="data:image/png;base64,'

# A picture that is only in a test copy is there too.
printf '<title>T</title><img src="data:image/gif;base64,R0lGODlh" alt=x> {{ unsubscribe }}' >data.html
expect 'a test copy of a data: picture' 0 nlctl -q send --test test@example.org data.html
is 'hosted' "$(sqlite3 "$NLCTL_DB" "SELECT type, bytes FROM content WHERE bytes = CAST('GIF89a' AS BLOB)")" \
	'image/gif|GIF89a'

# run_within KB: nlctl run, in so much memory.
run_within() {
	python - "$NLCTL" >resident.txt <<-'END'
		import resource, subprocess, sys
		subprocess.run([sys.argv[1], "-q", "run"], check=True, stdout=subprocess.DEVNULL)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	END
	case $B in
	*asan*) skip 'memory under a sanitizer' ;;
	*) check "with $(cat resident.txt) kB of memory" test "$(cat resident.txt)" -lt "$1" ;;
	esac
}

# A sender does not hold what is only hosted: 45 MB here.
: >heavy.html
for i in 1 2 3 4 5; do
	{ cat logo.png; head -c 9000000 /dev/urandom; } >images/heavy$i.png
	echo "<img src=images/heavy$i.png alt=x>" >>heavy.html
done
echo '<title>Heavy</title><a href="{{ unsubscribe }}">Leave</a>' >>heavy.html
expect 'heavy pictures, for later' 0 nlctl -q send --at +1s heavy.html
sleep 1.1
run_within 40000
is 'heavy pictures are sent' "$(nlctl --json status heavy | grep -o '"sent":[0-9]*')" '"sent":48'

# Nor does it hold more heavy messages than it has connections, though threads sign them
# ahead: ten of 4.2 MB here, and what they are made of.
head -c 3000000 /dev/urandom >programme.pdf
nlctl -q -o dns.server=127.0.0.1:1 dns --make-key >/dev/null
nlctl -q config relay.default.connections 10
expect 'a heavy attachment, for later' 0 \
	nlctl -q send --at +1s --attach programme.pdf --name weighty infolettre.html
sleep 1.1
run_within 130000
is 'heavy messages are sent' "$(nlctl --json status weighty | grep -o '"sent":[0-9]*')" '"sent":48'
nlctl -q config --unset dkim.key
nlctl -q config --unset dkim.selector

# --- what cannot be had -----------------------------------------------------------

mkdir -p in/side away
cp logo.png away
cp logo.png in/ok.png
ln -s ../../away/logo.png in/side/link.png
ln -s ok.png in/good.png
echo text >in/text.png
head -c 11000000 /dev/zero >in/big.png
cat >in/june.html <<'END'
<!doctype html><html lang="en"><title>June</title><body>
<img src="no.png" alt="">
<img src="../away/logo.png" alt="">
<img src="side/link.png" alt="">
<img src="text.png" alt="">
<img src="big.png" alt="">
<img src="side" alt="">
<img src="good.png" alt="">
<img src="side/../ok.png" alt="">
<a href="{{ unsubscribe }}">Leave</a>
END
expect 'nothing is sent' 65 nlctl send --outbox no in/june.html
grep picture err >pictures.txt
is 'each with its place' "$(cat pictures.txt)" \
"in/june.html:2:11: picture 'no.png': there is no such file beside the issue
in/june.html:3:11: picture '../away/logo.png': it is no file in the issue's folder, or below it
in/june.html:4:11: picture 'side/link.png': it is no file in the issue's folder, or below it
in/june.html:5:11: picture 'text.png': it is no picture: PNG, JPEG, GIF, WebP or SVG
in/june.html:6:11: picture 'big.png': it is larger than 10 MiB
in/june.html:7:11: picture 'side': it is no file in the issue's folder, or below it"

# --- attachments ------------------------------------------------------------------

# letter [OPTION...]: the one message of small.html in letter.eml.
nlctl -q list add small
nlctl -q subscribe -l small ann@example.org
small() {
	rm -rf box
	nlctl -q send -l small --outbox box --seed 1 "$@" small.html || return
	cp box/new/* letter.eml
}
mkdir docs
printf 'a\r\nb\n' >"docs/Programme de l'été.txt"
printf '%%PDF' >'Meunier, dite "Mémé".pdf'
cat >small.html <<'END'
<!doctype html><html lang="fr"><title>Juin</title>
<meta name="nlctl:attach" content="docs/Programme de l'été.txt">
<meta name="nlctl:event" content="2026-06-11 09:00–17:00, Bazaar St So, Lille, Rencontre des Solidaires">
<p>Bonjour</p><a href="{{ unsubscribe }}">Partir</a>
END
: >empty.csv
expect 'attachments' 0 small --attach 'Meunier, dite "Mémé".pdf' --attach empty.csv
run bytecheck letter.eml
is 'pass the byte checker' "$(cat out)" ''
run judge defects letter.eml
is 'the judge finds nothing' "$STATUS $(cat out)" '0 '
expect 'GMime agrees' 0 gmime letter.eml
is 'the tree' "$(judge parts letter.eml)" 'multipart/mixed
  multipart/alternative
    text/plain
    text/html
  text/plain
  application/pdf
  text/csv
  text/calendar'
pictures files letter.eml >files.txt
is 'with their names and bytes' "$(sed 4d files.txt)" \
"text/plain Programme de l'\\xe9t\\xe9.txt $(sha256sum <"docs/Programme de l'été.txt" | cut -c 1-8)
application/pdf Meunier, dite \"M\\xe9m\\xe9\".pdf $(sha256sum <'Meunier, dite "Mémé".pdf' | cut -c 1-8)
text/csv empty.csv $(sha256sum <empty.csv | cut -c 1-8)"
is 'and the event' "$(sed -n 4p files.txt | cut -d ' ' -f 1,2)" 'text/calendar small.ics'
judge part letter.eml text/calendar >event.ics
check 'which a calendar takes' grep -q '^SUMMARY:Rencontre des Solidaires' event.ics

# Any name that a file system can have.
for name in "$(printf 'two\r\nlines.pdf')" "$(printf '%0200d.pdf' 1)" "$(printf 'latin\351.pdf')" \
	"$(printf 'é%.0s' $(seq 100)).pdf" "$(printf '😀%.0s' $(seq 60)).pdf" 'a%20b;c=d".pdf' '=?UTF-8?Q?x?=.pdf' \
	"it's (one) of <many>.pdf" '.hidden' 'no extension'; do
	printf x >"$name"
	expect "a file called $(printf %s "$name" | tr '\r\n' '  ' | cut -c 1-30)" 0 small --attach "$name"
	run bytecheck letter.eml
	is 'the byte checker agrees' "$(cat out)" ''
	run judge defects letter.eml
	is 'the judge finds nothing' "$STATUS $(cat out)" '0 '
	python - "$name" "$ROOT/tests" <<-'END' >same.txt
		import os, sys
		sys.path.insert(0, sys.argv[2])
		import judge
		want = os.fsencode(sys.argv[1]).decode("utf-8", "replace").replace("\ufffd", " ")
		want = "".join(" " if ord(c) < 32 else c for c in want)
		got = [p.get_filename() for p in judge.read("letter.eml").walk()]
		print("same" if want in got else (want, got))
	END
	is 'the name is whole' "$(cat same.txt)" same
	expect 'GMime agrees' 0 gmime letter.eml
done

expect 'no such file' 66 small --attach nothing.pdf
err_has "--attach: cannot open 'nothing.pdf'"
mkdir twice
: >twice/empty.csv
expect 'two of the same name' 64 small --attach empty.csv --attach twice/empty.csv
err_has "another file of that name is attached already"
sed 's/docs.Programme/docs\/Progamme/; s/2026.*Solidaires/soon/' small.html >wrong.html
mv wrong.html small.html
expect 'an attachment that is missing, an event that is none' 65 small
err_has "small.html:2:1: nlctl:attach 'docs/Progamme de l'été.txt': there is no such file beside the issue"
err_has 'small.html:3:1: nlctl:event: '

# Too much for one message.
head -c 12000000 /dev/zero >huge.bin
head -c 1000000 /dev/zero >large.bin
printf '<!doctype html><html lang=fr><title>Juin</title><a href="{{ unsubscribe }}">Partir</a>' >small.html
expect 'an attachment of 12 MB' 0 small --attach huge.bin
check 'passes the byte checker' bytecheck letter.eml
expect 'and another' 65 small --attach huge.bin --attach large.bin
err_has 'its pictures and attachments make a message of over 16 MiB'

# A text with an attachment.
printf -- "---\nsubject: Juin\n---\nBonjour\n\n{{ unsubscribe }}\n" >small.txt
expect 'a text' 0 nlctl -q send -l small --outbox text --seed 1 --attach empty.csv small.txt
cp text/new/* text.eml
is 'its tree' "$(judge parts text.eml)" 'multipart/mixed
  text/plain
  text/csv'
check 'passes the byte checker' bytecheck text.eml
check 'GMime agrees' gmime text.eml

done_testing
