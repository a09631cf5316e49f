-- Statements of src/web.

-- Can the database be read?
-- name: web_health
SELECT count(*) FROM home
