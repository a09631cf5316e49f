/*
 * abonnes - what an importer should make of tests/data/abonnes.csv, record by
 * record: what happens when this record comes to those before it, and how the
 * contact stands after the whole file.  Written from the description of the file
 * (by a program of another language), not from what nlctl does.
 */
#ifndef TESTS_ABONNES_H
#define TESTS_ABONNES_H

#include <stddef.h>

enum outcome { ADD, SILENT, SAME, UPDATE, STICKY, REJECT };

/* clang-format off */
static const struct expected {
	int number, line;
	enum outcome outcome;
	const char *key, *display, *fields;
	const char *added; /* local time */
	const char *lists, *state, *suppressed;
} abonnes[] = {
	{ 1, 2, ADD, "camille.durand@example.org", "camille.durand@example.org", "{\"PRENOM\":\"Camille\",\"NOM\":\"Durand\",\"STRUCTURE\":\"Coop des Deux Beffrois\",\"VILLE\":\"Lille\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2024-01-12\"}", "2022-01-05T09:14:00", "Infolettre", "active", "" },
	{ 2, 3, ADD, "aurelien.lefebvre@example.net", "aurelien.lefebvre@example.net", "{\"PRENOM\":\"Aurélien\",\"NOM\":\"Lefebvre\",\"STRUCTURE\":\"Épicerie solidaire L'Escale\",\"VILLE\":\"Tourcoing\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2025-02-03\"}", "2022-03-18T14:02:00", "Infolettre", "active", "" },
	{ 3, 4, ADD, "marie.vanhoutte@example.org", "marie.vanhoutte@example.org", "{\"PRENOM\":\"Marie\",\"NOM\":\"Vanhoutte\",\"STRUCTURE\":\"Régie des Trois Moulins\",\"VILLE\":\"Roubaix\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-14\"}", "2022-03-22T08:40:00", "Infolettre", "active", "" },
	{ 4, 5, ADD, "nadia.dhaese@example.com", "nadia.dhaese@example.com", "{\"PRENOM\":\"Nadia\",\"NOM\":\"D'Haese\",\"STRUCTURE\":\"Association \\\"Terres & Toits\\\"\",\"VILLE\":\"Béthune\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-20\"}", "2022-05-02T17:31:00", "Infolettre", "active", "" },
	{ 5, 6, ADD, "jules.caron@example.org", "jules.caron@example.org", "{\"PRENOM\":\"Jules\",\"NOM\":\"Caron\",\"STRUCTURE\":\"Les Recycleurs du Ternois\",\"VILLE\":\"Arras\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-27\"}", "2022-05-02T17:35:00", "Infolettre", "active", "" },
	{ 6, 7, ADD, "contact@example.net", "contact@example.net", "{\"STRUCTURE\":\"Ferme du Bas-Marais ; AMAP\",\"VILLE\":\"Saint-Omer\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-08\"}", "2022-06-11T10:00:00", "Infolettre", "active", "" },
	{ 7, 8, REJECT, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
	{ 8, 9, ADD, "lea.marchand+infolettre@example.org", "lea.marchand+infolettre@example.org", "{\"PRENOM\":\"Léa\",\"NOM\":\"Marchand\",\"VILLE\":\"Lille\",\"ADHERENT\":false}", "2022-07-01T09:09:00", "Infolettre", "active", "" },
	{ 9, 10, ADD, "exemple@xn--bcher-kva.example", "exemple@bücher.example", "{\"PRENOM\":\"Anke\",\"NOM\":\"Müller\",\"STRUCTURE\":\"Librairie Bücher\",\"VILLE\":\"Tournai\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2025-01-15\"}", "2022-09-12T11:20:00", "Infolettre", "active", "" },
	{ 10, 11, ADD, "ines.delattre@example.com", "ines.delattre@example.com", "{\"PRENOM\":\"Inès 🐝\",\"NOM\":\"Delattre\",\"STRUCTURE\":\"Ruches en partage\",\"VILLE\":\"Albert\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-04\"}", "2022-09-14T12:12:00", "Infolettre", "active", "" },
	{ 11, 12, REJECT, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
	{ 12, 13, ADD, "helene.boucher@example.org", "helene.boucher@example.org", "{\"PRENOM\":\"Hélène\",\"NOM\":\"Boucher\",\"STRUCTURE\":\"Maison des Énergies citoyennes\",\"VILLE\":\"Amiens\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2025-02-11\"}", "2022-10-03T09:30:00", "Infolettre", "active", "" },
	{ 13, 14, ADD, "jeanbaptiste.delafosse@example.net", "jeanbaptiste.delafosse@example.net", "{\"PRENOM\":\"Jean-Baptiste\",\"NOM\":\"de la Fosse\",\"STRUCTURE\":\"Dubois, Marchal et Cie\",\"VILLE\":\"Villeneuve-d'Ascq\",\"ADHERENT\":false}", "2022-10-03T09:31:00", "Infolettre", "active", "" },
	{ 14, 15, SAME, "camille.durand@example.org", "camille.durand@example.org", "{\"PRENOM\":\"Camille\",\"NOM\":\"Durand\",\"STRUCTURE\":\"Coop des Deux Beffrois\",\"VILLE\":\"Lille\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2024-01-12\"}", "2022-01-05T09:14:00", "Infolettre", "active", "" },
	{ 15, 16, ADD, "maeve.o'brien@example.com", "maeve.o'brien@example.com", "{\"PRENOM\":\"Maeve\",\"NOM\":\"O'Brien\",\"VILLE\":\"Dunkerque\",\"ADHERENT\":false}", "2022-11-17T18:45:00", "Infolettre", "active", "" },
	{ 16, 17, ADD, "andré.côté@example.net", "andré.côté@example.net", "{\"PRENOM\":\"André\",\"NOM\":\"Côté\",\"STRUCTURE\":\"Fabrique des Possibles\",\"VILLE\":\"Mouscron\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-22\"}", "2022-11-29T08:05:00", "Infolettre", "active", "" },
	{ 17, 18, SILENT, "thomas.wattel@example.org", "thomas.wattel@example.org", "{\"PRENOM\":\"Thomas\",\"NOM\":\"Wattel\",\"STRUCTURE\":\"Radio Terril\",\"VILLE\":\"Hénin-Beaumont\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-01\"}", "2022-12-05T13:13:00", "Infolettre", "left", "" },
	{ 18, 19, ADD, "fatou.ndiaye@lettres.example.com", "fatou.ndiaye@lettres.example.com", "{\"PRENOM\":\"Fatou\",\"NOM\":\"Ndiaye\",\"STRUCTURE\":\"Le Fil et la Plume\",\"VILLE\":\"Valenciennes\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-06\"}", "2023-01-09T10:10:00", "Infolettre", "active", "" },
	{ 19, 20, REJECT, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
	{ 20, 22, UPDATE, "marie.vanhoutte@example.org", "marie.vanhoutte@example.org", "{\"PRENOM\":\"Marie\",\"NOM\":\"Vanhoutte\",\"STRUCTURE\":\"Régie des Trois Moulins\",\"VILLE\":\"Roubaix\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-14\"}", "2022-03-22T08:40:00", "Infolettre", "active", "" },
	{ 21, 23, ADD, "accueil@example.com", "accueil@example.com", "{\"STRUCTURE\":\"Maison des associations\",\"VILLE\":\"Boulogne-sur-Mer\",\"ADHERENT\":false}", "2023-02-20T11:00:00", "Infolettre", "active", "" },
	{ 22, 24, ADD, "lea.marchand@example.org", "lea.marchand@example.org", "{\"PRENOM\":\"Léa\",\"NOM\":\"Marchand\",\"STRUCTURE\":\"Jardin des Lentilles\",\"VILLE\":\"Lille\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-19\"}", "2023-02-21T19:59:00", "Infolettre", "active", "" },
	{ 23, 25, REJECT, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
	{ 24, 26, ADD, "lukasz.wojcik@example.net", "lukasz.wojcik@example.net", "{\"PRENOM\":\"Łukasz\",\"NOM\":\"Wójcik\",\"STRUCTURE\":\"Vélo-école du Canal\",\"VILLE\":\"Lens\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2025-03-02\"}", "2023-03-02T08:20:00", "Infolettre", "active", "" },
	{ 25, 27, ADD, "bureau.collegial.de.la.federation.des.jardins.partages.et.nature@example.org", "bureau.collegial.de.la.federation.des.jardins.partages.et.nature@example.org", "{\"STRUCTURE\":\"Fédération des jardins partagés\",\"VILLE\":\"Beauvais\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-30\"}", "2023-03-06T12:34:00", "Infolettre", "active", "" },
	{ 26, 28, ADD, "jeanne.pruvost@example.org", "jeanne.pruvost@example.org", "{\"PRENOM\":\"JEANNE\",\"NOM\":\"PRUVOST\",\"STRUCTURE\":\"CAFÉ CITOYEN LE PETIT BEFFROI\",\"VILLE\":\"ARRAS\",\"ADHERENT\":false}", "2023-03-13T16:16:00", "Infolettre", "active", "" },
	{ 27, 29, ADD, "contact@xn--picerie-des-cluses-9vbm.example", "contact@épicerie-des-écluses.example", "{\"STRUCTURE\":\"Épicerie des Écluses\",\"VILLE\":\"Hellemmes\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-17\"}", "2023-03-20T10:45:00", "Infolettre", "active", "" },
	{ 28, 30, ADD, "yvonne.petit@example.com", "yvonne.petit@example.com", "{\"NOM\":\"Petit\",\"STRUCTURE\":\"Club du Mercredi\",\"VILLE\":\"Soissons\",\"ADHERENT\":false}", "2023-03-27T14:00:00", "Infolettre", "active", "" },
	{ 29, 31, REJECT, NULL, NULL, NULL, NULL, NULL, NULL, NULL },
	{ 30, 33, ADD, "zoe.ethan@example.net", "zoe.ethan@example.net", "{\"PRENOM\":\"Zoé & Ethan\",\"NOM\":\"Carpentier\",\"VILLE\":\"Abbeville\",\"ADHERENT\":false}", "2023-04-03T20:20:00", "Infolettre", "active", "" },
	{ 31, 34, ADD, "atelier@example.com", "atelier@example.com", "{\"PRENOM\":\"Baptiste\",\"NOM\":\"Ringot\",\"STRUCTURE\":\"Atelier <recyclage & couture>\",\"VILLE\":\"Béthune\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-24\"}", "2023-04-11T09:09:00", "Infolettre", "active", "" },
	{ 32, 35, SAME, "exemple@xn--bcher-kva.example", "exemple@bücher.example", "{\"PRENOM\":\"Anke\",\"NOM\":\"Müller\",\"STRUCTURE\":\"Librairie Bücher\",\"VILLE\":\"Tournai\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2025-01-15\"}", "2022-09-12T11:20:00", "Infolettre", "active", "" },
	{ 33, 36, ADD, "youssef.elamrani@mon-asso.example.net", "youssef.elamrani@mon-asso.example.net", "{\"PRENOM\":\"Youssef\",\"NOM\":\"El Amrani\",\"STRUCTURE\":\"Pont des Savoirs\",\"VILLE\":\"Maubeuge\",\"ADHERENT\":false}", "2023-04-24T18:00:00", "Infolettre", "active", "" },
	{ 34, 37, ADD, "alice.hennion@example.org", "alice.hennion@example.org", "{\"PRENOM\":\"Alice\",\"NOM\":\"Hennion\",\"VILLE\":\"Templeuve-en-Pévèle\",\"ADHERENT\":false}", "2023-05-02T07:07:00", "Infolettre", "active", "" },
	{ 35, 38, ADD, "gerard.vasseur@example.com", "gerard.vasseur@example.com", "{\"PRENOM\":\"{{ contact.PRENOM }}\",\"NOM\":\"Vasseur\",\"VILLE\":\"Saint-Quentin\",\"ADHERENT\":false}", "2023-05-08T15:15:00", "Infolettre", "active", "" },
	{ 36, 39, ADD, "plusdeliens@example.net", "plusdeliens@example.net", "{\"PRENOM\":\"Olivia\",\"NOM\":\"Santerre\",\"STRUCTURE\":\"+ de liens\",\"VILLE\":\"Albert\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-26\"}", "2023-05-15T10:30:00", "Infolettre", "active", "" },
	{ 37, 40, ADD, "mathilde.deroo@example.org", "mathilde.deroo@example.org", "{\"PRENOM\":\"Mathilde\",\"NOM\":\"Deroo\",\"STRUCTURE\":\"Cuisine partagée du Port\",\"VILLE\":\"Dunkerque\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2025-09-01\"}", "2023-05-22T11:11:00", "Infolettre", "active", "" },
	{ 38, 41, ADD, "rene.lecocq@example.com", "rene.lecocq@example.com", "{\"PRENOM\":\"René\",\"NOM\":\"Lecocq\",\"STRUCTURE\":\"Repair’Café du Bassin\",\"VILLE\":\"Lens\",\"ADHERENT\":true}", "2023-05-29T17:17:00", "Infolettre", "active", "" },
	{ 39, 42, ADD, "samira.haddad@example.net", "samira.haddad@example.net", "{\"PRENOM\":\"Samira\",\"NOM\":\"Haddad\",\"VILLE\":\"Roubaix\",\"ADHERENT\":false}", "2023-06-05T12:00:00", "Infolettre", "active", "" },
	{ 40, 43, ADD, "pierre-yves.dhondt@example.org", "pierre-yves.dhondt@example.org", "{\"PRENOM\":\"Pierre-Yves\",\"NOM\":\"D’Hondt\",\"STRUCTURE\":\"Collectif Haies vives\",\"VILLE\":\"Cassel\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-12\"}", "2023-06-12T08:30:00", "Infolettre", "active", "" },
	{ 41, 44, STICKY, "thomas.wattel@example.org", "thomas.wattel@example.org", "{\"PRENOM\":\"Thomas\",\"NOM\":\"Wattel\",\"STRUCTURE\":\"Radio Terril\",\"VILLE\":\"Hénin-Beaumont\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-01\"}", "2022-12-05T13:13:00", "Infolettre", "left", "" },
	{ 42, 45, ADD, "lucie.brasseur@example.com", "lucie.brasseur@example.com", "{\"PRENOM\":\"Lucie\",\"NOM\":\"Brasseur\",\"STRUCTURE\":\"Maison de quartier Les Tilleuls\",\"VILLE\":\"Amiens\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-09\"}", "2023-06-26T09:45:00", "Infolettre", "active", "" },
	{ 43, 47, ADD, "vincent.roussel@example.org", "vincent.roussel@example.org", "{\"PRENOM\":\"Vincent\",\"NOM\":\"Roussel\",\"VILLE\":\"Amiens\",\"ADHERENT\":false}", "now", "Infolettre", "active", "" },
	{ 44, 48, SILENT, "bounce.test@example.net", "bounce.test@example.net", "{\"PRENOM\":\"Odile\",\"NOM\":\"Facon\",\"VILLE\":\"Arras\",\"ADHERENT\":false}", "2023-07-10T10:10:00", "Infolettre", "active", "bounced" },
	{ 45, 49, ADD, "noemarie.leclercq@example.com", "noemarie.leclercq@example.com", "{\"PRENOM\":\"Noé‑Marie\",\"NOM\":\"Leclercq\",\"STRUCTURE\":\"Tiers-lieu La Passerelle\",\"VILLE\":\"Lille\",\"ADHERENT\":false}", "2023-07-17T16:40:00", "Infolettre", "active", "" },
	{ 46, 50, ADD, "amina.cherif@example.org", "amina.cherif@example.org", "{\"PRENOM\":\"Amina\",\"NOM\":\"Chérif\",\"STRUCTURE\":\"Bois & Compagnie\",\"VILLE\":\"Valenciennes\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-13\"}", "2023-07-24T09:00:00", "Infolettre;Membres", "active", "" },
	{ 47, 51, ADD, "bertrand.collet@example.net", "bertrand.collet@example.net", "{\"PRENOM\":\"Bertrand\",\"NOM\":\"Collet\",\"VILLE\":\"Douai\",\"ADHERENT\":false}", "2023-07-31T18:18:00", "Infolettre", "active", "" },
	{ 48, 52, ADD, "elodie.fournier@example.com", "elodie.fournier@example.com", "{\"PRENOM\":\"Élodie\",\"NOM\":\"Fournier\",\"STRUCTURE\":\"La Grange aux Idées\",\"VILLE\":\"Laon\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-18\"}", "2023-08-07T11:30:00", "Infolettre", "active", "" },
	{ 49, 53, ADD, "club@example.net", "club@example.net", "{\"STRUCTURE\":\"Club d'investisseur·euse·s solidaires\",\"VILLE\":\"Lille\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-05\"}", "2023-08-14T10:20:00", "Infolettre", "active", "" },
	{ 50, 54, ADD, "hugo.masclet@example.org", "hugo.masclet@example.org", "{\"PRENOM\":\"Hugo\",\"NOM\":\"Masclet\",\"STRUCTURE\":\"Compost & Cie\",\"VILLE\":\"Béthune\",\"ADHERENT\":false}", "2023-08-21T14:14:00", "Infolettre", "active", "" },
	{ 51, 55, ADD, "prudence.van-der-meersch@example.com", "prudence.van-der-meersch@example.com", "{\"PRENOM\":\"Prudence\",\"NOM\":\"Van der Meersch\",\"VILLE\":\"Mouscron\",\"ADHERENT\":false}", "2023-08-28T09:50:00", "Infolettre", "active", "" },
	{ 52, 56, ADD, "ecole@example.net", "ecole@example.net", "{\"PRENOM\":\"Les élèves\",\"NOM\":\"(classe de CM2)\",\"STRUCTURE\":\"École des Glacis\",\"VILLE\":\"Lille\",\"ADHERENT\":false}", "2023-09-04T08:00:00", "Infolettre", "active", "" },
	{ 53, 57, ADD, "simone.baert@example.org", "simone.baert@example.org", "{\"PRENOM\":\"Simone\",\"NOM\":\"Baert\",\"STRUCTURE\":\"Chorale “ Tous en chœur ”\",\"VILLE\":\"Bailleul\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-16\"}", "2023-09-11T15:45:00", "Infolettre", "active", "" },
	{ 54, 58, UPDATE, "jules.caron@example.org", "jules.caron@example.org", "{\"PRENOM\":\"Jules\",\"NOM\":\"Caron\",\"STRUCTURE\":\"Les Recycleurs du Ternois\",\"VILLE\":\"Arras\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-27\"}", "2022-05-02T17:35:00", "Infolettre", "active", "" },
	{ 55, 59, ADD, "etienne.godart@example.com", "etienne.godart@example.com", "{\"PRENOM\":\"Étienne\",\"NOM\":\"Godart\",\"VILLE\":\"Compiègne\",\"ADHERENT\":false}", "2023-09-25T19:00:00", "Infolettre", "active", "" },
	{ 56, 60, ADD, "chloe.meunier@example.net", "chloe.meunier@example.net", "{\"PRENOM\":\"Chloé\",\"NOM\":\"Meunier, dite \\\"Mémé\\\"\",\"VILLE\":\"Saint-Pol-sur-Ternoise\",\"ADHERENT\":false}", "2023-10-02T12:21:00", "Infolettre", "active", "" },
	{ 57, 61, ADD, "dimitri.kowalski@example.org", "dimitri.kowalski@example.org", "{\"PRENOM\":\"Dimitri\",\"NOM\":\"Kowalski\",\"STRUCTURE\":\"Ressourcerie du Bassin minier\",\"VILLE\":\"Lens\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-01-21\"}", "2023-10-09T08:08:00", "Ateliers;Infolettre;Membres", "active", "" },
	{ 58, 62, ADD, "rose.thiery@example.com", "rose.thiery@example.com", "{\"PRENOM\":\"Rose\",\"NOM\":\"Thiéry\",\"VILLE\":\"Roubaix\",\"ADHERENT\":false}", "2023-10-16T17:00:00", "Infolettre", "active", "" },
	{ 59, 63, ADD, "coop.marmite@example.net", "coop.marmite@example.net", "{\"STRUCTURE\":\"Coop “ La Marmite ”\",\"VILLE\":\"Tourcoing\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-03-11\"}", "2023-10-23T10:01:00", "Infolettre", "active", "" },
	{ 60, 64, ADD, "zelie.quenu@example.org", "zelie.quenu@example.org", "{\"PRENOM\":\"Zélie\",\"NOM\":\"Quenu\",\"STRUCTURE\":\"Compagnie du Moulin à paroles\",\"VILLE\":\"Templeuve-en-Pévèle\",\"ADHERENT\":true,\"DATE_ADHESION\":\"2026-02-25\"}", "2023-10-30T18:30:00", "Infolettre", "active", "" },
};
/* clang-format on */

/* First lines of the records that draw a warning. */
static const int abonnes_warnings[] = { 38, 41, 47, 51, 54 };

#endif
