# embed.awk - turns sql/ into C: names for the statements and for the parts of
# conditions, their text, and the migrations; and other files of the tree into
# texts (util/embedded.h).  The same bytes come out under mawk, gawk and busybox awk.
#
#   awk -v want=names -f embed.awk queries/*.sql                      > sql_names.h
#   awk -v want=text  -f embed.awk queries/*.sql migrations/*.sql     > sql_text.c
#   awk -v want=files -f embed.awk src/util/lang/*.txt ...            > embedded.c
#
# In queries, "-- name: contact_by_key" opens a statement, "-- part: audience_on" a
# part of conditions; other comment lines are left out.  Migrations are byte arrays:
# a string literal may not be so long.

function fail(text)
{
	print FILENAME ":" FNR ": " text > "/dev/stderr"
	failed = 1
	exit 1
}

function start_file(    n, path, number)
{
	n = split(FILENAME, path, "/")
	migration = path[n - 1] == "migrations"
	current = ""
	if (migration) {
		number = substr(path[n], 1, 4) + 0
		if (number != migrations + 1)
			fail("migration number " number " after " migrations ": there may be no gap")
		migrations = number
	}
}

# A C string literal of s: character by character, so that no awk's idea of
# backslashes in replacements matters.
function quoted(s,    i, c, out)
{
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\" || c == "\"")
			out = out "\\" c
		else if (c == "\t")
			out = out "\\t"
		else
			out = out c
	}
	return "\"" out "\\n\""
}

# The bytes of s as numbers; SQL of migrations is ASCII.
function bytes(s,    i, c, out)
{
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (!(c in code))
			fail("only ASCII may stand in a migration")
		out = out code[c] ","
	}
	return out
}

BEGIN {
	for (i = 1; i < 128; i++)
		code[sprintf("%c", i)] = i
	print "/* Made by sql/embed.awk; changes here are lost. */"
}

want == "files" {
	if (FNR == 1) {
		names[++count] = FILENAME
		sub(/^src\//, "", names[count])
	}
	body[count] = body[count] "\n\t" quoted($0)
	next
}

FNR == 1 {
	start_file()
}

migration {
	if (want == "text")
		body[migrations] = body[migrations] bytes($0) "10,\n"
	next
}

/^-- (name|part): / {
	current = $3
	if (current !~ /^[a-z][a-z0-9_]*$/)
		fail("'" current "' is no name for a statement")
	if (current in seen)
		fail("the name '" current "' is taken")
	seen[current] = 1
	if ($2 == "name:")
		names[++count] = current
	else
		parts[++part_count] = current
	next
}

/^[ \t]*--/ || /^[ \t]*$/ {
	next
}

{
	if (current == "")
		fail("SQL before the first '-- name:'")
	text[current] = text[current] "\n\t" quoted($0)
	size[current] += length($0) + 1
	if (size[current] > 4000)
		fail("the statement '" current "' has over 4000 bytes")
}

END {
	if (failed)
		exit 1
	if (want == "files") {
		print "#include \"util/embedded.h\"\n"
		print "const struct embedded_file embedded_files[] = {"
		for (i = 1; i <= count; i++)
			print "{ \"" names[i] "\"," body[i] " },"
		print "{ 0, 0 },\n};"
		exit
	}
	if (want == "names") {
		print "#ifndef SQL_NAMES_H\n#define SQL_NAMES_H\n\nenum sql {"
		for (i = 1; i <= count; i++)
			print "\tSQL_" toupper(names[i]) ","
		print "\tSQL_COUNT\n};\n\nenum sql_part {"
		for (i = 1; i <= part_count; i++)
			print "\tPART_" toupper(parts[i]) ","
		print "\tPART_COUNT\n};\n\n#endif"
		exit
	}
	print "#include \"io/db_sql.h\"\n"
	print "const struct sql_text sql_texts[SQL_COUNT] = {"
	for (i = 1; i <= count; i++)
		print "{ \"" names[i] "\"," text[names[i]] " },"
	print "};\n\nconst struct sql_text sql_parts[PART_COUNT] = {"
	for (i = 1; i <= part_count; i++)
		print "{ \"" parts[i] "\"," text[parts[i]] " },"
	print "};\n"
	for (i = 1; i <= migrations; i++)
		print "static const char migration_" i "[] = {\n" body[i] "0};"
	print "\nconst char *const sql_migrations[] = {"
	for (i = 1; i <= migrations; i++)
		print "\tmigration_" i ","
	print "\t0\n};\nconst int sql_migration_count = " migrations ";"
}
