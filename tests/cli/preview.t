#!/bin/sh
# nlctl preview: an issue as one contact gets it, and nothing else happens.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage preview

issue june.html 'Hello {{ contact.PRENOM | default:"friend" }}.'
expect 'no database' 78 nlctl preview june.html
out_is_empty
err_has "$T/nlctl.db"

people
expect 'text, as the first of the list' 0 nlctl preview june.html
out_has 'Hello Prenom1.'
out_lacks '<p>'
out_matches 'http://127\.0\.0\.1:8080/u/[0-9a-f-]{36}'
err_is_empty

expect 'text, as somebody' 0 nlctl preview --as P2@Example.ORG --text june.html
out_has 'Hello Prenom2.'
expect 'from standard input' 0 nlctl preview --as p2@example.org - <june.html
out_has 'Hello Prenom2.'
expect 'HTML' 0 nlctl preview --as p3@example.org --html june.html
out_has '<body><p>Hello Prenom3.</p>'
run nlctl preview --as-empty --html june.html
sed -e 's/{{ contact[^}]*}}/friend/' -e 's/{{ unsubscribe }}/URL/' june.html >want
sed 's|http://127[^"]*|URL|' out >got
check 'HTML: nothing but the tags differs' diff want got
expect 'as somebody with empty fields' 0 nlctl preview --as-empty june.html
out_has 'Hello friend.'


# --- the longest values ----------------------------------------------------------

nlctl -q field add VILLE text
nlctl -q field add SHARES number
nlctl -q set p1@example.org VILLE='Villeneuve-d"Ascq' PRENOM='Jo'
nlctl -q subscribe -f VILLE=Lille -f SHARES=2020 a.very.long.address@example.org
nlctl -q subscribe -f VILLE='Sainte-Geneviève-des-Bois' gone@example.org
nlctl -q unsubscribe --email gone@example.org >/dev/null
cat >longest.html <<'END'
<!doctype html>
<html lang="en"><head><title>News</title></head><body>
<p>{{ contact.EMAIL }}, {{ contact.PRENOM }}, {{ contact.VILLE }}, {{ contact.SHARES }}.</p>
<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
expect 'as the longest' 0 nlctl preview --as-longest --html longest.html
out_has 'a.very.long.address@example.org, Prenom2, Villeneuve-d&quot;Ascq, 2020.'
expect 'as the longest: of fields that it does not use' 0 \
	nlctl --json preview --as-longest june.html
python -c 'import json; print(json.load(open("out"))["as"])' >got
is 'as the longest: the address is not looked for' "$(cat got)" reader@example.org
nlctl -q list add Empty
expect 'as the longest: of nobody' 0 nlctl preview -l Empty --as-longest --html longest.html
out_has 'reader@example.org, , , .'
nlctl -q unsubscribe --email a.very.long.address@example.org >/dev/null
nlctl -q set p1@example.org PRENOM=Prenom1 VILLE=
nlctl -q field drop --yes VILLE
expect 'as two' 64 nlctl preview --as-longest --as-empty june.html
err_has 'say one of --as, --as-empty and --as-longest'

expect 'the message itself' 0 nlctl preview --as p1@example.org --source june.html
cp out message.eml
is 'the message itself: to' "$(field to message.eml)" 'Prenom1 <p1@example.org>'
is 'the message itself: subject' "$(field subject message.eml)" 'News of June'
check 'the message itself is well-formed' bytecheck message.eml

nlctl -q list add Other
nlctl -q subscribe -l Other p9@example.org
expect 'of another list' 0 nlctl preview -l Other --source june.html
out_matches '^To: p9@example\.org'
out_matches '^List-Id: Other '

# --- header fields of one's own -------------------------------------------------

nlctl config -l Other header.X-Other 'of another list'
nlctl config header.X-Town '{{ contact.VILLE }}'
nlctl config header.X-Copy '{{ mirror }}'
nlctl config header.X-Title 'About {{ issue.subject }}'
nlctl -q field add VILLE text
nlctl -q set p3@example.org VILLE=Lille
expect 'fields of ones own' 0 nlctl preview --as p1@example.org --source june.html
out_lacks X-Other
out_lacks X-Town
out_matches '^X-Copy: http://127\.0\.0\.1:8080/v/[a-z2-7]+\.[a-z2-7]{16}'
out_matches '^X-Title: About News of June'
expect 'fields of ones own: with a value' 0 nlctl preview --as p3@example.org --source june.html
out_matches '^X-Town: Lille'
expect 'fields of ones own: of that list' 0 nlctl preview -l Other --source june.html
out_matches '^X-Other: of another list'
for name in Town Copy Title; do
	nlctl config --unset "header.X-$name"
done

# --- leaving with one click: https, or this very machine -----------------------

for base in https://news.example.org http://localhost:8080 'http://[::1]/n'; do
	expect "one click at $base" 0 nlctl -o "base-url=$base" preview --source june.html
	out_has 'List-Unsubscribe-Post: List-Unsubscribe=One-Click'
done
for base in http://news.example.org http://localhost.evil.example http://127.nope.example; do
	expect "no one click at $base" 0 nlctl -o "base-url=$base" preview --source june.html
	out_lacks List-Unsubscribe-Post
done

# --- what it cannot show ------------------------------------------------------

expect 'who is not there' 1 nlctl preview --as who@example.org june.html
out_is_empty
err_has 'who@example.org'
expect 'what is no address' 65 nlctl preview --as who june.html
out_is_empty
err_has "'who'"
expect 'a list that is not there' 1 nlctl preview -l Nowhere june.html
err_has "'Nowhere'"
expect 'a file that is not there' 66 nlctl preview july.html
out_is_empty
err_is <<'END'
nlctl preview: there is no file 'july.html', and no issue of that name
END
expect 'a file without its ending' 66 nlctl preview june
err_has "no issue of that name; did you mean 'june.html'?"
expect 'no issue' 64 nlctl preview
err_has 'an argument is missing'
expect '--as and --as-empty' 64 nlctl preview --as p1@example.org --as-empty june.html
out_is_empty
err_has 'say one of --as, --as-empty and --as-longest'
expect '--text and --html' 64 nlctl preview --text --html june.html
out_is_empty
err_has 'say one of --text, --html, --source, --open, --serve and --screenshot'

issue bad.html 'Hello {{ contact.PRENON }}.'
expect 'a mistake' 65 nlctl preview bad.html
out_is_empty
err_has 'bad.html:3:19: contact.PRENON is not a field; did you mean contact.PRENOM?'
issue warned.html 'Hello {{ contact.prenom }}.'
expect 'a doubt' 0 nlctl preview warned.html
out_has 'Hello Prenom1.'
err_has 'warned.html:3:19: warning: contact.prenom: the field is written contact.PRENOM'
expect 'a doubt, -q' 0 nlctl -q preview warned.html
err_is_empty

nlctl config --unset base-url
expect 'nobody could leave' 78 nlctl preview june.html
err_has "'base-url'"
err_has "'list-address'"
nlctl config list-address 'leave+*@example.org'
issue web.html '<a href="{{ mirror }}">In a browser</a>'
expect 'no web address to show it at' 65 nlctl preview web.html
err_has "web.html:3:22: mirror has no value here: there is no address to see it in a browser; set 'base-url' (nlctl config: where your web pages are) or 'archive-url' (where the web version is), set 'mirror' to 'drop', or take this link out"
expect 'no web address: the web version will do' 0 \
	nlctl -o archive-url=https://example.org/archive preview --html web.html
out_has 'href="https://example.org/archive"'
expect 'leaving by mail' 0 nlctl preview --html june.html
out_matches 'href="mailto:leave\+[0-9a-f-]{36}@example\.org\?subject=unsubscribe"'

expect 'for programs' 0 nlctl --json preview --as p2@example.org june.html
python -c '
import json
o = json.load(open("out"))
print(o["issue"], o["part"], o["as"], "Hello Prenom2." in o["content"])' >json 2>&1
is 'for programs: what it says' "$(cat json)" 'june text p2@example.org True'
expect '--text and --html' 64 nlctl preview --text --html june.html
err_has 'say one of --text, --html, --source, --open, --serve and --screenshot'

# --- in the browser ------------------------------------------------------------------

cat >browser <<'END'
#!/bin/sh
echo "$@" >>"$T/browsed"
cat "$2" >>"$T/browsed"
END
chmod +x browser
mkdir -m 700 runtime
expect 'in the browser' 0 env T="$T" BROWSER="$T/browser --new" XDG_RUNTIME_DIR="$T/runtime" \
	"$NLCTL" preview --open --as p2@example.org june.html
out_is <<END
$T/runtime/nlctl/june.html
END
is 'in the browser: with what' "$(sed 1q browsed)" "--new $T/runtime/nlctl/june.html"
check 'in the browser: what it shows' grep -q 'Hello Prenom2' browsed
is 'in the browser: for nobody else' \
	"$(stat -c %a runtime/nlctl runtime/nlctl/june.html | tr '\n' ' ')" '700 600 '
expect 'in the browser, without a folder of the session' 0 env -u XDG_RUNTIME_DIR TMPDIR="$T" \
	T="$T" BROWSER="$T/browser --new" "$NLCTL" preview --open june.html
out_matches "^$T/nlctl\.[A-Za-z0-9]{6}/june\.html$"
is 'in the browser, without: for nobody else' "$(stat -c %a nlctl.*/ nlctl.*/june.html | tr '\n' ' ')" \
	'700 600 '
expect 'no browser' 78 env BROWSER=/nonexistent/browser XDG_RUNTIME_DIR="$T/runtime" \
	"$NLCTL" preview --open june.html
err_has "there is no '/nonexistent/browser': set BROWSER to a web browser, or open '$T/runtime/nlctl/june.html' yourself"
expect 'a browser that fails' 71 env BROWSER=false XDG_RUNTIME_DIR="$T/runtime" \
	"$NLCTL" preview --open june.html
err_has "'false' ended with status 1"
expect '--open and --source' 64 nlctl preview --open --source june.html

# --- a page at a time ------------------------------------------------------------------

# paged PAGER ARGUMENTS...: on a terminal of its own, with this pager.
# shellcheck disable=SC2317 # run by expect
paged() {
	PAGER=$1
	export PAGER
	shift
	at_terminal '' nlctl "$@"
	unset PAGER
}
expect 'through a pager' 0 paged 'sed s/^/paged:/' preview june.html
out_has 'paged:Hello Prenom1.'
expect 'through a pager: the message' 0 paged 'sed s/^/paged:/' preview --source june.html
out_has 'paged:Subject: News of June'
expect 'one that is left early' 0 paged 'head -n 1' preview --source june.html
out_lacks '<html'
err_is_empty
expect 'one that fails' 0 paged 'cat; exit 3' preview june.html
out_has 'Hello Prenom1.'
expect 'one that is not there' 0 paged /nonexistent/pager preview june.html
out_has 'Hello Prenom1.'
for none in '' cat; do
	expect "no pager: '$none'" 0 paged "$none" preview june.html
	out_has 'Hello Prenom1.'
done
expect 'no pager for programs' 0 paged 'sed s/^/paged:/' --json preview june.html
out_lacks paged
expect 'no pager in a file' 0 env PAGER='sed s/^/paged:/' "$NLCTL" preview june.html
out_lacks paged
out_has 'Hello Prenom1.'
sh -c '"$0" preview june.html; echo "$?" >status' "$NLCTL" | true
is 'into a pipe that nobody reads' "$(cat status)" 141

# less, on a terminal that is too small for the text; ^C in it ends nothing.
if command -v less >/dev/null && command -v tmux >/dev/null; then
	{
		sed '$d' june.html
		seq -f '<p>Line %g</p>' 100
		tail -n 1 june.html
	} >long.html
	screen="tmux -S $T/tmux"
	$screen -f /dev/null new-session -d -x 60 -y 20 \
		"env -u LESS '$NLCTL' preview '$T/long.html'; echo \$? >'$T/status'; sleep 60"
	rm -f status
	# shellcheck disable=SC2317 # wait_for calls it
	shown() { $screen capture-pane -p | grep -q "$1"; }
	check 'less: the first page' wait_for 20 shown 'Hello Prenom1'
	check 'less: no more than that' sh -c "! $screen capture-pane -p | grep -q 'Line 100'"
	$screen send-keys C-c
	# What is typed while less heeds it is lost: it is typed again.
	# shellcheck disable=SC2317
	end_shown() { $screen send-keys G && sleep 0.2 && shown 'Line 100'; }
	check 'less: the end' wait_for 20 end_shown
	$screen send-keys q
	wait_for 20 test -s status
	is 'less: left' "$(cat status)" 0
	$screen kill-server
else
	skip 'less or tmux is missing'
fi

# --- nothing is recorded; what was sent can be seen again ---------------------

expect 'nothing is recorded' 0 nlctl --json issues
out_is_empty
relay
nlctl -q send june.html >/dev/null
issue june.html 'Other words.'
expect 'as it was sent, by its name' 0 nlctl preview --as p2@example.org june
out_has 'Hello Prenom2.'
expect 'as the file is now' 0 nlctl preview --as p2@example.org june.html
out_has 'Other words.'
is 'nothing more was mailed' "$(sink_count)" 3

done_testing
