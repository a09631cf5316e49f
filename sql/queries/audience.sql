-- What audience expressions are compiled to (src/people/audience*.c): all of it.
--
-- Each part is about one contact, c.  "{}" is the place of another part, "?" that
-- of a value, which is bound.  A test is 1 or 0 and never NULL: whoever has not
-- got a field is not equal to anything, and "not" takes in all the others.

-- Values.  A moment is UTC seconds, a day is text, YYYY-MM-DD.

-- part: audience_literal
?

-- part: audience_field
json_extract(c.fields, ?)

-- part: audience_key
c.key

-- part: audience_address
c.address

-- part: audience_language
nullif(c.language, '')

-- part: audience_added
c.added

-- part: audience_subscribed
(SELECT min(s.since) FROM subscription s
	WHERE s.contact = c.id AND s.state = 'active'
		AND s.list IN (SELECT value FROM json_each(?)))

-- part: audience_last_active
max(c.added,
	coalesce((SELECT max(s.since) FROM subscription s
		WHERE s.contact = c.id AND s.state = 'active'), 0),
	CASE WHEN EXISTS (SELECT 1 FROM v_click) /*scan: once, to the first*/
	THEN coalesce((SELECT max(k.at) FROM v_delivery d
		JOIN v_click k ON k.delivery = d.delivery
		WHERE d.contact = c.id AND k.human = 1), 0) ELSE 0 END)

-- part: audience_day
substr({}, 1, 10)

-- Tests.  Clicks are found through the person's copies (click_delivery), never
-- through the issue: that would look at everybody's for each person.

-- part: audience_constant
(? = 1)

-- part: audience_truth
({} IS TRUE)

-- part: audience_equal
(({} = {}) IS TRUE)

-- part: audience_less
(({} < {}) IS TRUE)

-- part: audience_less_equal
(({} <= {}) IS TRUE)

-- part: audience_greater
(({} > {}) IS TRUE)

-- part: audience_greater_equal
(({} >= {}) IS TRUE)

-- part: audience_between
(({} BETWEEN {} AND {}) IS TRUE)

-- part: audience_in
(({} IN (SELECT value FROM json_each(?))) IS TRUE)

-- part: audience_like
((fold({}) LIKE ? ESCAPE '\') IS TRUE)

-- part: audience_member
EXISTS (SELECT 1 FROM json_each(c.fields, ?) m
	WHERE m.value IN (SELECT value FROM json_each(?)))

-- part: audience_member_like
EXISTS (SELECT 1 FROM json_each(c.fields, ?) m
	WHERE fold(m.value) LIKE ? ESCAPE '\')

-- part: audience_empty
({} IS NULL)

-- part: audience_on
EXISTS (SELECT 1 FROM subscription s
	WHERE s.contact = c.id AND s.list = ? AND s.state = 'active')

-- part: audience_bounced
EXISTS (SELECT 1 FROM suppression p WHERE p.contact = c.id AND p.reason = 'bounced')

-- part: audience_received
EXISTS (SELECT 1 FROM v_delivery d
	WHERE d.contact = c.id AND d.issue = ? AND d.state IN ('sent', 'uncertain'))

-- part: audience_clicked
EXISTS (SELECT 1 FROM v_delivery d JOIN v_click k ON k.delivery = d.delivery
	WHERE d.contact = c.id AND d.issue = ? AND k.human = 1)

-- part: audience_clicked_link
EXISTS (SELECT 1 FROM v_delivery d JOIN v_click k ON k.delivery = d.delivery
	WHERE d.contact = c.id AND d.issue = ? AND k.link = ? AND k.human = 1)

-- part: audience_sample
(spread(c.id) < ?)

-- How tests go together.  A chain is flat, (a AND b AND c): SQLite's parser has
-- room for 100 open symbols.

-- part: audience_group
({})

-- part: audience_not
NOT {}

-- part: audience_and
 AND

-- part: audience_or
 OR

-- part: audience_where
 AND {}

-- part: audience_answer
, {}

-- What the compiler has to know.

-- name: audience_every_list
SELECT json_group_array(id) FROM list /*scan*/

-- name: audience_issue
SELECT name FROM v_issue WHERE name = :name

-- name: audience_last_issues
SELECT name FROM v_issue ORDER BY issue DESC LIMIT 100

-- name: audience_links
SELECT name FROM v_link WHERE issue = :issue ORDER BY number

-- name: audience_of_contact
SELECT c.id /*where*/ FROM contact c WHERE c.id = :contact

-- Saved ones.

-- name: audience_saved
SELECT name, expression, changed FROM audience WHERE name = :name

-- name: audience_saved_rows
SELECT name, expression, changed FROM audience ORDER BY name

-- name: audience_save
INSERT INTO audience (name, expression, changed) VALUES (:name, :expression, :now)
ON CONFLICT (name) DO UPDATE SET name = excluded.name, expression = excluded.expression,
	changed = excluded.changed

-- name: audience_drop
DELETE FROM audience WHERE name = :name
