-- The schema of version 1.  sql/schema.sql is the copy that people read.

CREATE TABLE setting (
	list INTEGER REFERENCES list ON DELETE CASCADE,
	key TEXT NOT NULL,
	value TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX setting_key ON setting (coalesce(list, 0), key);

CREATE TABLE secret (
	name TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE quota (
	hash BLOB PRIMARY KEY,
	used INTEGER NOT NULL,
	until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quota_until ON quota (until);

CREATE TABLE home (
	one INTEGER PRIMARY KEY CHECK (one = 1),
	machine BLOB NOT NULL,
	frozen INTEGER NOT NULL CHECK (frozen IN (0, 1))
) STRICT;

CREATE TABLE field (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE COLLATE NOCASE,
	type TEXT NOT NULL
		CHECK (type IN ('text', 'number', 'boolean', 'date', 'category', 'multi'))
) STRICT;

CREATE TABLE contact (
	id INTEGER PRIMARY KEY,
	address TEXT /*personal*/,
	key TEXT UNIQUE /*personal*/,
	eai INTEGER NOT NULL DEFAULT 0 CHECK (eai IN (0, 1)),
	fields TEXT NOT NULL DEFAULT '{}' /*personal*/,
	language TEXT NOT NULL DEFAULT '' /*personal*/,
	added INTEGER NOT NULL,
	source TEXT NOT NULL DEFAULT '' /*personal*/,
	merged INTEGER REFERENCES contact,
	CHECK ((address IS NULL) = (key IS NULL)),
	CHECK (merged IS NULL OR key IS NULL)
) STRICT;
CREATE INDEX contact_merged ON contact (merged) WHERE merged IS NOT NULL;

CREATE TABLE list (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE COLLATE NOCASE,
	automatic INTEGER NOT NULL DEFAULT 0 CHECK (automatic IN (0, 1)),
	created INTEGER NOT NULL
) STRICT;

CREATE TABLE subscription (
	contact INTEGER NOT NULL REFERENCES contact,
	list INTEGER NOT NULL REFERENCES list,
	state TEXT NOT NULL CHECK (state = 'active' OR state = 'pending' OR state = 'left'),
	since INTEGER NOT NULL,
	source TEXT NOT NULL DEFAULT '' /*personal*/,
	paused_until INTEGER,
	confirm_token BLOB /*personal*/,
	confirm_expires INTEGER,
	confirm_asked TEXT CHECK (confirm_asked IS NULL OR json_valid(confirm_asked)) /*personal*/,
	consent TEXT CHECK (consent IS NULL OR json_valid(consent)) /*personal*/,
	PRIMARY KEY (contact, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX subscription_list ON subscription (list, state);
CREATE UNIQUE INDEX subscription_token ON subscription (confirm_token)
	WHERE confirm_token IS NOT NULL;
CREATE INDEX subscription_expires ON subscription (confirm_expires)
	WHERE confirm_expires IS NOT NULL;

CREATE TABLE audience (
	name TEXT PRIMARY KEY COLLATE NOCASE,
	expression TEXT NOT NULL,
	changed INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE suppression (
	hash BLOB PRIMARY KEY,
	reason TEXT NOT NULL
		CHECK (reason IN ('bounced', 'complained', 'blocked', 'forgotten')),
	contact INTEGER REFERENCES contact,
	pattern TEXT,
	since INTEGER NOT NULL,
	source TEXT NOT NULL DEFAULT '' /*personal*/
) STRICT;
CREATE INDEX suppression_contact ON suppression (contact) WHERE contact IS NOT NULL;
CREATE INDEX suppression_pattern ON suppression (pattern) WHERE pattern IS NOT NULL;

CREATE TABLE issue (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE COLLATE NOCASE,
	file TEXT NOT NULL,
	hash BLOB NOT NULL,
	revision INTEGER NOT NULL DEFAULT 1,
	subject TEXT NOT NULL,
	options TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(options)),
	state TEXT NOT NULL CHECK (state IN
		('scheduled', 'held', 'departing', 'sending', 'paused', 'cancelled',
		'finished')),
	created INTEGER NOT NULL,
	departs INTEGER,
	not_after INTEGER,
	started INTEGER,
	reached INTEGER,
	finished INTEGER,
	audience INTEGER NOT NULL DEFAULT 0,
	queued INTEGER NOT NULL DEFAULT 0,
	sent INTEGER NOT NULL DEFAULT 0,
	deferred INTEGER NOT NULL DEFAULT 0,
	failed INTEGER NOT NULL DEFAULT 0,
	uncertain INTEGER NOT NULL DEFAULT 0,
	skipped INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX issue_open ON issue (state) WHERE state <> 'finished';

CREATE TABLE content (
	id INTEGER PRIMARY KEY,
	hash BLOB NOT NULL UNIQUE,
	type TEXT NOT NULL,
	used INTEGER NOT NULL,
	bytes BLOB NOT NULL
) STRICT;

CREATE TABLE issue_file (
	issue INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
	place INTEGER NOT NULL,
	role TEXT NOT NULL CHECK (role IN ('issue', 'text', 'picture', 'attachment', 'params',
		'layout')),
	name TEXT NOT NULL,
	content INTEGER NOT NULL REFERENCES content,
	PRIMARY KEY (issue, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_file_content ON issue_file (content);

CREATE TABLE issue_list (
	issue INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
	list INTEGER NOT NULL REFERENCES list,
	place INTEGER NOT NULL DEFAULT 0,
	PRIMARY KEY (issue, list)
) STRICT, WITHOUT ROWID;
CREATE INDEX issue_list_list ON issue_list (list);

CREATE TABLE archive (
	issue INTEGER PRIMARY KEY REFERENCES issue ON DELETE CASCADE,
	page TEXT NOT NULL,
	title TEXT NOT NULL,
	summary TEXT NOT NULL,
	shown TEXT CHECK (shown IN ('yes', 'no'))
) STRICT;
CREATE INDEX archive_page ON archive (page);

CREATE TABLE delivery (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	issue INTEGER NOT NULL REFERENCES issue,
	contact INTEGER NOT NULL REFERENCES contact,
	token BLOB NOT NULL UNIQUE CHECK (length(token) = 16),
	state TEXT NOT NULL DEFAULT 'queued' CHECK (state = 'queued' OR state = 'sending'
		OR state = 'sent' OR state = 'deferred' OR state = 'failed'
		OR state = 'uncertain' OR state = 'skipped'),
	reason TEXT CHECK (reason = 'unsubscribed' OR reason = 'suppressed'
		OR reason = 'cancelled' OR reason = 'too-late' OR reason = 'refused'
		OR reason = 'expired' OR reason = 'no-smtputf8' OR reason = 'unfit'
		OR reason = 'merged' OR reason = 'paused'),
	due INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	first_attempt INTEGER,
	retried INTEGER,
	changed INTEGER,
	relay TEXT,
	code INTEGER,
	status TEXT,
	reply TEXT /*personal*/,
	queue_id TEXT /*personal*/,
	UNIQUE (contact, issue),
	CHECK ((reason IS NOT NULL) = (state IN ('failed', 'skipped')))
) STRICT;
CREATE INDEX delivery_open ON delivery (issue, state, due) WHERE state <> 'sent';

CREATE TRIGGER delivery_counted AFTER UPDATE OF state ON delivery
WHEN old.state <> new.state
	AND NOT (old.state IN ('queued', 'sending') AND new.state IN ('queued', 'sending'))
BEGIN
	UPDATE issue SET
		queued = queued - (old.state IN ('queued', 'sending'))
			+ (new.state IN ('queued', 'sending')),
		sent = sent - (old.state = 'sent') + (new.state = 'sent'),
		deferred = deferred - (old.state = 'deferred') + (new.state = 'deferred'),
		failed = failed - (old.state = 'failed') + (new.state = 'failed'),
		uncertain = uncertain - (old.state = 'uncertain') + (new.state = 'uncertain'),
		skipped = skipped - (old.state = 'skipped') + (new.state = 'skipped')
	WHERE id = new.issue;
END;

CREATE TABLE notice (
	id INTEGER PRIMARY KEY AUTOINCREMENT,
	kind TEXT NOT NULL CHECK (kind IN
		('test', 'confirmation', 'welcome', 'answer', 'notification')),
	contact INTEGER REFERENCES contact,
	address TEXT /*personal*/,
	eai INTEGER NOT NULL DEFAULT 0 CHECK (eai IN (0, 1)),
	sender TEXT NOT NULL DEFAULT '',
	message BLOB /*personal*/,
	token BLOB NOT NULL UNIQUE CHECK (length(token) = 16),
	state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN
		('queued', 'sending', 'sent', 'deferred', 'failed', 'uncertain', 'skipped')),
	reason TEXT,
	due INTEGER NOT NULL DEFAULT 0,
	attempts INTEGER NOT NULL DEFAULT 0,
	first_attempt INTEGER,
	created INTEGER NOT NULL,
	changed INTEGER,
	relay TEXT,
	code INTEGER,
	status TEXT,
	reply TEXT /*personal*/,
	queue_id TEXT /*personal*/
) STRICT;
CREATE INDEX notice_open ON notice (state, due) WHERE state <> 'sent';
CREATE INDEX notice_contact ON notice (contact) WHERE contact IS NOT NULL;
CREATE INDEX notice_address ON notice (address) WHERE address IS NOT NULL;

CREATE TABLE link (
	issue INTEGER NOT NULL REFERENCES issue ON DELETE CASCADE,
	number INTEGER NOT NULL,
	name TEXT NOT NULL,
	url TEXT NOT NULL,
	tracked INTEGER NOT NULL DEFAULT 0 CHECK (tracked IN (0, 1)),
	mended INTEGER NOT NULL DEFAULT 0 CHECK (mended IN (0, 1)),
	PRIMARY KEY (issue, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE click (
	id INTEGER PRIMARY KEY,
	issue INTEGER NOT NULL REFERENCES issue,
	link INTEGER,
	delivery INTEGER REFERENCES delivery /*personal*/,
	visit INTEGER /*personal*/,
	at INTEGER NOT NULL,
	human INTEGER NOT NULL CHECK (human IN (0, 1)),
	agent TEXT NOT NULL DEFAULT '' /*personal*/,
	FOREIGN KEY (issue, link) REFERENCES link (issue, number)
) STRICT;
CREATE INDEX click_link ON click (issue, link, human);
CREATE INDEX click_delivery ON click (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX click_visit ON click (visit) WHERE visit IS NOT NULL;
CREATE INDEX click_lately ON click (at) WHERE visit IS NOT NULL;

CREATE TABLE event (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	contact INTEGER REFERENCES contact,
	list INTEGER REFERENCES list,
	issue INTEGER REFERENCES issue,
	source TEXT NOT NULL DEFAULT '' /*personal*/,
	detail TEXT CHECK (detail IS NULL OR json_valid(detail)) /*personal*/
) STRICT;
CREATE INDEX event_contact ON event (contact);
CREATE INDEX event_list ON event (list) WHERE list IS NOT NULL;
CREATE INDEX event_issue ON event (issue, kind) WHERE issue IS NOT NULL;

CREATE TABLE token_alias (
	alias TEXT PRIMARY KEY /*personal*/,
	contact INTEGER NOT NULL REFERENCES contact
) STRICT, WITHOUT ROWID;
CREATE INDEX token_alias_contact ON token_alias (contact);

CREATE TABLE mail_in (
	id INTEGER PRIMARY KEY,
	seen TEXT NOT NULL UNIQUE /*personal*/,
	at INTEGER NOT NULL,
	verdict TEXT NOT NULL,
	delivery INTEGER REFERENCES delivery,
	message BLOB /*personal*/
) STRICT;
CREATE INDEX mail_in_delivery ON mail_in (delivery) WHERE delivery IS NOT NULL;
CREATE INDEX mail_in_kept ON mail_in (at) WHERE message IS NOT NULL;

CREATE TABLE import (
	id INTEGER PRIMARY KEY,
	at INTEGER NOT NULL,
	file TEXT NOT NULL /*personal*/,
	undone INTEGER,
	summary TEXT NOT NULL CHECK (json_valid(summary)),
	made TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(made)),
	first_contact INTEGER NOT NULL DEFAULT 0,
	last_contact INTEGER NOT NULL DEFAULT 0,
	first_event INTEGER NOT NULL DEFAULT 0,
	last_event INTEGER NOT NULL DEFAULT 0,
	imported INTEGER
) STRICT;

CREATE TABLE import_change (
	id INTEGER PRIMARY KEY,
	import INTEGER NOT NULL
		REFERENCES import ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
	contact INTEGER NOT NULL REFERENCES contact,
	before TEXT CHECK (before IS NULL OR json_valid(before)) /*personal*/,
	after INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX import_change_import ON import_change (import);
CREATE INDEX import_change_contact ON import_change (contact);

CREATE TABLE retention (
	kind TEXT PRIMARY KEY,
	after INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE VIEW import_event AS
	SELECT i.imported + c.id - i.first_contact AS id, i.at, 'imported' AS kind,
		c.id AS contact, NULL AS list, NULL AS issue, c.source, NULL AS detail
	FROM import i
	JOIN contact c ON c.id BETWEEN i.first_contact AND i.last_contact
	WHERE i.imported IS NOT NULL AND i.undone IS NULL AND NOT EXISTS
		(SELECT 1 FROM event e WHERE e.id = i.imported + c.id - i.first_contact);

CREATE VIEW all_event AS
	SELECT id, at, kind, contact, list, issue, source, detail FROM event
	UNION ALL
	SELECT id, at, kind, contact, list, issue, source, detail FROM import_event;

CREATE VIEW archived AS
	SELECT l.list, i.id AS issue, i.name, a.page, a.title, a.summary, i.started,
		coalesce(a.shown, iif(coalesce(json_extract(i.options, '$.where'), '') = '',
			NULL, 'no')) AS shown
	FROM issue_list l
	JOIN issue i ON i.id = l.issue
	JOIN archive a ON a.issue = i.id
	WHERE i.state IN ('sending', 'paused', 'finished') AND i.started IS NOT NULL;

CREATE VIEW issue_read AS
	SELECT id, name, file, subject, hash, state, audience,
		queued - (SELECT count(*) FROM delivery d
			WHERE d.issue = issue.id AND d.state = 'sending' AND d.state <> 'sent')
			AS queued,
		(SELECT count(*) FROM delivery d
			WHERE d.issue = issue.id AND d.state = 'sending' AND d.state <> 'sent')
			AS sending,
		sent, deferred, failed, uncertain, skipped,
		created, started, finished, json_extract(options, '$.subject') AS subject_option,
		departs, not_after, json_extract(options, '$.from') AS sender,
		json_extract(options, '$.where') AS condition, revision,
		json_extract(options, '$.track') AS track, json_extract(options, '$.opens') AS opens
	FROM issue;

CREATE VIEW v_subscriber AS
	SELECT c.id AS contact, c.address, c.key, c.eai, c.language, c.fields, c.added,
		l.name AS list, s.state, s.since, s.source, s.paused_until,
		(SELECT p.reason FROM suppression p WHERE p.contact = c.id) AS suppressed
	FROM subscription s
	JOIN contact c ON c.id = s.contact
	JOIN list l ON l.id = s.list;

CREATE VIEW v_delivery AS
	SELECT d.id AS delivery, i.name AS issue, c.address, d.contact, d.state, d.reason,
		d.attempts, d.due, d.changed, d.relay, d.code, d.status, d.reply, d.queue_id
	FROM delivery d
	JOIN issue i ON i.id = d.issue
	JOIN contact c ON c.id = d.contact;

CREATE VIEW v_issue AS
	SELECT id AS issue, name, subject, state, created, departs, started, finished,
		audience, queued, sending, sent, deferred, failed, uncertain, skipped
	FROM issue_read;

CREATE VIEW v_click AS
	SELECT i.name AS issue, l.name AS link, l.url, k.at, k.human, k.delivery, d.contact
	FROM click k
	JOIN issue i ON i.id = k.issue
	JOIN link l ON l.issue = k.issue AND l.number = k.link
	LEFT JOIN delivery d ON d.id = k.delivery;

CREATE VIEW v_open AS
	SELECT i.name AS issue, k.at, k.human, k.delivery, d.contact
	FROM click k
	JOIN issue i ON i.id = k.issue
	LEFT JOIN delivery d ON d.id = k.delivery
	WHERE k.link IS NULL;

CREATE VIEW v_link AS
	SELECT i.name AS issue, l.number, l.name, l.url, l.tracked
	FROM link l
	JOIN issue i ON i.id = l.issue;

CREATE VIEW v_event AS
	SELECT e.id AS event, e.at, e.kind, e.contact, c.address, l.name AS list,
		i.name AS issue, e.source, e.detail
	FROM all_event e
	LEFT JOIN contact c ON c.id = e.contact
	LEFT JOIN list l ON l.id = e.list
	LEFT JOIN issue i ON i.id = e.issue;
