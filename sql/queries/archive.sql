-- Statements of delivery/archive.

-- name: archive_store
INSERT INTO archive (issue, page, title, summary, shown)
VALUES (:issue, :page, :title, :summary, :shown)
ON CONFLICT (issue) DO UPDATE SET page = excluded.page, title = excluded.title,
	summary = excluded.summary, shown = excluded.shown

-- name: archive_show
UPDATE archive SET shown = :shown WHERE issue = :issue

-- name: archive_said
SELECT coalesce(shown, '') FROM archive WHERE issue = :issue

-- name: archive_lists
SELECT id, name, created, count(*) OVER () FROM list ORDER BY name

-- name: archive_any
SELECT EXISTS (SELECT 1 FROM archived
	WHERE list = :list AND coalesce(shown, :setting) = 'yes')

-- name: archive_count
SELECT count(*) FROM archived WHERE list = :list AND coalesce(shown, :setting) = 'yes'

-- name: archive_read
SELECT issue, name, page, title, summary, started FROM archived
WHERE list = :list AND coalesce(shown, :setting) = 'yes'
ORDER BY started DESC, issue DESC LIMIT :limit OFFSET :offset

-- name: archive_each
SELECT issue, name, page, title, summary, started FROM archived
WHERE list = :list AND coalesce(shown, :setting) = 'yes'
ORDER BY started DESC, issue DESC

-- name: archive_issue
-- From the page on: a list may have thousands.
SELECT a.issue, a.name, a.page, a.title, a.summary, a.started
FROM archive p CROSS JOIN archived a ON a.issue = p.issue
WHERE p.page = :page AND a.list = :list AND coalesce(a.shown, :setting) = 'yes'

-- name: archive_pictures
SELECT DISTINCT c.hash, c.type FROM archived a
JOIN issue_file f ON f.issue = a.issue AND f.role = 'picture'
JOIN content c ON c.id = f.content AND c.type <> ''
WHERE a.list = :list AND coalesce(a.shown, :setting) = 'yes'
