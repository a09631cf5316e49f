#!/bin/sh
# The scripted SMTP server does what its script says, keeps what it accepts,
# and sees a client that breaks the rules.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

# A client that says exactly what it is told: `talk <<END` with lines
#	> TEXT      send TEXT CR LF (escapes as in Python)
#	>> TEXT     send TEXT as it is
#	< N         read N replies and print them
#	CLOSED      the server ends the connection; prints how
#	QUIET       nothing comes for 0.3 s
#	NEW         another connection
cat >talk.py <<'END'
import socket
import sys


def connect():
    s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
    return s, s.makefile("rb")


def reply(stream):
    while True:
        line = stream.readline()
        if not line:
            return print("(end)")
        print(line.decode("latin-1").rstrip("\r\n")[:70])
        if line[3:4] != b"-":
            return None


def unescape(text):
    return text.encode().decode("unicode_escape").encode("latin-1")


s, stream = connect()
for line in sys.stdin:
    word, _, text = line.rstrip("\n").partition(" ")
    if word == ">":
        s.sendall(unescape(text) + b"\r\n")
    elif word == ">>":
        s.sendall(unescape(text))
    elif word == "<":
        for _ in range(int(text)):
            reply(stream)
    elif word == "CLOSED":
        try:
            print("(end)" if s.recv(1) == b"" else "(more)")
        except ConnectionResetError:
            print("(reset)")
    elif word == "QUIET":
        s.settimeout(0.3)
        try:
            print(s.recv(100) or "(end)")
        except TimeoutError:
            print("(quiet)")
        s.settimeout(5)
    elif word == "NEW":
        s, stream = connect()
    else:
        sys.exit(f"talk: {line}")
END
# shellcheck disable=SC2317 # expect runs it
talk() { python talk.py "$SINK_PORT"; }

# violations_are: the log has exactly these (standard input).
violations_are() {
	sed -n 's/^[0-9]* VIOLATION: //p' "$SINK_DIR/log" >"$T/out"
	tap_is out
}

# --- plain -------------------------------------------------------------------
start_sink
expect 'a message in steps' 0 talk <<'END'
< 1
> EHLO me
< 1
> MAIL FROM:<news@asso.example> SIZE=20
< 1
> RCPT TO:<a@example.org>
< 1
> RCPT TO:<b@example.org>
< 1
> DATA
< 1
> Subject: x\r\n\r\n..dot\r\n.
< 1
> QUIT
< 1
CLOSED
END
out_is <<'END'
220 sink.test ESMTP
250-sink.test
250-PIPELINING
250-8BITMIME
250-SIZE 67108864
250-SMTPUTF8
250 ENHANCEDSTATUSCODES
250 2.1.0 ok
250 2.1.5 ok
250 2.1.5 ok
354 go ahead
250 2.0.0 ok
221 2.0.0 bye
(end)
END
printf 'Subject: x\r\n\r\n.dot\r\n' >want.eml
check 'the message is kept, its dots unstuffed' cmp want.eml sink/000001.eml
run cat sink/log
out_is <<'END'
1 GREETING => 220 sink.test ESMTP
1 EHLO me => 250-sink.test
1 MAIL FROM:<news@asso.example> SIZE=20 => 250 2.1.0 ok
1 RCPT TO:<a@example.org> => 250 2.1.5 ok
1 RCPT TO:<b@example.org> => 250 2.1.5 ok
1 DATA => 354 go ahead
1 accepted 000001 from=<news@asso.example> to=<a@example.org>,<b@example.org> size=20
1 DOT => 250 2.0.0 ok
1 QUIT => 221 2.0.0 bye
END

expect 'pipelined: envelope, then body, dot and next envelope' 0 talk <<'END'
< 1
> EHLO me
< 1
>> MAIL FROM:<n@a.example>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n
< 3
>> one\r\n.\r\nMAIL FROM:<n@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n
< 4
>> two\r\n.\r
>> \n
< 1
END
out_has '354 go ahead'
is 'all three messages are kept' "$(sink_count)" 3
is 'no rule was broken' "$(sink_violations)" 0
check 'the second body' grep -q '^one' sink/000002.eml
check 'the third body' grep -q '^two' sink/000003.eml

expect 'any library speaks with it' 0 python - "$SINK_PORT" <<'END'
import smtplib
import sys

with smtplib.SMTP("127.0.0.1", int(sys.argv[1])) as s:
    s.sendmail("a@b.example", ["c@d.example"], b"Subject: lib\r\n\r\n.\r\n..\r\nFrom here\r\n")
END
printf 'Subject: lib\r\n\r\n.\r\n..\r\nFrom here\r\n' >want.eml
check 'dots come back as they were' cmp want.eml sink/000004.eml
stop_sink
check 'the totals' grep -q '^messages 4$' sink.totals

# --- rules that a client breaks ----------------------------------------------
start_sink --no-smtputf8
expect 'broken rules' 0 talk <<'END'
< 1
> EHLO me\r\nNOOP
< 2
>> NOOP\n
< 1
> RCPT TO:<a@b.example>
< 1
> RSET
< 1
> DATA
< 1
> MAIL FROM:<a@b.example> SMTPUTF8
< 1
> MAIL FROM:<\xc3\xa9@b.example>
< 1
> MAIL FROM:<a@b.example>
< 1
> RSET
< 1
> MAIL FROM: <a@b.example>
< 1
> MAIL FROM:<a@b.example>
< 1
> RCPT TO:<a@b.example>
< 1
> DATA
< 1
> caf\xe9\r\nbare\ncr\r.\r\n.
< 1
> WHAT
< 1
END
violations_are <<'END'
pipelined input after 'EHLO me'
bare CR or LF, or NUL, in a command
RCPT without MAIL
DATA without RCPT
parameter that was not offered: SMTPUTF8
non-ASCII sender without SMTPUTF8
MAIL without RSET after an open transaction
malformed MAIL
bare CR or LF, or NUL, in data
data that is not 7-bit
unknown command
END

start_sink
expect 'body before 354' 0 talk <<'END'
< 1
> EHLO me
< 1
>> MAIL FROM:<n@a.example>\r\nRCPT TO:<a@b.example>\r\nDATA\r\nbody\r\n.\r\n
< 4
END
violations_are <<'END'
pipelined input after 'DATA'
END

start_sink --no-pipelining
expect 'pipelining that was not offered' 0 talk <<'END'
< 1
> EHLO me
< 1
>> MAIL FROM:<n@a.example>\r\nRCPT TO:<a@b.example>\r\n
< 2
END
out_lacks PIPELINING
violations_are <<'END'
pipelined input after 'MAIL FRO'
END

start_sink --delay 100
expect 'a client that does not wait for the greeting' 0 talk <<'END'
> EHLO me
< 2
END
violations_are <<'END'
input before our reply has left
END

start_sink
expect 'limits' 0 python - "$SINK_PORT" <<'END'
import smtplib
import sys

s = smtplib.SMTP("127.0.0.1", int(sys.argv[1]))
s.ehlo("me")
s.docmd("MAIL", "FROM:<" + "a" * 65 + "@b.example>")
s.docmd("RCPT", "TO:<b@" + "c" * 246 + ".example>")
s.docmd("NOOP", "x" * 510)
s.docmd("QUIT")
END
violations_are <<'END'
local part of 65 octets
path of 258 octets
command line of 517 octets
END

# --- scripts -----------------------------------------------------------------
cat >script <<'END'
# the first that fits wins
RCPT 3: 451 4.7.1 slow down
RCPT <x@example.org>: 550 5.1.1 no such user
RCPT *@example.net: 450-4.2.1 busy\n450 4.2.1 really
MAIL %4: 421 4.3.2 closing
END
start_sink -s script
expect 'refusals' 0 talk <<'END'
< 1
> EHLO me
< 1
> MAIL FROM:<n@a.example>
< 1
> RCPT TO:<X@example.org>
< 1
> RCPT TO:<y@example.net>
< 1
> RCPT TO:<z@b.example>
< 1
> DATA
< 1
> RSET
< 1
> MAIL FROM:<n@a.example>
< 1
> RCPT TO:<z@b.example>
< 1
> RSET
< 1
> MAIL FROM:<n@a.example>
< 1
> RSET
< 1
> MAIL FROM:<n@a.example>
< 1
CLOSED
END
tail -n +8 out >out.tail
mv out.tail out
out_is <<'END'
250 2.1.0 ok
550 5.1.1 no such user
450-4.2.1 busy
450 4.2.1 really
451 4.7.1 slow down
554 5.5.1 no valid recipients
250 2.0.0 ok
250 2.1.0 ok
250 2.1.5 ok
250 2.0.0 ok
250 2.1.0 ok
250 2.0.0 ok
421 4.3.2 closing
(end)
END
is 'nothing was accepted' "$(sink_count)" 0
is 'no rule was broken' "$(sink_violations)" 0

printf 'RCPT: 550 5.1.1 no\nDATA: 354 all the same\n' >script
start_sink -s script
expect 'a lone dot after a refused recipient' 0 talk <<'END'
< 1
> EHLO me
< 1
>> MAIL FROM:<n@a.example>\r\nRCPT TO:<a@b.example>\r\nDATA\r\n
< 3
>> .\r\nMAIL FROM:<n@a.example>\r\n
< 2
END
out_has '354 all the same'
out_has '554 5.5.1 no valid recipients'
is 'a lone dot is no message' "$(sink_count)" 0
is 'and breaks no rule' "$(sink_violations)" 0

# ends SCRIPT HOW OUTPUT ACCEPTED: after the dot comes HOW, with this OUTPUT.
ends() {
	echo "$1" >script
	start_sink -s script
	cat >dialogue <<-END
		< 1
		> EHLO me
		< 1
		>> MAIL FROM:<n@a.example>\\r\\nRCPT TO:<a@b.example>\\r\\nDATA\\r\\n
		< 3
		> one two three\\r\\n.
		$2
	END
	expect "$1" 0 talk <dialogue
	out_has "$3"
	is "$1: accepted" "$(sink_count)" "$4"
}

ends 'DOT 1: drop-after-dot' CLOSED '(end)' 1
ends 'DATA 1: drop-after-dot' CLOSED '(end)' 1
ends 'DOT: stall-after-accept' QUIET '(quiet)' 1
ends 'DOT: stall' QUIET '(quiet)' 0
ends 'DOT: fin' CLOSED '(end)' 0
ends 'DOT: rst' CLOSED '(reset)' 0
ends 'DOT <a@b.example>: 451 4.3.0 later' '< 1' '451 4.3.0 later' 0
ends 'DOT conn 1 1+: dribble 250 2.0.0 slowly' '< 1' '250 2.0.0 slowly' 1
ends 'DOT: delay 100 then 250 2.0.0 late' '< 1' '250 2.0.0 late' 1
ends 'DOT: garbage' '< 1' 'this is no reply' 0
ends 'DOT: huge' '< 1' '250 xxxxxxxx' 0
ends 'DOT conn 2: fin' '< 1' '250 2.0.0 ok' 1
ends 'BODY: drop-before-dot 5' CLOSED '(end)' 0
ends 'BODY 1: rst 3' CLOSED '(reset)' 0
ends 'BODY: stall' QUIET '(quiet)' 0
ends 'BODY: drop-before-dot 500' '< 1' '250 2.0.0 ok' 1

cat >script <<'END'
GREETING 2: 421 4.3.2 closing
GREETING 3: stall
GREETING 4: fin
EHLO: 250-one\n250 SMTPUTF8
END
start_sink -s script
expect 'greetings' 0 talk <<'END'
< 1
> EHLO me
< 1
> MAIL FROM:<\xc3\xa9@b.example> SMTPUTF8
< 1
> RCPT TO:<\xc3\xa9@b.example>
< 1
NEW
< 1
CLOSED
NEW
QUIET
NEW
CLOSED
END
out_is <<'END'
220 sink.test ESMTP
250-one
250 SMTPUTF8
250 2.1.0 ok
250 2.1.5 ok
421 4.3.2 closing
(end)
(quiet)
(end)
END
is 'what EHLO said was offered' "$(sink_violations)" 0

for wrong in 'RCPT 3 451 slow' 'RCPTO: 250 ok' 'RCPT 0: 250 ok' 'RCPT x: 250 ok' \
	'RCPT: 25 ok' 'RCPT: later' 'RCPT conn: 250 ok' 'DOT: delay 5 250 ok'; do
	echo "$wrong" >script
	expect "script '$wrong'" 65 "$B/tests/sink" -s script
	err_has 'sink: script:1: '
done

ends 'DOT: late 451 4.3.0 of before' '< 2' '451 4.3.0 of before' 1
out_has '250 2.0.0 ok'
ends 'RCPT: late 250 2.0.0 of before' '< 2' '250 2.0.0 of before' 1
ends 'BODY: 552 5.3.4 enough' '< 2' '552 5.3.4 enough' 1

# --- what is offered ---------------------------------------------------------
start_sink --dsn
expect 'DSN' 0 talk <<'END'
< 1
> EHLO me
< 1
> MAIL FROM:<n@a.example> RET=HDRS ENVID=e1
< 1
> RCPT TO:<a@b.example> NOTIFY=FAILURE,DELAY
< 1
END
out_has '250-DSN'
is 'DSN parameters may be said' "$(sink_violations)" 0

start_sink --auth me:secret
expect 'AUTH' 0 talk <<'END'
< 1
> EHLO me
< 1
> MAIL FROM:<n@a.example>
< 1
> AUTH CRAM-MD5
< 1
> AUTH PLAIN
< 1
> AG1lAHdyb25n
< 1
> AUTH LOGIN
< 1
> *
< 1
> AUTH LOGIN bWU=
< 1
> c2VjcmV0
< 1
> AUTH PLAIN AG1lAHNlY3JldA==
< 1
> MAIL FROM:<n@a.example>
< 1
NEW
< 1
> EHLO me
< 1
> AUTH XOAUTH2
< 1
> d3Jvbmc=
< 1
>
< 1
> AUTH XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciBzZWNyZXQBAQ==
< 1
END
sed '/^250-/d' out >out.tail
mv out.tail out
out_is <<'END'
220 sink.test ESMTP
250 ENHANCEDSTATUSCODES
530 5.7.0 log in first
504 5.5.4 unknown way
334 
535 5.7.8 bad credentials
334 VXNlcm5hbWU6
501 5.7.0 cancelled
334 UGFzc3dvcmQ6
235 2.7.0 welcome
503 5.5.1 not now
250 2.1.0 ok
220 sink.test ESMTP
250 ENHANCEDSTATUSCODES
334 
334 eyJzdGF0dXMiOiI0MDEifQ==
535 5.7.8 bad credentials
235 2.7.0 welcome
END
violations_are <<'END'
AUTH after a login, or in a transaction
END
check 'the log has no secret' sh -c '! grep -q "c2VjcmV0\|AG1l\|QmVh" sink/log'

# --- TLS ---------------------------------------------------------------------
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 \
	-subj /CN=sink.test >openssl.log 2>&1 || { echo "Bail out! openssl: $(cat openssl.log)"; exit 1; }
# tls.py PORT smtp|smtps: a message of many records under TLS, with a login
cat >tls.py <<'END'
import smtplib
import ssl
import sys

context = ssl.create_default_context(cafile="cert.pem")
context.check_hostname = False
address = "127.0.0.1", int(sys.argv[1])
if sys.argv[2] == "smtps":
    s = smtplib.SMTP_SSL(*address, context=context)
else:
    s = smtplib.SMTP(*address)
    s.ehlo()
    assert not s.has_extn("auth")
    s.starttls(context=context)
s.ehlo()
assert not s.has_extn("starttls")
s.login("me", "secret")
s.sendmail("a@b.example", ["c@d.example"], b"Subject: x\r\n\r\n" + b"word word\r\n" * 50000)
s.quit()
END
# tls_sink SCHEME [OPTIONS]
tls_sink() {
	[ "$1" = smtp ] || set -- "$@" --smtps
	shift
	start_sink --tls cert.pem key.pem --auth me:secret "$@"
}
for scheme in smtp smtps; do
	tls_sink $scheme
	expect "$scheme" 0 python tls.py "$SINK_PORT" $scheme
	is "$scheme: taken whole" "$(wc -c <sink/000001.eml)" 550014
	is "$scheme: no rule was broken" "$(sink_violations)" 0
	tls_sink $scheme --fast
	expect "$scheme, fast" 0 python tls.py "$SINK_PORT" $scheme
	stop_sink
	check "$scheme, fast: counted" grep -q '^messages 1$' sink.totals
done
start_sink --tls cert.pem key.pem
expect 'what comes in clear behind STARTTLS' 0 talk <<'END'
< 1
> EHLO me
< 1
>> STARTTLS\r\nMAIL FROM:<n@a.example>\r\n
< 1
END
violations_are <<'END'
pipelined input after 'STARTTLS'
END
check 'is not carried out' sh -c '! grep -q "MAIL FROM" sink/log'
expect 'no such certificate' 66 "$B/tests/sink" --tls nowhere.pem key.pem
err_has "no certificate in 'nowhere.pem'"
expect 'a certificate without its key' 64 "$B/tests/sink" --tls cert.pem
expect 'smtps without a certificate' 64 "$B/tests/sink" --smtps
expect 'half a login' 64 "$B/tests/sink" --auth me

# --- time and speed ----------------------------------------------------------
start_sink --delay 200
expect 'a delay holds up nobody else' 0 python - "$SINK_PORT" <<'END'
import socket
import sys
import time

start = time.monotonic()
conns = [socket.create_connection(("127.0.0.1", int(sys.argv[1]))) for _ in range(10)]
for c in conns:
    assert c.recv(100).startswith(b"220")
took = time.monotonic() - start
assert 0.19 < took < 1.5, took
END

start_sink --fast
expect 'fast: the end is found wherever it is cut' 0 python - "$SINK_PORT" <<'END'
import socket
import sys
import time

s = socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=5)
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
f = s.makefile("rb")
f.readline()
s.sendall(b"EHLO me\r\n")
while f.readline()[3:4] == b"-":
    pass
envelope = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<c@d.example>\r\nDATA\r\n"
for body in (b"a\r\n..\r\n" * 3, b"x" * 300000 + b"\r\n", b""):
    for cut in range(1, 6):
        s.sendall(envelope)
        assert [f.readline()[:3] for _ in range(3)] == [b"250", b"250", b"354"]
        data = body + b".\r\n"
        s.sendall(data[:-cut])
        time.sleep(0.01)
        s.sendall(data[-cut:])
        assert f.readline()[:3] == b"250"
END
stop_sink
check 'fast: all were counted' grep -q '^messages 15$' sink.totals
check 'fast: no rule was broken' grep -q '^violations 0$' sink.totals

done_testing
