"""What is stored on a person: planted in every personal column, and looked for.

  personal.py plant DB SCHEMA   two people, ann@asso.example and bob@asso.example,
                                with a word of their own in each column that SCHEMA
                                marks as personal; fails when one has none
  personal.py words WHO         those words, one a line (WHO: ann or bob)
  personal.py stored DB WHO     those that stand in a column
  personal.py in_files WHO FILE...  those that stand in the bytes of a file
"""
import re
import sqlite3
import sys

PEOPLE = {"ann": 1, "bob": 2}


def columns(schema):
    """The (table, column)s that the text of schema.sql marks as personal."""
    found = set()
    for table, body in re.findall(r"^CREATE TABLE (\w+) \((.*?)^\)", schema, re.M | re.S):
        for line in body.splitlines():
            if "/*personal*/" in line:
                found.add((table, line.split()[0]))
    return found


def word(who, table, column):
    if (table, column) == ("contact", "language"):
        return {"ann": "qaa-x-ann", "bob": "qaa-x-bob"}[who]
    if (table, column) in (("contact", "address"), ("contact", "key"), ("notice", "address")):
        return who + "@asso.example"
    if (table, column) == ("import", "file"):
        return who + "@asso.example.csv"
    if (table, column) == ("subscription", "confirm_token"):
        return (who + "-confirm-token").ljust(16, ".")
    return "%s-%s-%s-word" % (who, table, column)


# Rows with a {table.column} wherever the person's word belongs; {n} is their number.
ROWS = """
UPDATE contact SET fields = json_object('PRENOM', {contact.fields}),
	language = {contact.language}, source = {contact.source} WHERE id = {n};
UPDATE subscription SET source = {subscription.source},
	confirm_token = CAST({subscription.confirm_token} AS BLOB),
	confirm_asked = json_object('from', {subscription.confirm_asked}),
	consent = json_object('from', {subscription.consent}) WHERE contact = {n};
INSERT INTO suppression (hash, reason, contact, since, source)
	VALUES (randomblob(32), 'bounced', {n}, 1, {suppression.source});
INSERT INTO delivery (id, issue, contact, token, state, changed, reply, queue_id)
	VALUES ({n}1, 1, {n}, x'0102030405060708090a0b0c0d0e0f0{n}', 'sent', 1,
		{delivery.reply}, {delivery.queue_id});
INSERT INTO delivery (id, issue, contact, token) VALUES ({n}2, 2, {n}, randomblob(16));
INSERT INTO contact (id, added, merged) VALUES ({n}00, 1, {n});
INSERT INTO delivery (id, issue, contact, token, state, reason, queue_id)
	VALUES ({n}3, 1, {n}00, randomblob(16), 'skipped', 'merged', {delivery.queue_id});
INSERT INTO notice (kind, contact, address, message, token, created, reply, queue_id)
	VALUES ('confirmation', {n}, {notice.address}, CAST({notice.message} AS BLOB),
		randomblob(16), 1, {notice.reply}, {notice.queue_id});
INSERT INTO click (issue, link, delivery, visit, at, human, agent)
	VALUES (1, 1, {n}1, {n}1, 1, 1, {click.agent});
INSERT INTO event (at, kind, contact, list, issue, source, detail)
	VALUES (1, 'changed', {n}, 1, 1, {event.source}, json_object('a', {event.detail}));
INSERT INTO token_alias (alias, contact) VALUES ({token_alias.alias}, {n});
INSERT INTO mail_in (seen, at, verdict, delivery, message)
	VALUES ({mail_in.seen}, 1, 'bounced', {n}1, CAST({mail_in.message} AS BLOB));
INSERT INTO import (id, at, file, summary) VALUES ({n}, 1, {import.file}, '{{}}');
INSERT INTO import_change (import, contact, before)
	VALUES ({n}, {n}, json_object('a', {import_change.before}));
"""
# Personal, and no text: a number that leads to the person.
NUMBERS = {("click", "delivery"), ("click", "visit")}
# Planted by `nlctl subscribe` itself.
THERE = {("contact", "address"), ("contact", "key")}


def named():
    return {tuple(c.split(".")) for c in re.findall(r"\{(\w+\.\w+)\}", ROWS)}


def plant(db, schema):
    missing = columns(open(schema).read()) - named() - NUMBERS - THERE
    if missing:
        sys.exit("plant something in %s, here, and see that dossier shows it and forget "
                 "erases it" % ", ".join("%s.%s" % c for c in sorted(missing)))
    db.executescript("""
INSERT INTO issue (id, name, file, hash, subject, state, created, audience, sent, skipped)
	VALUES (1, 'old', 'old.html', x'', 'Old', 'finished', 1, 4, 2, 2);
INSERT INTO issue (id, name, file, hash, subject, state, created, audience, queued)
	VALUES (2, 'new', 'new.html', x'', 'New', 'sending', 1, 2, 2);
INSERT INTO issue_list (issue, list) VALUES (1, 1), (2, 1);
INSERT INTO link (issue, number, name, url) VALUES (1, 1, 'kit', 'https://asso.example/kit');
""")
    for who, n in PEOPLE.items():
        def value(m):
            if m.group(1) == "n":
                return str(n)
            return "'" + word(who, *m.group(1).split(".")) + "'"
        db.executescript(re.sub(r"\{(n|\w+\.\w+)\}", value, ROWS).replace("{{}}", "{}"))


def words(who):
    return sorted({word(who, *c) for c in named() | THERE})


def stored(db):
    """All values of all tables, as one text."""
    texts = []
    for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
        for row in db.execute("SELECT * FROM " + table):
            texts += [v.decode("latin-1") if isinstance(v, bytes) else str(v) for v in row]
    return "\n".join(texts)


def main(verb, *args):
    if verb == "plant":
        with sqlite3.connect(args[0]) as db:
            plant(db, args[1])
    elif verb == "words":
        print(*words(args[0]), sep="\n")
    elif verb == "stored":
        text = stored(sqlite3.connect(args[0]))
        print(*(w for w in words(args[1]) if w in text), sep="\n")
    elif verb == "in_files":
        for path in args[1:]:
            data = open(path, "rb").read()
            for w in words(args[0]):
                if w.encode() in data:
                    print(path, w)


main(*sys.argv[1:])
