-- Two contacts become one: see src/people/twins.h and src/delivery/merge.h.

-- name: twins_subscriptions
SELECT f.list, l.name, f.state, f.since, f.consent IS NOT NULL,
	i.state, i.since, i.consent IS NOT NULL
FROM subscription f
JOIN list l ON l.id = f.list
LEFT JOIN subscription i ON i.contact = :into AND i.list = f.list
WHERE f.contact = :from ORDER BY l.name

-- name: twins_pause
UPDATE subscription SET paused_until = (SELECT max(p.paused_until) FROM subscription p
	WHERE p.contact IN (:from, :into) AND p.list = :list AND p.paused_until IS NOT NULL)
WHERE contact IN (:from, :into) AND list = :list

-- name: twins_drop_subscription
DELETE FROM subscription WHERE contact = :contact AND list = :list

-- name: twins_take_subscriptions
UPDATE subscription SET contact = :into WHERE contact = :from

-- name: twins_take_events
UPDATE event SET contact = :into WHERE contact = :from

-- name: twins_take_aliases
UPDATE token_alias SET contact = :into WHERE contact = :from

-- name: twins_empty_before_images
UPDATE import_change SET before = NULL WHERE contact = :from

-- name: twins_fill
UPDATE contact SET fields = :fields,
	language = CASE language WHEN '' THEN :language ELSE language END,
	source = CASE source WHEN '' THEN :source ELSE source END,
	added = min(added, :added)
WHERE id = :into

-- name: twins_bury
UPDATE contact SET address = NULL, key = NULL, eai = 0, fields = '{}', language = '',
	source = '', merged = :into
WHERE id = :from

-- name: twins_forward
UPDATE contact SET merged = :into WHERE merged = :from

-- name: twins_spare
INSERT INTO contact (added) VALUES (0)

-- name: twins_drop_spare
DELETE FROM contact WHERE id = :spare

-- name: merge_busy
SELECT 1 FROM delivery WHERE contact IN (:from, :into) AND state = 'sending' LIMIT 1

-- name: merge_yield
UPDATE delivery SET contact = :spare
WHERE contact = :into AND EXISTS (SELECT 1 FROM delivery f
	WHERE f.contact = :from AND f.issue = delivery.issue
		AND instr(:order, f.state) > instr(:order, delivery.state))

-- name: merge_take
UPDATE delivery SET contact = :into
WHERE contact = :from AND NOT EXISTS (SELECT 1 FROM delivery i
	WHERE i.contact = :into AND i.issue = delivery.issue)

-- name: merge_return
UPDATE delivery SET contact = :from WHERE contact = :spare

-- name: merge_skip
UPDATE delivery SET state = 'skipped', reason = 'merged', changed = :now
WHERE contact = :from AND state IN ('queued', 'deferred')

-- name: merge_strip
UPDATE delivery SET reply = NULL WHERE contact = :from

-- name: merge_take_clicks
UPDATE click SET delivery = (SELECT i.id FROM delivery f
	JOIN delivery i ON i.contact = :into AND i.issue = f.issue
	WHERE f.id = click.delivery)
WHERE delivery IN (SELECT id FROM delivery WHERE contact = :from)

-- name: merge_take_mail
UPDATE mail_in SET delivery = (SELECT i.id FROM delivery f
	JOIN delivery i ON i.contact = :into AND i.issue = f.issue
	WHERE f.id = mail_in.delivery)
WHERE delivery IN (SELECT id FROM delivery WHERE contact = :from)

-- name: merge_take_notices
UPDATE notice SET contact = :into WHERE contact = :from
