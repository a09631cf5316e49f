#!/bin/sh
# 10,000 people whose fields hold quotes, emoji at every offset, line ends,
# leading dots, "From ", merge tags and look-alikes of boundaries.
. "${0%/*}/../lib.sh"

count=10000
source=$ROOT/tests/e2e/nasty.html

python - "$count" >people.csv <<'END'
import sys
print("EMAIL,PRENOM,NOM,STRUCTURE,VILLE,ADHERENT")
for i in range(int(sys.argv[1])):
    print(f"reader{i}@example.org,a,b,c,d,{'yes' if i % 2 else 'no'}")
END
expect 'init' 0 nlctl init --from "News <news@example.org>" \
	--base-url http://127.0.0.1:8080
expect 'a mailbox to leave by' 0 nlctl config list-address leave@example.org
expect 'import' 0 nlctl -q import people.csv
expect 'nasty fields' 0 python "$ROOT/tests/e2e/nasty.py" fill "$NLCTL_DB" "$count" 1
expect 'write the letters' 0 nlctl send --outbox letters "$source"
expect 'each passes the byte checker and decodes to what the plain renderer gives' 0 \
	python "$ROOT/tests/e2e/nasty.py" check "$NLCTL_DB" "$source" letters "$count"
out_is_empty

# The same bytes over SMTP: what arrives is what was written.
start_sink --delay 0
expect 'send' 0 nlctl -o "relay.default.url=smtp://127.0.0.1:$SINK_PORT" \
	send "$source"
is 'all arrived' "$(sink_count)" "$count"
is 'no rule of SMTP was broken' "$(sink_violations)" 0
expect 'what arrived decodes to the same (a fifth of it is looked at)' 0 \
	python "$ROOT/tests/e2e/nasty.py" check "$NLCTL_DB" "$source" "$SINK_DIR" "$count" \
	$((count / 5))
out_is_empty
done_testing
