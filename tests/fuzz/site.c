/*
 * A whole request to the public pages, and what the site makes of it: whatever comes, the
 * answer is one of those that are documented, and a page that shows nobody's markup and is
 * led nowhere by it; GET changes nothing but click; what POST changes, the rules of the
 * database allow, and who has no token changes nothing of another.
 *
 * The input is "METHOD TARGET", then header fields, an empty line and the body; {ann} and
 * such stand for what only a reader has (see `known`).  Own-Pages: has pages that somebody
 * wrote answer.  The database is tests/fuzz/site.sql, put back after each change.
 */
#define ZLIB_CONST
#include "fuzz.h"

#include "delivery/ids.h"
#include "delivery/preferences_link.h"
#include "people/contact.h"
#include "util/buf.h"
#include "util/str.h"
#include "util/xalloc.h"
#include "web/site.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <unistr.h>
#include <zlib.h>

#define NOW INT64_C(1795100000)
#define INPUT_MAX 4096
#define HEADERS_MAX 32
#define PAGE_MAX 20480 /* bytes of a page; its pictures are others */
#define ANN "11111111-1111-4111-8111-111111111111"
#define LINK "https://asso.example/one?a=1&b=%C3%A9" /* the one that is stored */
#define MARK "<zz"          /* of what is stored and typed: as it is, it is a tag */
#define MARK_INSIDE "\"zq=" /* and this would end an attribute */

static char folder[64], path[80];
static struct db *reader, *writer;
static sqlite3 *file, *pristine; /* what is stored, as others see it; and as it was */
static struct clock noon = { NOW };
static struct random chance;
static struct click_kept clicks;
static struct site sites[2]; /* the second has pages of somebody's own */
static bool mail;

/* What a reader has, by the name that stands in an input. */
static struct {
	const char *name, *text;
} known[] = { { "{ann}", ANN }, { "{bob}", "22222222-2222-4222-8222-222222222222" },
	{ "{text}", "55555555-5555-4555-8555-555555555555" }, { "{old}", "old-2" },
	{ "{confirm}", "44444444-4444-4444-4444-444444444444" },
	{ "{dot}",
	    "63ef318d96b5d0d0ceba6e04a4e622b1158335cdc67c49e27839132c6f655058.png" },
	{ "{list}", "zz%3Czz%20%22zq=" }, { "{look}", NULL }, { "{all}", NULL },
	{ "{click}", NULL }, { "{set}", NULL }, { "{mailed}", NULL }, { "{stamp}", NULL },
	{ "{undo}", NULL } };

static struct arena forever;

static void
know(const char *name, const char *text)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(known); i++)
		if (strcmp(known[i].name, name) == 0)
			known[i].text = arena_strdup(&forever, text);
}

/* --- the database --- */

static int64_t
number(const char *sql)
{
	sqlite3_stmt *st = NULL;
	int64_t n;

	hold(sqlite3_prepare_v2(file, sql, -1, &st, NULL) == SQLITE_OK);
	hold(sqlite3_step(st) == SQLITE_ROW);
	n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	return n;
}

static void
copy(sqlite3 *to, sqlite3 *from)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");

	hold(b != NULL && sqlite3_backup_step(b, -1) == SQLITE_DONE);
	sqlite3_backup_finish(b);
}

static void
add_to(uint64_t *hash, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	for (; n > 0; n--)
		*hash = (*hash ^ *p++) * UINT64_C(1099511628211);
}

/* Of all rows of a query. */
static uint64_t
hash_of(sqlite3 *db, const char *sql)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	sqlite3_stmt *st = NULL;
	int i;

	hold(sqlite3_prepare_v2(db, sql, -1, &st, NULL) == SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		for (i = 0; i < sqlite3_column_count(st); i++) {
			add_to(&hash, "|", 1);
			add_to(&hash, sqlite3_column_blob(st, i),
			    (size_t)sqlite3_column_bytes(st, i));
		}
	}
	sqlite3_finalize(st);
	return hash;
}

/* Of all tables that GET may not change. */
static uint64_t
hash_tables(sqlite3 *db)
{
	uint64_t hash = 0;
	sqlite3_stmt *st = NULL;
	char sql[128];

	hold(
	    sqlite3_prepare_v2(db,
		"SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'click'",
		-1, &st, NULL) == SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW) {
		snprintf(
		    sql, sizeof(sql), "SELECT * FROM %s", sqlite3_column_text(st, 0));
		hash = hash * 31 + hash_of(db, sql);
	}
	sqlite3_finalize(st);
	return hash;
}

static void
check_same(const char *sql)
{
	hold(hash_of(file, sql) == hash_of(pristine, sql));
}

static void
check_change(bool reads)
{
	if (reads)
		hold(hash_tables(file) == hash_tables(pristine));
	check_same("SELECT 'ok' UNION ALL SELECT * FROM pragma_integrity_check "
		   "UNION ALL SELECT 'fk' FROM pragma_foreign_key_check");
	hold(number("SELECT count(*) FROM issue WHERE audience <> queued + sent "
		    "+ deferred + failed + uncertain + skipped") == 0);
	/* Victor's token is in no input. */
	check_same("SELECT * FROM contact WHERE id = 3");
	check_same(
	    "SELECT state, since FROM subscription WHERE contact = 3 AND list = 1");
	check_same("SELECT * FROM delivery WHERE contact = 3");
	check_same("SELECT * FROM setting");
	check_same("SELECT name FROM list");
}

/* --- a request --- */

/* Which name stands there; ARRAY_LEN(known): none. */
static size_t
find_known(struct span in)
{
	size_t i, n;

	for (i = 0; i < ARRAY_LEN(known); i++) {
		n = strlen(known[i].name);
		if (known[i].text != NULL && in.n >= n &&
		    memcmp(in.s, known[i].name, n) == 0)
			break;
	}
	return i;
}

/* The input, with what the names stand for. */
static struct span
fill_in(struct span in, struct arena *a)
{
	struct buf out;
	struct span filled;
	size_t i, n;

	buf_init(&out, 32 * INPUT_MAX);
	while (in.n > 0) {
		i = find_known(in);
		n = i < ARRAY_LEN(known) ? strlen(known[i].name) : 1;
		if (i < ARRAY_LEN(known))
			buf_adds(&out, known[i].text);
		else
			buf_add(&out, in.s, 1);
		in.s += n;
		in.n -= n;
	}
	filled = (struct span){ arena_memdup(a, out.data, out.len), out.len };
	buf_release(&out);
	return filled;
}

static char *
take_line(struct span *s, struct arena *a)
{
	const char *end = memchr(s->s, '\n', s->n);
	size_t n = end != NULL ? (size_t)(end - s->s) : s->n;
	char *line = arena_memdup(a, s->s, n);

	s->s += n + (end != NULL);
	s->n -= n + (end != NULL);
	return line;
}

/* What stands behind the first of that octet, which ends the text before it. */
static char *
cut(char *text, char at)
{
	char *rest = strchr(text, at);

	if (rest == NULL)
		return text + strlen(text);
	*rest = '\0';
	return rest + 1;
}

/* False: no door would let it in. */
static bool
read_request(struct http_request *r, struct span in, struct arena *a)
{
	struct http_header *headers = arena_alloc(a, HEADERS_MAX * sizeof(*headers));
	char *line = take_line(&in, a), *target = cut(line, ' ');

	*r = (struct http_request){
		.method = line, .peer = "127.0.0.1", .headers = headers
	};
	while (in.n > 0 && *(line = take_line(&in, a)) != '\0') {
		if (r->nheaders == HEADERS_MAX)
			return false;
		headers[r->nheaders].value = cut(line, ':');
		headers[r->nheaders].value += strspn(headers[r->nheaders].value, " ");
		headers[r->nheaders++].name = line;
	}
	r->body = in;
	return *r->method != '\0' && http_request_target(r, target, a) == 0;
}

/* --- an answer --- */

static const char *
header(const struct http_response *p, const char *name)
{
	size_t i;

	for (i = 0; i < p->nheaders; i++)
		if (strcmp(p->headers[i].name, name) == 0)
			return p->headers[i].value;
	return "";
}

static bool
has(struct span text, const char *what)
{
	return memmem(text.s, text.n, what, strlen(what)) != NULL;
}

static struct span
unpack(struct span packed, struct arena *a)
{
	z_stream z = { .next_in = (const Bytef *)packed.s, .avail_in = (uInt)packed.n };
	char *out = arena_alloc(a, 16 * PAGE_MAX);

	z.next_out = (Bytef *)out;
	z.avail_out = 16 * PAGE_MAX;
	hold(inflateInit2(&z, 15 + 16) == Z_OK && inflate(&z, Z_FINISH) == Z_STREAM_END);
	inflateEnd(&z);
	return (struct span){ out, z.total_out };
}

static void
check_headers(const struct http_response *p)
{
	const char *location = header(p, "Location"), *s;
	size_t i;

	for (i = 0; i < p->nheaders; i++) {
		for (s = p->headers[i].value; *s != '\0'; s++)
			hold((unsigned char)*s >= 0x20 && (unsigned char)*s < 0x7F);
		hold(strcasecmp(p->headers[i].name, "Set-Cookie") != 0);
	}
	hold((p->status / 100 == 3 && p->status != 304) == (*location != '\0'));
	if (p->status == 302)
		hold(strcmp(location, LINK) == 0);
	else /* the archive leads on, to what is in the same folder */
		hold(*location != '/' && strpbrk(location, ":\\?") == NULL);
	hold((p->status == 405) == (*header(p, "Allow") != '\0') || p->status == 204);
}

static void
check_page(const struct http_response *p, struct span text)
{
	const char *policy = header(p, "Content-Security-Policy");

	hold(strstr(policy, "default-src 'none'") != NULL);
	hold(strstr(policy, "script-src") == NULL);
	hold(text.n > 0 && text.n <= PAGE_MAX);
	hold(!has(text, "<script") && !has(text, "=\"javascript:"));
}

static void
check_answer(const struct http_response *p, struct arena *a)
{
	static const unsigned statuses[] = { 200, 204, 301, 302, 304, 400, 403, 404,
		405 };
	const char *type = header(p, "Content-Type");
	struct span text = p->body;
	size_t i;

	for (i = 0; i < ARRAY_LEN(statuses) && statuses[i] != p->status; i++)
		continue;
	hold(i < ARRAY_LEN(statuses));
	check_headers(p);
	if (p->status == 204 || p->status == 304) {
		hold(text.n == 0);
		return;
	}
	if (strcmp(header(p, "Content-Encoding"), "gzip") == 0)
		text = unpack(text, a);
	if (strstr(type, "html") != NULL || strstr(type, "xml") != NULL) {
		hold(!has(text, MARK) && !has(text, MARK_INSIDE));
		hold(u8_check((const uint8_t *)text.s, text.n) == NULL);
	}
	if (str_starts(type, "text/html"))
		check_page(p, text);
}

/* --- the site --- */

static void
on_done(
    void *arg, const struct http_exchange *x, const char *name, const struct err *trouble)
{
	(void)arg;
	(void)x;
	hold(strpbrk(name, "<>-{") == NULL);
	if (trouble->kind != ERR_NONE) {
		fprintf(stderr, "%s: %s\n", name, trouble->msg);
		abort();
	}
}

static void
ask(struct site *s, struct http_exchange *x)
{
	s->db = site_writes(&x->request) ? writer : reader;
	site_answer(s, &x, 1);
	hold(clicks.n == 0);
}

/* What stands in a page behind a name. */
static void
know_from(const char *name, const char *method, const char *target, const char *body,
    const char *before)
{
	const struct http_header type = { "Content-Type",
		"application/x-www-form-urlencoded" };
	struct http_exchange x = { .request = { .method = method,
				       .peer = "127.0.0.1",
				       .headers = &type,
				       .nheaders = 1,
				       .body = { body, strlen(body) } } };
	const char *at;

	hold(http_request_target(&x.request, target, &x.arena) == 0);
	ask(&sites[0], &x);
	at = memmem(x.response.body.s, x.response.body.n, before, strlen(before));
	hold(at != NULL);
	at += strlen(before);
	know(name, arena_memdup(&forever, at, strcspn(at, "\"")));
	http_response_release(&x.response);
	arena_release(&x.arena);
}

static void
know_id(const char *name, const struct ids *ids, enum ids_purpose purpose, int64_t n)
{
	char text[IDS_TEXT_SIZE];

	ids_write(ids, purpose, n, text);
	know(name, text);
}

static void
know_all(struct err *e)
{
	const struct contact ann = {
		.id = 1, .address = "ann@asso.example", .key = "ann@asso.example"
	};
	struct ids ids;

	hold(ids_init(&ids, writer, e) == 0);
	know_id("{look}", &ids, IDS_MIRROR, 1);
	know_id("{all}", &ids, IDS_PUBLIC, 1);
	know_id("{click}", &ids, IDS_CLICK, 1);
	know_id("{set}", &ids, IDS_PREFERENCES, 1);
	ids_release(&ids);
	know("{mailed}", preferences_link_write(writer, &ann, NOW + 1000, &forever, e));
	/* A form that is shown to nobody yet makes the key of stamps. */
	noon.frozen = NOW - 60;
	know_from("{undo}", "POST", "/u/" ANN, "do=leave", "name=\"permit\" value=\"");
	know_from("{stamp}", "GET", "/s/newsletter", "", "name=\"stamp\" value=\"");
	noon.frozen = NOW;
}

static void
leave_no_trace(void)
{
	static const char *const ends[] = { "", "-wal", "-shm" };
	char name[96];
	size_t i;

	for (i = 0; i < ARRAY_LEN(ends); i++) {
		snprintf(name, sizeof(name), "%s%s", path, ends[i]);
		unlink(name);
	}
	rmdir(folder);
}

static void
fill_database(void)
{
	FILE *f = fopen("tests/fuzz/site.sql", "r");
	static char sql[1 << 16];

	hold(f != NULL && fread(sql, 1, sizeof(sql) - 1, f) > 0);
	fclose(f);
	if (sqlite3_exec(file, sql, NULL, NULL, NULL) != SQLITE_OK) {
		fprintf(stderr, "tests/fuzz/site.sql: %s\n", sqlite3_errmsg(file));
		abort();
	}
}

static void
begin(void)
{
	struct err e = { 0 };
	size_t i;

	/* In memory where there is such a place: nothing waits for a disk. */
	snprintf(folder, sizeof(folder), "%s/nlctl-fuzz.XXXXXX",
	    access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	hold(mkdtemp(folder) != NULL);
	snprintf(path, sizeof(path), "%s/nlctl.db", folder);
	atexit(leave_no_trace);
	hold(db_open(&writer, path, DB_CREATE, &e) == 0);
	hold(db_open(&reader, path, DB_READ, &e) == 0);
	hold(sqlite3_open(path, &file) == SQLITE_OK);
	hold(sqlite3_exec(file, "PRAGMA synchronous = OFF; PRAGMA foreign_keys = ON",
		 NULL, NULL, NULL) == SQLITE_OK);
	fill_database();
	random_seed(&chance, 1);
	click_kept_init(&clicks);
	for (i = 0; i < ARRAY_LEN(sites); i++) {
		sites[i] = (struct site){ .settings = settings_new(reader),
			.clock = &noon,
			.random = &chance,
			.clicks = &clicks,
			.mail = &mail,
			.done = on_done };
		site_init_shelves(&sites[i]);
	}
	hold(settings_override(sites[1].settings, "pages", "src/web/pages", &e) == 0);
	hold(sqlite3_open(":memory:", &pristine) == SQLITE_OK);
	know_all(&e);
	hold(sqlite3_exec(file,
		 "UPDATE subscription SET state = 'active', since = 1795000000 "
		 "WHERE state = 'left'; DELETE FROM event",
		 NULL, NULL, NULL) == SQLITE_OK);
	copy(pristine, file);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool begun;
	struct http_exchange x = { 0 };
	int64_t version;
	struct site *s;

	if (!begun)
		begin();
	begun = true;
	if (n == 0 || n > INPUT_MAX ||
	    !read_request(&x.request,
		fill_in((struct span){ (const char *)data, n }, &x.arena), &x.arena)) {
		arena_release(&x.arena);
		return 0;
	}
	s = &sites[*http_request_header(&x.request, "Own-Pages") != '\0'];
	version = number("PRAGMA data_version");
	ask(s, &x);
	check_answer(&x.response, &x.arena);
	if (number("PRAGMA data_version") != version) {
		check_change(!http_request_posts(&x.request));
		copy(file, pristine);
	}
	http_response_release(&x.response);
	arena_release(&x.arena);
	return 0;
}
