/* person_part - fields that name a person.  See person_part.h. */
#include "util/person_part.h"

#include "util/str.h"
#include "util/xalloc.h"

#include <stddef.h>

static const struct {
	const char *field;
	enum person_part part;
} fields[] = {
	{ "PRENOM", PERSON_FIRST_NAME },
	{ "FIRSTNAME", PERSON_FIRST_NAME },
	{ "FIRST_NAME", PERSON_FIRST_NAME },
	{ "FNAME", PERSON_FIRST_NAME },
	{ "GIVEN_NAME", PERSON_FIRST_NAME },
	{ "VORNAME", PERSON_FIRST_NAME },
	{ "NOMBRE", PERSON_FIRST_NAME },
	{ "NOME", PERSON_FIRST_NAME },
	{ "VOORNAAM", PERSON_FIRST_NAME },
	{ "NOM", PERSON_LAST_NAME },
	{ "NOM_DE_FAMILLE", PERSON_LAST_NAME },
	{ "LASTNAME", PERSON_LAST_NAME },
	{ "LAST_NAME", PERSON_LAST_NAME },
	{ "LNAME", PERSON_LAST_NAME },
	{ "SURNAME", PERSON_LAST_NAME },
	{ "FAMILY_NAME", PERSON_LAST_NAME },
	{ "NACHNAME", PERSON_LAST_NAME },
	{ "FAMILIENNAME", PERSON_LAST_NAME },
	{ "APELLIDO", PERSON_LAST_NAME },
	{ "APELLIDOS", PERSON_LAST_NAME },
	{ "COGNOME", PERSON_LAST_NAME },
	{ "SOBRENOME", PERSON_LAST_NAME },
	{ "APELIDO", PERSON_LAST_NAME },
	{ "ACHTERNAAM", PERSON_LAST_NAME },
	{ "NAME", PERSON_FULL_NAME },
	{ "FULL_NAME", PERSON_FULL_NAME },
	{ "FULLNAME", PERSON_FULL_NAME },
	{ "NOM_COMPLET", PERSON_FULL_NAME },
	{ "NOMBRE_COMPLETO", PERSON_FULL_NAME },
	{ "NOME_COMPLETO", PERSON_FULL_NAME },
	{ "NAAM", PERSON_FULL_NAME },
	{ "MIDDLE_NAME", PERSON_OTHER_NAME },
	{ "TUSSENVOEGSEL", PERSON_OTHER_NAME },
};

enum person_part
person_part(const char *field)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(fields); i++) {
		if (str_eq_ci(field, fields[i].field))
			return fields[i].part;
	}
	return PERSON_NONE;
}
