#!/bin/sh
# What people change by themselves, and what comes of it: a pause is obeyed.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

nlctl -q init --from 'La Lettre <lettre@asso.example>' --base-url http://127.0.0.1:8080 >next
nlctl -q subscribe zoe@asso.example max@asso.example
issue june.html 'Hello. {{ unsubscribe }}'
relay
expect 'june is sent' 0 nlctl -q send june.html
zoe=$(grep -l '^To:.*zoe' "$SINK_DIR"/*.eml | head -1)
token=$(sed -n 's,.*/u/\([0-9a-f-]\{36\}\)>.*,\1,p' "$zoe" | head -1)
zoe=/p/$token

# shellcheck disable=SC2317 # they are called by expect
# post BODY: to zoe's page.
post() {
	printf '%s' "$1" >body
	env REQUEST_METHOD=POST PATH_INFO="$zoe" CONTENT_LENGTH="${#1}" \
		CONTENT_TYPE=application/x-www-form-urlencoded "$NLCTL" cgi <body
}
copies() { sqlite3 -cmd ".timeout 20000" nlctl.db "SELECT d.state, d.reason FROM delivery d
	JOIN issue i ON i.id = d.issue JOIN contact c ON c.id = d.contact
	WHERE i.name = '$1' AND c.key = 'zoe@asso.example'"; }

# --- a pause ------------------------------------------------------------------

expect 'two weeks' 0 post 'do=save&pause=2'
expect 'show says it' 0 nlctl show zoe@asso.example
out_matches 'newsletter  active .paused until [0-9: -]*'
expect 'to programs' 0 nlctl --json show zoe@asso.example
out_matches '"state":"active",.*"paused_until":"'
expect 'subscribers says it' 0 nlctl subscribers
out_matches '^zoe@asso.example .* paused '
expect 'to programs' 0 nlctl --json subscribers
out_matches '"state":"active".*"paused_until":"20'
out_has '"paused_until":null'
expect 'who would get mail' 0 nlctl subscribers --mailable --count
out_matches '^1$'
expect 'an export has it' 0 nlctl export --format jsonl
out_matches 'zoe@asso.example.*"paused_until":"'
issue july.html 'July.'
expect 'july is sent' 0 nlctl -q send july.html
is 'she gets no copy of it' "$(copies july)" ''
NLCTL_TEST_NOW=$(($(date +%s) + 14 * 86400 + 60))
export NLCTL_TEST_NOW
expect 'two weeks later' 0 nlctl subscribers --mailable --count
out_matches '^2$'
expect 'show does not say it any more' 0 nlctl show zoe@asso.example
out_lacks 'paused until'
unset NLCTL_TEST_NOW
expect 'its end' 0 post 'do=save&pause=0'

# --- while an issue is being sent ----------------------------------------------

sqlite3 -cmd ".timeout 20000" nlctl.db "UPDATE delivery SET state = 'queued', changed = NULL
	WHERE contact = (SELECT id FROM contact WHERE key = 'zoe@asso.example')
	AND issue = (SELECT id FROM issue WHERE name = 'june');
	UPDATE issue SET state = 'paused' WHERE name = 'june'"
expect 'a pause, when a copy waits' 0 post 'do=save&pause=1'
is 'it is skipped' "$(copies june)" 'skipped|paused'
expect 'a longer one' 0 post 'do=save&pause=4'
expect 'its end' 0 post 'do=save&pause=0'
is 'it waits again' "$(copies june)" 'queued|'
sqlite3 -cmd ".timeout 20000" nlctl.db "UPDATE subscription SET paused_until = strftime('%s', 'now') + 9999
	WHERE contact = (SELECT id FROM contact WHERE key = 'zoe@asso.example')"
expect 'the sender looks too' 0 nlctl -q resume june
is 'and skips it' "$(copies june)" 'skipped|paused'
expect 'all adds up' 0 nlctl --json status june
out_has '"skipped":1'

# --- the mailed link ------------------------------------------------------------

expect 'the end of her pause' 0 post 'do=save&pause=0'
issue may.html '<a href="{{ update_profile }}">Set</a>'
expect 'may is sent' 0 nlctl -q send may.html
# link_in FILE...: the first link to preferences in a message to zoe.
link_in() {
	python - "$@" <<-'END'
		import email, email.policy, re, sys
		for name in sys.argv[1:]:
		    m = email.message_from_file(open(name), policy=email.policy.default)
		    link = re.search(r"/p/[0-9a-z.]+", m.get_body(("html",)).get_content())
		    if link and "zoe" in m["To"]:
		        print(link[0])
		        break
	END
}
zoe=$(link_in "$SINK_DIR"/*.eml)
expect 'she asks for it' 0 post 'do=mail'
out_has 'Look at your mail'
mailed() { sqlite3 -cmd ".timeout 20000" nlctl.db "SELECT count(*) FROM notice WHERE kind = 'answer'"; }
is 'one mail' "$(mailed)" 1
expect 'once more within the hour' 0 post 'do=mail'
is 'no other' "$(mailed)" 1
now=$(date +%s)
for hour in 2 4 6; do
	NLCTL_TEST_NOW=$((now + hour * 3600))
	export NLCTL_TEST_NOW
	post 'do=mail' >out
done
is 'three a day' "$(mailed)" 3
unset NLCTL_TEST_NOW
sqlite3 -cmd ".timeout 20000" nlctl.db "SELECT message FROM notice WHERE kind = 'answer' ORDER BY id LIMIT 1" >answer
# shellcheck disable=SC2317 # called by wait_for
received() { grep -qs 'Subject: Your preferences' "$SINK_DIR"/*.eml; }
check 'it has arrived' wait_for 10 received
zoe=$(link_in answer)
# shellcheck disable=SC2317
fetch() { env REQUEST_METHOD=GET PATH_INFO="$zoe" "$NLCTL" cgi; }
expect 'the link opens' 0 fetch
out_has 'Your preferences'
out_has 'name="shown"'

# --- a pause and lists that come and go -------------------------------------------

nlctl -q list add Other
nlctl -q config -l Other public yes
# Each list with its state, and which of the pauses it has: the longest is 1.
pauses() { sqlite3 -cmd ".timeout 20000" nlctl.db "SELECT group_concat(list || ' ' || state || ' ' ||
	CASE WHEN paused_until > strftime('%s', 'now') + 12 * 86400 THEN 1
		WHEN paused_until > strftime('%s', 'now') THEN 2 ELSE 0 END, ', ')
	FROM v_subscriber WHERE key = 'zoe@asso.example'"; }
expect 'a list is joined during a pause' 0 post 'do=save&pause=2'
expect 'a list is joined during a pause' 0 post 'do=save&shown=1+2&list=1&list=2'
is 'it pauses like the other' "$(pauses)" 'newsletter active 1, Other active 1'
is 'it has its event' "$(sqlite3 nlctl.db "SELECT list, kind FROM v_event ORDER BY event DESC LIMIT 1")" \
	'Other|paused'
sqlite3 -cmd ".timeout 20000" nlctl.db "UPDATE subscription SET paused_until = strftime('%s', 'now') + 86400
	WHERE list = 2 AND contact = (SELECT id FROM contact WHERE key = 'zoe@asso.example')"
link=$zoe
zoe=/p/$token
expect 'all are left' 0 post 'do=leave'
permit=$(sed -n 's/.*name="permit" value="\([^"]*\)".*/\1/p' out)
is 'with them go the pauses' "$(pauses)" 'newsletter left 0, Other left 0'
zoe=/u/$token
expect 'all are back' 0 post "do=undo&permit=$permit"
is 'each with its own pause' "$(pauses)" 'newsletter active 1, Other active 2'
zoe=$link
expect 'the end of all of them' 0 post 'do=save&pause=0'
is 'the end of all of them' "$(pauses)" 'newsletter active 0, Other active 0'
expect 'lists are left and joined anew' 0 post 'do=leave'
expect 'lists are left and joined anew' 0 post 'do=save&shown=1+2&list=2&pause=1'
is 'with the pause that is wished then' "$(pauses)" 'newsletter left 0, Other active 2'

# A list that is not public can be joined again where it was left by mistake, and not
# where somebody else took them off.
nlctl -q list add Board
nlctl -q subscribe -l Board zoe@asso.example
expect 'a list that is not public is left' 0 post 'do=leave'
out_has '>Board<'
expect 'and joined again' 0 post 'do=save&shown=3&list=3'
out_has 'value="3" checked>Board<'
nlctl -q unsubscribe -l Board --email zoe@asso.example
expect 'they are taken off it' 0 fetch
out_lacks '>Board<'

NLCTL_TEST_NOW=$((now + 86400 + 60))
export NLCTL_TEST_NOW
expect 'not after a day' 0 fetch
out_lacks 'name="shown"'
out_has 'Send me the link'
unset NLCTL_TEST_NOW
nlctl -q rename zoe@asso.example zoe.b@asso.example
expect 'nor when the address is another' 0 fetch
out_has 'No preferences here'

# --- the page of a copy, which may be passed on ----------------------------------

nlctl -q list add Secret
nlctl -q subscribe -l Secret max@asso.example
nlctl -q field add AGE number
nlctl config preferences.fields AGE
max=$(grep -l '^To:.*max' "$SINK_DIR"/*.eml | head -1)
zoe=/p/$(sed -n 's,.*/u/\([0-9a-f-]\{36\}\)>.*,\1,p' "$max" | head -1)
states() { sqlite3 -cmd ".timeout 20000" nlctl.db "SELECT group_concat(state) FROM v_subscriber
	WHERE key = 'max@asso.example'"; }
expect 'it opens' 0 fetch
out_has '>newsletter<'
out_lacks 'Secret'
expect 'a field that does not fit, saved' 0 post 'do=save&field.AGE=old'
out_has 'Nothing was saved'
expect 'it keeps nobody' 0 post 'do=leave&field.AGE=old&language=fr'
out_has 'You are unsubscribed'
out_lacks 'Secret'
is 'off every list' "$(states)" left,left
expect 'nothing is left to choose' 0 fetch
out_has 'No preferences here'
done_testing
