-- Statements of src/people.

-- name: setting_value
SELECT value FROM setting WHERE coalesce(list, 0) = :list AND key = :key

-- The same as long as no other connection has changed the database.
-- name: setting_version
PRAGMA data_version

-- name: setting_put
INSERT INTO setting (list, key, value) VALUES (nullif(:list, 0), :key, :value)
ON CONFLICT (coalesce(list, 0), key) DO UPDATE SET value = excluded.value

-- name: setting_remove
DELETE FROM setting WHERE coalesce(list, 0) = :list AND key = :key

-- name: setting_rows
SELECT coalesce(l.name, ''), s.key, s.value FROM setting s LEFT JOIN list l ON l.id = s.list
ORDER BY s.key, l.name /*scan*/

-- name: list_by_name
SELECT id, name, automatic, created FROM list WHERE name = :name

-- name: list_by_number
SELECT id, name, automatic, created FROM list WHERE id = :id

-- name: list_first
SELECT id, name, automatic, created FROM list ORDER BY automatic DESC, id LIMIT 1 /*scan*/

-- name: list_all
SELECT id, name, automatic, created, count(*) OVER () FROM list ORDER BY name /*scan*/

-- name: list_rows
SELECT l.id, l.name, l.automatic, l.created,
	(SELECT count(*) FROM subscription s WHERE s.list = l.id AND s.state = 'active')
	- (SELECT count(*) FROM suppression p JOIN subscription s ON s.contact = p.contact
		WHERE s.list = l.id AND s.state = 'active')
FROM list l ORDER BY l.name /*scan*/

-- name: list_insert
INSERT INTO list (name, automatic, created) VALUES (:name, :automatic, :now)

-- name: list_set_name
UPDATE list SET name = :name, automatic = 0 WHERE id = :id

-- name: list_used
SELECT EXISTS (SELECT 1 FROM subscription WHERE list = :id)
	OR EXISTS (SELECT 1 FROM issue_list WHERE list = :id)
	OR EXISTS (SELECT 1 FROM issue i JOIN json_each(i.options, '$.exclude') x
		WHERE x.value = :id)

-- name: list_delete_events
UPDATE event SET list = NULL WHERE list = :id

-- name: list_delete
DELETE FROM list WHERE id = :id

-- name: list_restore
INSERT INTO list (id, name, automatic, created) VALUES (:id, :name, 1, :created)
ON CONFLICT (id) DO UPDATE SET name = excluded.name, automatic = 1

-- name: list_has_settings
SELECT EXISTS (SELECT 1 FROM setting WHERE coalesce(list, 0) = :id)

-- name: field_rows
SELECT id, name, type FROM field ORDER BY id /*scan*/

-- name: field_insert
INSERT INTO field (name, type) VALUES (:name, :type)

-- name: field_set_name
UPDATE field SET name = :name WHERE id = :id

-- name: field_set_type
UPDATE field SET type = :type WHERE id = :id

-- name: field_delete
DELETE FROM field WHERE id = :id

-- name: field_used
SELECT EXISTS (SELECT 1 FROM contact
	WHERE json_type(fields, '$."' || :name || '"') IS NOT NULL) /*scan*/

-- name: contact_fields_after
SELECT id, fields FROM contact WHERE id > :after ORDER BY id LIMIT 1000

-- name: contact_last
SELECT max(id) FROM contact

-- name: contact_by_key
SELECT c.id, c.address, c.key, c.eai, c.fields, c.language, c.added, c.source,
	(SELECT p.reason FROM suppression p WHERE p.contact = c.id)
FROM contact c WHERE c.key = :key

-- name: contact_by_number
SELECT c.id, c.address, c.key, c.eai, c.fields, c.language, c.added, c.source,
	(SELECT p.reason FROM suppression p WHERE p.contact = c.id)
FROM contact c WHERE c.id = :id AND c.key IS NOT NULL

-- name: contact_insert
INSERT INTO contact (address, key, eai, fields, added, source)
VALUES (:address, :key, :eai, :fields, :added, :source)

-- name: contact_insert_rows
INSERT INTO contact (id, address, key, eai, fields, added, source)
SELECT v1, v2, v3, v4, v5, v6, v7 FROM rows(:rows)

-- name: contact_set_fields
UPDATE contact SET fields = :fields WHERE id = :id

-- name: contact_set_address
UPDATE contact SET address = :address, key = :key, eai = :eai WHERE id = :id

-- name: contact_update
UPDATE contact SET fields = :fields, added = :added WHERE id = :id

-- name: contact_set_language
UPDATE contact SET language = :language WHERE id = :id

-- name: contact_image
SELECT json_object('fields', c.fields, 'added', c.added, 'language', c.language,
	'subscriptions', (SELECT json_group_array(json_array(s.list, s.state, s.since,
			s.source, s.paused_until,
			iif(s.confirm_token IS NULL, NULL, hex(s.confirm_token)),
			s.confirm_expires, s.confirm_asked, s.consent))
		FROM (SELECT * FROM subscription WHERE contact = c.id ORDER BY list) s),
	'suppressions', (SELECT json_group_array(json_array(hex(p.hash), p.reason, p.since,
			p.source, p.pattern))
		FROM (SELECT * FROM suppression WHERE contact = c.id ORDER BY hash) p),
	'aliases', (SELECT json_group_array(t.alias)
		FROM (SELECT alias FROM token_alias WHERE contact = c.id ORDER BY alias) t))
FROM contact c WHERE c.id = :id

-- name: contact_remove
DELETE FROM contact WHERE id = :contact

-- name: subscription_rows
SELECT s.list, l.name, s.state, s.since, s.source, coalesce(s.confirm_expires, 0),
	coalesce(s.paused_until, 0)
FROM subscription s JOIN list l ON l.id = s.list
WHERE s.contact = :contact ORDER BY l.name

-- name: subscription_state
SELECT state FROM subscription WHERE contact = :contact AND list = :list

-- name: subscription_left_any
SELECT 1 FROM subscription WHERE contact = :contact AND state = 'left' LIMIT 1

-- name: subscription_insert
INSERT INTO subscription (contact, list, state, since, source)
VALUES (:contact, :list, :state, :since, :source)

-- name: subscription_insert_rows
INSERT INTO subscription (contact, list, state, since, source)
SELECT v1, v2, v3, v4, v5 FROM rows(:rows)

-- name: subscription_set
INSERT INTO subscription (contact, list, state, since, source, paused_until)
VALUES (:contact, :list, :state, :since, :source, :paused_until)
ON CONFLICT (contact, list) DO UPDATE SET state = excluded.state, since = excluded.since,
	source = excluded.source, paused_until = excluded.paused_until, confirm_token = NULL,
	confirm_expires = NULL, confirm_asked = NULL

-- name: optin_awaited
SELECT confirm_token, confirm_expires FROM subscription
WHERE contact = :contact AND list = :list AND confirm_expires > :now

-- name: optin_await
INSERT INTO subscription (contact, list, state, since, source,
	confirm_token, confirm_expires, confirm_asked)
VALUES (:contact, :list, 'pending', :now, :source, :token, :expires,
	coalesce(:asked, '{}'))
ON CONFLICT (contact, list) DO UPDATE SET confirm_token = excluded.confirm_token,
	confirm_expires = excluded.confirm_expires,
	confirm_asked = coalesce(:asked, confirm_asked, '{}')

-- name: optin_by_token
SELECT s.contact, s.list, l.name, c.address, s.confirm_expires,
	CAST(strftime('%s', json_extract(s.consent, '$.confirmed')) AS INTEGER), c.language
FROM subscription s
JOIN contact c ON c.id = s.contact
JOIN list l ON l.id = s.list
WHERE s.confirm_token = :token

-- name: optin_confirm
UPDATE subscription SET state = 'active', paused_until = NULL,
	since = CASE state WHEN 'active' THEN since ELSE :now END,
	source = coalesce(json_extract(confirm_asked, '$.source'), source),
	consent = json_set(json_remove(confirm_asked, '$.fields', '$.language'),
		'$.confirmed', :confirmed, '$.how', :how),
	confirm_expires = NULL, confirm_asked = NULL
WHERE contact = :contact AND list = :list
RETURNING consent

-- name: optin_held_fields
SELECT f.key, f.value FROM subscription s, json_each(s.confirm_asked, '$.fields') f
WHERE s.contact = :contact AND s.list = :list AND f.type = 'text' LIMIT :limit

-- name: optin_held_language
UPDATE contact SET language = (SELECT coalesce(json_extract(confirm_asked, '$.language'), '')
	FROM subscription WHERE contact = :contact AND list = :list)
WHERE id = :contact AND language = ''

-- name: optin_void
UPDATE subscription SET confirm_expires = :now
WHERE contact = :contact AND confirm_expires > :now

-- name: optin_expired
SELECT contact, list, state FROM subscription WHERE confirm_expires <= :now
ORDER BY confirm_expires LIMIT :limit

-- name: optin_remove
DELETE FROM subscription WHERE contact = :contact AND list = :list

-- name: optin_clear
UPDATE subscription SET confirm_token = NULL, confirm_expires = NULL,
	confirm_asked = NULL
WHERE contact = :contact AND list = :list

-- name: subscription_clear
DELETE FROM subscription WHERE contact = :contact

-- name: subscription_restore
INSERT INTO subscription (contact, list, state, since, source, paused_until, confirm_token,
	confirm_expires, confirm_asked, consent)
VALUES (:contact, :list, :state, :since, :source, :paused_until, :confirm_token,
	:confirm_expires, :confirm_asked, :consent)

-- name: subscription_pause
UPDATE subscription SET paused_until = :until
WHERE contact = :contact AND (:list = 0 OR list = :list) AND state = 'active'
	AND paused_until IS NOT :until

-- name: subscription_to_leave
SELECT list, since, source, state, coalesce(paused_until, 0) FROM subscription
WHERE contact = :contact AND (state <> 'left' OR confirm_expires IS NOT NULL)
	AND (:list = 0 OR list = :list)
ORDER BY list

-- The last thing that happened there must be that leaving.
-- name: subscription_to_return
SELECT s.list, json_extract(e.detail, '$.was.since'),
	json_extract(e.detail, '$.was.source'), s.state,
	coalesce(json_extract(e.detail, '$.was.paused_until'), 0)
FROM subscription s
JOIN event e ON e.id = (SELECT max(x.id) FROM event x
	WHERE x.contact = s.contact AND x.list = s.list)
WHERE s.contact = :contact AND s.state = 'left' AND s.confirm_expires IS NULL
	AND e.kind = 'left' AND e.at > :after AND coalesce(e.issue, 0) = :issue
	AND json_extract(e.detail, '$.was.state') = 'active'
ORDER BY s.list

-- name: subscriber_rows
SELECT c.id, c.address, c.key, c.eai, c.fields, c.language, c.added,
	l.name, s.state, s.since, s.source, p.reason, coalesce(s.paused_until, 0)
FROM subscription s
JOIN contact c ON c.id = s.contact
JOIN list l ON l.id = s.list
LEFT JOIN suppression p ON p.contact = c.id
WHERE (:list = 0 OR s.list = :list) AND c.key IS NOT NULL
	AND (:mailable = 0 OR (s.state = 'active' AND p.reason IS NULL
		AND (s.paused_until IS NULL OR s.paused_until <= :now))) /*where*/
ORDER BY s.contact /*scan*/

-- name: subscriber_number
SELECT count(*)
FROM subscription s
JOIN contact c ON c.id = s.contact
LEFT JOIN suppression p ON p.contact = s.contact
WHERE (:list = 0 OR s.list = :list) AND c.key IS NOT NULL
	AND (:mailable = 0 OR (s.state = 'active' AND p.reason IS NULL
		AND (s.paused_until IS NULL OR s.paused_until <= :now))) /*where*/ /*scan*/

-- name: subscriber_any
SELECT EXISTS (SELECT 1
	FROM subscription s
	JOIN contact c ON c.id = s.contact
	LEFT JOIN suppression p ON p.contact = s.contact
	WHERE (:list = 0 OR s.list = :list) AND c.key IS NOT NULL
		AND (:mailable = 0 OR (s.state = 'active' AND p.reason IS NULL
		AND (s.paused_until IS NULL OR s.paused_until <= :now))) /*where*/ /*scan*/)

-- name: export_lists
SELECT id, name FROM list WHERE :list = 0 OR id = :list ORDER BY id /*scan*/

-- name: export_number
SELECT count(*) FROM contact WHERE key IS NOT NULL /*scan*/

-- name: export_nameless
SELECT count(*) FROM suppression p WHERE pattern IS NULL AND NOT EXISTS
	(SELECT 1 FROM contact c WHERE c.id = p.contact AND c.key IS NOT NULL) /*scan*/

-- name: export_patterns
SELECT count(*) FROM suppression WHERE pattern IS NOT NULL /*scan*/

-- name: export_any_alias
SELECT EXISTS (SELECT 1 FROM token_alias /*scan*/)

-- name: export_contacts
SELECT c.id, c.address, c.language, c.added, c.source, c.fields, p.reason, p.since, p.source
FROM contact c
LEFT JOIN suppression p ON p.contact = c.id
WHERE c.key IS NOT NULL AND (:list = 0 OR EXISTS
	(SELECT 1 FROM subscription s WHERE s.contact = c.id AND s.list = :list)) /*where*/
ORDER BY c.key /*scan*/

-- name: export_subscriptions
SELECT list, state, since, source, paused_until, confirm_token, confirm_expires, consent,
	confirm_asked
FROM subscription
WHERE contact = :contact AND (:list = 0 OR list = :list) ORDER BY list

-- name: export_aliases
SELECT alias FROM token_alias WHERE contact = :contact ORDER BY alias

-- name: export_events
SELECT e.at, e.kind, l.name, i.name, e.source, e.detail
FROM all_event e LEFT JOIN list l ON l.id = e.list LEFT JOIN issue i ON i.id = e.issue
WHERE e.contact = :contact AND (:list = 0 OR e.list IS NULL OR e.list = :list)
ORDER BY e.id

-- name: own_subscription_put
INSERT INTO subscription (contact, list, state, since, source, paused_until, confirm_token,
	confirm_expires, consent, confirm_asked)
VALUES (:contact, :list, :state, :since, :source, :paused_until,
	iif(EXISTS (SELECT 1 FROM subscription WHERE confirm_token = :confirm_token),
		NULL, :confirm_token),
	:confirm_expires, :consent, :confirm_asked)
ON CONFLICT (contact, list) DO UPDATE SET state = excluded.state, since = excluded.since,
	source = excluded.source, paused_until = excluded.paused_until,
	confirm_token = excluded.confirm_token, confirm_expires = excluded.confirm_expires,
	consent = excluded.consent, confirm_asked = excluded.confirm_asked

-- name: own_event_put
INSERT INTO event (at, kind, contact, list, source, detail)
SELECT :at, :kind, :contact, :list, :source, :named
WHERE :new OR NOT EXISTS
	(SELECT 1 FROM all_event e LEFT JOIN issue i ON i.id = e.issue
	WHERE e.contact = :contact AND e.at = :at AND e.kind = :kind AND e.list IS :list
		AND e.source = :source
		AND (json(e.detail) IS :named
			OR (json(e.detail) IS :detail AND i.name = :issue)))

-- name: secret_make
INSERT INTO secret (name, value) VALUES (:name, :value) ON CONFLICT DO NOTHING

-- name: secret_get
SELECT value FROM secret WHERE name = :name

-- name: suppression_exists
SELECT EXISTS (SELECT 1 FROM suppression /*scan*/)

-- name: suppression_by_hash
SELECT reason, contact IS NOT NULL AND pattern IS NOT NULL FROM suppression
WHERE hash = :hash

-- name: suppression_put
INSERT INTO suppression (hash, reason, contact, pattern, since, source)
VALUES (:hash, :reason, :contact, :pattern, :now, :source)
ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason,
	contact = coalesce(excluded.contact, contact), pattern = excluded.pattern,
	since = excluded.since, source = excluded.source

-- name: suppression_patterns
SELECT EXISTS (SELECT 1 FROM suppression WHERE pattern IS NOT NULL)

-- name: suppression_delete
DELETE FROM suppression WHERE hash = :hash

-- name: suppression_mark
INSERT INTO suppression (hash, reason, contact, pattern, since)
VALUES (:hash, 'blocked', :contact, :pattern, :now) ON CONFLICT (hash) DO NOTHING

-- name: suppression_marked
SELECT p.hash, c.key FROM suppression p JOIN contact c ON c.id = p.contact
WHERE p.pattern = :pattern LIMIT :limit

-- name: suppression_remark
UPDATE suppression SET pattern = :pattern WHERE hash = :hash

-- name: suppression_rows
SELECT c.address, p.pattern, p.hash, p.reason, p.since, p.source,
	CASE WHEN p.pattern IS NOT NULL THEN (SELECT count(*) FROM suppression m
		WHERE m.pattern = p.pattern AND m.contact IS NOT NULL) END
FROM suppression p LEFT JOIN contact c ON c.id = p.contact
WHERE p.contact IS NULL OR p.pattern IS NULL
ORDER BY p.rowid /*scan*/

-- name: contact_of_domain
SELECT id, key FROM contact
WHERE key > :after AND substr(key, :from) = :domain ORDER BY key LIMIT :limit

-- name: suppression_of_two
SELECT reason, since, source FROM suppression
WHERE (contact IN (:from, :to) OR hash = :hash) AND pattern IS NULL

-- name: suppression_unmark
DELETE FROM suppression WHERE contact IN (:from, :to) AND pattern IS NOT NULL

-- name: suppression_release
UPDATE suppression SET contact = NULL WHERE contact IN (:from, :to)

-- All of a contact's but those of an image (contact_image), which keep their place.
-- name: suppression_clear
DELETE FROM suppression WHERE contact = :contact AND hex(hash) NOT IN
	(SELECT json_extract(value, '$[0]') FROM json_each(:image, '$.suppressions'))

-- name: suppression_restore
INSERT INTO suppression (hash, reason, contact, since, source, pattern)
VALUES (:hash, :reason, :contact, :since, :source, :pattern)
ON CONFLICT (hash) DO UPDATE SET reason = excluded.reason, contact = excluded.contact,
	since = excluded.since, source = excluded.source, pattern = excluded.pattern

-- name: token_alias_contact
SELECT contact FROM token_alias WHERE alias = :alias

-- name: token_alias_add
INSERT INTO token_alias (alias, contact) VALUES (:alias, :contact) ON CONFLICT DO NOTHING

-- name: token_alias_clear
DELETE FROM token_alias WHERE contact = :contact

-- name: event_insert
INSERT INTO event (at, kind, contact, list, issue, source, detail)
VALUES (:at, :kind, :contact, :list, :issue, :source, :detail)

-- name: event_rows
SELECT e.at, e.kind, l.name, i.name, e.source, e.detail
FROM all_event e LEFT JOIN list l ON l.id = e.list LEFT JOIN issue i ON i.id = e.issue
WHERE e.contact = :contact ORDER BY e.id DESC

-- name: event_store
INSERT INTO event (id, at, kind, contact, source)
SELECT id, at, kind, contact, source FROM import_event WHERE contact = :contact

-- name: event_last
SELECT coalesce(max(id), 0) FROM event

-- name: event_reserve
INSERT INTO event (id, at, kind) VALUES (:last, 0, 'reserved')

-- name: event_release
DELETE FROM event WHERE id = :last AND kind = 'reserved'

-- name: import_last
SELECT coalesce(max(id), 0) FROM import

-- name: import_add
INSERT INTO import (id, at, file, summary, made, first_contact, last_contact, first_event,
	last_event, imported)
VALUES (:id, :now, :file, :summary, :made, :first_contact, :last_contact, :first_event,
	:last_event, :imported)

-- name: import_rows
SELECT id, at, coalesce(undone, 0), file, json_extract(summary, '$.records'),
	json_extract(summary, '$.added'), json_extract(summary, '$.added_do_not_mail'),
	json_extract(summary, '$.updated'), json_extract(summary, '$.same'),
	json_extract(summary, '$.sticky'), json_extract(summary, '$.duplicate_same'),
	json_extract(summary, '$.duplicate_updated'), json_extract(summary, '$.rejected')
FROM import ORDER BY id /*scan*/

-- name: import_get
SELECT at, undone, file, first_contact, last_contact, first_event, last_event,
	json_extract(made, '$.default.list'), json_extract(made, '$.default.name'),
	json_extract(made, '$.default.created'), json_extract(made, '$.default.setting'),
	json_extract(made, '$.default.now'),
	(SELECT count(*) FROM import_change WHERE import = import.id)
FROM import WHERE id = :id

-- name: import_made
SELECT m.value FROM import i, json_each(i.made, :what) m WHERE i.id = :id

-- name: import_set_undone
UPDATE import SET undone = :now WHERE id = :id

-- name: import_change_add
INSERT INTO import_change (import, contact, before, after)
VALUES (:import, :contact, :before, :after)

-- name: import_changes_after
SELECT h.id, h.contact, coalesce(c.address, m.address, '(forgotten)'),
	CASE WHEN m.key IS NOT NULL THEN 'another that was changed is part of it since'
		WHEN h.before IS NULL THEN 'forgotten since'
		ELSE '' END,
	h.before, h.after
FROM import_change h JOIN contact c ON c.id = h.contact
LEFT JOIN contact m ON m.id = c.merged
WHERE h.import = :import AND h.id > :after ORDER BY h.id LIMIT 1000

-- name: import_changes_remove
DELETE FROM import_change WHERE import = :import

-- The contacts that an import added, each with what happened to it since.
-- name: import_contacts_after
SELECT c.id, c.id, coalesce(c.address, m.address, '(forgotten)'),
	CASE WHEN m.key IS NOT NULL THEN 'another that was added is part of it since'
		WHEN c.key IS NULL THEN 'forgotten since'
		WHEN EXISTS (SELECT 1 FROM v_delivery WHERE contact = c.id)
			OR EXISTS (SELECT 1 FROM notice WHERE contact = c.id)
			THEN 'mailed since'
		WHEN EXISTS (SELECT 1 FROM event
				WHERE contact = c.id AND (id > :last OR at > :at))
			OR EXISTS (SELECT 1 FROM import_change WHERE contact = c.id)
			THEN 'changed since'
		ELSE '' END
FROM contact c LEFT JOIN contact m ON m.id = c.merged
WHERE c.id > :after AND c.id <= :last_contact
ORDER BY c.id LIMIT 1000

-- name: import_events_remove
DELETE FROM event WHERE contact = :contact AND id BETWEEN :first AND :last

-- A while that is over begins again.
-- name: quota_take
INSERT INTO quota (hash, used, until) VALUES (:hash, 1, :until)
ON CONFLICT (hash) DO UPDATE SET used = CASE WHEN until <= :now THEN 1 ELSE used + 1 END,
	until = CASE WHEN until <= :now THEN excluded.until ELSE until END
WHERE until <= :now OR used < :max

-- name: quota_used
SELECT coalesce((SELECT used FROM quota WHERE hash = :hash AND until > :now), 0)

-- name: quota_is_over
SELECT EXISTS (SELECT 1 FROM quota WHERE until <= :now)

-- name: quota_sweep
DELETE FROM quota WHERE hash IN
	(SELECT hash FROM quota WHERE until <= :now ORDER BY until LIMIT :limit)
