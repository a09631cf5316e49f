-- Statements of src/inbox.

-- name: inbox_add
INSERT INTO mail_in (seen, at, verdict, delivery, message)
VALUES (:seen, :now, :verdict, (SELECT id FROM delivery WHERE token = :token), :message)
ON CONFLICT (seen) DO NOTHING

-- name: inbox_seen
SELECT verdict FROM mail_in WHERE seen = :seen

-- name: inbox_kept
SELECT count(*) FROM (SELECT 1 FROM mail_in WHERE message IS NOT NULL AND at > 0
	LIMIT :limit)

-- name: inbox_old
SELECT EXISTS (SELECT 1 FROM mail_in WHERE message IS NOT NULL AND at < :before)

-- name: inbox_sweep
DELETE FROM mail_in WHERE message IS NOT NULL AND at < :before
