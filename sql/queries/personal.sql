-- What is stored on one person: see forget.h, dossier.h and retention.h in src/delivery.

-- name: forget_contact
UPDATE contact SET address = NULL, key = NULL, eai = 0, fields = '{}', language = '',
	source = ''
WHERE id = :contact AND key IS NOT NULL

-- name: forget_subscriptions
UPDATE subscription SET state = 'left', source = '', paused_until = NULL,
	confirm_token = NULL, confirm_expires = NULL, confirm_asked = NULL, consent = NULL
WHERE contact = :contact

-- name: forget_waiting
UPDATE delivery SET state = 'skipped', reason = 'suppressed', changed = :now
WHERE contact = :contact AND state IN ('queued', 'deferred')

-- Also the second copies that a merged contact kept.
-- name: forget_deliveries
UPDATE delivery SET reply = NULL, queue_id = NULL
WHERE contact IN (SELECT id FROM contact WHERE id = :contact OR merged = :contact)
	AND (reply IS NOT NULL OR queue_id IS NOT NULL)

-- Also the second copies that a merged contact kept.
-- name: forget_clicks
UPDATE click SET delivery = NULL, visit = NULL, agent = ''
WHERE delivery IN (SELECT d.id FROM contact c JOIN delivery d ON d.contact = c.id
		WHERE c.id = :contact OR c.merged = :contact)
	OR visit IN (SELECT d.id FROM contact c JOIN delivery d ON d.contact = c.id
		WHERE c.id = :contact OR c.merged = :contact)

-- name: forget_notices
UPDATE notice SET address = NULL, message = NULL, reply = NULL, queue_id = NULL,
	state = CASE WHEN state IN ('queued', 'deferred') THEN 'skipped' ELSE state END,
	reason = CASE WHEN state IN ('queued', 'deferred') THEN 'suppressed' ELSE reason END
WHERE contact = :contact OR address = :key

-- name: forget_events
UPDATE event SET source = '', detail = NULL WHERE contact = :contact

-- name: forget_returned
UPDATE mail_in SET seen = 'erased ' || id, message = NULL
WHERE delivery IN (SELECT id FROM delivery WHERE contact = :contact)

-- name: forget_imports
UPDATE import_change SET before = NULL WHERE contact = :contact

-- A file that is named after a person.
-- name: forget_files
UPDATE import SET file = '' WHERE instr(lower(file), :key) > 0

-- name: forget_aliases
DELETE FROM token_alias WHERE contact = :contact

-- name: forget_suppression
DELETE FROM suppression WHERE contact = :contact

-- name: notice_to
SELECT 1 FROM notice WHERE address = :address LIMIT 1

-- Columns of a dossier are named TYPE:NAME, or NAME for text: see dossier.c.

-- name: dossier_contact
SELECT id AS "number:number", address, key, eai AS "bool:needs_smtputf8", language,
	added AS "time:added", source, fields AS "json:fields"
FROM contact WHERE id = :contact

-- name: dossier_subscriptions
SELECT l.name AS list, s.state, s.since AS "time:since", s.source,
	s.paused_until AS "time:paused_until", lower(hex(s.confirm_token)) AS confirm_token,
	s.confirm_expires AS "time:confirm_expires", s.confirm_asked AS "json:confirm_asked",
	s.consent AS "json:consent"
FROM subscription s JOIN list l ON l.id = s.list
WHERE s.contact = :contact ORDER BY l.name

-- name: dossier_suppressions
SELECT reason, pattern AS domain, since AS "time:since", source, lower(hex(hash)) AS hash
FROM suppression WHERE contact = :contact OR hash = :hash

-- name: dossier_deliveries
SELECT i.name AS issue, i.subject, d.state, d.reason, d.attempts AS "number:attempts",
	d.first_attempt AS "time:first_attempt", d.changed AS "time:changed",
	d.relay, d.code AS "number:code", d.status, d.reply, d.queue_id,
	lower(hex(d.token)) AS unsubscribe_token
FROM delivery d JOIN issue i ON i.id = d.issue
WHERE d.contact IN (SELECT id FROM contact WHERE id = :contact OR merged = :contact)
ORDER BY d.id

-- name: dossier_clicks
SELECT i.name AS issue, coalesce(l.name, 'opened') AS link, l.url, k.at AS "time:at",
	k.human AS "bool:human", k.agent
FROM delivery d JOIN click k ON k.delivery = d.id JOIN issue i ON i.id = k.issue
LEFT JOIN link l ON l.issue = k.issue AND l.number = k.link
WHERE d.contact = :contact ORDER BY k.id

-- A test copy that is merged as one person and sent to another has data of both: of
-- such a one only that it was made.
-- name: dossier_notices
SELECT n.kind, CASE WHEN n.address = :key THEN n.address END AS address, n.state,
	n.created AS "time:created", n.changed AS "time:changed", n.relay,
	n.code AS "number:code", n.status,
	CASE WHEN n.address = :key THEN n.reply END AS reply,
	CASE WHEN n.address = :key THEN n.queue_id END AS queue_id,
	CASE WHEN n.address = :key AND coalesce(n.contact, :contact) = :contact
		THEN CAST(n.message AS TEXT) END AS message
FROM notice n WHERE n.contact = :contact OR n.address = :key ORDER BY n.id

-- name: dossier_events
SELECT e.at AS "time:at", e.kind, l.name AS list, i.name AS issue, e.source,
	e.detail AS "json:detail"
FROM all_event e LEFT JOIN list l ON l.id = e.list LEFT JOIN issue i ON i.id = e.issue
WHERE e.contact = :contact ORDER BY e.id

-- name: dossier_returned
SELECT i.name AS issue, m.at AS "time:at", m.verdict, m.seen,
	CAST(m.message AS TEXT) AS message
FROM delivery d JOIN mail_in m ON m.delivery = d.id JOIN issue i ON i.id = d.issue
WHERE d.contact = :contact ORDER BY m.id

-- name: dossier_imports
SELECT i.id AS "number:import", i.at AS "time:at", i.file, c.before AS "json:before"
FROM import_change c JOIN import i ON i.id = c.import
WHERE c.contact = :contact ORDER BY i.id

-- name: dossier_aliases
SELECT alias FROM token_alias WHERE contact = :contact ORDER BY alias

-- name: retention_after
SELECT after FROM retention WHERE kind = :kind

-- name: retention_set_after
INSERT INTO retention (kind, after) VALUES (:kind, :after)
ON CONFLICT (kind) DO UPDATE SET after = excluded.after

-- name: retention_click_window
SELECT id FROM click WHERE id > :after ORDER BY id LIMIT 1 OFFSET :offset

-- name: retention_clicks
UPDATE click SET delivery = NULL, agent = ''
WHERE id > :after AND id <= :last AND at < :before
	AND (delivery IS NOT NULL OR agent <> '')

-- name: retention_delivery_window
SELECT id FROM delivery WHERE id > :after ORDER BY id LIMIT 1 OFFSET :offset

-- name: retention_deliveries
UPDATE delivery SET reply = NULL, queue_id = NULL
WHERE id > :after AND id <= :last AND changed < :before
	AND state NOT IN ('queued', 'sending', 'deferred')
	AND (reply IS NOT NULL OR queue_id IS NOT NULL)

-- name: retention_contact_window
SELECT id FROM contact WHERE id > :after ORDER BY id LIMIT 1 OFFSET :offset

-- To whom nothing may be sent, and with whom nothing has happened since :before.
-- name: retention_contacts
SELECT c.id, c.key FROM contact c
WHERE c.id > :after AND c.id <= :last AND c.key IS NOT NULL AND c.added < :before
	AND (EXISTS (SELECT 1 FROM suppression p WHERE p.contact = c.id)
		OR NOT EXISTS (SELECT 1 FROM subscription s
			WHERE s.contact = c.id AND s.state <> 'left'))
	AND NOT EXISTS (SELECT 1 FROM suppression p
		WHERE p.contact = c.id AND p.since >= :before)
	AND NOT EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = c.id AND s.since >= :before)
	AND NOT EXISTS (SELECT 1 FROM event e WHERE e.contact = c.id AND e.at >= :before)
	AND NOT EXISTS (SELECT 1 FROM import i
		WHERE c.id BETWEEN i.first_contact AND i.last_contact
			AND i.undone IS NULL AND i.at >= :before)
	AND NOT EXISTS (SELECT 1 FROM notice n
		WHERE n.contact = c.id AND n.created >= :before)
	AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.contact = c.id
		AND (d.changed >= :before OR d.state IN ('queued', 'sending', 'deferred')
			OR EXISTS (SELECT 1 FROM click k
				WHERE k.delivery = d.id AND k.at >= :before)))
ORDER BY c.id LIMIT :limit
