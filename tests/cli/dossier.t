#!/bin/sh
# nlctl dossier: all that is stored on a person, and nothing of another.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

usage dossier
expect 'no database' 78 nlctl dossier ann@asso.example
nlctl -q init >next
expect 'whom' 64 nlctl dossier
expect 'no address' 65 nlctl dossier ann
err_has "'ann': there is no '@'"
expect 'nobody' 1 nlctl dossier ann@asso.example
out_is_empty
err_has "nothing is stored on 'ann@asso.example'"
expect 'one or the other' 64 nlctl dossier --html --json ann@asso.example
expect 'wherever it stands' 64 nlctl --json dossier --html ann@asso.example
err_has "options '--html' and '--json' do not go together"

nlctl field add PRENOM text
nlctl -q subscribe ann@asso.example bob@asso.example
check 'every personal column of schema.sql has a word of each' \
	python "$ROOT/tests/cli/personal.py" plant nlctl.db "$ROOT/sql/schema.sql"
expect 'as JSON' 0 nlctl dossier Ann@ASSO.example
err_is_empty
cp out as-json
check 'it is JSON, with every word that is stored' python - "$ROOT" <<-'END'
	import json, subprocess, sys
	text = open("as-json").read()
	data = json.loads(text)
	words = subprocess.check_output([sys.executable, sys.argv[1] + "/tests/cli/personal.py",
	    "words", "ann"], text=True).split()
	found = json.dumps(data, ensure_ascii=False)
	def says(w):
	    return w in found or w.encode().hex() in found
	missing = [w for w in words if not says(w)]
	assert not missing, missing
	assert list(data) == ["address", "written", "contact", "subscriptions", "suppressions",
	    "deliveries", "clicks", "notices", "events", "returned_mails", "imports",
	    "token_aliases"], list(data)
	assert data["address"] == "ann@asso.example"
	assert data["written"] == "2026-11-18T11:06:40Z"
	assert data["contact"]["fields"] == {"PRENOM": "ann-contact-fields-word"}
	assert data["contact"]["needs_smtputf8"] is False
	assert [d["issue"] for d in data["deliveries"]] == ["old", "new", "old"]
	assert data["deliveries"][0]["unsubscribe_token"] == "0102030405060708090a0b0c0d0e0f01"
	assert data["clicks"][0]["link"] == "kit" and data["clicks"][0]["human"] is True
	assert data["subscriptions"][0]["list"] == "newsletter"
END
check 'nothing of another' sh -c '! grep -q bob as-json'
expect 'the same with --json' 0 nlctl --json dossier ann@asso.example
check 'the same with --json: the same' cmp out as-json

nlctl -q config language fr
expect 'a page in the language of the list' 0 nlctl dossier --html ann@asso.example
out_has '<html lang="fr">'
out_has '<h2>Les lettres qui vous ont été envoyées</h2>'
nlctl -q config language en
sqlite3 "$NLCTL_DB" "UPDATE contact SET language = 'de-AT' WHERE key = 'ann@asso.example'"
expect 'a page in the language of the person' 0 nlctl dossier --html ann@asso.example
out_has '<title>Alles, was über Sie gespeichert ist</title>'
out_matches '<dd>(Ja|Nein)</dd>'
out_matches '^Stand: [0-9]+\. '
sqlite3 "$NLCTL_DB" "UPDATE contact SET language = '' WHERE key = 'ann@asso.example'"
expect 'as a page' 0 nlctl dossier --html ann@asso.example
err_is_empty
out_has '<title>All that is stored on you</title>'
out_has '<h1>All that is stored on you</h1>'
out_matches '^<p>ann@asso.example<br>$'
out_matches '^Date: [0-9]+ [A-Z][a-z]+ 20[0-9]{2} at '
out_has 'PRENOM: ann-contact-fields-word'
out_lacks bob
check 'it is well-formed, and fetches nothing' python - <<-'END'
	import html.parser
	class Page(html.parser.HTMLParser):
	    open, seen = [], []
	    def handle_starttag(self, tag, attrs):
	        assert tag in ("html head meta title style body main h1 h2 p br section dl dt dd").split(), tag
	        assert not any(k in ("src", "href", "style") or k.startswith("on") for k, v in attrs)
	        if tag not in ("meta", "br"):
	            self.open.append(tag)
	    def handle_endtag(self, tag):
	        assert self.open.pop() == tag, tag
	    def handle_data(self, data):
	        self.seen.append(data)
	page = Page()
	page.feed(open("out").read())
	page.close()
	assert page.open == [], page.open
	for word in ("ann-notice-message-word", "ann-mail_in-message-word", "ann-delivery-reply-word"):
	    assert word in page.seen, word
END

# What people write is text, in the page as elsewhere.
nlctl field add ADHERENT boolean
nlctl -q set ann@asso.example ADHERENT=oui "PRENOM=</dd><script>x</script>&\"'"
expect 'markup in a field' 0 nlctl dossier --html ann@asso.example
out_has 'PRENOM: &lt;/dd&gt;&lt;script&gt;x&lt;/script&gt;&amp;&quot;&#39;'
out_lacks '<script'
out_has 'ADHERENT: Yes'

# A test copy merged as one person and sent to another has data of both.
sqlite3 nlctl.db "INSERT INTO notice (kind, contact, address, message, token, created)
	VALUES ('test', 2, 'ann@asso.example', CAST('merged as bob' AS BLOB), randomblob(16), 1)"
expect 'to whom it went' 0 nlctl dossier ann@asso.example
out_lacks 'merged as bob'
out_has '"kind":"test","address":"ann@asso.example"'
expect 'as whom it was merged' 0 nlctl dossier bob@asso.example
out_lacks 'ann'
out_has '"kind":"test","address":null'

# Somebody who is no contact.
nlctl -q block eve@asso.example
expect 'only blocked' 0 nlctl dossier eve@asso.example
out_has '"contact":null,"subscriptions":[],"suppressions":[{"reason":"blocked","domain":null,'
nlctl -q forget -y bob@asso.example >receipt
expect 'forgotten' 0 nlctl dossier bob@asso.example
out_matches '^\{"address":"bob@asso.example","written":"[^"]*","contact":null,"subscriptions":\[\],"suppressions":\[\{"reason":"forgotten",[^]]*\],"deliveries":\[\],"clicks":\[\],"notices":\[\],"events":\[\],"returned_mails":\[\],"imports":\[\],"token_aliases":\[\]\}$'
nlctl -q subscribe Exemple@Bücher.example
expect 'another spelling' 0 nlctl dossier exemple@xn--bcher-kva.example
out_has '"address":"exemple@bücher.example"'
done_testing
