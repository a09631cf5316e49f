-- What one person was sent: see src/delivery/history.h.

-- name: history_of_contact
SELECT i.name, d.state, d.reason, d.changed, d.queue_id, d.reply
FROM delivery d
JOIN issue i ON i.id = d.issue
WHERE d.contact = :contact
ORDER BY d.id DESC
