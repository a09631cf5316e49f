#!/bin/sh
# The byte checker passes a good message and finds each small wrong in it: a
# judge that cannot say no proves nothing.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

U=3f0c2a4e-9d1b-4c55-8a77-0123456789ab

python - "$U" <<'END'
import sys

open("good.eml", "w", newline="\r\n").write(f"""\
Date: Mon, 23 Nov 2026 09:00:00 +0100
From: =?utf-8?Q?Soci=C3=A9t=C3=A9_des_amis?= <news@asso.example>
To: "Zola, Emile" <emile@example.org>
Subject: =?utf-8?Q?L'=C3=A9t=C3=A9_?= =?utf-8?B?4oKs?=
 et la suite
Message-ID: <12.ab34@asso.example>
List-Id: Lettre <news.asso.example>
List-Unsubscribe: <https://asso.example/u/{sys.argv[1]}>,
 <mailto:news@asso.example?subject=unsubscribe%20{sys.argv[1]}>
List-Unsubscribe-Post: List-Unsubscribe=One-Click
Precedence: bulk
Auto-Submitted: auto-generated
Feedback-ID: 12:news:assoex
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="=_nl_1"

--=_nl_1
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: quoted-printable

Bonjour =C3=89mile,
=2Eun point, =46rom ici, une longue ligne qui se coupe quelque part ici =
et continue.

--=_nl_1
Content-Type: text/html; charset=utf-8
Content-Transfer-Encoding: quoted-printable

<p>Bonjour <a href=3D"=
https://asso.example/u/{sys.argv[1]}">=
=C3=89mile</a></p>

--=_nl_1--
""")
END

expect 'a good message' 0 bytecheck good.eml
out_is_empty
err_is_empty
expect 'judged by the other judge too' 0 judge defects good.eml
out_is_empty

# finds NAME OLD NEW FINDING: the good message with its first OLD made NEW
# (escapes as in Python) has this finding.
finds() {
	tap_command="replace '$2' by '$3'"
	python - "$ROOT/tests" "$2" "$3" >"$T/out" 2>"$T/err" <<-'END'
		import sys

		sys.path.insert(0, sys.argv[1])
		sys.dont_write_bytecode = True
		import bytecheck

		old, new = (
		    a.encode().decode("unicode_escape").encode("latin-1") for a in sys.argv[2:4]
		)
		good = open("good.eml", "rb").read()
		assert old in good, "the good message has no such text"
		print("\n".join(bytecheck.check(good.replace(old, new, 1))))
	END
	STATUS=$?
	tap_expect=$1
	out_has "$4"
}

finds 'a bare LF' 'Bonjour =C3=89mile,\r' 'Bonjour =C3=89mile,' 'bare LF'
finds 'a bare CR' 'ile,\r\n' 'ile,\r' 'bare CR'
finds 'a NUL' 'et continue' 'et\0continue' 'NUL'
finds 'a raw octet in the body' 'et continue' 'et \xe9 continue' 'octet 233'
finds 'a raw octet in the header' 'Lettre <' 'L\xc3\xa9ttre <' 'octet 195'
finds 'DEL' 'et continue' 'et\x7fcontinue' 'octet 127'
finds 'a control character' 'et continue' 'et\x08continue' 'control character 8'
finds 'no last line end' '--=_nl_1--\r\n' '--=_nl_1--' 'does not end in CRLF'

finds 'two From fields' 'To: "' 'From: a@b.example\r\nTo: "' '2 from fields'
finds 'no Date' 'Date: ' 'X-Date: ' '0 date fields'
finds 'two List-Id fields' 'Precedence: bulk' 'List-Id: <a.b>' '2 list-id fields'
finds 'two Content-Type in a part' 'Content-Transfer-Encoding: quoted-printable' \
	'Content-Type: text/plain; charset=utf-8' '2 content-type fields in a part'
finds 'Bcc' 'Precedence: bulk' 'Bcc: a@b.example' 'a bcc field'
finds 'Return-Path' 'Precedence: bulk' 'Return-Path: <a@b.example>' 'a return-path field'
finds 'the wrong weekday' 'Date: Mon' 'Date: Tue' 'it is a Mon'
finds 'a zone by name' '+0100' 'GMT' "date: not 'Day"
finds 'a day that is none' '23 Nov' '31 Nov' 'no such day'
finds 'a month in French' '23 Nov' '23 nov' 'no such month'
finds 'two addresses in From' '<news@asso.example>\r\nTo' \
	'<news@asso.example>, b@asso.example\r\nTo' 'more than one address'
finds 'an unquoted comma' '"Zola, Emile"' 'Zola, Emile' 'to: not one address'
finds 'a local part with two dots' '<emile@' '<em..ile@' 'to: not one address'
finds 'a Message-ID that is no dot-atom' '12.ab34@' '12..ab34@' 'message-id: not'
finds 'a Message-ID without brackets' '<12.ab34@asso.example>' '12.ab34@asso.example' \
	'message-id: not'
finds 'MIME-Version' 'Version: 1.0' 'Version: 1.1' "mime-version: not '1.0'"

finds 'a header line that could be folded' 'et la suite' \
	'et la suite de cette longue histoire qui ne finit vraiment jamais, jamais ou presque' \
	'could be folded'
finds 'a fold of white space only' ' et la suite' '    ' 'white space only'
finds 'an empty line in the header' ' et la suite' '' '0 message-id fields'
finds 'a header line that is no field' 'Precedence: bulk' 'Precedence bulk' 'no field'
finds 'a character split across encoded words' '=C3=A9_?= =?utf-8?B?4oKs?=' \
	'=C3?= =?utf-8?Q?=A9?=' 'does not hold whole characters'
finds 'a padded encoded word before another' '=?utf-8?B?4oKs?=' \
	'=?utf-8?B?w6k=?= =?utf-8?B?4oKs?=' 'padding between two encoded words'
finds 'a lower-case encoded word' '=C3=A9t=C3=A9_?=' '=c3=A9t=C3=A9_?=' 'does not decode'
finds 'base64 without padding' '?B?4oKs' '?B?4oK' 'does not decode'
finds 'an encoded word of 76' '_des_amis?=' "_$(printf '%046d' 0)?=" \
	'encoded word of 76 octets'
finds 'an encoded word in quotes' '"Zola, Emile"' '"=?utf-8?Q?=C3=89?="' \
	'inside a quoted string'
finds 'an encoded word in an address' '<emile@' '<=?utf-8?Q?a?=@' 'inside an address'
finds 'an encoded word in Message-ID' '<12.ab34' '<=?utf-8?Q?a?=' 'encoded word inside'
finds 'two encoded words without space' '_?= =?' '_?==?' 'no space after an encoded word'
finds 'another charset' '=?utf-8?B?' '=?latin1?B?' 'not in utf-8'

finds 'no boundary' '; boundary="=_nl_1"' '' 'boundary missing'
finds 'a boundary that QP could produce' 'boundary="=_nl_1"' 'boundary="nl_1"' "without '=_'"
finds 'a boundary of 71' 'boundary="=_nl_1"' "boundary=\"=_$(printf '%069d' 0)\"" \
	'boundary of 71 characters'
finds 'a boundary inside a part' 'et continue' 'et --=_nl_1 continue' 'boundary inside a part'
finds 'no closing delimiter' '--=_nl_1--' '' 'no closing delimiter'
finds 'encoded multipart' 'Precedence: bulk' 'Content-Transfer-Encoding: base64' \
	'multipart with content-transfer-encoding base64'
finds 'html first' 'text/plain' 'text/html' 'the first alternative is not text/plain'
finds 'html not last' 'text/html' 'text/plain' 'the last alternative is not text/html'
finds 'no charset' 'plain; charset=utf-8' 'plain' 'charset is not utf-8'
finds '8bit' 'Encoding: quoted-printable' 'Encoding: 8bit' 'content-transfer-encoding 8bit'
finds 'base64 text' 'Encoding: quoted-printable' 'Encoding: base64' 'text in base64'
finds 'lower-case QP' '=C3=89mile,' '=c3=89mile,' 'upper-case hexadecimal'
finds 'half a QP byte' '=C3=89mile,' '=C3=8' 'upper-case hexadecimal'
finds 'a QP line of 77' 'un point, =46rom ici, une longue' 'un point, =46rom ici, une longue xxx' 'body line of 77 octets'
finds 'a trailing space' 'et continue.' 'et continue. ' 'white space at the end'
finds 'a split character' 'Bonjour =C3=89mile' 'Bonjour =C3=\r\n=89mile' \
	'soft break inside a character'
finds 'half a character' '=C3=89mile,' '=C3mile,' 'not valid utf-8'
finds 'a surrogate' '=C3=89mile,' '=ED=A0=80mile,' 'not valid utf-8'
finds 'a byte order mark' 'Bonjour =C3' '=EF=BB=BFBonjour =C3' 'byte order mark'
finds 'an encoded line end' 'et continue' 'et=0D=0Acontinue' 'encoded line end'
finds 'a soft break at the end' 'et continue.\r\n' 'et continue.=' 'soft break at the end'
finds 'a first dot' '=2Eun' '.un' "begins with '.'"
finds 'a first From' '=2Eun point, =46rom' 'From' "begins with '.' or 'From '"

finds 'two web URIs' '<mailto:news@asso.example?' '<https://asso.example/?' \
	'more than one URI of a kind'
finds 'plain http' '<https://asso.example/u/' '<http://asso.example/u/' 'not https'
finds 'no brackets' '<https://asso.example/u/' 'https://asso.example/u/' \
	"list-unsubscribe: not '<uri>"
finds 'List-Unsubscribe-Post' 'One-Click' 'one-click' 'list-unsubscribe-post: not'
finds 'One-Click without a web URI' '<https://asso.example/u/' '<mailto:a@asso.example?' \
	'no address to post to'
finds 'List-Id' '<news.asso.example>' '<news>' 'list-id: not'
finds 'Feedback-ID' '12:news:assoex' '12:news:a' 'feedback-id: not'
finds 'Precedence' 'bulk' 'first' 'neither bulk nor list'
finds 'Auto-Submitted' 'auto-generated' 'yes' 'auto-submitted: neither'
finds 'a second UUID' 'et continue' 'et 3f0c2a4e-9d1b-4c55-8a77-0123456789ac ' \
	'2 different UUIDs'
finds 'a second UUID across a soft break' 'et continue' \
	'3f0c2a4e-9d1b-4c55-=\r\n8a77-0123456789ac' '2 different UUIDs'

# The program around it.
mkdir many
cp good.eml many/1.eml
sed 's/One-Click/Two-Clicks/' good.eml >many/2.eml
expect 'a directory' 1 bytecheck many
out_is <<END
many/2.eml:10: list-unsubscribe-post: not 'List-Unsubscribe=One-Click'
END
expect 'a file that is missing' 66 bytecheck missing.eml
err_has "'missing.eml': No such file"
mkdir none
expect 'nothing to check' 66 bytecheck none
err_has 'no messages to check'

# The other judge.
expect 'a field' 0 judge field good.eml Subject
out_is <<END
L'été € et la suite
END
expect 'a field that is missing' 1 judge field good.eml Cc
out_is_empty
expect 'the token' 0 judge token good.eml
out_is <<END
$U
END
expect 'the parts' 0 judge parts good.eml
out_is <<END
multipart/alternative
  text/plain
  text/html
END
expect 'a part' 0 judge part good.eml text/html
out_has "<p>Bonjour <a href=\"https://asso.example/u/$U\">Émile</a></p>"
sed 's/--=_nl_1--//' good.eml >open.eml
expect 'a defect' 1 judge defects open.eml
out_is <<END
open.eml: multipart/alternative: CloseBoundaryNotFoundDefect
END

done_testing
