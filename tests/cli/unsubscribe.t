#!/bin/sh
# nlctl unsubscribe: by address, or by the token of one copy.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q list add Membres
nlctl -q subscribe lea@asso.example zoe@asso.example
nlctl -q subscribe -l Membres lea@asso.example

expect 'off the default list' 0 nlctl unsubscribe --email LEA@asso.example
out_is <<-'END'
	address           lea@asso.example
	left              newsletter
END
err_is_empty
cp out before
expect 'again' 0 nlctl unsubscribe --email lea@asso.example
check 'again: the same answer' cmp before out
expect 'for programs' 0 nlctl --json unsubscribe --email lea@asso.example
out_is <<-'END'
	{"address":"lea@asso.example","left":"newsletter"}
END
err_is_empty
expect 'still on the other' 0 nlctl subscribers -l Membres --count
out_is <<-'END'
	1
END
expect 'off all' 0 nlctl unsubscribe --email lea@asso.example --all
out_is <<-'END'
	address           lea@asso.example
	left              every list
END
expect 'not on the other any more' 0 nlctl subscribers -l Membres --mailable --count
out_is <<-'END'
	0
END
expect 'the others stay' 0 nlctl subscribers --mailable --json
out_has zoe@asso.example
out_lacks lea@asso.example

expect 'nobody has this address' 1 nlctl unsubscribe --email max@asso.example
err_has max@asso.example
expect 'no address' 65 nlctl unsubscribe --email max
expect 'no such list' 1 nlctl unsubscribe --email zoe@asso.example -l Membre
err_has "did you mean 'Membres'"
expect 'neither' 64 nlctl unsubscribe
err_has "a token is missing, or '--email'"
expect 'both' 64 nlctl unsubscribe --email zoe@asso.example x
expect 'a token knows its lists' 64 nlctl unsubscribe --all x
expect 'one list or all' 64 nlctl unsubscribe --email a@b.example -l Membres --all

# A copy that was sent, as the ledger has it.
token=0f0e0d0c-0b0a-4908-8706-050403020100
sqlite3 nlctl.db <<-'END'
	INSERT INTO issue (id, name, file, hash, subject, state, created, audience,
			sent, queued)
		VALUES (1, '2026-05', 'i.html', x'', 's', 'sending', 1, 1, 0, 1);
	INSERT INTO issue_list (issue, list) SELECT 1, id FROM list;
	INSERT INTO delivery (issue, contact, token, state)
		SELECT 1, id, x'0f0e0d0c0b0a49088706050403020100', 'queued'
		FROM contact WHERE key = 'zoe@asso.example';
END
expect 'an unknown token' 1 nlctl unsubscribe 1f0e0d0c-0b0a-4908-8706-050403020100
out_is_empty
err_lacks 1f0e0d0c
expect 'nothing changed' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	1
END
expect 'a token' 0 nlctl unsubscribe --json "$token"
out_is <<-'END'
	{"address":"zoe@asso.example","left":"newsletter; Membres","issue":"2026-05"}
END
err_is_empty
expect 'nobody is left' 0 nlctl subscribers --mailable --count
out_is <<-'END'
	0
END
expect 'what waited is skipped, and the issue is recorded' 0 \
	nlctl show --json zoe@asso.example
out_has '"issue":"2026-05","state":"skipped","reason":"unsubscribed"'
out_matches '"kind":"left","list":"newsletter","issue":"2026-05"'
expect 'in capitals, again: the same answer' 0 \
	nlctl unsubscribe "$(echo $token | tr a-f A-F)"
out_is <<-'END'
	address           zoe@asso.example
	left              newsletter; Membres
	issue             2026-05
END
err_is_empty
expect 'one of two unknown' 1 nlctl unsubscribe $token nothing
out_has zoe@asso.example
err_has '1 of 2 tokens unknown'
err_has 'warning: token 2:'

# A token of a former system, which may be any word: off every list.
nlctl -q subscribe max@asso.example
nlctl -q subscribe -l Membres max@asso.example
sqlite3 nlctl.db "INSERT INTO token_alias SELECT 'old-7', id FROM contact
	WHERE address = 'max@asso.example'"
expect 'a token of a former system' 0 nlctl unsubscribe old-7
out_is <<-'END'
	address           max@asso.example
	left              every list
END
err_is_empty
expect 'again, for programs' 0 nlctl --json unsubscribe old-7
out_is <<-'END'
	{"address":"max@asso.example","left":"every list"}
END
is 'he left both' "$(sqlite3 nlctl.db "SELECT state, count(*) FROM v_subscriber
	WHERE address = 'max@asso.example' GROUP BY 1")" 'left|2'
expect 'beside one that is unknown' 1 nlctl unsubscribe old-7 old-8
out_has max@asso.example
err_has '1 of 2 tokens unknown'

# However long and odd what is known of a subscription, its owner can leave.
sqlite3 nlctl.db "UPDATE subscription SET state = 'active', source = replace(hex(zeroblob(60000)), '0', char(1))
	WHERE contact = (SELECT id FROM contact WHERE address = 'max@asso.example')"
expect 'a source of 120,000 controls' 0 nlctl -q unsubscribe old-7
is 'he left' "$(sqlite3 nlctl.db "SELECT DISTINCT state FROM v_subscriber
	WHERE address = 'max@asso.example'")" left
done_testing
