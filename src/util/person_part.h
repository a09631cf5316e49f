/*
 * person_part - fields by whose names a person's name is known, in the seven
 * languages and as providers call them.  Pure; only a table.
 *
 * In util because all need it who have no one else in common: import looks for
 * such columns, a letter is addressed by them, and whoever writes
 * {{ contact.FIRSTNAME }} where the field is PRENOM is told so.
 */
#ifndef UTIL_PERSON_PART_H
#define UTIL_PERSON_PART_H

enum person_part {
	PERSON_NONE,
	PERSON_FIRST_NAME,
	PERSON_LAST_NAME,
	PERSON_FULL_NAME,
	PERSON_OTHER_NAME /* one more: a middle name, a particle */
};

/* What a field of this name holds, whatever its case: letters without accents,
 * digits, "_". */
enum person_part person_part(const char *field);

#endif
