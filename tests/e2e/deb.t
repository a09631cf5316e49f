#!/bin/sh
# make deb: a package that Debian's own tools read, with a program that runs.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

command -v dpkg-shlibdeps >/dev/null || skip_all 'dpkg-shlibdeps is not installed'
case $B in
*asan*) skip_all 'a package of a sanitized program is of no use' ;;
esac

expect 'make deb' 0 make -s -C "$ROOT" deb B="$B"
deb=$(tail -n 1 out)
check 'it says where it is' test -f "$deb"
expect 'its description' 0 dpkg-deb -f "$deb"
out_has 'Package: nlctl'
out_has "Version: $("$NLCTL" version | sed 's/^nlctl //;s/ .*//')"
out_matches '^Depends: .*libcurl4.*libsqlite3-0.*ca-certificates$'
out_lacks 'shlibs'
expect 'unpacked' 0 dpkg-deb -x "$deb" root
expect 'the program runs' 0 root/usr/bin/nlctl version
# shellcheck disable=SC2016 # for that shell
check 'each command has its page' sh -c '
	root/usr/bin/nlctl help | sed -n "s/^  \([a-z]*\) .*/\1/p" | while read -r command; do
		[ -f "root/usr/share/man/man1/nlctl-$command.1.gz" ] || { echo "$command"; exit 1; }
	done'
check 'and the licence' grep -q 'Permission to use' root/usr/share/doc/nlctl/copyright
done_testing
