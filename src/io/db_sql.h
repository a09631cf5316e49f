/* db_sql - what sql/embed.awk makes of sql/: for io/db*.c alone. */
#ifndef IO_DB_SQL_H
#define IO_DB_SQL_H

#include "sql_names.h"

struct sql_text {
	const char *name;
	const char *text;
};

extern const struct sql_text sql_texts[SQL_COUNT];
extern const struct sql_text sql_parts[PART_COUNT];

/* Migration N is at N - 1; NULL ends. */
extern const char *const sql_migrations[];
extern const int sql_migration_count;

#endif
