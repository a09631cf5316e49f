#!/bin/sh
# nlctl links: the links of an issue by number and name.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

usage links
cat >june.html <<'END'
<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Juin</title></head><body>
<p><a href="https://www.example.org/kit?a=1&amp;b=2" data-nlctl="kit">Le kit</a>,
é <a href=" https://www.example.org/salon ">Salon de l'été</a></p>
<p><a href="https://www.example.org/"><img src="https://www.example.org/a.png" alt=""></a>
<a href="mailto:apes@example.org">Écrire</a> <a href="#haut">Haut</a></p>
<p><a href="{{ unsubscribe }}">Se désabonner</a>, <a href="{{ mirror }}">voir</a></p></body></html>
END
expect 'no database' 78 nlctl links june.html
people
expect 'links of a file' 0 nlctl links june.html
out_is <<'END'
number  name                            line   url
1       kit                             3      https://www.example.org/kit?a=1&b=2
2       salon-de-l-ete                  4      https://www.example.org/salon
3       3                               5      https://www.example.org/
4       ecrire                          6      mailto:apes@example.org
5       haut                            6      #haut
6       se-desabonner                   7      {{ unsubscribe }}
7       voir                            7      {{ mirror }}
END
err_is_empty
expect 'for programs' 0 nlctl --json links june.html
sed -n 2p out >second
mv second out
out_is <<'END'
{"number":2,"name":"salon-de-l-ete","file":"june.html","line":4,"column":3,"url":"https://www.example.org/salon"}
END

# Neither a sender nor a way to leave is needed to look, and mistakes are check's.
nlctl -q config --unset base-url
nlctl -q config --unset from
expect 'without settings' 0 nlctl links june.html
out_has 'salon-de-l-ete'
sed 's/{{ mirror }}/{{ nothing }}/' june.html >wrong.html
expect 'with a mistake' 0 nlctl links wrong.html
out_has '{{ nothing }}'
err_is_empty
printf '<title>\377</title>' >latin.html
expect 'not to be read' 65 nlctl links latin.html
out_is_empty
err_has 'latin.html:1:8: '
expect 'an issue without links' 0 nlctl links /dev/null
out_is <<'END'
number  name                            line   url
END
expect 'no issue' 66 nlctl links july.html
err_has "there is no file 'july.html', and no issue of that name"
expect 'no argument' 64 nlctl links
expect 'no address' 64 nlctl links june.html set kit

# As it was sent, whatever the file is now.
nlctl -q config from 'The Letter <letter@example.org>'
nlctl -q config base-url http://127.0.0.1:8080
relay
nlctl -q send june.html >/dev/null
cp june.html sent.html
rm june.html
expect 'links of an issue that was sent' 0 nlctl links june
out_has 'https://www.example.org/salon'
out_matches '^2 +salon-de-l-ete +4 '
sqlite3 "$NLCTL_DB" "UPDATE issue SET options = json_set(options, '$.track', 'counts');
	INSERT INTO click (issue, link, at, human) VALUES (1, 2, 1, 1), (1, 2, 1, 0), (1, 3, 1, 0)"
expect 'clicks' 0 nlctl --json links june
out_has '"name":"salon-de-l-ete","file":"june.html","line":4,"column":3,"clicks":1,"clicks_raw":2,"url"'
out_has '"clicks":0,"clicks_raw":1,"url":"https://www.example.org/"'
expect 'set: not tracked' 1 nlctl links june set kit https://www.example.org/new
err_has 'is not tracked'
sqlite3 "$NLCTL_DB" 'UPDATE link SET tracked = 1 WHERE number < 4'
expect 'set' 0 nlctl -q links june set kit https://www.example.org/new
expect 'set: it is shown' 0 nlctl links june
out_has 'https://www.example.org/new'
nlctl -q links june set kit https://www.example.org/new
is 'set: an event, once' "$(sqlite3 "$NLCTL_DB" \
	"SELECT kind, issue, contact, source, detail FROM v_event WHERE issue NOT NULL")" \
	'mended|june||links set|{"link":1,"was":"https://www.example.org/kit?a=1&b=2","is":"https://www.example.org/new"}'
expect 'set: no such link' 1 nlctl links june set kid https://www.example.org/new
expect 'set: no address' 64 nlctl links june set kit 'javascript:alert(1)'
expect 'set: not of the web' 64 nlctl links june set kit mailto:a@asso.example
# In Markdown the place is that of the Markdown.
cat >july.md <<'END'
---
subject: Juillet
---

Voici [le kit](https://www.example.org/kit).

Et <https://www.example.org/fin>, {{ unsubscribe }}.
END
expect 'links of Markdown' 0 nlctl links july.md
out_matches '^[12] +le-kit +5 +https://www.example.org/kit$'
out_matches '^[23] +https-www-example-org-fin +7 +https://www.example.org/fin$'
nlctl -q send july.md >/dev/null
cp out file
expect 'links of Markdown: numbered as they are sent' 0 sqlite3 "$NLCTL_DB" \
	"SELECT number || ' ' || link.name FROM link JOIN issue ON issue = id WHERE issue.name = 'july' ORDER BY number"
awk 'NR > 1 { print $1, $2 }' file >shown
check 'links of Markdown: numbered as they are sent' cmp out shown
sed -i 's/le kit/{{ nothing }}/' july.md
expect 'Markdown with a mistake' 65 nlctl links july.md
err_has 'july.md:5:'

# In a text the addresses are the links.
cat >august.txt <<'END'
---
subject: Août
---
Le kit : https://www.example.org/kit?a=1&b=2.
Encore : <https://www.example.org/kit?a=1&b=2>, {{ unsubscribe }}
END
expect 'links of a text' 0 nlctl links august.txt
out_is <<'END'
number  name                            line   url
1       https-www-example-org-kit-a-1-b-2  4      https://www.example.org/kit?a=1&b=2
2       https-www-example-org-kit-a-1-b-2  5      https://www.example.org/kit?a=1&b=2
END
sed 's/kit?.*/{{ contact.PRENOM }}\/{{ mirror }}./' august.txt >tags.txt
expect 'links of a text: with merge tags' 0 nlctl links tags.txt
out_matches ' https://www.example.org/\{\{ contact.PRENOM \}\}/\{\{ mirror \}\}$'
expect 'a text: what clicks do not tell' 0 nlctl check august.txt
out_has 'no click is recorded'
rm "$SINK_DIR"/*.eml
expect 'a tracked text is sent' 0 nlctl -q -o track=counts send august.txt
cat "$SINK_DIR"/*.eml | tr -d '\r' | sed -e :a -e '/=$/N; s/=\n//; ta' >copies
is 'a tracked text: each copy leads through us' \
	"$(grep -cE '^(Le|Encore) .*http://127.0.0.1:8080/l/[^ ]+/[12](\.|>)' copies)" 6
is 'a tracked text: with no address of its own' "$(grep -c www.example copies)" 0
check 'a tracked text: well-formed' bytecheck "$SINK_DIR"/*.eml
rm august.txt
expect 'a tracked text: set' 0 nlctl -q links august set 2 'https://www.example.org/new?a=1&b=2'
nlctl -q list set newsletter archive=yes
nlctl -q config archive-url https://asso.example/letter/
expect 'a tracked text: its archive' 0 nlctl -q archive site
check 'a tracked text: as it was written there' grep -qF 'kit?a=1&amp;b=2' site/newsletter/august.html
check 'a tracked text: mended there' grep -qF 'new?a=1&amp;b=2' site/newsletter/august.html
done_testing
