#!/bin/sh
# Every input that a fuzzer started from or once broke something, run again.
set -eu
cd "$(dirname "$0")/../.." || exit 1

count=0
for harness in tests/fuzz/*.c; do
	name=$(basename "$harness" .c)
	count=$((count + 1))
	set -- tests/fuzz/corpus/"$name"/*
	if [ ! -f "$1" ]; then
		echo "not ok $count - $name has no corpus"
	elif "${B:-build}/tests/replay/$name" "$@" >/dev/null; then
		echo "ok $count - $name: $# inputs"
	else
		echo "not ok $count - $name"
		"${B:-build}/tests/replay/$name" "$@" 2>&1 | tail -n 20 | sed 's/^/# /'
	fi
done
echo "1..$count"
