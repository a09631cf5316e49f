#!/bin/sh
# nlctl archive: what was sent, as files.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# shellcheck disable=SC2317 # it is called by expect
# page PATH: as a browser gets it.
page() { env REQUEST_METHOD=GET PATH_INFO="$1" "$NLCTL" cgi; }

usage archive
people
printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg== |
	base64 -d >dot.png
issue june.html 'Hello {{ contact.PRENOM | default:"reader" }} <img src="dot.png" alt="A dot"> <a href="https://asso.example/a">A</a>'
issue july.html 'Hello {{ contact.PRENOM }} of {{ contact.EMAIL }}'
relay
nlctl -q config track counts
expect 'an issue is sent' 0 nlctl -q send june.html
expect 'without an archive' 78 nlctl archive site
err_has 'no list has an archive'
check 'nothing is made' test ! -e site
nlctl -q list set newsletter archive=yes
nlctl -q config archive-url https://asso.example/letter/
expect 'it is written' 0 nlctl --json archive site
out_has '"written":6'
find site -type f | sort >found
is 'its files' "$(grep -v '/i/' found | tr '\n' ' ')" \
	'site/.nlctl site/index.html site/newsletter/feed.xml site/newsletter/index.html site/newsletter/june.html site/sitemap.xml '
check 'a picture' cmp "$(find site/i -name '*.png')" dot.png
is 'everybody may read it' "$(stat -c %a site site/newsletter site/index.html | tr '\n' ' ')" '755 755 644 '
check 'nobody is in it' grep -q 'Hello reader <img src="../i/' site/newsletter/june.html
check 'its address' grep -qF 'canonical" href="https://asso.example/letter/newsletter/june.html"' site/newsletter/june.html
check 'links lead where its author wrote, of a tracked issue too' grep -qF '<a href="https://asso.example/a">' site/newsletter/june.html
is 'no merge tag, token or address' "$(grep -lrE '\{\{|@example\.org|/[ulo]/|[0-9a-f]{8}-[0-9a-f]{4}' site)" ''
env REQUEST_METHOD=GET PATH_INFO=/a/newsletter/ "$NLCTL" cgi | sed '1,/^\r$/d' >page
check 'the same bytes as on the web' cmp page site/newsletter/index.html

check 'search engines find the first page' grep -qF 'canonical" href="https://asso.example/letter/">' site/index.html
check 'in the site map too' grep -qF '<loc>https://asso.example/letter/</loc>' site/sitemap.xml
nlctl -q -o archive-url=https://letter.example/ archive root
is 'with a host of its own: where the site map is' "$(tail -n 1 root/robots.txt)" \
	'Sitemap: https://letter.example/sitemap.xml'

touch -d 2020-01-01 site/newsletter/june.html
expect 'once more' 0 nlctl --json archive site
out_has '"written":0'
is 'what is the same is left alone' "$(stat -c %y site/newsletter/june.html | cut -c1-4)" 2020
echo mine >site/newsletter/mine.txt
nlctl -q send july.html >/dev/null
expect 'another issue' 0 nlctl --json archive site
out_has '"files":7'
check 'it is there' grep -q 'Hello  of <' site/newsletter/july.html
expect 'a link is mended' 0 nlctl -q links june set a 'https://asso.example/new?a=1&b=2'
nlctl -q archive site
check 'it leads there' grep -qF '<a href="https://asso.example/new?a=1&amp;b=2">A</a>' site/newsletter/june.html
expect 'one is hidden' 0 nlctl archive --hide JULY
err_has "issue 'july' is hidden from the archive"
expect 'its page is gone at once' 0 page /a/newsletter/july.html
out_has 'Status: 404'
expect 'and from the files' 0 nlctl --json archive site
out_has '"removed":1'
check 'its page' test ! -e site/newsletter/july.html
is 'and all that named it' "$(grep -rl july site --include='*.html' --include='*.xml')" ''
expect 'it is shown again' 0 nlctl archive --show july.html
expect 'it is written' 0 nlctl -q archive site
check 'it is back' grep -q 'Hello  of <' site/newsletter/july.html
printf -- '---\nsubject: May\nlang: en\n---\n\nHello.\n' >may.md
expect 'what our own layout says of the reader' 0 nlctl -q send may.md
expect 'is left out where there is none' 0 page /a/newsletter/may.html
out_has 'Hello.'
out_lacks 'because'
nlctl -q archive --hide may
expect 'nothing of that name' 1 nlctl archive --hide jluy
err_has "there is no issue 'jluy'; did you mean 'july'?"
expect 'both' 64 nlctl archive --hide july --show july
err_has 'it is: archive DIR, or --hide ISSUE, or --show ISSUE'
expect 'hidden where' 64 nlctl archive --hide july site
expect 'nothing at all' 64 nlctl archive
nlctl -q list set newsletter archive=no
nlctl -q archive --show july
expect 'shown though its list has no archive' 0 page /a/newsletter/
out_has july.html
out_lacks june.html
nlctl -q archive --hide july
expect 'the archive is closed' 0 nlctl --json archive site
out_has '"removed":5'
is 'what is not ours stays' "$(find site -type f | sort | tr '\n' ' ')" \
	'site/.nlctl site/index.html site/newsletter/mine.txt site/sitemap.xml '

# --- without pages of our own: what messages name is in the files -----------------

nlctl -q list set newsletter archive=yes
nlctl -q config --unset base-url
nlctl -q config list-address 'leave+*@asso.example'
issue 'Été 2026.html' '<a href="{{ mirror }}">Look</a> <img src="dot.png" alt="A dot">'
# address FILE: of the link in a message.
address() { html "$1" | sed -n 's/.*href="\([^"]*\)">Look<.*/\1/p'; }
before=$(sink_count)
expect 'for later' 0 nlctl -q send --at +0s 'Été 2026.html'
expect 'sent' 0 nlctl -q run
letter=$(find "$SINK_DIR" -name '*.eml' | sort | sed -n "$((before + 1))p")
check 'it passes the byte checker' bytecheck "$letter"
look=$(address "$letter")
expect 'it is written too' 0 nlctl -q archive site
page=$(find site/newsletter -name 'ete-2026.*.html')
is 'it leads to the page of the issue' "$look" "https://asso.example/letter/${page#site/}"
check 'which is there' grep -q "canonical\" href=\"$look\"" "$page"
picture=$(html "$letter" | sed -n 's/.*<img src="\([^"]*\)".*/\1/p')
check 'its picture too' cmp "site/${picture#https://asso.example/letter/}" dot.png
expect 'a preview leads there' 0 nlctl preview --html 'Été 2026.html'
out_has "href=\"$look\""
# leads WHERE NAME OPTION...: the message that is sent with these options.
leads() {
	where=$1
	name=$2
	shift 2
	rm -rf box
	nlctl -q "$@" send --outbox box --seed 1 --name "$name" 'Été 2026.html'
	for letter in box/new/*; do break; done
	is "$name leads to $where" "$(address "$letter")" "https://asso.example/letter$where"
}
leads /newsletter/all.html all
leads '' none -o archive=no
nlctl -q list set newsletter archive=no
leads '' closed
leads /newsletter/open.html open -o archive=yes
nlctl -q list set newsletter archive=yes
issue part.html '<a href="{{ mirror }}">Look</a>'
before=$(sink_count)
nlctl -q send --where 'EMAIL like "p1%"' part.html
letter=$(find "$SINK_DIR" -name '*.eml' | sort | sed -n "$((before + 1))p")
is 'one for a part of the list is not in it' "$(address "$letter")" https://asso.example/letter
nlctl -q archive --show part
expect 'until somebody says so' 0 nlctl preview --html part
out_has 'href="https://asso.example/letter/newsletter/part.html"'
nlctl -q config base-url http://127.0.0.1:8080

nlctl -q list add second
nlctl -q subscribe -l second p1@example.org
nlctl -q list set second archive=yes
nlctl -q send --name both -l newsletter -l second june.html >/dev/null
nlctl -q archive shared
expect 'a picture of two lists' 0 nlctl --json archive shared
out_has '"removed":0'
check 'it stays' cmp "$(find shared/i -name '*.png')" dot.png
out_has "\"files\":$(find shared -type f ! -name .nlctl | wc -l),"
nlctl -q list set second archive=no

nlctl -q list set newsletter "logo=$PWD/dot.png"
expect 'with a logo' 0 nlctl -q archive shared
check 'it is beside the pages' cmp shared/newsletter/logo.png dot.png
check 'which show it' grep -qF '<img src="logo.png" alt="">' shared/newsletter/index.html
check 'the other list has none' test ! -e shared/logo.png
expect 'the same on the web' 0 page /a/newsletter/logo.png
out_has 'Content-Type: image/png'
out_has 'ETag: '
expect 'by its own name only' 0 page /a/newsletter/logo.svg
out_has 'Status: 404'
nlctl -q list set newsletter "logo=$PWD/gone.png"
expect 'a logo that is gone' 0 page /a/newsletter/
out_has 'Status: 200'
out_lacks '<img'
err_has "gone.png'"
expect 'is not left out of the files in silence' 66 nlctl archive shared
err_has "setting 'logo': "
nlctl -q config -l newsletter --unset logo
nlctl -q config logo "$PWD/dot.png"
expect 'a logo of all lists' 0 nlctl -q archive shared
check 'it is there' cmp shared/logo.png dot.png
check 'and in each list' cmp shared/newsletter/logo.png dot.png
check 'the overview shows it' grep -qF '<img src="logo.png" alt="">' shared/index.html
nlctl -q config --unset logo
expect 'no logo any more' 0 nlctl --json archive shared
out_has '"removed":2'

mkdir other
echo mine >other/index.html
expect 'a file that is not ours' 1 nlctl archive other
err_has "'other/index.html' is there already and is not ours"
is 'it stays' "$(cat other/index.html)$(find other -type f | wc -l)" mine1
mv other/index.html mine.html
ln -s ../elsewhere other/index.html
expect 'a link that is not ours and leads nowhere' 1 nlctl archive other
err_has "'other/index.html' is there already and is not ours"
check 'it stays' test -L other/index.html
rm other/index.html
expect 'a folder that is ours' 0 nlctl archive other
mv other/newsletter elsewhere
ln -s ../elsewhere other/newsletter
echo mine >elsewhere/june.html
expect 'a link in its place' 1 nlctl archive other
err_has "'other/newsletter' is there already and is not ours"
nlctl -q list set newsletter archive=no
expect 'nothing is removed behind it' 1 nlctl archive other
is 'what it leads to stays' "$(cat elsewhere/june.html)" mine
nlctl -q list set newsletter archive=yes
rm other/newsletter
echo mine >other/newsletter
expect 'a file in its place' 1 nlctl archive other
err_has "'other/newsletter' is there already and is not ours"
expect 'a file for a folder' 1 nlctl archive mine.html
err_has "'mine.html' is there already and is not ours"
printf '../../x\n' >site/.nlctl
expect 'another wrote where ours are' 65 nlctl archive site
err_has 'was changed by another program'
nlctl -q config --unset archive-url
nlctl -q config --unset base-url
expect 'nobody knows where it will be' 78 nlctl archive new
err_has "set 'archive-url'"
expect 'a folder in none' 74 nlctl -o archive-url=https://asso.example archive no/where
err_has "cannot make the folder 'no/where'"

# --- more than a page ---------------------------------------------------------------

fresh
nlctl -q list set newsletter archive=yes
sqlite3 "$NLCTL_DB" 'UPDATE list SET created = 1750000000'
nlctl -q config archive-url https://asso.example/letter/
expect 'a feed before the first issue' 0 page /a/newsletter/feed.xml
out_has '<updated>2025-06-15T15:06:40Z</updated>'
for i in $(seq 41); do
	nlctl -q send --name "n$i" june.html >/dev/null
done
# The first one is the newest.
sqlite3 "$NLCTL_DB" 'UPDATE issue SET started = 1760000000 - id * 86400'
expect '41 issues are written' 0 nlctl -q archive many
# shows FILE: its issues, and where it leads.
shows() {
	sed -n 's/.*<li><a href="n\([0-9]*\)\.html">.*/\1/p; s/.*<a rel="\(.*\)" href="\(.*\)">.*/\1:\2/p' \
		"many/newsletter/$1" | tr '\n' ' '
}
is 'the newest' "$(shows index.html)" "$(seq -s ' ' 20) next:page-2.html "
is 'those before' "$(shows page-2.html)" "$(seq -s ' ' 21 40) prev:./ next:page-3.html "
is 'the oldest' "$(shows page-3.html)" '41 prev:page-2.html '
check 'no more pages' test ! -e many/newsletter/page-4.html
is 'all have an address for search engines' \
	"$(grep -c '<loc>https://asso.example/letter/newsletter/n[0-9]*\.html</loc>' many/sitemap.xml)" 41
is 'the feed has the newest' "$(grep -o '<id>.*/n[0-9]*\.html' many/newsletter/feed.xml | grep -o '[0-9][0-9]*\.' | tr '\n' ' ')" \
	"$(seq -s '. ' 20). "
while read -r language older; do
	nlctl -q list set newsletter "language=$language"
	expect "in the list's language, $language" 0 page /a/newsletter/
	out_has "Content-Language: $language"
	out_has "$older</a>"
done <<'END'
de Ältere Ausgaben
en Older issues
es Números más antiguos
fr Numéros plus anciens
it Numeri meno recenti
nl Oudere nummers
pt Números mais antigos
END
sqlite3 "$NLCTL_DB" "INSERT INTO list (name, created) SELECT 'l' || value, 0 FROM generate_series(1, 50000)"
nlctl -q config archive yes
expect 'more than a site map may have' 0 page /a/sitemap.xml
is 'it has as many as it may' "$(grep -c '<loc>' out) $(tail -n 1 out)" '50000 </urlset>'
expect 'more lists than a page can have' 0 page /a/
out_has 'Status: 500'
err_has "page 'archives': the loops take more than 10000 turns"

# --- names that XML cannot have ---------------------------------------------------------

fresh
strange=$(printf 'Strange \357\277\276 ]]> & \342\200\256')
nlctl -q list add "$strange"
nlctl -q subscribe -l "$strange" p1@example.org
nlctl -q config archive yes
nlctl -q config description "$(printf 'News <b> \357\277\277')"
printf -- '---\nsubject: Odd \357\277\277 ]]> &lt; <b>\npreheader: \357\277\276 too\n---\nHello. {{ unsubscribe }}\n' >odd.txt
expect 'a strange issue for a strange list' 0 nlctl -q send -l "$strange" odd.txt
nlctl -q config archive-url https://asso.example/letter/
nlctl -q archive strange
python - strange/strange*/feed.xml >told <<'END'
import sys, xml.etree.ElementTree
atom = "{http://www.w3.org/2005/Atom}"
feed = xml.etree.ElementTree.parse(sys.argv[1]).getroot()
print(ascii([feed.find(atom + "title").text[-18:], feed.find(atom + "subtitle").text]
    + [feed.find(f"{atom}entry/{atom}{name}").text for name in ("title", "summary")]))
END
is 'readers of feeds understand it' "$(cat told)" \
	"['Strange \\ufffd ]]> & \\u202e\u201d', 'News <b> \\ufffd', 'Odd \\ufffd ]]> &lt; <b>', '\\ufffd too']"

# --- a long text ----------------------------------------------------------------------

fresh
nlctl -q list set newsletter archive=yes
{
	printf '%s\n' --- 'subject: Long' ---
	seq -f 'Line %06g of a text that has no end.' 3000
	echo '{{ unsubscribe }}'
} >long.txt
expect 'a text of 100 KB is sent' 0 nlctl -q send long.txt
expect 'its page' 0 page /a/newsletter/long.html
out_has 'Status: 200'
out_has 'Line 003000 of'
done_testing
