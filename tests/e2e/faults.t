#!/bin/sh
# The fault matrix: each fault at each stage, in clear and under TLS, on a new and
# on a used connection, however far commands go ahead.  See faults.py.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

for tool in sink smtp_drive; do
	[ -x "$B/tests/$tool" ] || { echo "Bail out! $B/tests/$tool is missing: make it first"; exit 1; }
done
command -v openssl >/dev/null || skip_all 'openssl is not installed'

# key FILE: options of openssl req for a small key, as 1,800 handshakes want it
key() {
	printf '%s\n' -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1"
}
# shellcheck disable=SC2046 # words
{
	openssl req -x509 $(key ca.key) -out ca.crt -days 2 -subj '/CN=Test CA' &&
		openssl req $(key here.key) -out here.csr -subj '/CN=here' &&
		echo 'subjectAltName=IP:127.0.0.1' >here.ext &&
		openssl x509 -req -in here.csr -CA ca.crt -CAkey ca.key -CAcreateserial \
			-days 2 -extfile here.ext -out here.crt
} >openssl.log 2>&1 || { echo "Bail out! openssl: $(cat openssl.log)"; exit 1; }

mkdir cells
python "$ROOT/tests/e2e/faults.py" "$B" "$T/cells" here.crt here.key ca.crt \
	>results 2>faults.err
status=$?

cells=0
tab=$(printf '\t')
while IFS=$tab read -r result name file; do
	case $result in
	ok) pass "$name" ;;
	'not ok') fail "$name" "$(cat "$file")" ;;
	cells) cells=$name ;;
	esac
done <results
echo "# $cells cells"
is "the fault matrix ran to its end: $cells cells" \
	"$status $(cat faults.err)" '0 '
check 'and no cell was forgotten' test "$cells" = 1872

done_testing
