"""What readers do with their mail program, for by_mail.t.

  by_mail.py leave PORT MAIL    send what the mailto: of List-Unsubscribe opens
  by_mail.py link PORT MAIL     send what the mailto: in the text opens
  by_mail.py answer PORT MAIL   answer, quoting it
  by_mail.py vacation PORT MAIL as a machine answers while its owner is away
"""
import email
import email.policy
import re
import smtplib
import sys
import urllib.parse
from email.message import EmailMessage


def of_mailto(url):
    """The message that a mailto: (RFC 6068) stands for."""
    to, _, query = url[len("mailto:"):].partition("?")
    m = EmailMessage()
    m["To"] = urllib.parse.unquote(to)
    for field in query.split("&"):
        name, _, value = field.partition("=")
        m[name.capitalize()] = urllib.parse.unquote(value)
    m.set_content("\n")
    return m


def text(mail):
    return mail.get_body(("plain",)).get_content()


def leave(mail):
    return of_mailto(re.search(r"<(mailto:[^>]+)>", mail["List-Unsubscribe"])[1])


def link(mail):
    return of_mailto(re.search(r"<(mailto:[^>]+)>", text(mail))[1])


def answer(mail):
    m = EmailMessage()
    m["To"] = mail["Reply-To"] or mail["From"]
    m["Subject"] = "Re: " + mail["Subject"]
    m["In-Reply-To"] = m["References"] = mail["Message-ID"]
    m.set_content("Yes!\n\n> " + text(mail).replace("\n", "\n> "))
    return m


def vacation(mail):
    m = answer(mail)
    m["Auto-Submitted"] = "auto-replied"
    return m


def main(what, port, path):
    with open(path, "rb") as f:
        mail = email.message_from_binary_file(f, policy=email.policy.default)
    m = globals()[what](mail)
    m["From"] = mail["To"]
    m["Message-ID"] = "<%s.%s@example.org>" % (what, path.rsplit("/", 1)[1].replace(":", "."))
    with smtplib.SMTP("127.0.0.1", int(port)) as smtp:
        smtp.send_message(m)


main(*sys.argv[1:])
