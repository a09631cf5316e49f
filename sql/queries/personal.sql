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

-- name: forget_clicks
UPDATE click SET delivery = NULL, agent = ''
WHERE delivery IN (SELECT id FROM delivery WHERE contact = :contact)

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
