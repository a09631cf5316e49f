#!/bin/sh
# nlctl audience: who would get an issue, why, and conditions with a name.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"
# shellcheck source=tests/cli/sending.sh
. "$ROOT/tests/cli/sending.sh"
NLCTL_TEST_NOW=1795000000 # 2026-11-18 11:06:40
export NLCTL_TEST_NOW

usage audience
expect 'no database' 78 nlctl audience
check 'none is made' test ! -e nlctl.db

nlctl -q init >next
nlctl list add Membres Ateliers
nlctl field add VILLE text
nlctl field add ADHERENT boolean
nlctl -q subscribe -f VILLE=Lille -f ADHERENT=oui lea@asso.example
nlctl -q subscribe -f VILLE=Lens -f ADHERENT=non zoe@asso.example
nlctl -q subscribe max@asso.example
nlctl -q subscribe left@asso.example
nlctl -q unsubscribe --email left@asso.example
nlctl -q subscribe -l Membres lea@asso.example tom@asso.example
echo 'email,status
back@asso.example,bounced' >bounced.csv
nlctl -q import bounced.csv >sums

# --- who ----------------------------------------------------------------------

expect 'the default list' 0 nlctl audience
out_is <<-'END'
	address
	lea@asso.example
	zoe@asso.example
	max@asso.example
END
err_is_empty
expect 'two lists, each person once, --json' 0 nlctl --json audience -l newsletter -l membres
out_is <<-'END'
	{"address":"lea@asso.example","language":null,"fields":{"VILLE":"Lille","ADHERENT":true}}
	{"address":"zoe@asso.example","language":null,"fields":{"VILLE":"Lens","ADHERENT":false}}
	{"address":"max@asso.example","language":null,"fields":{}}
	{"address":"tom@asso.example","language":null,"fields":{}}
END
expect 'how many' 0 nlctl audience --count
out_is <<-'END'
	3
END
expect 'how many, --json' 0 nlctl --json audience --where 'VILLE is empty' --count
out_is <<-'END'
	{"count":1}
END
expect '--exclude' 0 nlctl audience --exclude Membres
out_lacks lea
out_has zoe
expect '--exclude and --where' 0 nlctl audience -l newsletter -l Membres --exclude newsletter \
	--where 'not ADHERENT'
out_is <<-'END'
	address
	tom@asso.example
END
expect 'a condition on the list' 0 nlctl audience -l Membres --where 'subscribed = 2026-11-18' --count
out_is <<-'END'
	2
END

# --- mistakes -----------------------------------------------------------------

expect 'an unknown name' 65 nlctl audience --where 'ADHERANT = true'
out_is_empty
err_is <<'END'
nlctl audience: --where:1:1: there is no field 'ADHERANT'; did you mean 'ADHERENT'?
END
expect 'another type' 65 nlctl audience --where 'VILLE = "x" and ADHERENT = 3' --count
out_is_empty
err_is <<'END'
nlctl audience: --where:1:17: 'ADHERENT' is a boolean: compare it with true or false, as in ADHERENT = true
END
expect 'SQL' 65 nlctl audience --where "VILLE = 'x' union select value from secret"
out_is_empty
err_has "--where:1:13: 'union' instead of 'and', 'or' or the end"
expect 'SQL in a text' 0 nlctl audience --where "VILLE = \"'); DROP TABLE contact; --\"" --count
out_is <<-'END'
	0
END
expect 'SQL as the name of a field' 65 nlctl field add "X') OR 1=1 --" text
expect 'nothing was dropped' 0 nlctl audience --count
out_is <<-'END'
	3
END
expect 'no such list' 1 nlctl audience -l Membre
err_has "did you mean 'Membres'"
expect 'no such list to exclude' 1 nlctl audience --exclude Membre
err_has "did you mean 'Membres'"
expect 'one or the other' 64 nlctl audience --count --explain lea@asso.example
err_has 'say --count or --explain, not both'

# --- why ----------------------------------------------------------------------

expect 'yes' 0 nlctl audience --where 'ADHERENT and VILLE in ("Lille", "Lens")' \
	--explain LEA@asso.example
out_is <<-'END'
	address           lea@asso.example
	gets it           yes
	suppressed        -
	lists
	  newsletter  active  2026-11-18 11:06
	exclude: none
	where
	  all of these                  yes  -
	    ADHERENT                    yes  yes
	    VILLE in ("Lille", "Lens")  yes  Lille
	why               on the list, and nothing is against it
END
err_is_empty
expect 'no, --json' 0 nlctl --json audience --where 'ADHERENT or sample(0%)' \
	--exclude Ateliers --explain zoe@asso.example
out_is <<-'END'
	{"address":"zoe@asso.example","gets_it":false,"suppressed":null,"lists":[{"list":"newsletter","state":"active","since":"2026-11-18T11:06:40Z"}],"exclude":[{"list":"Ateliers","state":"never","since":null}],"where":[{"depth":0,"condition":"one of these","holds":false,"value":null},{"depth":1,"condition":"ADHERENT","holds":false,"value":"no"},{"depth":1,"condition":"sample(0%)","holds":false,"value":null}],"why":"does not meet the condition"}
END
expect 'excluded' 0 nlctl audience --exclude Membres --explain lea@asso.example
out_has "why               a member of 'Membres', which is excluded"
expect 'gone' 0 nlctl audience --explain left@asso.example
out_has 'newsletter  left'
out_has 'why               not an active member of the list'
expect 'never there' 0 nlctl audience --explain tom@asso.example
out_has 'newsletter  never'
out_has 'why               not an active member of the list'
expect 'bounced' 0 nlctl audience --explain back@asso.example
out_has 'suppressed        bounced'
out_has 'why               gets no mail at all: the address is bounced'
expect 'nobody' 1 nlctl audience --explain no@asso.example
out_is_empty
err_has "no contact has the address 'no@asso.example'"
expect 'no address' 65 nlctl audience --explain lea
out_is_empty

# --- with a name --------------------------------------------------------------

expect 'kept' 0 nlctl audience save members 'ADHERENT = true'
out_is_empty
err_is_empty
expect 'used' 0 nlctl audience --where '@members' --count
out_is <<-'END'
	1
END
expect 'in another one' 0 nlctl audience save @Lillois '@members and VILLE = "Lille"'
expect 'shown' 0 nlctl audience saved
out_is <<-'END'
	name              changed           expression
	Lillois           2026-11-18 11:06  @members and VILLE = "Lille"
	members           2026-11-18 11:06  ADHERENT = true
END
expect 'shown, --json' 0 nlctl --json audience saved
out_has '{"name":"members","changed":"2026-11-18T11:06:40Z","expression":"ADHERENT = true"}'
expect 'another meaning' 0 nlctl audience save MEMBERS 'ADHERENT = false'
err_is <<'END'
'@MEMBERS' has a new meaning
END
expect 'for all that use it' 0 nlctl audience --where '@lillois' --count
out_is <<-'END'
	0
END
expect 'a circle' 65 nlctl audience save members 'not @lillois'
err_is <<'END'
nlctl audience: @Lillois:1:1: '@members' would use itself
END
expect 'a mistake' 65 nlctl audience save bad 'VILEL = "x"'
err_is <<'END'
nlctl audience: @bad:1:1: there is no field 'VILEL'; did you mean 'VILLE'?
END
expect 'a mistake is not kept' 65 nlctl audience --where '@bad'
err_is <<'END'
nlctl audience: --where:1:1: there is no '@bad': nlctl audience saved lists them
END
nlctl field add OLD text
nlctl audience save old 'OLD = "x"'
nlctl field drop -y OLD 2>sums
expect 'one whose field is gone' 65 nlctl audience --where 'true or @old'
err_is <<'END'
nlctl audience: @old:1:1: there is no field 'OLD': nlctl field lists them
END
expect 'no name' 65 nlctl audience save 'a b' true
err_has "'a b' is no name for an audience"
expect 'without an expression' 64 nlctl audience save members
err_has "'save' needs more arguments"
expect 'a word that does not exist' 64 nlctl audience saev members true
err_has "did you mean 'save'"
expect 'an option that has no place' 64 nlctl audience save -l Membres members true
err_has "'save' takes no option '--list'"
expect 'drop: in use' 1 nlctl audience drop -y members
err_is <<'END'
nlctl audience: '@Lillois' uses '@MEMBERS': change or drop that one first
END
expect 'drop: nobody to ask' 64 nlctl audience drop Lillois </dev/null
err_has 'add --yes'
expect 'drop' 0 nlctl audience drop -y @lillois
expect 'drop: gone' 1 nlctl audience drop -y lillois
err_has "there is no '@lillois'"
done_testing
