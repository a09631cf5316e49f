#!/bin/sh
# What an issue's file sets for itself: <meta name="nlctl:KEY" content="...">.
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

# with FILE META...: an issue that says these of itself.
with() {
	file=$1
	shift
	{
		echo '<!doctype html><html lang="en"><head><title>News</title>'
		for meta; do
			printf '<meta name="nlctl:%s" content="%s">\n' "${meta%%=*}" "${meta#*=}"
		done
		echo '</head><body><p>Hello. <a href="{{ unsubscribe }}">Leave</a></p></body></html>'
	} >"$file"
}

# show FIELD [ARGUMENTS]: what stands in a field of june.html's message.
show() {
	name=$1
	shift
	"$NLCTL" "$@" preview --source june.html >message.eml 2>err && judge field message.eml "$name"
}

people
nlctl list add Members Others
nlctl -q subscribe -l Members m1@example.org m2@example.org
nlctl -q config reply-to config@example.org
nlctl -q config -l Members reply-to list@example.org
nlctl -q config header.X-Level config

with june.html 'from=Ève &lt;eve@asso.example&gt;' list=members reply-to=issue@example.org \
	'header.X-Level=issue, for {{ contact.EMAIL }}' header.X-Own=own
is 'from' "$(show From)" 'Ève <eve@asso.example>'
is 'list' "$(show List-Id)" 'Members <members.asso.example>'
is 'list: its people' "$(show To)" m1@example.org
is 'header.NAME, merged' "$(show X-Level)" 'issue, for m1@example.org'
is 'header.NAME that is set nowhere else' "$(show X-Own)" own
is 'above the list and config' "$(show Reply-To)" issue@example.org
is 'below an option' "$(show Reply-To -o reply-to=option@example.org)" option@example.org
with june.html list=Members
is 'silent: the list speaks' "$(show Reply-To)" list@example.org
with june.html from=eve@asso.example
is 'silent: config speaks' "$(show Reply-To)" config@example.org
is 'silent: so it does for header.NAME' "$(show X-Level)" config
with june.html header.x-LEVEL=issue
is 'header.NAME in other letters' "$(show X-Level)" issue
with june.html header.x-level=one header.X-LEVEL=two
expect 'header.NAME in other letters, twice' 78 nlctl preview --source june.html
err_has "'header.X-LEVEL' and 'header.x-level' are the same field: take one away"

expect 'who may set it' 0 nlctl config --explain reply-to
out_matches '^levels +option, issue, list, config$'
expect 'who may set it: not everything' 0 nlctl config --explain base-url
out_matches '^levels +option, config$'

# --- mistakes -----------------------------------------------------------------

with june.html form=a@example.org nam=x base-url=https://example.org from=nobody \
	reply-to= list=Membrs from=a@example.org preheader=x
expect 'mistakes' 65 nlctl send june.html
out_is_empty
err_is <<'END'
june.html:9:1: nlctl:preheader: an HTML issue says so in the hidden text that begins its <body>
june.html:2:1: nlctl:form is no setting of an issue; did you mean nlctl:from?
june.html:3:1: nlctl:nam is no setting of an issue; did you mean nlctl:name?
june.html:4:1: nlctl:base-url: 'base-url' is for all issues together: 'nlctl config base-url VALUE' sets it
june.html:5:1: nlctl:from: 'from': 'nobody': there is no '@'
june.html:6:1: nlctl:reply-to says nothing: give it a value, or take it out
june.html:8:1: nlctl:from is there already, further up
june.html:7:1: nlctl:list: there is no list 'Membrs'; did you mean 'Members'?
nlctl send: 'june.html' has 8 mistakes: nothing was sent
END
with june.html header.Subject=x 'header.X-Level={{ contact.NOBODY }}'
expect 'mistakes in header.NAME' 65 nlctl send june.html
err_is <<'END'
june.html:2:1: nlctl:header.Subject: 'header.Subject': nlctl writes the field 'Subject' itself
june.html:3:47: contact.NOBODY is not a field
nlctl send: 'june.html' has 2 mistakes: nothing was sent
END

# --- the name -----------------------------------------------------------------

relay
with june.html name=summer list=Members
expect 'name' 0 nlctl --json send june.html
out_has '"issue":"summer"'
ISSUE=summer
sums 2 sent=2
expect 'name: again' 0 nlctl -q send june.html
is 'name: nobody is mailed twice' "$(sink_count)" 2
expect '--name comes first' 0 nlctl --json send --name autumn june.html
out_has '"issue":"autumn"'
with input.html name=winter list=Members
expect 'standard input' 0 nlctl --json send - <input.html
out_has '"issue":"winter"'

# --- other lists than the first time ------------------------------------------

expect 'sent to another list' 0 nlctl -q send --name other -l Others -l newsletter june.html
expect 'again, of the same file: to the lists of the first time' 0 nlctl send --name other june.html
err_has "issue 'other' was sent already"
with june.html list=Others
expect 'another file: the list that it names' 1 nlctl send --name other june.html
err_has 'other content or to other people'

# --- it holds when the issue departs, and for a later try -----------------------

relay -s - <<'END'
RCPT <m1@example.org>: 451 4.7.1 slow down
END
with later.html from=eve@asso.example list=Members reply-to=issue@example.org header.X-Own=own
expect 'later' 0 nlctl -q send --at +1s later.html
rm later.html
sleep 2
expect 'it departs' 0 nlctl -q run
ISSUE=later
sums 2 sent=1 deferred=1
relay
export NLCTL_TEST_NOW=$(($(date +%s) + 3600))
expect 'the later try' 0 nlctl -q run
sums 2 sent=2
unset NLCTL_TEST_NOW
file=$SINK_DIR/000001.eml
is 'the later try: From' "$(judge field "$file" From)" eve@asso.example
is 'the later try: Reply-To' "$(judge field "$file" Reply-To)" issue@example.org
is 'the later try: header.NAME' "$(judge field "$file" X-Own)" own

# --- of several lists the first one named counts, when it is sent as when it is shown

relay
with both.html
expect 'to two lists' 0 nlctl -q send -l Others -l Members both.html
is 'the first one: Reply-To' "$(judge field "$SINK_DIR/000001.eml" Reply-To)" config@example.org
is 'the first one: List-Id' "$(judge field "$SINK_DIR/000001.eml" List-Id)" 'Others <others.example.org>'

done_testing
