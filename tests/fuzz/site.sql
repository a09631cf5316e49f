-- The database that tests/fuzz/site.c asks for pages of: two lists, two issues, three
-- readers and one who is to confirm.  Wherever a stored text comes into a page stands
-- <zz "zq=, which must not come out so.
INSERT INTO setting (list, key, value) VALUES
	(NULL, 'from', 'The <zz "zq= Letter <letter@example.org>'),
	(NULL, 'base-url', 'https://lettre.example/news'),
	(NULL, 'relay.default.url', 'smtp://127.0.0.1:2525'),
	(NULL, 'track.consent', 'MEMBER'),
	(NULL, 'preferences.fields', 'PRENOM,BORN,MEMBER'),
	(NULL, 'subscribe.fields', 'PRENOM,BORN'),
	(NULL, 'proxies', '127.0.0.1'),
	(NULL, 'color', '#204060'), (NULL, 'logo', 'tests/data/images/logo-apes.png'),
	(NULL, 'description', 'What <zz "zq= is about');
INSERT INTO secret (name, value) VALUES
	('delivery-ids', CAST('a key of two and thirty octets..' AS BLOB)),
	('instance', CAST('fuzzy' AS BLOB));
INSERT INTO field (id, name, type) VALUES (1, 'PRENOM', 'text'), (2, 'BORN', 'date'),
	(3, 'KIND', 'category'), (4, 'MEMBER', 'boolean');
INSERT INTO list (id, name, created) VALUES (1, 'newsletter', 1795000000),
	(2, 'zz<zz "zq=', 1795000000);
INSERT INTO setting (list, key, value) VALUES (1, 'public', 'yes'), (1, 'archive', 'yes'),
	(2, 'public', 'yes'), (2, 'archive', 'yes');
INSERT INTO contact (id, address, key, fields, added) VALUES
	(1, 'ann@asso.example', 'ann@asso.example', '{"PRENOM":"<zz \"zq=","MEMBER":true}', 1795000000),
	(2, 'bob@asso.example', 'bob@asso.example', '{"PRENOM":"Bob"}', 1795000000),
	(3, 'victor@asso.example', 'victor@asso.example', '{}', 1795000000),
	(4, 'new@asso.example', 'new@asso.example', '{}', 1795000000);
INSERT INTO subscription (contact, list, state, since) VALUES (1, 1, 'active', 1795000000),
	(1, 2, 'active', 1795000000), (2, 1, 'active', 1795000000), (3, 1, 'active', 1795000000);
INSERT INTO subscription (contact, list, state, since, confirm_token, confirm_expires, confirm_asked)
	VALUES (4, 1, 'pending', 1795000000, x'44444444444444444444444444444444', 1795604800, '{}');
INSERT INTO token_alias (alias, contact) VALUES ('old-2', 2);
INSERT INTO content (id, hash, type, used, bytes) VALUES
	(1, x'01', '', 1795000000, CAST('<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>June &lt;zz</title></head>
<body><p>Hello {{ contact.PRENOM }} <a href="https://asso.example/one?a=1&amp;b=é">One</a>
<img src="dot.png" alt=""> <a href="{{ mirror }}">Look</a> <a href="{{ update_profile }}">Set</a>
<a href="{{ unsubscribe }}">Leave</a></p></body></html>
' AS BLOB)),
	(2, x'63ef318d96b5d0d0ceba6e04a4e622b1158335cdc67c49e27839132c6f655058', 'image/png', 1795000000,
		CAST('no PNG, but nobody looks' AS BLOB)),
	(3, x'03', '', 1795000000, CAST('---
subject: Text
---
A text for {{ contact.PRENOM | default:"nobody" }}.
{{ mirror }} {{ unsubscribe }}
' AS BLOB));
INSERT INTO issue (id, name, file, hash, subject, options, state, created, started, finished,
		audience, sent) VALUES
	(1, 'june', 'june.html', x'01', 'June <zz "zq=', '{"track":"contacts","opens":1}', 'finished',
		1795000000, 1795000000, 1795000000, 3, 3),
	(2, 'plain', 'plain.txt', x'03', 'Text', '{}', 'finished', 1795000000, 1795000000, 1795000000, 1, 1);
INSERT INTO issue_file (issue, place, role, name, content) VALUES (1, 0, 'issue', 'june.html', 1),
	(1, 1, 'picture', 'dot.png', 2), (2, 0, 'issue', 'plain.txt', 3);
INSERT INTO issue_list (issue, list, place) VALUES (1, 1, 0), (1, 2, 1), (2, 1, 0);
INSERT INTO archive (issue, page, title, summary) VALUES (1, 'june', 'June <zz "zq=', '<zz "zq='),
	(2, 'plain', 'Text', '');
INSERT INTO link (issue, number, name, url, tracked) VALUES
	(1, 1, 'one', 'https://asso.example/one?a=1&b=é', 1), (1, 2, 'look', '{{ mirror }}', 0),
	(1, 3, 'set', '{{ update_profile }}', 0), (1, 4, 'leave', '{{ unsubscribe }}', 0);
INSERT INTO delivery (id, issue, contact, token, state, changed) VALUES
	(1, 1, 1, x'11111111111141118111111111111111', 'sent', 1795000000),
	(2, 1, 2, x'22222222222242228222222222222222', 'sent', 1795000000),
	(3, 1, 3, x'33333333333343338333333333333333', 'sent', 1795000000),
	(4, 2, 1, x'55555555555545558555555555555555', 'sent', 1795000000);
