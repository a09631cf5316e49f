#!/bin/sh
# nlctl check: what needs the readers of an issue.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# found CODE...: of the codes that are about readers exactly these, in this order.
found() {
	is "$tap_expect: what is found" "$(sed -n 's/.* \[\([a-z-]*\)\]$/\1/p' out |
		grep -Ex 'audience.*|field-empty|sent-before' | tr '\n' ' ' | sed 's/ $//')" "$*"
}

# --- fields that are empty ---------------------------------------------------

people 5
nlctl -q set p2@example.org PRENOM=
nlctl -q set p4@example.org PRENOM=
nlctl -q field add VILLE text
issue june.html
expect 'a field that some have not' 0 nlctl check june.html
found field-empty
out_has 'june.html:3:19: warning: contact.PRENOM is empty for 2 of 5 readers; add | default:"…", or put {% if contact.PRENOM %} round it [field-empty]'
expect 'with a condition' 0 nlctl check --where 'PRENOM = "Prenom1" or PRENOM is empty and EMAIL like "p2%"' june.html
out_has 'contact.PRENOM is empty for 1 of 2 readers;'
expect 'with a condition that leaves none of them out' 0 nlctl check --where 'PRENOM is not empty' june.html
found
nlctl -q set p2@example.org PRENOM=Zoé
nlctl -q set p4@example.org PRENOM=Ali
expect 'a field that all have' 0 nlctl check june.html
found
issue if.html 'Hi {% if contact.VILLE %}in {{ contact.VILLE }}{% endif %}{{ contact.VILLE|default:"there" }}'
expect 'a field behind if, or with a default' 0 nlctl check if.html
found
issue branch.html '{% if contact.PRENOM == "Ali" %}{{ contact.VILLE }}{% else %}you{% endif %}'
expect 'only for those who see it' 0 nlctl check branch.html
out_has 'contact.VILLE is empty for 1 of 5 readers;'
issue twice.html '{{ contact.VILLE }} {{ contact.VILLE|upper }}'
expect 'each of its places' 0 nlctl check twice.html
found field-empty field-empty
sed 's/News of June/News for {{ contact.VILLE }}/' june.html >title.html
expect 'in the subject' 0 nlctl check title.html
found field-empty
out_has 'title.html:2:64: warning: contact.VILLE is empty for 5 of 5'

printf -- '---\nsubject: For {{ contact.VILLE }}\nlang: en\n---\nDear {{ contact.PRENOM }},\n\nhow is {{ contact.VILLE }}?\n' >mail.md
expect 'in Markdown: at the place in the file' 0 nlctl check mail.md
out_has 'mail.md:2:1: warning: contact.VILLE is empty'
out_has 'mail.md:7:11: warning: contact.VILLE is empty'
found field-empty field-empty
cp mail.md mail.txt
expect 'in a text' 0 nlctl check mail.txt
out_has 'mail.txt:2:1: warning: contact.VILLE is empty'
out_has 'mail.txt:7:11: warning: contact.VILLE is empty'
found field-empty field-empty
echo 'How is {{ contact.VILLE }}? {{ unsubscribe }}' >june.txt
expect 'in a text beside the HTML' 0 nlctl check june.html
out_has 'june.txt:1:11: warning: contact.VILLE is empty'
found field-empty
rm june.txt
printf '\211PNG\r\n\032\n' >flower.png
issue edited.html '<img src="flower.png" alt="A flower"> <a href="{{ mirror }}">Web</a> {{ contact.VILLE }}'
expect 'behind what is edited before it is sent' 0 nlctl -o mirror=drop check edited.html
out_has 'edited.html:3:82: warning: contact.VILLE is empty'

# --- nobody ------------------------------------------------------------------

expect 'nobody' 1 nlctl check --where 'PRENOM = "Nobody"' june.html
found audience-empty
out_has 'audience: error: nobody would get this issue'

# --- the issue before --------------------------------------------------------

rm -f "$NLCTL_DB"*
people 60
relay
issue may.html 'The news of May.'
expect 'the first issue' 0 nlctl check june.html
found
nlctl -q send may.html
expect 'as many' 0 nlctl check june.html
found audience
out_has "audience: note: 60 readers, as many as 'may' had [audience]"
nlctl -q unsubscribe --email p1@example.org
nlctl -q unsubscribe --email p2@example.org
nlctl -q block p3@example.org
nlctl -q subscribe new@example.org -f PRENOM=New
expect 'some left' 0 nlctl check june.html
found audience
out_has "audience: note: 58 readers, 2 fewer than 'may' had; 2 left since; 1 may not be mailed any more; 1 new [audience]"
expect 'another condition is no comparison' 0 nlctl check --where 'EMAIL like "p%"' june.html
found
n=10
while [ $n -lt 22 ]; do
	nlctl -q unsubscribe --email p$n@example.org
	n=$((n + 1))
done
expect 'a fifth left' 0 nlctl check june.html
found audience-changed
out_has "audience: warning: 46 readers, 14 fewer than 'may' had; 14 left since;"
expect 'a fifth left, and this list has it as an error' 1 nlctl -o check.errors=audience-changed check june.html

# --- the same again ----------------------------------------------------------

cp may.html maj.html
expect 'sent under another name' 0 nlctl check maj.html
found audience-changed sent-before
out_has "maj.html: warning: the same was sent to this list as 'may' already [sent-before]"
expect 'sent under this name' 0 nlctl check may.html
found
nlctl -q list add Other
nlctl -q subscribe -l Other p1@example.org
expect 'sent to another list' 0 nlctl check -l Other maj.html
found

done_testing
