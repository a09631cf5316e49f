#!/bin/sh
# nlctl version: which nlctl this is.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

version=$(sed -n 's/^VERSION = //p' "$ROOT/Makefile")
expect 'the version of the Makefile' 0 nlctl version
out_is <<-END
	nlctl $version
END
err_is_empty
expect 'as other programs do' 0 nlctl --version
out_has "nlctl $version"
expect 'for programs' 0 nlctl --json version
out_is <<-END
	{"version":"$version","database_version":$(find "$ROOT/sql/migrations" -name '*.sql' | wc -l)}
END
expect 'an argument too many' 64 nlctl version now
err_has "too many arguments: 'now'"
check 'no database is made' test ! -e nlctl.db
done_testing
