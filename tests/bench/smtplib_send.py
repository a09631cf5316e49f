"""smtplib_send PORT N HTML TEXT: Python's own tools, a message built for each person.

Prints the seconds that sending took, without the start of Python.
"""

import smtplib
import sys
import time
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

port, n, html_file, text_file = sys.argv[1:]
with open(html_file, encoding="utf-8") as f:
    html = f.read()
with open(text_file, encoding="utf-8") as f:
    text = f.read()


def fill(template, i, leave):
    return template.replace("@@PERSON@@", f"Prénom{i}").replace("@@LEAVE@@", leave)


began = time.perf_counter()
with smtplib.SMTP("127.0.0.1", int(port)) as smtp:
    for i in range(int(n)):
        leave = f"http://127.0.0.1:8080/u/{i:032x}"
        m = EmailMessage()
        m["From"] = "Infolettre <infolettre@example.org>"
        m["To"] = f"Prénom{i} Nom <contact{i}@example.net>"
        m["Subject"] = "Ce mois de juin sera solidaire !"
        m["Date"] = formatdate()
        m["Message-ID"] = make_msgid(domain="example.org")
        m["List-Unsubscribe"] = f"<{leave}>"
        m["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        m.set_content(fill(text, i, leave))
        m.add_alternative(fill(html, i, leave), subtype="html")
        smtp.send_message(m)
print(time.perf_counter() - began)
