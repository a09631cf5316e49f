#!/bin/sh
# Whole messages, byte for byte, with clock, keys and random held: the reference
# issue for three of its readers, and a small one with every setting that makes
# a header field.  After a change that is meant: UPDATE=1 prove tests/golden/letters.t
. "${0%/*}/../lib.sh"

GOLDEN=$ROOT/tests/golden
data=$ROOT/tests/data

# The keys that a database makes for itself, known.
known_keys() {
	python - "$NLCTL_DB" <<'END'
import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
for name, size in ("delivery-ids", 32), ("instance", 5):
    db.execute("INSERT OR REPLACE INTO secret VALUES (?, ?)", (name, bytes(range(size))))
db.commit()
END
}

# Tokens of what is mailed cannot be held: a known one is put in the place of
# the message's, soft breaks within it and all.
known_token() {
	python - "$(judge token "$1")" "$1" <<'END'
import re, sys
token, name = sys.argv[1:]
held = "00000000-0000-4000-8000-000000000000"
data = open(name, encoding="ascii", newline="").read()
break_or_none = "((?:=\r\n)?)"
sys.stdout.reconfigure(newline="")
print(re.sub(break_or_none.join(token), lambda m: "".join(
    c + b for c, b in zip(held, m.groups() + ("",))), data), end="")
END
}

# golden NAME FILE: is it the one that was looked at?
golden() {
	[ -z "${UPDATE-}" ] || cat "$2" >"$GOLDEN/$1.eml"
	if cmp -s "$GOLDEN/$1.eml" "$2"; then
		pass "$1.eml"
	else
		fail "$1.eml" "$(diff -u "$GOLDEN/$1.eml" "$2" | cat -v | sed 60q)"
	fi
	check "$1.eml passes the byte checker" bytecheck "$2"
	check "GMime reads $1.eml as Python does" gmime "$2"
	run judge defects "$2"
	is "$1.eml: the judge finds nothing" "$STATUS $(cat out)" '0 '
}

# says NAME FIELD VALUE: what a mail program shows of it.
says() {
	is "$1.eml: $2" "$(judge field "$GOLDEN/$1.eml" "$2")" "$3"
}

# --- the reference issue ------------------------------------------------------

nlctl -q init --from "L’APES <infolettre@example.org>" --base-url https://lettre.example.org >/dev/null
known_keys
nlctl -q import "$data/abonnes.csv" >/dev/null 2>&1
expect 'the reference issue' 0 nlctl -q send --outbox letters --seed 1 "$data/infolettre-hosted.html"

# message ADDRESS: the file with the copy to it.
message() { grep -lF -e "<$1>" -e "To: $1" letters/new/*; }

golden member "$(message nadia.dhaese@example.com)"
golden nameless "$(message accueil@example.com)"
golden eai "$(grep -l '^To: undisclosed-recipients:;' letters/new/*)"

# shellcheck disable=SC1112 # it is that apostrophe
says member From 'L’APES <infolettre@example.org>'
says member To "Nadia D'Haese <nadia.dhaese@example.com>"
says member Subject "$(python -c '
import html, re, sys
title = html.unescape(re.search("<title>(.*?)</title>", sys.stdin.read(), re.S)[1])
print(re.sub("[ \n]+", " ", title).strip())' \
	<"$data/infolettre-hosted.html")"
says member Date 'Sat, 01 Jan 2000 00:00:00 +0000'
says nameless To accueil@example.com
says eai To 'undisclosed-recipients:;'
for name in member nameless eai; do
	judge part "$GOLDEN/$name.eml" text/plain >"$name.txt"
	check "$name.eml: the link to leave" \
		grep -qF "https://lettre.example.org/u/$(judge token "$GOLDEN/$name.eml")" "$name.txt"
done
check 'member.eml: greeted by name' grep -q 'Nadia' member.txt
check 'nameless.eml: greeted all the same' grep -q 'cher·e membre' nameless.txt
check 'member.eml: the block of members' grep -q 'Vous êtes déjà membre' member.txt
check 'nameless.eml: the block of others' sh -c '! grep -q "Vous êtes déjà membre" nameless.txt'

# --- a small issue, over SMTP -------------------------------------------------

NLCTL_DB=$T/small.db
export NLCTL_TEST_NOW=1795467600
cat >small.html <<'END'
<!doctype html>
<html lang="fr">
<head>
<title>L’été au parc : des nouvelles pour {{ contact.PRENOM | default:"vous" }}</title>
</head>
<body>
<p>Bonjour {{ contact.PRENOM | default:"à vous" }},</p>
<p>
.Un point au début, From au début d’une ligne :
From nous.</p>
<p><a href="{{ unsubscribe }}">Se désabonner</a></p>
</body>
</html>
END
nlctl -q init --from 'Les Amis, du Parc <lettre@parc.example>' --list Parc >/dev/null
known_keys
nlctl config reply-to 'Évelyne <reponses@parcé.example>'
nlctl config list-address quitter@parc.example
nlctl config header.Organization 'Les Amis du Parc'
nlctl config header.X-Reader '{{ contact.PRENOM | default:"sans nom" }} <{{ contact.EMAIL }}>'
nlctl -q field add PRENOM text
nlctl -q field add NOM text
nlctl -q subscribe -f PRENOM=Zoé -f 'NOM=de "La" Tour' zoe@example.org
# shellcheck disable=SC2119
start_sink
expect 'a small issue' 0 nlctl -q -o "relay.default.url=smtp://127.0.0.1:$SINK_PORT" send small.html
known_token "$SINK_DIR/000001.eml" >small.eml
golden small small.eml
says small Date 'Mon, 23 Nov 2026 21:00:00 +0000'
# shellcheck disable=SC1112 # it is that apostrophe
says small Subject 'L’été au parc : des nouvelles pour Zoé'
says small To '"Zoé de \"La\" Tour" <zoe@example.org>'
says small Reply-To 'Évelyne <reponses@xn--parc-epa.example>'
says small X-Reader 'Zoé <zoe@example.org>'

# The outbox writes the same bytes, but for a number that leads nowhere.
nlctl -q send --outbox again small.html
for file in again/new/*; do
	known_token "$file" | grep -v '^Message-ID: ' >again.txt
	grep -v '^Message-ID: ' small.eml >small.txt
	check 'the outbox writes what is mailed' cmp small.txt again.txt
done

done_testing
