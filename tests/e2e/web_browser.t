#!/bin/sh
# A reader in a real browser: from the link in a received message to the end and back.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
python -c 'import sys; sys.path.insert(0, sys.argv[1]); import browser
sys.exit(browser.path() is None)' "$ROOT/tests/e2e" || skip_all 'chromium is not installed'

nlctl -q init --from 'La Lettre <lettre@asso.example>' >next
nlctl -q field add PRENOM text
nlctl -q subscribe -f 'PRENOM=<img src=x onerror=alert(1)><script>alert(2)</script>' zoe@asso.example
sqlite3 nlctl.db "UPDATE contact SET language = 'fr'"
"$NLCTL" serve --listen 127.0.0.1:0 >served 2>&1 &
SERVER=$!
wait_for 5 grep -q '^pages at ' served
nlctl config base-url "$(sed -n '1s/^pages at //p' served)"

printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg== |
	base64 -d >dot.png
cat >june.html <<'END'
<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><title>Nouvelles de juin</title></head>
<body><p>Bonjour {{ contact.PRENOM }}.</p>
<p><img src="dot.png" alt="Un point" width="1" height="1"></p>
<p><a href="{{ mirror }}">Consulter dans un navigateur</a>
<a href="{{ unsubscribe }}" id="leave">Se désabonner</a></p></body></html>
END
relay
expect 'june is sent' 0 nlctl -q send june.html
nlctl config public yes
nlctl config subscribe.fields PRENOM
nlctl form --language fr >form.html
python "$ROOT/tests/e2e/web_browser.py" nlctl.db "$SINK_DIR"/*.eml >checks 2>&1
is 'the reader came to the end' $? 0
results browser <checks
kill "$SERVER"
wait "$SERVER"
done_testing
