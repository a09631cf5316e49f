/* import_words - headings and states of seven languages.  See import_words.h. */
#include "people/import_words.h"

#include "people/import_preset.h"
#include "util/person_part.h"
#include "util/str.h"
#include "util/xalloc.h"

/* As field_make_name leaves them: capitals without accents, "_" for the rest.
 * Providers' own spellings are among them. */
static const struct {
	const char *word;
	enum import_target target;
} headings[] = {
	{ "EMAIL", IMPORT_EMAIL },
	{ "E_MAIL", IMPORT_EMAIL },
	{ "MAIL", IMPORT_EMAIL },
	{ "EMAIL_ADDRESS", IMPORT_EMAIL },
	{ "E_MAIL_ADDRESS", IMPORT_EMAIL },
	{ "EMAILADDRESS", IMPORT_EMAIL },
	{ "MAIL_ADDRESS", IMPORT_EMAIL },
	{ "E_MAIL_1_VALUE", IMPORT_EMAIL },
	{ "SUBSCRIBER_EMAIL", IMPORT_EMAIL },
	{ "ADRESSE_EMAIL", IMPORT_EMAIL },
	{ "ADRESSE_E_MAIL", IMPORT_EMAIL },
	{ "ADRESSE_MAIL", IMPORT_EMAIL },
	{ "ADRESSE_ELECTRONIQUE", IMPORT_EMAIL },
	{ "COURRIEL", IMPORT_EMAIL },
	{ "ADRESSE_COURRIEL", IMPORT_EMAIL },
	{ "EMAIL_ADRESSE", IMPORT_EMAIL },
	{ "E_MAIL_ADRESSE", IMPORT_EMAIL },
	{ "EMAILADRESSE", IMPORT_EMAIL },
	{ "MAILADRESSE", IMPORT_EMAIL },
	{ "CORREO", IMPORT_EMAIL },
	{ "CORREO_ELECTRONICO", IMPORT_EMAIL },
	{ "DIRECCION_DE_CORREO", IMPORT_EMAIL },
	{ "INDIRIZZO_EMAIL", IMPORT_EMAIL },
	{ "INDIRIZZO_E_MAIL", IMPORT_EMAIL },
	{ "POSTA_ELETTRONICA", IMPORT_EMAIL },
	{ "EMAILADRES", IMPORT_EMAIL },
	{ "E_MAILADRES", IMPORT_EMAIL },
	{ "E_MAIL_ADRES", IMPORT_EMAIL },
	{ "ENDERECO_DE_EMAIL", IMPORT_EMAIL },
	{ "ENDERECO_DE_E_MAIL", IMPORT_EMAIL },
	{ "ENDERECO_ELETRONICO", IMPORT_EMAIL },
	{ "CORREIO_ELETRONICO", IMPORT_EMAIL },
	{ "STATUS", IMPORT_STATUS },
	{ "STATE", IMPORT_STATUS },
	{ "STATUT", IMPORT_STATUS },
	{ "ETAT", IMPORT_STATUS },
	{ "ZUSTAND", IMPORT_STATUS },
	{ "ESTADO", IMPORT_STATUS },
	{ "STATO", IMPORT_STATUS },
	{ "SITUACAO", IMPORT_STATUS },
	{ "SUBSCRIPTION_STATUS", IMPORT_STATUS },
	{ "SUBSCRIBER_STATUS", IMPORT_STATUS },
	{ "LISTS", IMPORT_LISTS },
	{ "LIST", IMPORT_LISTS },
	{ "LISTES", IMPORT_LISTS },
	{ "LISTE", IMPORT_LISTS },
	{ "LISTEN", IMPORT_LISTS },
	{ "LISTAS", IMPORT_LISTS },
	{ "LISTA", IMPORT_LISTS },
	{ "LIJSTEN", IMPORT_LISTS },
	{ "LIJST", IMPORT_LISTS },
	{ "DATE_ADDED", IMPORT_SINCE },
	{ "ADDED", IMPORT_SINCE },
	{ "ADDED_AT", IMPORT_SINCE },
	{ "ADDED_TIME", IMPORT_SINCE },
	{ "CREATED_AT", IMPORT_SINCE },
	{ "SUBSCRIBED_AT", IMPORT_SINCE },
	{ "SUBSCRIPTION_DATE", IMPORT_SINCE },
	{ "OPTIN_TIME", IMPORT_SINCE },
	{ "DATE_AJOUT", IMPORT_SINCE },
	{ "DATE_D_AJOUT", IMPORT_SINCE },
	{ "DATE_INSCRIPTION", IMPORT_SINCE },
	{ "DATE_D_INSCRIPTION", IMPORT_SINCE },
	{ "AJOUTE_LE", IMPORT_SINCE },
	{ "INSCRIT_LE", IMPORT_SINCE },
	{ "HINZUGEFUGT_AM", IMPORT_SINCE },
	{ "ANMELDEDATUM", IMPORT_SINCE },
	{ "ANGEMELDET_AM", IMPORT_SINCE },
	{ "FECHA_DE_ALTA", IMPORT_SINCE },
	{ "FECHA_ALTA", IMPORT_SINCE },
	{ "FECHA_DE_SUSCRIPCION", IMPORT_SINCE },
	{ "DATA_ISCRIZIONE", IMPORT_SINCE },
	{ "DATA_DI_ISCRIZIONE", IMPORT_SINCE },
	{ "DATA_AGGIUNTA", IMPORT_SINCE },
	{ "TOEGEVOEGD_OP", IMPORT_SINCE },
	{ "AANMELDDATUM", IMPORT_SINCE },
	{ "DATUM_TOEGEVOEGD", IMPORT_SINCE },
	{ "DATA_DE_INSCRICAO", IMPORT_SINCE },
	{ "DATA_INSCRICAO", IMPORT_SINCE },
	{ "ADICIONADO_EM", IMPORT_SINCE },
	{ "SOURCE", IMPORT_SOURCE },
	{ "ORIGINE", IMPORT_SOURCE },
	{ "QUELLE", IMPORT_SOURCE },
	{ "HERKUNFT", IMPORT_SOURCE },
	{ "FUENTE", IMPORT_SOURCE },
	{ "ORIGEN", IMPORT_SOURCE },
	{ "FONTE", IMPORT_SOURCE },
	{ "BRON", IMPORT_SOURCE },
	{ "HERKOMST", IMPORT_SOURCE },
	{ "ORIGEM", IMPORT_SOURCE },
	{ "NLCTL_LINE", IMPORT_IGNORE }, /* of our own rejects file */
	{ "NLCTL_REASON", IMPORT_IGNORE },
};

/* A date or a reason is a yes: somebody left then, or for that. */
static const struct import_reading is_left = { IMPORT_LEFT, IMPORT_UNSAID, IMPORT_LEFT,
	NULL, false };
static const struct import_reading is_there = { IMPORT_ACTIVE, IMPORT_LEFT, IMPORT_UNSAID,
	NULL, true };
/* Who does not want it today has not left: they may want it tomorrow. */
static const struct import_reading is_wanted = { IMPORT_ACTIVE, IMPORT_PENDING,
	IMPORT_UNSAID, NULL, true };

/* Headings that are a question, the values being the answer. */
static const struct {
	const char *word;
	const struct import_reading *reading;
} questions[] = {
	{ "SUBSCRIBED", &is_there },
	{ "IS_SUBSCRIBED", &is_there },
	{ "NEWSLETTER", &is_wanted },
	{ "NEWSLETTER_OPT_IN", &is_wanted },
	{ "INFOLETTRE", &is_wanted },
	{ "INSCRIT_NEWSLETTER", &is_wanted },
	{ "ABONNE_NEWSLETTER", &is_wanted },
	{ "UNSUBSCRIBED", &is_left },
	{ "IS_UNSUBSCRIBED", &is_left },
	{ "UNSUBSCRIBED_AT", &is_left },
	{ "UNSUBSCRIBED_ON", &is_left },
	{ "UNSUBSCRIBED_FROM_ALL_EMAIL", &is_left },
	{ "UNSUBSCRIBE_DATE", &is_left },
	{ "UNSUBSCRIBE_TIME", &is_left },
	{ "UNSUBSCRIBE_REASON", &is_left },
	{ "UNSUBSCRIPTION_DATE", &is_left },
	{ "UNSUBSCRIPTION_REASON", &is_left },
	{ "DATE_UNSUBSCRIBED", &is_left },
	{ "OPTED_OUT", &is_left },
	{ "OPT_OUT", &is_left },
	{ "OPTOUT", &is_left },
	{ "OPT_OUT_DATE", &is_left },
	{ "EMAIL_OPT_OUT", &is_left },
	{ "HAS_OPTED_OUT_OF_EMAIL", &is_left },
	{ "HASOPTEDOUTOFEMAIL", &is_left },
	{ "NO_BULK_EMAILS_USER_OPT_OUT", &is_left },
	{ "DO_NOT_EMAIL", &is_left },
	{ "BLACKLISTED", &is_left },
	{ "BLOCKLISTED", &is_left },
	{ "EMAIL_BLACKLISTED", &is_left },
	{ "EMAIL_BLOCKLISTED", &is_left },
	{ "DESABONNE", &is_left },
	{ "DESABONNEE", &is_left },
	{ "DESABONNE_E", &is_left },
	{ "DESABONNE_LE", &is_left },
	{ "DATE_DESABONNEMENT", &is_left },
	{ "DATE_DE_DESABONNEMENT", &is_left },
	{ "DESINSCRIT", &is_left },
	{ "DESINSCRITE", &is_left },
	{ "DESINSCRIT_E", &is_left },
	{ "DESINSCRIT_LE", &is_left },
	{ "DATE_DESINSCRIPTION", &is_left },
	{ "DATE_DE_DESINSCRIPTION", &is_left },
	{ "BLACKLISTE", &is_left },
	{ "BLACKLISTEE", &is_left },
	{ "ABGEMELDET", &is_left },
	{ "ABGEMELDET_AM", &is_left },
	{ "ABMELDEDATUM", &is_left },
	{ "AUSGETRAGEN", &is_left },
	{ "AUSGETRAGEN_AM", &is_left },
	{ "DADO_DE_BAJA", &is_left },
	{ "FECHA_DE_BAJA", &is_left },
	{ "FECHA_BAJA", &is_left },
	{ "DISISCRITTO", &is_left },
	{ "DISISCRITTA", &is_left },
	{ "DATA_DISISCRIZIONE", &is_left },
	{ "DATA_DI_DISISCRIZIONE", &is_left },
	{ "UITGESCHREVEN", &is_left },
	{ "UITGESCHREVEN_OP", &is_left },
	{ "UITSCHRIJFDATUM", &is_left },
	{ "AFGEMELD", &is_left },
	{ "AFGEMELD_OP", &is_left },
	{ "DESCADASTRADO", &is_left },
	{ "DESINSCRITO", &is_left },
	{ "DATA_DE_DESINSCRICAO", &is_left },
};

const struct import_reading *
import_word_question(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(questions); i++) {
		if (str_eq(name, questions[i].word))
			return questions[i].reading;
	}
	return NULL;
}

enum import_target
import_word_heading(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(headings); i++) {
		if (str_eq(name, headings[i].word))
			return headings[i].target;
	}
	return import_word_question(name) != NULL ? IMPORT_STATUS : IMPORT_FIELD;
}

bool
import_word_may_be_place(const char *name)
{
	return str_eq(name, "STATE") || str_eq(name, "ETAT") || str_eq(name, "ESTADO") ||
	    str_eq(name, "STATO");
}

bool
import_word_is_name(const char *name)
{
	return person_part(name) != PERSON_NONE;
}

/*
 * "Bloqué" and its like are what providers call an address that mail came back
 * from; "blocked" is our own word for what we block ourselves.
 */
static const struct {
	const char *word;
	enum import_state state;
} states[] = {
	{ "ACTIVE", IMPORT_ACTIVE },
	{ "SUBSCRIBED", IMPORT_ACTIVE },
	{ "ENABLED", IMPORT_ACTIVE },
	{ "CONFIRMED", IMPORT_ACTIVE },
	{ "YES", IMPORT_ACTIVE },
	{ "ABONNE", IMPORT_ACTIVE },
	{ "ABONNEE", IMPORT_ACTIVE },
	{ "ABONNE_E", IMPORT_ACTIVE },
	{ "INSCRIT", IMPORT_ACTIVE },
	{ "INSCRITE", IMPORT_ACTIVE },
	{ "ACTIF", IMPORT_ACTIVE },
	{ "CONFIRME", IMPORT_ACTIVE },
	{ "ANGEMELDET", IMPORT_ACTIVE },
	{ "ABONNIERT", IMPORT_ACTIVE },
	{ "AKTIV", IMPORT_ACTIVE },
	{ "BESTATIGT", IMPORT_ACTIVE },
	{ "SUSCRITO", IMPORT_ACTIVE },
	{ "SUSCRITA", IMPORT_ACTIVE },
	{ "ACTIVO", IMPORT_ACTIVE },
	{ "CONFIRMADO", IMPORT_ACTIVE },
	{ "ISCRITTO", IMPORT_ACTIVE },
	{ "ISCRITTA", IMPORT_ACTIVE },
	{ "ATTIVO", IMPORT_ACTIVE },
	{ "CONFERMATO", IMPORT_ACTIVE },
	{ "INGESCHREVEN", IMPORT_ACTIVE },
	{ "AANGEMELD", IMPORT_ACTIVE },
	{ "GEABONNEERD", IMPORT_ACTIVE },
	{ "ACTIEF", IMPORT_ACTIVE },
	{ "BEVESTIGD", IMPORT_ACTIVE },
	{ "INSCRITO", IMPORT_ACTIVE },
	{ "INSCRITA", IMPORT_ACTIVE },
	{ "SUBSCRITO", IMPORT_ACTIVE },
	{ "ASSINANTE", IMPORT_ACTIVE },
	{ "ATIVO", IMPORT_ACTIVE },
	{ "PENDING", IMPORT_PENDING },
	{ "UNCONFIRMED", IMPORT_PENDING },
	{ "EN_ATTENTE", IMPORT_PENDING },
	{ "NON_CONFIRME", IMPORT_PENDING },
	{ "AUSSTEHEND", IMPORT_PENDING },
	{ "UNBESTATIGT", IMPORT_PENDING },
	{ "PENDIENTE", IMPORT_PENDING },
	{ "IN_ATTESA", IMPORT_PENDING },
	{ "IN_AFWACHTING", IMPORT_PENDING },
	{ "PENDENTE", IMPORT_PENDING },
	{ "UNSUBSCRIBED", IMPORT_LEFT },
	{ "LEFT", IMPORT_LEFT },
	{ "INACTIVE", IMPORT_LEFT },
	{ "DISABLED", IMPORT_LEFT },
	{ "OPTED_OUT", IMPORT_LEFT },
	{ "NO", IMPORT_LEFT },
	{ "DESABONNE", IMPORT_LEFT },
	{ "DESABONNEE", IMPORT_LEFT },
	{ "DESABONNE_E", IMPORT_LEFT },
	{ "DESINSCRIT", IMPORT_LEFT },
	{ "DESINSCRITE", IMPORT_LEFT },
	{ "INACTIF", IMPORT_LEFT },
	{ "ABGEMELDET", IMPORT_LEFT },
	{ "AUSGETRAGEN", IMPORT_LEFT },
	{ "INAKTIV", IMPORT_LEFT },
	{ "DESUSCRITO", IMPORT_LEFT },
	{ "DADO_DE_BAJA", IMPORT_LEFT },
	{ "BAJA", IMPORT_LEFT },
	{ "CANCELADO", IMPORT_LEFT },
	{ "INACTIVO", IMPORT_LEFT },
	{ "DISISCRITTO", IMPORT_LEFT },
	{ "DISISCRITTA", IMPORT_LEFT },
	{ "CANCELLATO", IMPORT_LEFT },
	{ "INATTIVO", IMPORT_LEFT },
	{ "UITGESCHREVEN", IMPORT_LEFT },
	{ "AFGEMELD", IMPORT_LEFT },
	{ "INACTIEF", IMPORT_LEFT },
	{ "CANCELOU", IMPORT_LEFT },
	{ "DESINSCRITO", IMPORT_LEFT },
	{ "DESCADASTRADO", IMPORT_LEFT },
	{ "INATIVO", IMPORT_LEFT },
	{ "CLEANED", IMPORT_BOUNCED },
	{ "BOUNCED", IMPORT_BOUNCED },
	{ "BOUNCE", IMPORT_BOUNCED },
	{ "HARD_BOUNCE", IMPORT_BOUNCED },
	{ "HARDBOUNCE", IMPORT_BOUNCED },
	{ "INVALID", IMPORT_BOUNCED },
	{ "BLOCKLISTED", IMPORT_BOUNCED },
	{ "BLACKLISTED", IMPORT_BOUNCED },
	{ "BLACKLISTE", IMPORT_BOUNCED },
	{ "BLACKLISTEE", IMPORT_BOUNCED },
	{ "BLOCKLISTE", IMPORT_BOUNCED },
	{ "BLOCKLISTEE", IMPORT_BOUNCED },
	{ "BLOQUE", IMPORT_BOUNCED },
	{ "BLOQUEE", IMPORT_BOUNCED },
	{ "REJETE", IMPORT_BOUNCED },
	{ "INVALIDE", IMPORT_BOUNCED },
	{ "GESPERRT", IMPORT_BOUNCED },
	{ "BLOCKIERT", IMPORT_BOUNCED },
	{ "UNZUSTELLBAR", IMPORT_BOUNCED },
	{ "BLOQUEADO", IMPORT_BOUNCED },
	{ "BLOQUEADA", IMPORT_BOUNCED },
	{ "REBOTADO", IMPORT_BOUNCED },
	{ "BLOCCATO", IMPORT_BOUNCED },
	{ "BLOCCATA", IMPORT_BOUNCED },
	{ "RIMBALZATO", IMPORT_BOUNCED },
	{ "GEBLOKKEERD", IMPORT_BOUNCED },
	{ "ONBESTELBAAR", IMPORT_BOUNCED },
	{ "DEVOLVIDO", IMPORT_BOUNCED },
	{ "COMPLAINED", IMPORT_COMPLAINED },
	{ "COMPLAINT", IMPORT_COMPLAINED },
	{ "ABUSE", IMPORT_COMPLAINED },
	{ "SPAM", IMPORT_COMPLAINED },
	{ "SPAM_COMPLAINT", IMPORT_COMPLAINED },
	{ "PLAINTE", IMPORT_COMPLAINED },
	{ "BESCHWERDE", IMPORT_COMPLAINED },
	{ "QUEJA", IMPORT_COMPLAINED },
	{ "RECLAMO", IMPORT_COMPLAINED },
	{ "KLACHT", IMPORT_COMPLAINED },
	{ "RECLAMACAO", IMPORT_COMPLAINED },
	{ "BLOCKED", IMPORT_BLOCKED },
};

enum import_state
import_word_state(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_LEN(states); i++) {
		if (str_eq(name, states[i].word))
			return states[i].state;
	}
	return IMPORT_UNSAID;
}
