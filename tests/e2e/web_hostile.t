#!/bin/sh
# Those who want nlctl serve to be slow or to grow: readers who take nothing, callers who
# say nothing, thousands of them, and who measures how long a token takes.
# TRIES=100000: how often the last is tried.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q init --from lettre@asso.example --base-url http://127.0.0.1:8080 >next
nlctl -q subscribe zoe@asso.example max@asso.example
hash=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
sqlite3 nlctl.db "INSERT INTO token_alias SELECT 'old-' || id, id FROM contact;
	INSERT INTO content (hash, type, used, bytes) VALUES (x'$hash', 'image/png', 4102444800,
	randomblob(4000000))"
"$NLCTL" -q serve --listen unix:door 2>said &
SERVER=$!
wait_for 5 test -S door

# shellcheck disable=SC2317 # expect calls it
attack() { python "$ROOT/tests/e2e/web_hostile.py" "$1" door "$SERVER" "$hash"; }

case $B in
*asan*) skip 'memory under a sanitizer' ;;
*)
	expect 'forty who take nothing of a picture' 0 attack readers
	out_is <<-'END'
		answered True
		more memory than one picture and some: False
		all of it, when they read: True
	END
	expect 'forms that never end' 0 attack forms
	out_is <<-'END'
		answered True
		more memory than is allowed: False
	END
	;;
esac
limit=$(python -c 'import resource as r; print(r.getrlimit(r.RLIMIT_NOFILE)[1])')
if [ "$limit" -eq -1 ] || [ "$limit" -ge 10200 ]; then
	expect 'ten thousand who are silent' 0 attack silent
	out_is <<-'END'
		answered True
		all are hung up on: True
	END
else
	skip "only $limit open files are allowed"
fi
expect 'the times of tokens' 0 attack times
grep '^#' err
out_is <<'END'
one page: True
the times tell nothing: True
END
sed -n 's/^VmHWM:[^0-9]*/# memory of the server, kB: /p' "/proc/$SERVER/status"
kill "$SERVER"
wait "$SERVER"
is 'it ends in order' $? 0
is 'and has nothing to say' "$(cat said)" ''
done_testing
