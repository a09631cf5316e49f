#!/bin/sh
# The public pages, through each of their doors, with the links that stand in messages
# which were received.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# --- a world ------------------------------------------------------------------

strange='<script>alert(1)</script>'
(
	set -e
	nlctl -q init --from "$strange & <lettre@asso.example>" --base-url http://127.0.0.1:8080
	nlctl -q list add Membres "\"><img src=x onerror=alert(1)>" "{{ params.from }}" "$strange"
	for field in PRENOM:text NAISSANCE:date SECRET:text SUIVI:boolean; do
		nlctl -q field add "${field%:*}" "${field#*:}"
	done
	nlctl -q subscribe zoe@asso.example lea@asso.example max@asso.example
	nlctl -q set zoe@asso.example 'PRENOM=<b>Zoé</b> & co' SUIVI=yes
	nlctl -q config track.consent SUIVI
	nlctl -q subscribe -l Membres zoe@asso.example max@asso.example
	nlctl -q subscribe pia@asso.example
	nlctl -q subscribe -l Membres -f PRENOM=Pia -f NAISSANCE=2001-02-03 -f SECRET=x pia@asso.example
	nlctl config -l newsletter public yes
	nlctl config -l Membres preferences.fields 'prenom, NAISSANCE'
	nlctl config -l newsletter public yes
	nlctl config -l "$strange" public yes
	nlctl config -l newsletter description 'News & more'
	nlctl config subscribe.fields 'PRENOM, NAISSANCE'
	nlctl config subscribe.per-network 6
	nlctl config proxies '127.0.0.1, unix'
	nlctl -q block bad@asso.example
	for list in "\"><img src=x onerror=alert(1)>" "{{ params.from }}" "$strange"; do
		nlctl -q subscribe -l "$list" eve@asso.example
	done
	for list in newsletter "\"><img src=x onerror=alert(1)>" "{{ params.from }}" "$strange"; do
		nlctl -q list set "$list" archive=yes
	done
) >world.out 2>&1 || fail 'a world can be made' "$(cat world.out)"
alias=5a8a1b0e-7d9c-4f53-9d54-1f9a3f0c7e11
sqlite3 nlctl.db <<END
	UPDATE contact SET language = 'fr' WHERE key IN ('zoe@asso.example', 'pia@asso.example');
	UPDATE subscription SET since = since - 1000000;
	INSERT INTO token_alias SELECT '$alias', id FROM contact WHERE key = 'max@asso.example';
	INSERT INTO token_alias SELECT 'old é+7', id FROM contact WHERE key = 'max@asso.example';
END
issue strange.html 'Hello.'
# A picture of one dot.
printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg== |
	base64 -d >dot.png
cat >june.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>News of June</title></head>
<body><div style="display:none">What is new, dear {{ contact.PRENOM | default:"reader" }}</div>
<p>Hello {{ contact.PRENOM | default:"reader" }} of {{ contact.EMAIL }}.</p>
<p><img src="dot.png" alt="A dot" width="1" height="1"></p>
<p><a href="https://asso.example/read">Read</a> <a href="{{ mirror }}">Look</a>
<a href="{{ update_profile }}">Set</a> <a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
cat >tracked.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Tracked</title>
<meta name="nlctl:track" content="contacts"><meta name="nlctl:track.opens" content="yes"></head>
<body><p><a href="https://asso.example/kit?a=1&amp;b=2#é" data-nlctl="kit">Kit</a>
<a href="http://asso.example/two">Two</a> <a href="https://asso.example/three">Three</a>
<a href="https://asso.example/{{ contact.PRENOM }}">Yours</a> <a href="mailto:lettre@asso.example">Write</a></p>
<p><a href="{{ mirror }}">Look</a> <a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
sed 's/Tracked/Counted/; s/contacts/counts/' tracked.html >counted.html
printf '%s\n' --- 'subject: Text' --- 'A text for {{ contact.PRENOM | default:"nobody" }}.' '{{ mirror }}' \
	'<b> & {{ "{{ x }}" }} (see https://asso.example/read?a=1&b=2).' 'Leave: {{ unsubscribe }}' >plain.txt
printf '%s\n' --- 'subject: Hidden' 'archive: no' --- 'A secret. [Leave]({{ unsubscribe }})' >hidden.md
printf '%s\n' --- 'subject: Part' --- 'For some. [Leave]({{ unsubscribe }})' >part.md
relay
expect 'june is sent' 0 nlctl -q send -l newsletter -l Membres june.html
expect 'and a strange one' 0 nlctl -q send -l "\"><img src=x onerror=alert(1)>" \
	-l "{{ params.from }}" -l "$strange" strange.html
expect 'a test copy of it' 0 nlctl -q send --test test@asso.example june.html
expect 'a text' 0 nlctl -q send -l Membres -l newsletter plain.txt
expect 'one that is not in the archive' 0 nlctl -q send hidden.md
expect 'one for some of the list' 0 nlctl -q send --where 'EMAIL like "z%"' part.md
sed 's/<title>.*<\/title>/<title>Inside<\/title><meta name="nlctl:images" content="inline">/' june.html >inside.html
expect 'one with its pictures in it' 0 nlctl -q send -l Membres inside.html
expect 'one with tracked links' 0 nlctl -q send -l Membres tracked.html
expect 'one with counted links' 0 nlctl -q send -l Membres counted.html
# All of it left some time ago: what is followed at once is followed by programs.
sqlite3 nlctl.db 'UPDATE delivery SET changed = changed - 1000'
expect 'somebody is asked' 0 nlctl -q subscribe --confirm neu@asso.example
python - "$SINK_DIR" $alias "$strange" >world.json <<'END'
import email, email.policy, glob, json, re, sys
world = {"alias": sys.argv[2], "word": "old é+7",
    "strange": [sys.argv[3], "<img", "onerror=\"", "\"><"]}
for name in sorted(glob.glob(sys.argv[1] + "/*.eml")):
    m = email.message_from_file(open(name), policy=email.policy.default)
    who = m["To"].addresses[0].username
    if who == "neu":
        text = m.get_body(("plain",)).get_content()
        world["confirm"] = re.search(r"http\S+/c/[0-9a-f-]{36}", text)[0]
        continue
    if m["Subject"] in ("Hidden", "Part"):
        continue
    page = m.get_body(("html", "plain")).get_content()
    look = re.search(r"http\S+/v/[a-z2-7.]+", page)
    if m["Subject"] == "Inside":
        world["inside"] = look[0]
        assert 'src="cid:' in page
        continue
    if m["Subject"] == "Text":
        world[who + " text"] = look[0]
        continue
    if m["Subject"] in ("Tracked", "Counted"):
        links = re.findall(r'href="(http\S+/l/[^"]+)"', page)
        assert len(links) == 3 and "mailto:lettre" in page
        assert set(links) == set(re.findall(r"<(http\S+/l/[^>]+)>", m.get_body(("plain",)).get_content()))
        key = who + " " + m["Subject"].lower()
        world[key], world[key + " page"] = links[0].rpartition("/")[0], look[0]
        world[key + " open"] = re.search(r'<img src="(http\S+/o/[^"]+)" width="1"', page)[1]
        continue
    world[who] = re.search(r"<(http[^>]+)>", m["List-Unsubscribe"])[1]
    if look:
        world[who + " page"] = look[0]
        world[who + " profile"] = re.search(r"http\S+/p/[a-z2-7.]+", page)[0]
        world["picture"] = re.search(r'src="(http[^"]+/i/[^"]+)"', page)[1]
json.dump(world, sys.stdout)
END
nlctl --json status june >june.json
python - >world.new <<'END'
import json
world = json.load(open("world.json"))
world["public"] = json.load(open("june.json"))["page"]
print(json.dumps(world))
END
mv world.new world.json

# --- the pages ----------------------------------------------------------------

# through DOOR: all checks of web.py, in a copy of the world.
through() {
	mkdir "$1"
	sqlite3 nlctl.db "VACUUM INTO '$1/nlctl.db'"
	chmod 600 "$1/nlctl.db"
	python "$ROOT/tests/e2e/web.py" "$1" "$1/nlctl.db" world.json >checks 2>&1
	is "$1: all of it was asked" $? 0
	results "$1" <checks
}

# DOORS=serve is enough for who works on a page.
for door in ${DOORS:-serve unix systemd cgi nginx nginx-cgi apache apache-cgi caddy}; do
	if python "$ROOT/tests/e2e/doors.py" "$door"; then
		through "$door"
	else
		skip "$door is not there"
	fi
done

# Whatever page serve answered is judged: a new one needs no line here.
python "$ROOT/tests/e2e/web_judges.py" pages >checks 2>&1
is 'the judges came to an end' $? 0
results judges <checks

# --- links never grow old -----------------------------------------------------

zoe=$(python -c 'import json; print(json.load(open("world.json"))["zoe"].split(":8080")[1])')
NLCTL_TEST_NOW=$(($(date +%s) + 3 * 366 * 86400))
export NLCTL_TEST_NOW
printf 'List-Unsubscribe=One-Click' >body
expect 'three years later' 0 env REQUEST_METHOD=POST PATH_INFO="$zoe" CONTENT_LENGTH=26 \
	CONTENT_TYPE=application/x-www-form-urlencoded "$NLCTL" cgi <body
out_has 'Status: 200 OK'
out_matches 'z….*@asso\.example'
is 'three years later: she left' "$(sqlite3 nlctl.db "SELECT count(*) FROM v_subscriber
	WHERE address = 'zoe@asso.example' AND state = 'active'")" 0

# shellcheck disable=SC2317 # they are called by expect
# fetch PATH: the page, as a browser gets it.
fetch() { env REQUEST_METHOD=GET PATH_INFO="$1" "$NLCTL" cgi; }

# path KEY: of a link in the world.
path() {
	python -c 'import json, sys, urllib.parse
print(urllib.parse.urlsplit(json.load(open("world.json"))[sys.argv[1]]).path)' "$1"
}

# --- nor does what they lead to -----------------------------------------------

nlctl -q field drop -y PRENOM
expect 'a field that is gone' 0 fetch "$(path 'zoe page')"
out_has 'Hello reader of zoe@asso.example.'
nlctl -q subscribe --again zoe@asso.example
nlctl -q rename zoe@asso.example zoe.b@asso.example
nlctl -q subscribe other@asso.example
nlctl -q merge -y zoe.b@asso.example other@asso.example
expect 'somebody who became another' 0 fetch "$(path 'zoe page')"
out_has 'Hello reader of other@asso.example.'
expect 'whose links still unsubscribe' 0 fetch "$zoe"
out_has '<li>newsletter</li>'
nlctl -q forget -y other@asso.example
expect 'somebody who was forgotten: as everybody sees it' 0 fetch "$(path 'zoe page')"
out_has 'Hello reader of .'
expect 'whose links lead to nobody' 0 fetch "$zoe"
out_has 'Nothing to unsubscribe from'

# --- what was skipped for somebody who left is queued again -----------------

lea=$(path lea)
sqlite3 nlctl.db "UPDATE delivery SET state = 'queued' WHERE token = x'$(echo "${lea#/u/}" | tr -d -)';
	UPDATE issue SET state = 'sending' WHERE name = 'june'"
# post BODY: to lea's page.
# shellcheck disable=SC2317
post() {
	printf '%s' "$1" >body
	env REQUEST_METHOD=POST PATH_INFO="$lea" CONTENT_LENGTH="${#1}" \
		CONTENT_TYPE=application/x-www-form-urlencoded "$NLCTL" cgi <body
}
sums() { sqlite3 nlctl.db "SELECT queued, skipped, audience = queued + sent + skipped
	FROM issue WHERE name = 'june'"; }
expect 'lea leaves while june is sent' 0 post do=leave
is 'her copy is skipped' "$(sums)" '0|1|1'
permit=$(sed -n 's/.*name="permit" value="\(.*\)".*/\1/p' out)
now=$NLCTL_TEST_NOW
NLCTL_TEST_NOW=$((now + 3600))
expect 'an hour later it cannot be undone' 0 post "do=undo&permit=$permit"
out_has 'Status: 403 Forbidden'
expect 'nor by asking to leave once more' 0 post do=leave
later=$(sed -n 's/.*name="permit" value="\(.*\)".*/\1/p' out)
expect 'which has its own permit' 0 post "do=undo&permit=$later"
out_has 'Nothing to unsubscribe from'
is 'what is older than an hour stays' "$(sums)" '0|1|1'
NLCTL_TEST_NOW=$((now + 3599))
is 'it is not' "$(sums)" '0|1|1'
expect 'before that it can' 0 post "do=undo&permit=$permit"
out_has 'You are subscribed again'
is 'her copy is queued again' "$(sums)" '1|0|1'
done_testing
