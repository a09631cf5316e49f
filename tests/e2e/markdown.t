#!/bin/sh
# Issues in Markdown and text: from the file to the message, the layout between, and
# mistakes told of the file that they were made in.
# shellcheck disable=SC2317 # functions are called by expect
. "${0%/*}/../lib.sh"

data=$ROOT/tests/data

nlctl -q init --from "L’Infolettre <infolettre@asso.example>" --base-url https://lettre.asso.example \
	--list infolettre >/dev/null
nlctl -q import "$data/abonnes.csv" >/dev/null 2>&1
nlctl -q field add PLAN text 2>/dev/null

# --- the reference issue ------------------------------------------------------

expect 'the reference issue in Markdown' 0 nlctl -q send --outbox letters --seed 1 "$data/infolettre.md"
err_is_empty
check 'every copy passes the byte checker' bytecheck letters/new/*
set -- letters/new/*
expect 'the judge finds nothing' 0 judge defects "$@"
is 'its parts' "$(judge parts "$1")" 'multipart/alternative
  text/plain
  text/html'
judge field "$1" Subject >out
out_matches "^Ce mois de juin .* 🐞 L'Infolettre de l'APES du 28 mai 2026$"

# What its author wrote as HTML and what Markdown makes of it say the same.
nlctl preview --as-empty --text "$data/infolettre.html" | sed 's|/[uv]/[^>]*|/…|' >html.txt
nlctl preview --as-empty --text "$data/infolettre.md" | sed 's|/[uv]/[^>]*|/…|' >md.txt
is 'the text is that of the HTML, but for the picture of the card and the rule' \
	"$(diff html.txt md.txt | grep '^[<>]' | sed 's/Affiche.*/…/')" \
	'> […
> 
< […
< 
> 
> ----------------------------------------'

expect 'its HTML' 0 nlctl preview --as-empty --html "$data/infolettre.md"
out_has '<html lang="fr" dir="ltr"'
out_matches '^<title>Ce mois de juin .* 🐞 L&#39;Infolettre'
out_has 'width="440"'
out_has 'class="nl-button"'
out_has 'class="nl-card"'
out_has 'class="nl-columns"'
out_has 'class="nl-band"'
out_lacks '{{'
out_lacks ':::'
is 'its own links to leave and to the web version: no others' \
	"$(grep -o 'asso.example/[uv]/' out | wc -l)" 2
check 'no mistakes' nlctl -q check "$data/infolettre.md"

# --- the layout ---------------------------------------------------------------

cat >small.md <<'END'
---
subject: Juin & {{ contact.EMAIL }}
preheader: "Le <programme> de {{ contact.EMAIL }}"
lang: fr
---
# Bonjour
END
expect 'a small issue' 0 nlctl preview --as-empty --html small.md
out_has '<title>Juin &amp; reader@example.org</title>'
out_has '>Le &lt;programme&gt; de reader@example.org&#847;'
out_has '>Voir ce message dans votre navigateur</a>'
out_has '>Se désabonner</a>'
out_matches 'reader@example.org est abonnée à «.infolettre.»'
expect 'a small issue: as text' 0 nlctl preview --as-empty small.md
out_matches '^Se désabonner <https://lettre.asso.example/u/'
out_matches '^Le <programme> de reader@example.org$'
nlctl -q config postal-address '1 rue Basse, 59000 Lille'
expect 'a postal address' 0 nlctl preview --as-empty small.md
out_matches '^1 rue Basse, 59000 Lille$'
nlctl -q config --unset base-url
expect 'nowhere to see it on the web' 0 nlctl -o list-address=bye@asso.example \
	preview --as-empty --html small.md
out_lacks 'votre navigateur'
out_has 'href="mailto:bye@asso.example'
nlctl -q config base-url https://lettre.asso.example
sed -i '/^preheader/d; /^lang/d' small.md
expect 'no preheader, no language' 0 nlctl preview --as-empty --html small.md
out_has '<html lang="en"'
out_has '>Unsubscribe</a>'
out_lacks 'display:none'

mkdir layouts
cp "$data/images/logo-apes.png" layouts/logo.png
cat >layouts/own.html <<'END'
<html lang="{{ language }}"><head><title>{{ issue.subject }}</title>
<style data-nlctl="inline">h1 { color: #123456 }</style></head>
<body><img src="logo.png" alt="Asso">
{% if preheader %}<i>{{ preheader }}</i>{% else %}<i>nothing</i>{% endif %}
{{ content }}
{% if contact.PLAN %}plan {{ contact.PLAN }}{% endif %}
<a href="{{ unsubscribe }}">{{ word.unsubscribe }}</a></body></html>
END
nlctl -q config layout "$T/layouts/own.html"
expect 'a layout of its own' 0 nlctl preview --as-empty --html small.md
out_has '<h1 style="color: #123456;">Bonjour</h1>'
out_has '<img src="data:image/png;base64,'
out_has '<i>nothing</i>'
out_lacks 'data-nlctl'
sed -i 's/^subject.*/&\nlayout: layouts\/own.html/' small.md
nlctl -q config --unset layout
expect 'a layout that the issue names' 0 nlctl preview --as-empty --html small.md
out_has '<h1 style="color: #123456;">Bonjour</h1>'
sed -i 's|^layout.*|layout: /etc/passwd|' small.md
expect 'a layout out of its folder: there is none' 65 nlctl preview small.md
err_has 'small.md:3:1: layout: '
sed -i 's/^layout.*/layout: layouts\/own.html/' small.md

# What leaves later is set into what the layout was when it was queued.
expect 'queued with its layout' 0 nlctl -q -o relay.default.url=smtp://127.0.0.1:1 \
	send --at '+3h' --yes small.md
nlctl preview --as-empty --html small.md | sed 's|/u/[^"]*||' >before
sed -i 's/Asso/Autre/' layouts/own.html
mv small.md elsewhere.md
nlctl preview --as-empty --html small 2>err | sed 's|/u/[^"]*||' >after
is 'the issue is as it was' "$(cmp before after && echo same)" same

# --- mistakes have their places -----------------------------------------------

cat >wrong.md <<'END'
---
subject: "\"Juin\" {{ contact.PLAM }}"
preheader: for {{ contact.PRE }}
lyout: x
reply-to: nobody
header.X-Group: '{{ contact.GRP }}'
layout: layouts/wrong.html
---

| Où | Quand |
|----|-------|
| à Lille | le {{ contact.CELL }} |

See **[there](https://asso.example/?a={{ contact.LINK }})**.

::: crad
:::
END
cat >layouts/wrong.html <<'END'
<html><title>x</title>
<p>{{ content }} {{ contact.LAYT }} {{ word.nothing }}</p>{{ content }}
END
expect 'mistakes' 65 nlctl -q preview wrong.md
sort <err >sorted
mv sorted err
err_is <<'END'
layouts/wrong.html:2:21: contact.LAYT is not a field
layouts/wrong.html:2:37: there is no such word: word.mirror, word.unsubscribe and word.why are there
layouts/wrong.html:2:59: {{ content }} is there already: once is all
nlctl preview: 'wrong.md' has 10 mistakes: nothing was sent
wrong.md:12:19: contact.CELL is not a field
wrong.md:14:42: contact.LINK is not a field
wrong.md:16:1: there is no form 'crad'; did you mean '::: card'?
wrong.md:2:23: contact.PLAM is not a field; did you mean contact.PLAN?
wrong.md:4:1: lyout is no setting of an issue; did you mean layout?
wrong.md:5:1: reply-to: 'reply-to': 'nobody': there is no '@'
wrong.md:6:21: contact.GRP is not a field
END

# --- the examples of the manual ------------------------------------------------

# example WORD: the example of nlctl-template(5) that has this in it.
example() {
	python - "$ROOT/man/nlctl-template.5" "$1" <<'END'
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
blocks = re.findall(r"^\.Bd -literal.*?\n(.*?)^\.Ed$", page, re.M | re.S)
found = [b for b in blocks if sys.argv[2] in b]
print(found[0].replace("\\&", "").replace("\\e", "\\"), end="")
END
}
mkdir images
cp "$data/images/affiche-saser-2026.png" images/affiche.png
example '::: card' >manual.md
cat >band.md <<'END'
---
subject: Juin
---
::: band
::: columns
A

---

B
:::

::: card
![L'affiche](images/affiche.png)

C
:::
:::
END
expect 'columns and a card in a band' 0 nlctl preview --as-empty --html band.md
is 'fit side by side into its 488 pixels' \
	"$(grep -o 'max-width: [0-9]*px;"' out | tr '\n' ' ')" \
	'max-width: 240px;" max-width: 240px;" max-width: 164px;" max-width: 320px;" '
example 'data-nlctl' >manual.html
expect 'the four forms of the manual' 0 nlctl preview --as-empty --html manual.md
out_has 'class="nl-button"'
out_has 'class="nl-card-picture"'
out_has 'class="nl-band"'
out_has 'class="nl-column"'
out_has 'width="187"'
expect 'the layout of the manual' 0 nlctl -o "layout=$T/manual.html" \
	preview --as-empty --html manual.md
out_has 'style="background-color: #14532d; border-radius: 4px;"'
out_has 'width="196"'
example 'L'"'"'Infolettre du 28 mai' >manual.md
expect 'the front matter of the manual' 65 nlctl -q preview manual.md
err_lacks 'manual.md:2:'
err_has 'programme.pdf'

# --- a text -------------------------------------------------------------------

cat >june.txt <<'END'
---
subject: June, {{ contact.EMAIL }}
attach: plan.pdf
---

Hello {{ contact.EMAIL }},

  leave: {{ unsubscribe }}
END
printf '%%PDF-1.4\n' >plan.pdf
expect 'a text' 0 nlctl -q send --outbox texts --seed 1 june.txt
check 'a text passes the byte checker' bytecheck texts/new/*
set -- texts/new/*
is 'a text: its parts' "$(judge parts "$1")" 'multipart/mixed
  text/plain
  application/pdf'
sed -i '/^attach/d' june.txt
expect 'a text: shown' 0 nlctl preview --as-empty june.txt
out_matches '^  leave: https://lettre.asso.example/u/'
expect 'a text has no HTML' 66 nlctl preview --html june.txt
err_has "'june.txt' is a text: it has no HTML part"
nlctl preview --source --as-empty june.txt >one.eml
is 'a text alone' "$(judge parts one.eml)" text/plain
check 'a text alone passes the byte checker' bytecheck one.eml

# --- standard input, and when it leaves ---------------------------------------

sed -i 's/^subject.*/&\nname: input/' elsewhere.md
from_input() { nlctl preview --as-empty --html - <elsewhere.md; }
expect 'standard input with front matter is Markdown' 0 from_input
out_has '>Bonjour</h1>'

relay=relay.default.url=smtp://127.0.0.1:1
sed -i 's/^subject.*/&\nsend-at: 2099-06-01 09:00/' june.txt
expect 'a time in its file' 0 nlctl -q -o $relay send --yes june.txt
is 'it waits' "$(nlctl --json status june | grep -o '"departs": *"[^"]*"')" \
	'"departs":"2099-06-01T09:00:00Z"'
expect 'the same again: it waits still' 0 nlctl -q -o $relay send --yes june.txt
is 'it waits still' "$(nlctl --json status june | grep -o '"departs": *"[^"]*"')" \
	'"departs":"2099-06-01T09:00:00Z"'
sed -i 's/^send-at.*/send-at: 2001-01-01 09:00/' june.txt
expect 'a time that is over' 65 nlctl -q -o $relay send --yes --name over june.txt
err_has 'june.txt: send-at'
sed -i 's/^send-at.*/every: month/' june.txt
expect 'issues that come again' 65 nlctl -q send june.txt
err_is <<'END'
june.txt:3:1: every: issues that come again by themselves are not there yet: take it out, and send this one
nlctl send: 'june.txt' has 1 mistake: nothing was sent
END

done_testing
