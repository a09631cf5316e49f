#!/bin/sh
# On a terminal: colours, a progress line, questions; nowhere else.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# on_terminal ANSWER COMMAND...: run it on a terminal of 60 columns, where ANSWER
# is typed; what it shows is in $T/out.
cat >terminal.py <<-'END'
	import fcntl, os, pty, struct, sys, termios
	pid, fd = pty.fork()
	if pid == 0:
	    os.execvp(sys.argv[2], sys.argv[2:])
	fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
	if sys.argv[1]:
	    os.write(fd, sys.argv[1].encode() + b"\n")
	while True:
	    try:
	        data = os.read(fd, 65536)
	    except OSError:
	        break
	    if not data:
	        break
	    sys.stdout.buffer.write(data)
	sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
END
# shellcheck disable=SC2317 # run by expect
on_terminal() { TERM=xterm python terminal.py "$@"; }
bold=$(printf '\033[1m')
clear=$(printf '\r\033[K')

nlctl -q init >next
expect 'headings are bold' 0 on_terminal '' "$NLCTL" list
out_has "${bold}name"
expect 'not with NO_COLOR' 0 on_terminal '' env NO_COLOR=1 "$NLCTL" list
out_has name
out_lacks "$bold"
expect 'not on a dumb terminal' 0 on_terminal '' env TERM=dumb "$NLCTL" list
out_lacks "$bold"
expect 'not in JSON' 0 on_terminal '' "$NLCTL" --json list
out_lacks "$bold"
expect 'not in a file' 0 nlctl list
out_lacks "$bold"

# What a person typed turns no line around, and stays as it is in a file.
turned=$(printf '\342\200\256')
printf 'email,PRENOM\nlea@asso.example,L%sea\n' "$turned" | nlctl -q import - >next
nlctl -q config from lettre@asso.example
nlctl -q config base-url http://127.0.0.1:8080
cat >june.html <<'END'
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>June</title></head>
<body><p>Hello {{ contact.PRENOM }}.</p><p><a href="{{ unsubscribe }}">Leave</a></p></body></html>
END
expect 'a preview is harmless' 0 on_terminal '' env PAGER=cat \
	"$NLCTL" preview --as lea@asso.example june.html
out_matches '^Hello L\\u202Eea\..$'
out_lacks "$turned"
expect 'and true in a file' 0 nlctl preview --as lea@asso.example june.html
out_has "Hello L${turned}ea."

awk 'BEGIN { print "email"; for (i = 0; i < 5000; i++) print "a" i "@asso.example" }' >many.csv
expect 'progress is shown' 0 on_terminal '' "$NLCTL" import many.csv
out_has 'reading: 1000'
out_has "$clear"
expect 'not with -q' 0 on_terminal '' "$NLCTL" -q import many.csv
out_lacks reading
out_lacks storing
expect 'not in a file' 0 nlctl import many.csv
err_lacks reading
err_lacks storing

# Another program has the file for two seconds: that is said after one.
hold='import os, sqlite3, time
db = sqlite3.connect(os.environ["NLCTL_DB"], isolation_level=None)
db.execute("BEGIN IMMEDIATE")
open("held", "w").close()
time.sleep(2.5)
db.execute("COMMIT")'
python -c "$hold" &
check 'the file is held' wait_for 5 test -e held
expect 'waiting is shown' 0 on_terminal '' "$NLCTL" subscribe wait@asso.example
out_has 'waiting for another program: 1 s'
out_has "$clear'wait@asso.example' is on the list"
wait
rm held
python -c "$hold" &
check 'the file is held' wait_for 5 test -e held
expect 'not with -q' 0 on_terminal '' "$NLCTL" -q subscribe quiet@asso.example
out_lacks waiting
wait

nlctl list add Old
expect 'asked, and no' 1 on_terminal n "$NLCTL" list drop Old
out_has "drop the list 'Old' and its settings? [y/N]"
out_has 'nothing was changed'
expect 'it is there' 0 nlctl list
out_has Old
expect 'asked, and yes' 0 on_terminal y "$NLCTL" list drop Old
expect 'it is gone' 0 nlctl list
out_lacks Old
done_testing
