#!/bin/sh
# The calendar entries of an issue, read by another program; in the zone that is set.
. "${0%/*}/../lib.sh"

python -c 'import icalendar' 2>/dev/null || skip_all 'python3-icalendar is missing'

expect 'init' 0 nlctl init --from '"Meunier, dite ^Mémé" <news@example.org>'
expect 'a mailbox to leave by' 0 nlctl config list-address leave@example.org
expect 'a reader' 0 nlctl subscribe zoe@example.org
expect 'a zone' 0 nlctl config timezone Europe/Paris
expect 'no zone' 65 nlctl config timezone Europe/Lille
err_has "there is no zone 'Europe/Lille' on this machine: write one such as Europe/Paris"
expect 'nor is a path' 65 nlctl config timezone ../../../etc/passwd
cat >june.html <<'END'
<!doctype html><html lang="fr"><head><title>Juin</title>
<meta name="nlctl:event" content="2026-06-11 09:00–17:00, Bazaar St So, Lille, Rencontre des Solidaires">
<meta name="nlctl:event" content='2026-12-24 22:00–02:00, Église; nef, "Noël, \ la nuit: une veillée qui a un titre assez long pour deux lignes 🎄🎄🎄"'>
<meta name="nlctl:event" content="2026-06-12 – 2026-06-14, Fête">
</head><body>{{ time_now|date:"15:04" }} <a href="{{ unsubscribe }}">Se désinscrire</a></body></html>
END
expect 'a letter' 0 nlctl send --outbox letters june.html
expect 'read by icalendar' 0 python - letters/new/* <<'END'
import email, email.policy, sys
import icalendar
message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
part = [p for p in message.walk() if p.get_content_type() == "text/calendar"][0]
print(part["Content-Type"])
calendar = icalendar.Calendar.from_ical(part.get_payload(decode=True))
print(calendar["VERSION"], calendar["METHOD"])
for event in calendar.walk("VEVENT"):
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    print(start, end, event["SUMMARY"], event.get("LOCATION", "-"), sep=" | ")
    assert event["DTSTAMP"].dt.tzinfo and event["UID"].endswith("@example.org"), event
    assert event["ORGANIZER"] == "mailto:news@example.org", event["ORGANIZER"]
    assert not event.errors, event.errors
assert len({e["UID"] for e in calendar.walk("VEVENT")}) == 3
END
out_has 'text/calendar'
out_has '2.0 PUBLISH'
out_has '2026-06-11 07:00:00+00:00 | 2026-06-11 15:00:00+00:00 | Rencontre des Solidaires | Bazaar St So, Lille'
out_has '2026-12-24 21:00:00+00:00 | 2026-12-25 01:00:00+00:00 | Noël, \ la nuit: une veillée qui a un titre assez long pour deux lignes 🎄🎄🎄 | Église; nef'
out_has '2026-06-12 | 2026-06-15 | Fête | -'

expect 'with a seed' 0 nlctl send --outbox one --seed 1 june.html
expect 'and a year later' 0 env NLCTL_TEST_NOW=1830000000 "$NLCTL" send --outbox two --seed 1 june.html
check 'the same bytes' diff -r one two

sed 's/2026-06-12 – 2026-06-14, Fête/2026-06-31, Fête/' june.html >wrong.html
expect 'a day that there is not' 65 nlctl send --outbox letters wrong.html
err_has "wrong.html:4:1: nlctl:event: there is no '2026-06-31'"

# The same moment, on another clock.
hour() { date -d "@$(($(date +%s) + $1 * 3600))" +%H; }
expect 'in Tokyo' 0 nlctl -o timezone=Asia/Tokyo preview june.html
out_has "$(hour 9):"
expect 'on this machine' 0 nlctl -o timezone=UTC preview june.html
out_has "$(hour 0):"
done_testing
