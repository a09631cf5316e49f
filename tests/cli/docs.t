#!/bin/sh
# Every command has a page and a test; usage, options, settings and exit statuses
# are documented as they are; the examples run.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
command -v mandoc >/dev/null || skip_all 'mandoc is not installed'

MAN=$ROOT/man
BROWSER=true
export BROWSER

# A page as plain text.
text() { mandoc -Tutf8 "$1" | sed "s/.$(printf '\b')//g"; }

# One section of the page text in the file $1, as one line of words.
section() {
	sed -n "/^$2\$/,/^[A-Z]/p" "$1" | sed -e '/^[A-Z]/d' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//'
}

commands=$(sed -n 's/^	&cmd_\([a-z]*\),$/\1/p' "$ROOT/src/cli/commands.c")
check 'there are commands' test -n "$commands"

for page in "$MAN"/*.[157]; do
	run mandoc -Tlint -W warning "$page"
	if [ "$STATUS" -eq 0 ]; then
		pass "${page##*/}: no lint"
	else
		fail "${page##*/}: no lint"
	fi
done

for c in $commands; do
	page=$MAN/nlctl-$c.1
	check "$c: has a test" test -f "$ROOT/tests/cli/$c.t"
	if [ ! -f "$page" ]; then
		fail "$c: has a page"
		continue
	fi
	text "$page" >shown
	expect "$c: -h" 0 nlctl "$c" -h
	err_is_empty
	usage=$(sed '/^$/,$d' out | sed 's/^usage://' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')
	is "$c: the usage is the SYNOPSIS" "$(section shown SYNOPSIS)" "$usage"
	options=$(sed -n '/^options:/,/^$/s/^  .*--\([a-z-]*\).*/\1/p' out)
	for o in $options; do
		check "$c: --$o is documented" grep -q -e "--$o\\([, =A-Z]\\|\$\\)" shown
	done
	check "$c: nlctl(1) names the page" grep -q "^\\.Xr nlctl-$c 1" "$MAN/nlctl.1"
	check "$c: has examples" grep -q '^\.Sh EXAMPLES' "$page"
done

text "$MAN/nlctl.1" >shown
expect 'nlctl -h' 0 nlctl -h
usage=$(sed '/^$/,$d' out | sed 's/^usage://' | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')
is 'the usage is the SYNOPSIS' "$(section shown SYNOPSIS)" "$usage"
for o in database option json quiet verbose help; do
	check "--$o is documented" grep -q -e "--$o" shown
done

# What make lint asks for.
[ -z "${DOCS_USAGE-}" ] || done_testing

# Exit statuses: the table of main.c is the one of nlctl(1).
in_code=$({
	echo 70
	sed -n 's/^	{ ERR_[A-Z]*, \([0-9]*\) },$/\1/p' "$ROOT/src/main.c"
} | sort -nu | tr '\n' ' ')
in_page=$(sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EX.*S$/s/^\.It \([0-9]*\)$/\1/p' "$MAN/nlctl.1" |
	sort -nu | tr '\n' ' ')
is 'the exit statuses' "$in_page" "$in_code"

# Settings: each stands in the page with its default, and none is there too much.
in_code=$(sed -n 's/^	{ "\([a-z.*-]*\)", SETTING_.*/\1/p' "$ROOT/src/people/setting_keys.c" | sort)
in_page=$(sed -n 's/^\.It Cm //p' "$MAN/nlctl-settings.5" | sort)
check 'there are settings' test -n "$in_code"
is 'the settings' "$in_page" "$in_code"
nlctl -q init >next
nlctl config --all --json >all
python - "$MAN/nlctl-settings.5" >wrong <<-'END'
	import json, re, sys
	page = open(sys.argv[1]).read()
	for row in map(json.loads, open("all")):
	    if row["origin"] != "default":
	        continue
	    entry = re.search(r"^\.It Cm " + re.escape(row["key"]) + r"\n(.*?)(?=^\.(It|El))",
	        page, re.M | re.S)
	    want = "default " + row["value"] if row["value"] else "no default"
	    if entry is None or want not in entry.group(1):
	        print(row["key"], "is not said to have:", want)
END
is 'the defaults of settings' "$(cat wrong)" ''

# Who may have a value of their own: a list, an issue's file.
python - "$MAN/nlctl-settings.5" "$ROOT/src/people/setting_keys.c" >wrong <<-'END'
	import re, sys
	page, table = (open(name).read() for name in sys.argv[1:])
	entries = re.findall(r'^\t\{ "([a-z.*-]+)", SETTING_(.*?) \},$', table, re.M | re.S)
	for key, rest in entries:
	    marks = [m for m in ("list", "issue") if f".{m} = true" in rest]
	    entry = re.search(r"^\.It Cm " + re.escape(key) + r"\n(.*?)(?=^\.(It|El))", page, re.M | re.S)
	    said = re.search(r"^\.Pq .*default[^;]*(?:; (.*))?$", entry[1], re.M)
	    if (said[1] or "" if said else "") != ", ".join(marks):
	        print(key, "is not said to be of:", *marks)
	if not entries:
	    print("no settings")
END
is 'who may have settings of their own' "$(cat wrong)" ''

# The findings of check: each with its severity, why it matters and what to do.
python - "$MAN/nlctl-check.1" "$ROOT/src/issue/finding_code.c" "$ROOT/src/issue/finding_code.h" >wrong <<-'END'
	import re, sys
	page, table, header = (open(name).read() for name in sys.argv[1:])
	text = r'"((?:[^"\\]|\\.)*)"'
	for name, code in re.findall(r"\[FINDING_([A-Z0-9_]+)\] = \{ " + text, table):
	    if name.lower().replace("_", "-") != code:
	        print("FINDING_" + name, "has the code", code)
	rows = re.findall(r"\[FINDING_[A-Z0-9_]+\] = \{ " + text + r",\s+SEVERITY_([A-Z]+),\s+" + text + r",\s+" + text + " }", table)
	names = re.findall(r"^\tFINDING_[A-Z0-9_]+,$", header, re.M)
	if len(rows) != len(names) or not rows:
	    print(len(rows), "lines in the table for", len(names), "codes")
	said = re.findall(r"^\.It Cm (\S+) Pq ([a-z]+)\n(.*?)(?=^\.(?:It|El))", page, re.M | re.S)
	said = [(code, severity, " ".join(words.replace("\\&", "").replace("\\e", "\\").split())) for code, severity, words in said]
	want = [(code, severity.lower(), " ".join((why + " " + advice).replace('\\"', '"').replace("\\\\", "\\").split())) for code, severity, why, advice in rows]
	for row in want:
	    if row not in said:
	        print("the page lacks:\n.It Cm %s Pq %s\n%s" % row)
	for row in said:
	    if row not in want:
	        print("the table lacks:", *row)
END
is 'the findings of check' "$(cat wrong)" ''

# The views that nlctl-database(5) promises, with these columns.
python - "$MAN/nlctl-database.5" >wrong <<-'END'
	import re, sqlite3, sys
	page = open(sys.argv[1]).read()
	db = sqlite3.connect("nlctl.db")
	for (view,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name GLOB 'v_*'"):
	    entry = re.search(r"^\.It Cm " + view + r"\n(.*?)(?=^\.(It|El))", page, re.M | re.S)
	    if entry is None:
	        print(view, "is not documented")
	        continue
	    words = entry.group(1).replace("\n", " ").split(":", 1)[1].split(".")[0]
	    said = [w.split("(")[0].strip() for w in words.split(",")]
	    real = [d[0] for d in db.execute(f"SELECT * FROM {view}").description]
	    if said != real:
	        print(view, "has", real, "not", said)
END
is 'the views' "$(cat wrong)" ''

# EXAMPLES are run, page by page, each in a small world of its own.

# why_not PAGE: why its examples cannot be run; nothing when they can.
why_not() {
	case $1 in
	nlctl-template.5) echo 'what it shows are parts of issues, not commands' ;;
	nlctl-serve.1) echo 'what it shows runs until it is stopped' ;;
	nlctl-tutorial.7) echo 'it has steps instead, with an editor and a mailbox between them' ;;
	esac
}

mkdir bin base
ln -s "$NLCTL" bin/nlctl
PATH=$T/bin:$PATH
start_sink
port=$SINK_PORT
(
	cd base || exit
	set -e
	cp "$ROOT/tests/data/abonnes.csv" .
	cat >june.html <<-'END'
		<!doctype html>
		<html lang="en"><head><meta charset="utf-8"><title>News of June</title></head>
		<body><p>Hello {{ contact.PRENOM | default:"you" }}.</p>
		<p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
	END
	# shellcheck disable=SC2030 # for this page alone
	NLCTL_DB=nlctl.db
	nlctl -q init --from lettre@asso.example --smtp "smtp://127.0.0.1:$port" \
		--base-url http://127.0.0.1:8080
	nlctl field add PRENOM text
	nlctl field add ADHERENT boolean
	nlctl -q list add Membres Ateliers
	nlctl -q subscribe lea@asso.example contact@example.net camille.durand@example.org
) >base.out 2>&1
is 'a world can be made' "$? $(sed -n '/^nlctl /p' base.out)" '0 '

# In the world: send june, which must end with status $1.
send_june() {
	run_june=0
	nlctl -q send june.html || run_june=$?
	[ "$run_june" -eq "$1" ]
}

# In the world: what the reader of page $1 has done before.
prepare() {
	case $1 in
	config) nlctl config reply-to lea@asso.example ;;
	confirm)
		nlctl subscribe --confirm zoe@asso.example
		# shellcheck disable=SC2031 # of this subshell
		python - "$NLCTL_DB" "$MAN/nlctl-confirm.1" <<-'END' # the page's own token
			import re, sqlite3, sys, uuid
			db = sqlite3.connect(sys.argv[1])
			token = re.search(r"nlctl confirm ([0-9a-f-]{36})", open(sys.argv[2]).read())[1]
			db.execute("UPDATE subscription SET confirm_token = ? WHERE confirm_token IS NOT NULL",
			    (uuid.UUID(token).bytes,))
			db.commit()
		END
		;;
	field)
		nlctl field drop -y PRENOM
		nlctl field drop -y ADHERENT
		;;
	receive) printf 'Subject: hello\n\n' >mail.eml ;;
	list)
		nlctl list drop -y Membres
		nlctl list drop -y Ateliers
		;;
	send)
		nlctl -q subscribe -l Membres lea@asso.example
		nlctl -q subscribe -l Ateliers contact@example.net
		;;
	archive | issues | status) send_june 0 ;;
	retry) send_june 1 ;;
	cancel | pause | resume | run)
		nlctl config relay.default.url smtp://127.0.0.1:1
		send_june 75
		[ "$1" != resume ] || nlctl pause june
		nlctl config relay.default.url "smtp://127.0.0.1:$port"
		;;
	unfreeze) nlctl freeze ;;
	esac
	# Nobody is asked for the records of an example.
	nlctl -q config dns.server 127.0.0.1:1
}

# world PAGE: make it anew, in the folder world; 1 when it cannot be made.
world() {
	rm -rf world
	case $1 in
	init | nlctl) # what they show begins with nothing
		mkdir world
		cp base/abonnes.csv world
		return
		;;
	retry)
		echo 'RCPT <lea@asso.example>: 550 5.7.1 no mailing lists' >script
		start_sink -p "$port" -s script
		;;
	esac
	cp -R base world
	(
		cd world || exit
		set -e
		prepare "$1"
	) >world.out 2>&1
	made=$?
	[ "$1" != retry ] || start_sink -p "$port"
	return $made
}

# run_example PAGE FILE: the commands of the file, in a new world.
run_example() {
	if ! world "$1"; then
		fail "$1: its world can be made" "$(cat world.out)"
		return
	fi
	run sh -c "cd world && sh -e ../$2 </dev/null"
	if [ "$STATUS" -eq 0 ]; then
		pass "$1: the examples run ($2)"
	else
		fail "$1: the examples run ($2)" "$(cat "$2")"
	fi
}

NLCTL_DB=nlctl.db
for file in "$MAN"/*.[157]; do
	page=${file##*/}
	why=$(why_not "$page")
	if [ -n "$why" ]; then
		skip "$page: $why"
		continue
	fi
	page=${page%.[157]}
	page=${page#nlctl-}
	# A line of crontab(5) is a command behind its five times.  The reference file
	# has records that are refused: that is its point.
	rm -f example*.sh
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh SEE/p' "$file" |
		sed -e 's,^\.Dl \*/5 \* \* \* \* ,$ ,' -e 's/^\.Dl //' -e 's/\\e$/\\/' \
			-e '/^\$ nlctl import /s/$/ || [ $? -eq 1 ]/' |
		awk '/^\$ / { go = 1; n++; sub(/^\$ /, "") }
			go { print > sprintf("example%02d.sh", n); go = /\\$/ }'
	check "$page: there are examples to run" test -f example01.sh
	case $page in
	send) # each for itself: an issue is sent once
		for example in example*.sh; do
			run_example "$page" "$example"
		done
		;;
	*)
		cat example*.sh >examples.sh
		run_example "$page" examples.sh
		;;
	esac
done
is 'the relay was spoken to as it should be' "$(sink_violations)" 0
done_testing
