/* export_jsonl - a person as a line of JSON.  See export_private.h. */
#include "people/export_private.h"
#include "people/field_value.h"

void
export_begin_jsonl(struct exporter *x)
{
	struct json j;
	size_t i;

	json_init(&j, &x->out);
	json_open_object(&j);
	json_key(&j, EXPORT_KEY);
	json_put_int(&j, EXPORT_VERSION);
	json_key(&j, "fields");
	json_open_array(&j);
	for (i = 0; i < x->fields.n; i++) {
		json_open_object(&j);
		export_member(x, &j, "name", x->fields.items[i].name);
		export_member(x, &j, "type", field_type_name(x->fields.items[i].type));
		json_close_object(&j);
	}
	json_close_array(&j);
	json_key(&j, "lists");
	json_open_array(&j);
	for (i = 0; i < x->nlists; i++)
		json_put_span(&j, export_text(x, x->lists[i].name));
	json_close_array(&j);
	json_close_object(&j);
	buf_addc(&x->out, '\n');
}

static int
put_subscriptions(struct exporter *x, struct json *j, int64_t contact, struct err *e)
{
	struct stmt *st = export_subscriptions(x, contact);
	size_t i = 0;
	int rc;

	json_open_array(j);
	while ((rc = stmt_step(st, e)) > 0) {
		/* Both are in the order of the lists' ids. */
		while (i < x->nlists && x->lists[i].id != col_int(st, 0))
			i++;
		if (i < x->nlists)
			export_subscription(x, j, st, x->lists[i].name);
	}
	json_close_array(j);
	return rc;
}

int
export_person_jsonl(struct exporter *x, const struct export_person *p, struct err *e)
{
	struct json j;

	json_init(&j, &x->out);
	json_open_object(&j);
	export_member(x, &j, export_column_name(EXPORT_EMAIL), p->address);
	export_member(x, &j, export_column_name(EXPORT_LANGUAGE), p->language);
	export_member_time(&j, export_column_name(EXPORT_ADDED), p->added);
	export_member(x, &j, export_column_name(EXPORT_SOURCE), p->source);
	json_key(&j, export_column_name(EXPORT_SUPPRESSED));
	export_suppressed(x, &j, p);
	json_key(&j, "subscriptions");
	if (put_subscriptions(x, &j, p->id, e) < 0)
		return -1;
	if (field_values_check(p->fields, e) < 0)
		return -1;
	json_key(&j, "fields");
	json_put_raw(&j, p->fields);
	json_key(&j, export_column_name(EXPORT_ALIASES));
	if (export_aliases(x, &j, p->id, e) < 0)
		return -1;
	if (x->options->events) {
		json_key(&j, export_column_name(EXPORT_EVENTS));
		if (export_events(x, &j, p->id, e) < 0)
			return -1;
	}
	json_close_object(&j);
	buf_addc(&x->out, '\n');
	return 0;
}
