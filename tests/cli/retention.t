#!/bin/sh
# The settings retention.*, which nlctl run carries out.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"

expect 'a number alone is no duration' 65 nlctl config retention.contacts 36
err_has "'retention.contacts' is a duration of 1 day or more, such as '90 days' or '36 months'"
now=1795000000
NLCTL_TEST_NOW=$((now - 1000 * 86400))
export NLCTL_TEST_NOW
nlctl -q init --from letter@example.org >next
for who in active left bounced blocked pending changed mailed clicked waiting returned; do
	nlctl -q subscribe $who@asso.example
done
nlctl -q field add PRENOM text
for who in left changed mailed clicked waiting returned; do
	nlctl unsubscribe --email $who@asso.example >/dev/null
done
nlctl -q block blocked@asso.example
# db SQL: with the number of a contact for each name in it.
db() { sqlite3 nlctl.db "$(echo "$1" | sed "s/<\([a-z]*\)>/(SELECT id FROM contact WHERE key = '\1@asso.example')/g")"; }
db "UPDATE subscription SET state = 'pending' WHERE contact = <pending>;
	INSERT INTO suppression (hash, reason, contact, since)
		VALUES (randomblob(32), 'bounced', <bounced>, $NLCTL_TEST_NOW);
	INSERT INTO issue (id, name, file, hash, subject, state, created, audience, sent, queued)
		VALUES (1, 'old', 'o', x'', 'o', 'finished', 1, 5, 5, 0),
			(2, 'new', 'n', x'', 'n', 'paused', 1, 1, 0, 1);
	INSERT INTO link (issue, number, name, url) VALUES (1, 1, 'kit', 'https://asso.example');
	INSERT INTO delivery (id, issue, contact, token, state, changed, queue_id, reply) VALUES
		(1, 1, <active>, randomblob(16), 'sent', $now - 1000 * 86400, 'QUEUE1', NULL),
		(2, 1, <left>, randomblob(16), 'sent', $now - 900 * 86400, 'QUEUE2', 'REPLY2'),
		(3, 1, <mailed>, randomblob(16), 'sent', $now - 10 * 86400, 'QUEUE3', NULL),
		(4, 1, <clicked>, randomblob(16), 'sent', $now - 900 * 86400, NULL, NULL);
	INSERT INTO delivery (id, issue, contact, token) VALUES (5, 2, <waiting>, randomblob(16));
	INSERT INTO click (issue, link, delivery, at, human, agent) VALUES
		(1, 1, 1, $now - 900 * 86400, 1, 'AGENT1'), (1, 1, 4, $now - 20 * 86400, 1, 'AGENT2')"
NLCTL_TEST_NOW=$((now - 30 * 86400))
nlctl -q set changed@asso.example PRENOM=x
nlctl -q subscribe --again returned@asso.example
nlctl unsubscribe --email returned@asso.example >/dev/null
NLCTL_TEST_NOW=$now

expect 'off by default' 0 nlctl run
out_is_empty
err_is_empty
is 'off by default: all is there' \
	"$(db 'SELECT count(*) FROM contact WHERE key IS NOT NULL')" 10

expect 'clicks' 0 nlctl -o retention.clicks='2 years' run
out_is_empty
err_is <<-'END'
	retention: 0 contacts forgotten, 1 clicks and 0 deliveries cleared
END
is 'clicks: the old one leads to nobody' \
	"$(db 'SELECT coalesce(delivery, 0), agent FROM click ORDER BY id' | xargs)" '0| 4|AGENT2'
expect 'clicks: again nothing' 0 nlctl -o retention.clicks='2 years' run
err_is_empty

expect 'deliveries' 0 nlctl -o retention.deliveries=24months run
err_is <<-'END'
	retention: 0 contacts forgotten, 0 clicks and 2 deliveries cleared
END
is 'deliveries: the old ones' \
	"$(db 'SELECT id, state, queue_id FROM delivery WHERE id < 4' | xargs)" '1|sent| 2|sent| 3|sent|QUEUE3'
check 'deliveries: in no byte' sh -c '! cat nlctl.db* | grep -qF -e QUEUE1 -e REPLY2'

nlctl -q freeze
expect 'a frozen database stays as it is' 78 nlctl -o retention.contacts='2 years' run
is 'frozen: all is there' "$(db 'SELECT count(*) FROM contact WHERE key IS NOT NULL')" 10
nlctl -q unfreeze -y
nlctl config retention.contacts '2 years'
expect 'contacts' 0 nlctl run
out_is_empty
err_is <<-'END'
	retention: 3 contacts forgotten, 0 clicks and 0 deliveries cleared
END
is 'contacts: who stays' "$(db 'SELECT key FROM contact WHERE key IS NOT NULL ORDER BY key' |
	sed 's/@.*//' | xargs)" 'active changed clicked mailed pending returned waiting'
check 'contacts: the others are in no byte' sh -c '! cat nlctl.db* |
	grep -qF -e left@asso -e bounced@asso -e blocked@asso'
is 'contacts: the event' "$(db "SELECT count(*) FROM event
	WHERE kind = 'forgotten' AND source = 'retention'")" 3
expect 'contacts: they do not come back' 1 nlctl subscribe left@asso.example
err_has 'stays out: forgotten'
expect 'contacts: who was blocked is' 1 nlctl subscribe blocked@asso.example
err_has 'stays out: blocked'
expect 'contacts: again nothing' 0 nlctl run
err_is_empty

# A piece a run, round and round.
rm -f nlctl.db*
python -c '
print("EMAIL,STATUS")
for i in range(60000):
    print("p%05d@asso.example,unsubscribed" % i)' >many.csv
nlctl -q init --from letter@example.org >next
NLCTL_TEST_NOW=$((now - 1000 * 86400)) nlctl -q import many.csv >/dev/null
nlctl config retention.contacts '2 years'
expect 'a piece' 0 nlctl run
err_is <<-'END'
	retention: 2000 contacts forgotten, 0 clicks and 0 deliveries cleared
END
expect 'the next' 0 nlctl run
err_has 'retention: 2000 contacts forgotten'
db "INSERT INTO event (at, kind, contact)
	SELECT 1795000000, 'changed', id FROM contact WHERE id % 10000 != 0"
nlctl run 2>rest
nlctl run 2>>rest
nlctl run 2>>rest
is 'who is there at the end of the round' "$(db "SELECT count(*) FROM contact
	WHERE id % 10000 = 0 AND key IS NOT NULL") $(wc -l <rest)" '0 2'
done_testing
