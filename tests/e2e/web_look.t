#!/bin/sh
# How the public pages look: what a list says for itself.
# shellcheck source=tests/lib.sh
. "${0%/*}/../lib.sh"

nlctl -q init >next --from 'La Lettre <lettre@asso.example>' --base-url https://asso.example/lettre
nlctl -q list add Membres
nlctl -q list set Membres from='Les Membres <membres@asso.example>' language=fr
nlctl -q config relay.default.url smtp://127.0.0.1:1 # nobody is there
nlctl -q subscribe -l Membres --confirm zoe@asso.example 2>/dev/null
token=$(sqlite3 nlctl.db 'SELECT lower(hex(confirm_token)) FROM subscription' |
	sed 's/\(.\{8\}\)\(.\{4\}\)\(.\{4\}\)\(.\{4\}\)/\1-\2-\3-\4-/')

# fetch PATH [LANGUAGE]: a page, as a browser gets it.
# shellcheck disable=SC2317 # expect calls it
fetch() {
	env REQUEST_METHOD=GET PATH_INFO="$1" HTTP_ACCEPT_LANGUAGE="${2-}" "$NLCTL" cgi
}

expect 'a page of a list' 0 fetch "/c/$token"
out_has '<p class="from">Les Membres</p>'
out_has '<html lang="fr">'
expect 'who asks for a language gets it' 0 fetch "/c/$token" de
out_has '<html lang="de">'
expect 'a page of none' 0 fetch /
out_has '<p class="from">La Lettre</p>'
out_has '<html lang="en">'

# --- colour and logo ----------------------------------------------------------

# judge COLOR: what the last page makes of it, by WCAG's own formula.
judge() {
	python - "$1" <<'END'
import re, sys
def light(c):
    parts = [int(c[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    return sum(w * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)
        for w, v in zip((0.2126, 0.7152, 0.0722), parts))
def contrast(a, b):
    return (max(light(a), light(b)) + 0.05) / (min(light(a), light(b)) + 0.05)
wanted = sys.argv[1].lower()
found = re.findall(r"--accent: (\S+); --on-accent: (\S+);", open("out").read())[2:]
for (accent, ink), card in zip(found, ("#ffffff", "#1f2327")):
    if contrast(accent, card) < 4.5 or contrast(ink, accent) < 4.5:
        print("cannot be read:", accent, ink, card)
    if contrast(wanted, card) >= 4.5 and accent != wanted:
        print("changed for nothing:", accent)
print(len(found))
END
}
expect 'no colour: ours alone' 0 fetch "/c/$token"
is 'no colour: nothing more is said' "$(judge '#000000')" 0
for color in '#0b5394' '#ffff00' '#000000' '#FFFFFF' '#777777' '#ff0000' '#1f2327' '#8ec3f5'; do
	nlctl -q list set Membres "color=$color"
	expect "$color" 0 fetch "/c/$token"
	is "$color: light and dark, it can be read" "$(judge "$color")" 2
done
expect 'another list has ours' 0 fetch /
is 'another list: nothing more is said' "$(judge '#000000')" 0
expect 'no colour' 65 nlctl list set Membres color=red
err_has "'color' is a colour as style sheets write it, with six digits: #0b5394"

expect 'no logo' 0 fetch /logo/2
out_has 'Status: 404'
printf '%s' iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg== |
	base64 -d >logo.png
nlctl -q list set Membres "logo=$PWD/logo.png"
expect 'a page with a logo' 0 fetch "/c/$token"
out_has '<img src="/lettre/logo/2" alt="">'
out_has "img-src 'self';"
expect 'the logo' 0 fetch /logo/2
out_has 'Content-Type: image/png'
out_has "sandbox"
tail -c "$(wc -c <logo.png)" out >got.png
is 'the logo: its bytes' "$(cksum <got.png)" "$(cksum <logo.png)"
for other in /logo/1 /logo/0 /logo/x /logo/-1 /logo/99999999999999999999; do
	expect "$other" 0 fetch $other
	out_has 'Status: 404'
done
echo '<script>' >logo.png
expect 'a logo that is none' 0 fetch /logo/2
out_has 'Status: 500'
err_has "setting 'logo': '$PWD/logo.png' is no picture that nlctl knows"
rm logo.png
expect 'a logo that is gone' 0 fetch /logo/2
out_has 'Status: 500'
err_has "logo.png': "

# --- pages of one's own -------------------------------------------------------

mkdir own
nlctl -q list set Membres "pages=$PWD/own"
expect 'an empty folder: our pages' 0 fetch "/c/$token"
out_has '<button name="do" value="confirm">'
is 'nothing is said of it' "$(cat err)" ''
echo '<p id="own">{{ params.list }}: [[ask.said]]</p>' >own/ask.html
echo 'h1 { color: red }' >own/style.css
expect 'a page of our own' 0 fetch "/c/$token"
out_has '<p id="own">Membres: Confirmez'
out_has 'h1 { color: red }'
out_lacks 'max-width: 34rem'
expect 'other lists have not' 0 fetch /
out_has 'max-width: 34rem'
echo '<title>[[title]]</title><body class="mine">[[content]]' >own/frame.html
expect 'and what is around it' 0 fetch "/c/$token"
out_has '<body class="mine"><p id="own">'

# FILE TEXT ERROR: our page instead, and the error on standard error.
while IFS='|' read -r file text error; do
	rm -f own/*
	printf '%b' "$text" >"own/$file"
	expect "$error" 0 fetch "/c/$token"
	out_has '<button name="do" value="confirm">'
	err_has "confirm: setting 'pages': $PWD/own/$file$error"
done <<'LIST'
ask.html|<p>\n  {{ params.lists }}|:2:6: params.lists is not known
ask.html|<p>{% if params.list %}|:1:4: '{% if %}' is never closed: '{% endif %}' is missing
ask.html|<p>\n<p>[[ask.sad]]|:2:6: there is no text 'ask.sad'
ask.html|[[ask.said]|:1:3: there is no text 'ask.said]'
ask.html|a\0b|: this is not UTF-8 text
frame.html|[[content]] {{ unsubscribe }}|:1:16: unsubscribe has no value here
LIST
rm -f own/*
head -c 40000 /dev/zero | tr '\0' x >own/ask.html
expect 'one that is too large' 0 fetch "/c/$token"
out_has '<button name="do" value="confirm">'
err_has "confirm: setting 'pages': '$PWD/own': "
head -c 31000 own/ask.html >own/short && mv own/short own/ask.html
echo '[[content]][[content]][[content]]' >own/frame.html
expect 'one that becomes too large' 0 fetch "/c/$token"
out_has '<button name="do" value="confirm">'
err_has "confirm: setting 'pages': 'frame.html' becomes more than 65536 bytes"
ln -sf /etc/passwd own/ask.html
expect 'a link that leads elsewhere' 0 fetch "/c/$token"
out_has '<button name="do" value="confirm">'
err_has "'ask.html' is outside of the folder"
rm -r own
expect 'a folder that is not there' 0 fetch "/c/$token"
out_has '<button name="do" value="confirm">'
err_has "confirm: setting 'pages': '$PWD/own': "
done_testing
