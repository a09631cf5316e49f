#!/bin/sh
# Exports of other programs: recognised by their headings, read as they mean them;
# and who left stays away, in whatever order they come in.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
NLCTL_TEST_NOW=1795000000
export NLCTL_TEST_NOW

mkdir exports
cat >exports/brevo.csv <<'END'
"CONTACT ID";"EMAIL";"FIRSTNAME";"SMS";"EMAIL_BLACKLISTED";"ADDED_TIME";"MODIFIED_TIME"
"1";"ann@asso.example";"Ann";"";"false";"2024-03-05 10:00:00";"2025-01-01 10:00:00"
"2";"ben@asso.example";"Ben";"33600000000";"true";"2024-03-06 10:00:00";"2025-01-01 10:00:00"
END
cat >exports/subscribed_members_export_1.csv <<'END'
"Email Address","First Name",Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,GMTOFF,LEID,EUID,NOTES,TAGS
ann@asso.example,Ann,03/14,2,"2024-01-02 10:11:12",192.0.2.1,"2024-01-03 00:00:00",1,1,x1,,"""member"",""press, local"""
END
cat >exports/unsubscribed_members_export_1.csv <<'END'
"Email Address","First Name",MEMBER_RATING,OPTIN_TIME,LEID,EUID,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON
ben@asso.example,Ben,2,"2024-01-02 10:11:12",2,x2,"2024-05-05 05:05:05","May",9,"NORMAL"
END
cat >exports/cleaned_members_export_1.csv <<'END'
"Email Address","First Name",OPTIN_TIME,LEID,EUID,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE
cleo@asso.example,Cleo,"2024-01-02 10:11:12",3,x3,"2024-05-05 05:05:05","May"
END
cat >exports/listmonk.csv <<'END'
uuid,email,name,attributes,status,created_at,updated_at
5b2ad9d5-6d7f-4b1e-9b5e-9d3c7a1b2c3d,ann@asso.example,Ann,"{""city"": ""Lille"", ""age"": 41, ""likes"": [""tea"", ""ink""], ""job"": {""title"": ""cook""}}",enabled,2024-01-02 10:11:12.123456 +0000 UTC,2024-01-02 10:11:12 +0000 UTC
5b2ad9d5-6d7f-4b1e-9b5e-9d3c7a1b2c3e,ben@asso.example,Ben,{},disabled,2024-01-02 10:11:12 +0000 UTC,2024-01-02 10:11:12 +0000 UTC
5b2ad9d5-6d7f-4b1e-9b5e-9d3c7a1b2c3f,cleo@asso.example,Cleo,not json,blocklisted,2024-01-02 10:11:12 +0000 UTC,2024-01-02 10:11:12 +0000 UTC
END
cat >exports/substack.csv <<'END'
email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at
ann@asso.example,false,,other,false,2024-01-02T10:11:12.000Z,
ben@asso.example,true,2027-01-01T00:00:00.000Z,yearly,true,2024-01-02T10:11:12.000Z,
END
cat >exports/buttondown.csv <<'END'
id,email,notes,metadata,tags,creation_date,subscriber_type
a1,ann@asso.example,,"{""city"": ""Lille""}","member,press",2024-01-02T10:11:12Z,regular
a2,ben@asso.example,,{},,2024-01-02T10:11:12Z,unsubscribed
a3,cleo@asso.example,,{},,2024-01-02T10:11:12Z,undeliverable
a4,dan@asso.example,,{},,2024-01-02T10:11:12Z,unactivated
END
cat >exports/ghost.csv <<'END'
id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers
m1,ann@asso.example,Ann,,true,false,,2024-01-02T10:11:12.000Z,,"press,member",
m2,ben@asso.example,Ben,,false,false,,2024-01-02T10:11:12.000Z,,,
END
printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
	Email 'Is the email of this user confirmed' 'Is this user blacklisted' Entered 'Unique ID for User' 'Is this account disabled?' 'List Membership' \
	ann@asso.example 1 0 '2024-01-02 10:11:12' 0123456789abcdef0123456789abcdef 0 News \
	ben@asso.example 1 1 '2024-01-02 10:11:12' 0123456789abcdef0123456789abcde0 0 News \
	cleo@asso.example 1 0 '2024-01-02 10:11:12' 0123456789abcdef0123456789abcde2 1 News \
	dan@asso.example 0 0 '2024-01-02 10:11:12' 0123456789abcdef0123456789abcde1 0 News >exports/phplist.csv
cat >exports/mailman.txt <<'END'
"Arbor, Ann" <ann@asso.example>
ben@asso.example
END
cat >exports/google.csv <<'END'
First Name,Middle Name,Last Name,Nickname,Photo,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Value
Ann,,Arbor,,https://x.example/p,* myContacts ::: Friends,* Home,ann@asso.example ::: other@asso.example,
Ben,,,,,* myContacts,Work,ben@asso.example,
END

# state ADDRESS: where they are, how, and why not mailed.
state() {
	sqlite3 -separator ' ' nlctl.db "SELECT list, state, coalesce(suppressed, '-')
		FROM v_subscriber WHERE address = '$1@asso.example'" | tr '\n' ' '
}
fields() { sqlite3 nlctl.db "SELECT fields FROM contact WHERE address = '$1@asso.example'"; }

# read_as PROGRAM FILE: into a new database, found out by itself.
read_as() {
	rm -f nlctl.db*
	expect "$2: imported" 0 nlctl import "exports/$2"
	err_has "an export of $1, by its first line"
	is "$2: nothing was refused" "$(sqlite3 nlctl.db "SELECT summary ->> '$.rejected' FROM import")" 0
	is "$2: Ann is mailed" "$(state ann | cut -d ' ' -f 2-3)" 'active -'
}

read_as brevo brevo.csv
is 'brevo: Ben is blocklisted' "$(state ben)" 'newsletter left - '
is 'brevo: their attributes' "$(fields ben)" '{"FIRSTNAME":"Ben","SMS":"33600000000"}'
is 'brevo: added' "$(sqlite3 nlctl.db 'SELECT added FROM contact LIMIT 1')" 1709632800
read_as mailchimp subscribed_members_export_1.csv
is 'mailchimp: tags are several' "$(fields ann)" \
	'{"FIRST_NAME":"Ann","BIRTHDAY":"03/14","OPTIN_IP":"192.0.2.1","TAGS":["member","press","local"]}'
expect 'mailchimp: who left' 0 nlctl -q import exports/unsubscribed_members_export_1.csv
is 'mailchimp: Ben left' "$(state ben)" 'newsletter left - '
expect 'mailchimp: who was cleaned' 0 nlctl -q import exports/cleaned_members_export_1.csv
is 'mailchimp: Cleo bounced' "$(state cleo)" 'newsletter active bounced '
grep -v '^ann' exports/subscribed_members_export_1.csv >nonsubscribed_members_export_1.csv
echo 'eve@asso.example,Eve,,,,,,,,,,' >>nonsubscribed_members_export_1.csv
expect 'mailchimp: who never subscribed' 0 nlctl -q import nonsubscribed_members_export_1.csv
is 'mailchimp: Eve is not mailed' "$(state eve)" 'newsletter pending - '
read_as listmonk listmonk.csv
err_has "warning: line 4: 'cleo@asso.example': attributes: left out: this is no JSON object"
err_has "column 'attributes.job.title': new field JOB_TITLE (text)"
err_has "column 'attributes.age': new field AGE (number)"
is 'listmonk: attributes are fields' "$(fields ann)" \
	'{"NAME":"Ann","CITY":"Lille","AGE":41,"LIKES":["tea","ink"],"JOB_TITLE":"cook"}'
is 'listmonk: Ben is disabled' "$(state ben)" 'newsletter left - '
is 'listmonk: Cleo is blocked' "$(state cleo)" 'newsletter active blocked '
expect 'listmonk: an old link works' 0 nlctl unsubscribe 5B2AD9D5-6D7F-4B1E-9B5E-9D3C7A1B2C3D
out_is <<-'END'
	address           ann@asso.example
	left              every list
END
is 'listmonk: Ann left' "$(state ann)" 'newsletter left - '
expect 'listmonk: without old links' 0 nlctl --json import -n --map uuid=@ignore \
	--map attributes.city=TOWN exports/listmonk.csv
out_has '{"heading":"uuid","target":"@ignore"'
out_has '{"heading":"attributes.city","target":"TOWN","type":"text","new":true'
read_as substack substack.csv
is 'substack: Ben has mail disabled, though he pays' "$(state ben)" 'newsletter left - '
is 'substack: what he pays is a field' "$(fields ben)" \
	'{"ACTIVE_SUBSCRIPTION":true,"EXPIRY":"2027-01-01T00:00:00","PLAN":"yearly"}'
read_as buttondown buttondown.csv
is 'buttondown: metadata and tags' "$(fields ann)" '{"TAGS":["member","press"],"CITY":"Lille"}'
is 'buttondown: Ben' "$(state ben)" 'newsletter left - '
is 'buttondown: Cleo' "$(state cleo)" 'newsletter active bounced '
is 'buttondown: Dan' "$(state dan)" 'newsletter pending - '
read_as ghost ghost.csv
is 'ghost: Ben' "$(state ben)" 'newsletter left - '
is 'ghost: labels' "$(fields ann)" \
	'{"NAME":"Ann","COMPLIMENTARY_PLAN":false,"LABELS":["press","member"]}'
read_as phplist phplist.csv
is 'phplist: Ben' "$(state ben)" 'News left - '
is 'phplist: Cleo is disabled' "$(state cleo)" 'News active blocked '
is 'phplist: Dan' "$(state dan)" 'News pending - '
expect 'phplist: an old link works' 0 nlctl unsubscribe 0123456789abcdef0123456789abcdef
out_has 'ann@asso.example'
expect 'phplist: again, the same' 0 nlctl unsubscribe 0123456789abcdef0123456789abcdef
out_has 'every list'
expect 'phplist: another is unknown' 1 nlctl unsubscribe 0123456789abcdef0123456789abcdee
out_is_empty
err_has 'unknown token'
read_as mailman mailman.txt
is 'mailman: names' "$(fields ann)" '{"NAME":"Arbor, Ann"}'
is 'mailman: an address alone' "$(state ben)" 'newsletter active - '
read_as google google.csv
is 'google: the first address, labels, no empty columns' "$(fields ann)" \
	'{"FIRST_NAME":"Ann","LAST_NAME":"Arbor","LABELS":["myContacts","Friends"]}'

# The presets, by name.
expect 'asked for' 0 nlctl --json import -n --from Mailman exports/mailman.txt
out_has '"from":"mailman"'
err_lacks 'an export of'
printf '%s\n' 'Durand, Léa <lea@asso.example>' 'bad, <bad>' >lines.txt
expect 'lines with commas' 1 nlctl -q import --from mailman --rejects refused.csv lines.txt
is 'lines: the name' "$(fields lea)" '{"NAME":"Durand, Léa"}'
sed 's/<bad>/<bad@asso.example>/' refused.csv >mended.csv
expect 'lines: mended' 0 nlctl import mended.csv
is 'lines: the name again' "$(fields bad)" '{"NAME":"bad,"}'
expect 'a program nobody knows' 64 nlctl import --from sendy exports/brevo.csv
out_is_empty
err_has "nlctl knows no exports of 'sendy': it knows those of listmonk, mailchimp"
expect 'a slip' 64 nlctl import --from mailchip exports/brevo.csv
err_has "did you mean 'mailchimp'"

# Ben left.  Whatever export says that he is subscribed, in whatever order.
subscribed() {
	case $1 in
	*cleaned* | *unsubscribed*) sed 's/ben@/other@/' "exports/$1" ;;
	*.txt) echo 'ben@asso.example' ;;
	*) sed -e 's/,false,false,,20/,true,false,,20/' -e 's/"true"/"false"/' -e 's/disabled/enabled/' \
		-e 's/yearly,true/yearly,false/' -e 's/,unsubscribed$/,regular/' \
		-e 's/	1	1	/	1	0	/' -e 's/^ann@asso/ben@asso/' "exports/$1" ;;
	esac
}
mkdir back
for file in exports/*; do
	name=${file#exports/}
	subscribed "$name" | sed 's/email_enabled/email_disabled/' >"back/$name"
done
: >orders
order=0
while [ "$order" -lt 11 ]; do
	order=$((order + 1))
	rm -f nlctl.db*
	nlctl -q init >/dev/null
	nlctl -q subscribe ben@asso.example >/dev/null
	nlctl -q unsubscribe --email ben@asso.example --all >/dev/null
	# Each file is the first once; every second time in the other direction.
	files=$(printf '%s\n' back/* | awk -v n="$order" '{ f[NR] = $0 }
		END { for (i = 0; i < NR; i++) { k = (n + (n % 2 ? i : NR - i)) % NR + 1; print f[k] } }')
	for name in $files; do
		nlctl -q --json import "$name" >out 2>/dev/null || [ $? -eq 1 ]
		grep -q '"sticky":[1-9]' out || echo "${name#back/}"
	done >>orders
	is "order $order: Ben stays away" "$(state ben)" 'newsletter left - '
done
is 'where he was, he was told as staying' "$(sort -u orders | tr '\n' ' ')" \
	'cleaned_members_export_1.csv unsubscribed_members_export_1.csv '
done_testing
