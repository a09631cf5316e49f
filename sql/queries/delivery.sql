-- Statements of src/delivery.

-- name: home_get
SELECT machine, frozen FROM home WHERE one = 1

-- name: home_set
INSERT INTO home (one, machine, frozen) VALUES (1, :machine, :frozen)
ON CONFLICT (one) DO UPDATE SET machine = excluded.machine, frozen = excluded.frozen

-- name: issue_by_name
SELECT * FROM issue_read WHERE name = :name

-- name: issue_by_id
SELECT * FROM issue_read WHERE id = :id

-- name: issue_each
SELECT * FROM issue_read ORDER BY id /*scan*/

-- name: issue_open
SELECT * FROM issue_read WHERE state = 'sending' AND state <> 'finished' ORDER BY id

-- name: issue_lists
SELECT l.id, l.name FROM issue_list i JOIN list l ON l.id = i.list
WHERE i.issue = :issue ORDER BY i.place

-- name: issue_excluded
SELECT l.id, l.name FROM issue i
JOIN json_each(i.options, '$.exclude') x JOIN list l ON l.id = x.value
WHERE i.id = :issue ORDER BY l.id

-- name: issue_add
INSERT INTO issue (name, file, hash, subject, options, state, created,
	departs, not_after)
VALUES (:name, :file, :hash, :subject,
	json_object('subject', :subject_option, 'from', :from, 'where', :where,
		'exclude', json(:without), 'track', :track, 'opens', :opens),
	'scheduled', :now, :departs, :not_after)

-- name: issue_any
SELECT EXISTS (SELECT 1 FROM issue)

-- name: mirror_title
SELECT a.title, l.list FROM archive a JOIN issue_list l ON l.issue = a.issue
WHERE a.issue = :issue ORDER BY l.place LIMIT 1

-- name: mirror_copy
SELECT d.issue, coalesce(d.first_attempt, 0), coalesce(m.id, c.id),
	coalesce(m.address, c.address, ''), CASE WHEN m.id IS NULL THEN c.fields ELSE m.fields END
FROM delivery d JOIN contact c ON c.id = d.contact LEFT JOIN contact m ON m.id = c.merged
WHERE d.id = :delivery

-- name: delivery_contact
SELECT coalesce(c.merged, c.id) FROM delivery d JOIN contact c ON c.id = d.contact
WHERE d.id = :delivery

-- name: issue_files
SELECT f.role, f.name, c.type, c.hash, length(c.bytes),
	CASE WHEN f.role IN ('issue', 'text', 'params', 'layout') THEN c.bytes END
FROM issue_file f JOIN content c ON c.id = f.content
WHERE f.issue = :issue ORDER BY f.place

-- name: issue_add_file
INSERT INTO issue_file (issue, place, role, name, content)
SELECT :issue, :place, :role, :name, id FROM content WHERE hash = :hash

-- name: issue_remove_files
DELETE FROM issue_file WHERE issue = :issue

-- name: content_keep
INSERT INTO content (hash, type, used, bytes) VALUES (:hash, :type, :now, :bytes)
ON CONFLICT (hash) DO UPDATE SET used = excluded.used,
	type = CASE excluded.type WHEN '' THEN type ELSE excluded.type END

-- name: content_bytes
SELECT bytes FROM content WHERE hash = :hash

-- name: content_picture
SELECT type, bytes FROM content WHERE hash = :hash AND type <> ''

-- name: content_remove_unused
DELETE FROM content
WHERE used < :before AND NOT EXISTS (SELECT 1 FROM issue_file f WHERE f.content = content.id)

-- name: issue_add_list
INSERT INTO issue_list (issue, list, place) VALUES (:issue, :list, :place)
ON CONFLICT DO NOTHING

-- name: issue_add_link
INSERT INTO link (issue, number, name, url, tracked)
VALUES (:issue, :number, :name, :url, :tracked)

-- name: issue_depart
UPDATE issue SET state = 'departing', started = :now, reached = 0
WHERE id = :issue AND state IN ('scheduled', 'held')

-- name: issue_reached
SELECT reached, started FROM issue WHERE id = :issue AND state = 'departing'

-- name: issue_reach
UPDATE issue SET reached = :reached, audience = audience + :n, queued = queued + :n
WHERE id = :issue AND state = 'departing' AND reached = :from

-- name: issue_departed
UPDATE issue SET state = CASE audience WHEN 0 THEN 'held' ELSE 'sending' END, reached = NULL
WHERE id = :issue RETURNING audience

-- name: issue_departing
SELECT * FROM issue_read WHERE state IN ('scheduled', 'departing') AND state <> 'finished'
	AND (state = 'departing' OR departs <= :now)
ORDER BY departs, id

-- name: issue_move
UPDATE issue SET departs = :departs, not_after = :not_after, state = 'scheduled'
WHERE id = :issue AND state IN ('scheduled', 'held')

-- name: issue_hold
UPDATE issue SET state = 'held', reached = NULL
WHERE id = :id AND state IN ('scheduled', 'departing')

-- name: issue_replace
UPDATE issue SET file = :file, hash = :hash, revision = revision + 1, subject = :subject,
	options = json_object('subject', :subject_option, 'from', :from, 'where', :where,
		'exclude', json(:without), 'track', :track, 'opens', :opens), state = 'scheduled',
	created = :now, departs = :departs, not_after = :not_after, started = NULL
WHERE id = :issue AND state IN ('scheduled', 'held') AND audience = 0

-- name: issue_withdraw
UPDATE issue SET state = CASE state WHEN 'scheduled' THEN state ELSE 'held' END,
	reached = NULL, finished = NULL
WHERE id = :issue AND state <> 'cancelled'
	AND sent + deferred + failed + uncertain = 0
	AND NOT EXISTS (SELECT 1 FROM delivery d
		WHERE d.issue = :issue AND d.state = 'sending' AND d.state <> 'sent')

-- name: issue_uncount
UPDATE issue SET audience = audience - :n, queued = queued - :n * (:state = 'queued'),
	skipped = skipped - :n * (:state = 'skipped')
WHERE id = :issue AND state IN ('scheduled', 'held')

-- name: issue_cancelling
SELECT id FROM issue
WHERE state = 'cancelled' AND state <> 'finished' AND queued + deferred > 0 AND id > :after
ORDER BY id LIMIT 1

-- name: issue_replace_lists
DELETE FROM issue_list WHERE issue = :issue

-- name: issue_replace_links
DELETE FROM link WHERE issue = :issue

-- name: issue_set_state
UPDATE issue SET state = :state, reached = NULL WHERE id = :id

-- name: issue_reopen
UPDATE issue SET state = 'sending', finished = NULL WHERE id = :id AND state = 'finished'

-- name: issue_finish
UPDATE issue SET state = 'finished', finished = :now
WHERE id = :id AND state = 'sending' AND queued = 0 AND deferred = 0

-- name: issue_check
SELECT i.queued + i.sent + i.deferred + i.failed + i.uncertain + i.skipped = i.audience
	AND NOT EXISTS (
		SELECT 1 FROM (
			SELECT count(*) FILTER (WHERE d.state = 'failed') AS failed,
				count(*) FILTER (WHERE d.state = 'uncertain') AS uncertain,
				count(*) FILTER (WHERE d.state = 'skipped') AS skipped,
				count(*) AS unsent
			FROM delivery d WHERE d.issue = i.id AND d.state <> 'sent') n
		WHERE n.failed <> i.failed OR n.uncertain <> i.uncertain
			OR n.skipped <> i.skipped
			OR n.unsent <> i.audience - i.sent)
FROM issue i WHERE i.id = :id

-- name: recipients_count
SELECT count(*) FROM contact c
WHERE EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = c.id AND s.list IN (SELECT value FROM json_each(:lists))
			AND s.state = 'active'
			AND (s.paused_until IS NULL OR s.paused_until <= :now))
	AND NOT EXISTS (SELECT 1 FROM subscription x
		WHERE x.contact = c.id AND x.list IN (SELECT value FROM json_each(:without))
			AND x.state = 'active')
	AND NOT EXISTS (SELECT 1 FROM suppression p WHERE p.contact = c.id)
	AND c.key IS NOT NULL /*where*/ /*scan*/

-- name: recipients_rows
SELECT c.id, c.address, c.key, c.eai, c.fields, c.language FROM contact c
WHERE EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = c.id AND s.list IN (SELECT value FROM json_each(:lists))
			AND s.state = 'active'
			AND (s.paused_until IS NULL OR s.paused_until <= :now))
	AND NOT EXISTS (SELECT 1 FROM subscription x
		WHERE x.contact = c.id AND x.list IN (SELECT value FROM json_each(:without))
			AND x.state = 'active')
	AND NOT EXISTS (SELECT 1 FROM suppression p WHERE p.contact = c.id)
	AND c.key IS NOT NULL AND c.id > :after /*where*/
ORDER BY c.id LIMIT :limit

-- part: recipients_one
 AND c.id = ?

-- name: recipients_states
SELECT l.name, coalesce(s.state, ''), coalesce(s.since, 0), coalesce(s.paused_until, 0)
FROM json_each(:lists) j JOIN list l ON l.id = j.value
LEFT JOIN subscription s ON s.contact = :contact AND s.list = l.id
ORDER BY j.key

-- name: sample_contact
SELECT s.contact FROM subscription s JOIN contact c ON c.id = s.contact
WHERE s.list = :list AND s.state = 'active' AND c.key IS NOT NULL
	AND NOT EXISTS (SELECT 1 FROM suppression p WHERE p.contact = s.contact)
ORDER BY s.contact LIMIT 1

-- name: sample_longest_value
SELECT c.fields -> :field, max(length(c.fields -> :field))
FROM subscription s JOIN contact c ON c.id = s.contact
WHERE s.list = :list AND s.state = 'active' AND c.key IS NOT NULL /*scan*/

-- name: sample_longest_address
SELECT c.address, c.key, c.eai, max(length(c.address))
FROM subscription s JOIN contact c ON c.id = s.contact
WHERE s.list = :list AND s.state = 'active' AND c.key IS NOT NULL /*scan*/

-- name: delivery_add_rows
INSERT INTO delivery (issue, contact, token) SELECT :issue, v1, v2 FROM rows(:rows)
WHERE true ON CONFLICT (contact, issue) DO NOTHING

-- name: delivery_next
SELECT d.id, d.token, d.due, d.attempts, coalesce(d.first_attempt, 0),
	coalesce(d.retried, d.first_attempt, 0), c.id, c.address, c.key, c.eai, c.fields,
	CASE
	WHEN EXISTS (SELECT 1 FROM suppression p WHERE p.contact = c.id) THEN 'suppressed'
	WHEN NOT EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = d.contact
		WHERE l.issue = d.issue AND s.state = 'active') THEN 'unsubscribed'
	WHEN NOT EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = d.contact
		WHERE l.issue = d.issue AND s.state = 'active'
			AND (s.paused_until IS NULL OR s.paused_until <= :now)) THEN 'paused'
	ELSE '' END
FROM delivery d JOIN contact c ON c.id = d.contact
WHERE d.issue = :issue AND d.state = :state AND d.state <> 'sent'
	AND d.due <= :now AND (d.due, d.id) > (:due, :after)
ORDER BY d.due, d.id LIMIT :limit

-- name: delivery_due
SELECT 1 FROM delivery WHERE issue = :issue AND state <> 'sent'
	AND state IN ('queued', 'deferred') AND due <= :now LIMIT 1

-- name: notice_due
SELECT 1 FROM notice WHERE state <> 'sent'
	AND state IN ('queued', 'deferred') AND due <= :now AND message IS NOT NULL
	AND (kind <> 'confirmation' OR EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = notice.contact AND s.confirm_expires > :now))
LIMIT 1

-- name: delivery_claim
UPDATE delivery SET state = 'sending', attempts = attempts + 1,
	first_attempt = coalesce(first_attempt, :date), changed = :now, relay = :relay
WHERE id = :id AND state IN ('queued', 'deferred')
	AND EXISTS (SELECT 1 FROM contact c WHERE c.id = delivery.contact AND c.key = :to)
	AND EXISTS (SELECT 1 FROM issue i
		WHERE i.id = delivery.issue AND i.state = 'sending' AND i.revision = :revision)
	AND EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = delivery.contact
		WHERE l.issue = delivery.issue AND s.state = 'active'
			AND (s.paused_until IS NULL OR s.paused_until <= :now))
	AND NOT EXISTS (SELECT 1 FROM suppression p WHERE p.contact = delivery.contact)

-- What the relay says of somebody forgotten meanwhile is not kept.
-- name: delivery_record
UPDATE delivery SET attempts = attempts + (state <> 'sending'),
	first_attempt = coalesce(first_attempt, :now),
	state = :state, reason = :reason, due = :due, changed = :now, relay = :relay,
	code = :code, status = :status,
	reply = CASE WHEN :reply IS NOT NULL
		AND (SELECT key FROM contact c WHERE c.id = delivery.contact) IS NOT NULL
		THEN :reply END,
	queue_id = CASE WHEN :queue_id IS NOT NULL
		AND (SELECT key FROM contact c WHERE c.id = delivery.contact) IS NOT NULL
		THEN :queue_id END
WHERE id = :id AND (state = 'sending' OR state IN ('queued', 'deferred'))

-- name: delivery_unclaim
UPDATE delivery SET state = 'queued', attempts = attempts - 1, changed = :now
WHERE id = :id AND state = 'sending'

-- name: delivery_give_up
UPDATE delivery SET state = 'skipped', reason = 'cancelled', changed = :now
WHERE id = :id AND state IN ('queued', 'deferred')
	AND EXISTS (SELECT 1 FROM issue i WHERE i.id = delivery.issue AND i.state = 'cancelled')

-- name: notice_unclaim
UPDATE notice SET state = 'queued', attempts = attempts - 1, changed = :now
WHERE id = :id AND state = 'sending'

-- name: delivery_skip
UPDATE delivery SET state = 'skipped', reason = :reason, changed = :now
WHERE id = :id AND state IN ('queued', 'deferred')

-- name: delivery_recover
UPDATE delivery SET state = 'uncertain', changed = :now,
	reply = 'the sender ended before the relay answered'
WHERE state = 'sending' AND state <> 'sent'
	AND issue IN (SELECT id FROM issue WHERE state <> 'finished')

-- name: delivery_in_state
SELECT due, id FROM delivery
WHERE issue = :issue AND state = :state AND state <> 'sent' AND (due, id) > (:due, :after)
ORDER BY due, id LIMIT :limit

-- name: delivery_cancel
UPDATE delivery SET state = 'skipped', reason = 'cancelled', changed = :now
WHERE id = :id AND state IN ('queued', 'deferred')

-- name: delivery_retry
UPDATE delivery SET state = 'queued', reason = NULL, due = 0, retried = :now,
	changed = :now
WHERE id = :id AND state = :state

-- name: delivery_remove
DELETE FROM delivery WHERE id = :id AND state IN ('queued', 'skipped')

-- name: delivery_next_due
SELECT min(due) FROM delivery
WHERE issue = :issue AND state = 'deferred' AND state <> 'sent'

-- name: delivery_reasons
SELECT state, reason, code, status, max(reply), count(*) FROM delivery
WHERE issue = :issue AND state <> 'sent' AND state IN ('failed', 'skipped', 'uncertain')
GROUP BY state, reason, code, status ORDER BY count(*) DESC LIMIT 20

-- name: delivery_by_token
SELECT d.issue, coalesce(c.merged, c.id), coalesce(m.address, c.address, ''), i.name
FROM delivery d JOIN contact c ON c.id = d.contact JOIN issue i ON i.id = d.issue
	LEFT JOIN contact m ON m.id = c.merged
WHERE d.token = :token

-- name: notice_add
INSERT INTO notice (kind, contact, address, eai, sender, token, created)
VALUES (:kind, :contact, :address, :eai, :sender, :token, :now)

-- name: notice_set_message
UPDATE notice SET message = :message WHERE id = :id

-- name: notice_next
SELECT id, token, due, attempts, coalesce(first_attempt, 0), address, message, eai,
	sender
FROM notice
WHERE state IN ('queued', 'deferred') AND state <> 'sent' AND due <= :now AND id > :after
	AND message IS NOT NULL
	AND (kind <> 'confirmation' OR EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = notice.contact AND s.confirm_expires > :now))
ORDER BY id LIMIT :limit

-- name: notice_claim
UPDATE notice SET state = 'sending', attempts = attempts + 1,
	first_attempt = coalesce(first_attempt, :date), changed = :now, relay = :relay
WHERE id = :id AND state IN ('queued', 'deferred')
	AND (kind <> 'confirmation' OR EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = notice.contact AND s.confirm_expires > :now))

-- name: notice_record
UPDATE notice SET attempts = attempts + (state <> 'sending'),
	first_attempt = coalesce(first_attempt, :now),
	state = :state, reason = :reason, due = :due, changed = :now, relay = :relay,
	code = :code, status = :status,
	reply = CASE WHEN address IS NOT NULL THEN :reply END,
	queue_id = CASE WHEN address IS NOT NULL THEN :queue_id END
WHERE id = :id AND state IN ('queued', 'sending', 'deferred')

-- name: notice_recover
UPDATE notice SET state = 'uncertain', changed = :now,
	reply = 'the sender ended before the relay answered'
WHERE state = 'sending' AND state <> 'sent'

-- name: issue_wanted
SELECT state = 'sending' AND revision = :revision FROM issue WHERE id = :id

-- name: notice_waiting
SELECT count(*) FROM notice
WHERE state IN ('queued', 'deferred') AND state <> 'sent' AND message IS NOT NULL
	AND (kind <> 'confirmation' OR EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = notice.contact AND s.confirm_expires > :now))

-- name: notice_state
SELECT state, coalesce(reply, '') FROM notice WHERE id = :id

-- Who has confirmed since did ask for them.
-- name: confirmation_sent
SELECT created FROM notice
WHERE contact = :contact AND kind = 'confirmation' AND created > :after
	AND created >= coalesce((SELECT max(at) FROM event
		WHERE contact = :contact AND kind = 'confirmed'), 0)
ORDER BY created DESC LIMIT :limit

-- name: confirmation_skip
UPDATE notice SET state = 'skipped', reason = 'expired', changed = :now
WHERE kind = 'confirmation' AND state IN ('queued', 'deferred') AND state <> 'sent'
	AND NOT EXISTS (SELECT 1 FROM subscription s
		WHERE s.contact = notice.contact AND s.confirm_expires > :now)

-- name: notice_by_token
SELECT kind FROM notice WHERE token = :token

-- name: preferences_lists
SELECT l.id, l.name, coalesce(s.paused_until, 0), coalesce(s.state = 'active', 0),
	coalesce(s.state = 'left' AND s.source = :source AND s.since > :after, 0)
FROM list l LEFT JOIN subscription s ON s.list = l.id AND s.contact = :contact
WHERE :proven OR (s.state = 'active' AND (:issue = 0 OR EXISTS (SELECT 1
	FROM issue_list i WHERE i.issue = :issue AND i.list = l.id)))
ORDER BY l.name

-- name: leave_offer
SELECT l.name, c.address, c.language, l.id
FROM subscription s
JOIN list l ON l.id = s.list
JOIN contact c ON c.id = s.contact
WHERE s.contact = :contact AND (s.state <> 'left' OR s.confirm_expires IS NOT NULL)
	AND (:issue = 0 OR EXISTS (SELECT 1 FROM issue_list i
		WHERE i.issue = :issue AND i.list = s.list))
ORDER BY l.name

-- name: leave_unskip
UPDATE delivery SET state = 'queued', reason = NULL, due = 0, changed = :now
WHERE contact = :contact AND state = 'skipped' AND reason = 'unsubscribed'
	AND changed > :after
	AND issue IN (SELECT id FROM issue WHERE state IN ('sending', 'paused')
		AND state <> 'finished')
	AND EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = delivery.contact
		WHERE l.issue = delivery.issue AND s.state = 'active')

-- name: pause_skip
UPDATE delivery SET state = 'skipped', reason = 'paused', changed = :now
WHERE contact = :contact AND state IN ('queued', 'deferred')
	AND NOT EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = delivery.contact
		WHERE l.issue = delivery.issue AND s.state = 'active'
			AND (s.paused_until IS NULL OR s.paused_until <= :now))

-- name: pause_unskip
UPDATE delivery SET state = 'queued', reason = NULL, due = 0, changed = :now
WHERE contact = :contact AND state = 'skipped' AND reason = 'paused'
	AND issue IN (SELECT id FROM issue WHERE state IN ('sending', 'paused')
		AND state <> 'finished')
	AND EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = delivery.contact
		WHERE l.issue = delivery.issue AND s.state = 'active')

-- name: leave_skip
UPDATE delivery SET state = 'skipped', reason = 'unsubscribed', changed = :now
WHERE contact = :contact AND state IN ('queued', 'deferred')
	AND NOT EXISTS (SELECT 1 FROM issue_list l
		JOIN subscription s ON s.list = l.list AND s.contact = delivery.contact
		WHERE l.issue = delivery.issue AND s.state = 'active')

-- name: block_skip
UPDATE delivery SET state = 'skipped', reason = 'suppressed', changed = :now
WHERE contact = :contact AND state IN ('queued', 'deferred')
	AND issue IN (SELECT id FROM issue WHERE state <> 'finished')

-- name: block_skip_notices
UPDATE notice SET state = 'skipped', reason = 'suppressed', changed = :now
WHERE contact = :contact AND kind <> 'test' AND state IN ('queued', 'deferred')

-- name: precheck_before
SELECT i.id, i.name, i.audience, i.started FROM issue_list l JOIN issue i ON i.id = l.issue
WHERE l.list = :list AND l.place = 0 AND i.audience > 0 AND i.started IS NOT NULL
	AND i.state <> 'cancelled' AND i.name <> :name COLLATE NOCASE
ORDER BY i.started DESC LIMIT :limit

-- name: precheck_left
SELECT count(DISTINCT s.contact) FROM subscription s
WHERE s.list IN (SELECT value FROM json_each(:lists)) AND s.state = 'left'
	AND s.since >= :since
	AND EXISTS (SELECT 1 FROM delivery d WHERE d.contact = s.contact AND d.issue = :issue)
	AND NOT EXISTS (SELECT 1 FROM subscription o WHERE o.contact = s.contact
		AND o.list IN (SELECT value FROM json_each(:lists)) AND o.state = 'active')

-- name: precheck_suppressed
SELECT count(DISTINCT p.contact) FROM suppression p
WHERE p.contact IS NOT NULL AND p.since >= :since
	AND EXISTS (SELECT 1 FROM delivery d WHERE d.contact = p.contact AND d.issue = :issue)
	AND EXISTS (SELECT 1 FROM subscription o WHERE o.contact = p.contact
		AND o.list IN (SELECT value FROM json_each(:lists)) AND o.state = 'active')
	/*scan*/

-- name: precheck_joined
SELECT count(DISTINCT s.contact) FROM subscription s
WHERE s.list IN (SELECT value FROM json_each(:lists)) AND s.state = 'active'
	AND s.since >= :since
	AND NOT EXISTS (SELECT 1 FROM suppression p WHERE p.contact = s.contact)
	AND NOT EXISTS (SELECT 1 FROM delivery d
		WHERE d.contact = s.contact AND d.issue = :issue)

-- name: precheck_same
SELECT i.name FROM issue i JOIN issue_list l ON l.issue = i.id
WHERE i.hash = :hash AND i.name <> :name COLLATE NOCASE AND l.list = :list
	AND i.state <> 'cancelled' AND i.audience > 0
ORDER BY i.id DESC LIMIT 1

-- Clicks.  Of a contact that was merged, the other one is meant, and the copy that one
-- has of the same issue.

-- name: click_target
SELECT coalesce((SELECT id FROM delivery WHERE contact = c.merged AND issue = d.issue), d.id),
	coalesce(c.merged, c.id), d.issue, json_extract(i.options, '$.track'),
	d.state, coalesce(d.changed, 0),
	(SELECT list FROM issue_list WHERE issue = d.issue AND place = 0),
	(SELECT url FROM link WHERE issue = d.issue AND number = :link AND tracked = 1)
FROM delivery d JOIN issue i ON i.id = d.issue JOIN contact c ON c.id = d.contact
WHERE d.id = :delivery

-- Does the yes-or-no field say yes?
-- name: click_agreed
SELECT EXISTS (SELECT 1 FROM contact c JOIN json_each(c.fields) f
	WHERE c.id = :contact AND f.key = :field COLLATE NOCASE AND f.type = 'true')

-- How many other links of this copy were followed in the last seconds?
-- name: click_burst
SELECT count(DISTINCT link) FROM
	(SELECT link, at FROM click WHERE visit = :delivery ORDER BY id DESC LIMIT :most)
WHERE at >= :since AND link <> :link

-- name: click_suspect
UPDATE click SET human = 0 WHERE human = 1 AND id IN
	(SELECT id FROM click WHERE visit = :delivery ORDER BY id DESC LIMIT :most)

-- name: click_add
INSERT INTO click (issue, link, delivery, visit, at, human, agent)
VALUES (:issue, :link, :delivery, :visit, :now, :human, :agent)

-- name: click_unsettled
SELECT EXISTS (SELECT 1 FROM click WHERE visit IS NOT NULL AND at < :before)

-- name: click_settle
UPDATE click SET visit = NULL WHERE visit IS NOT NULL AND at < :before

-- name: click_links
SELECT l.number, l.name, l.url, l.tracked, count(k.id), coalesce(sum(k.human), 0)
FROM link l LEFT JOIN click k ON k.issue = l.issue AND k.link = l.number
WHERE l.issue = :issue GROUP BY l.number ORDER BY l.number

-- name: click_sums
SELECT count(link), coalesce(sum(human) FILTER (WHERE link IS NOT NULL), 0),
	count(*) - count(link), coalesce(sum(human) FILTER (WHERE link IS NULL), 0)
FROM click WHERE issue = :issue

-- One row of each link that is meant, by its name or its number.
-- name: link_find
SELECT number, tracked, url FROM link
WHERE issue = :issue AND (name = :name OR CAST(number AS TEXT) = :name)
ORDER BY number LIMIT 2

-- Where those lead that do not lead where the author wrote.
-- name: link_mended
SELECT number, url FROM link WHERE issue = :issue AND mended = 1

-- name: link_mend
UPDATE link SET url = :url, mended = 1 WHERE issue = :issue AND number = :number
