#!/usr/bin/python3
"""bytecheck - does every byte of a message keep the rules?

    bytecheck.py FILE|DIRECTORY...     (a directory: every .eml in it)

Prints "file:line: what" for each rule broken and ends with 1 when there is
any, 66 when there is nothing to read.  As a module: check(bytes) gives the
list of "line: what".

It works on the raw bytes with a strict parser of its own.  Python's email
package is built to make sense of anything: it reports neither a second From
field nor a character split across two encoded words.  So nothing here is
lenient, and nothing is shared with the program under test.  judge.py is the
other judge: what a reader's mail program would understand.
"""

import base64
import binascii
import datetime
import os
import re
import sys

HEADER_AIM = 78
HEADER_MAX = 998
ENCODED_LINE_MAX = 76
ENCODED_WORD_MAX = 75
BODY_LINE_MAX = 76
BOUNDARY_MAX = 70

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = rf"{ATOM}(?:\.{ATOM})*"
DOMAIN = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*"
QUOTED = r'"(?:[^"\\]|\\.)*"'
ADDR_SPEC = rf"(?:{DOT_ATOM}|{QUOTED})@{DOMAIN}"
ENCODED_WORD = r"=\?[A-Za-z0-9-]+\?[BbQq]\?[!-~]*?\?="
PHRASE = rf"(?:(?:{ATOM}|{QUOTED}|{ENCODED_WORD})(?: +(?:{ATOM}|{QUOTED}|{ENCODED_WORD}))*)"
MAILBOX = rf"(?:{ADDR_SPEC}|(?:{PHRASE} )?<{ADDR_SPEC}>)"
UUID = re.compile(
    rb"(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])"
)

ONCE = ["from", "date", "to", "subject", "message-id", "mime-version", "content-type"]
AT_MOST_ONCE = [
    "sender", "reply-to", "cc", "auto-submitted", "precedence", "feedback-id",
    "list-id", "list-unsubscribe", "list-unsubscribe-post", "list-help", "list-owner",
    "list-post", "list-archive", "list-subscribe", "cfbl-address", "cfbl-feedback-id",
]
NEVER = ["return-path", "bcc", "resent-from", "resent-to", "resent-bcc", "resent-date"]
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun",
          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


class Findings:
    """What is wrong, each with the line of the file where it is."""

    def __init__(self):
        self.items = []

    def add(self, line, what):
        self.items.append((line, what))

    def texts(self):
        return [f"{line}: {what}" for line, what in sorted(set(self.items))]


class Field:
    """One header field: its name in lower case, its value unfolded, its lines."""

    def __init__(self, name, line, raw):
        self.name = name
        self.line = line
        self.raw = raw  # list of lines without CRLF, the first with the name

    @property
    def value(self):
        text = "".join(line.decode("latin-1") for line in self.raw)
        return text.split(":", 1)[1].strip(" \t")


class Part:
    """A MIME entity: fields, body lines and where they begin in the file."""

    def __init__(self, fields, body, line):
        self.fields = fields
        self.body = body  # list of lines without CRLF
        self.line = line

    def values(self, name):
        return [f.value for f in self.fields if f.name == name]

    def value(self, name, default=""):
        return (self.values(name) or [default])[0]

    def at(self, name):
        return next((f.line for f in self.fields if f.name == name), self.line)


def check(data):
    """Every rule broken in the message, as a list of 'line: what'."""
    found = Findings()
    check_bytes(data, found)
    lines = data.split(b"\r\n")
    if lines[-1] == b"":
        lines.pop()
    top = parse_entity(lines, 1, found)
    for field in top.fields:
        check_field_lines(field, found)
    for i, line in enumerate(top.body):
        if line.startswith((b".", b"From ")):
            found.add(top.line + i, "body line that begins with '.' or 'From '")
    check_counts(top, found)
    check_values(top, found)
    seen = [b"\n".join(b"".join(f.raw) for f in top.fields)]
    check_entity(top, found, seen, [])
    check_uuids(seen, found)
    return found.texts()


# --- bytes and lines ---------------------------------------------------------


def check_bytes(data, found):
    if not data:
        found.add(1, "the message is empty")
    elif not data.endswith(b"\r\n"):
        found.add(data.count(b"\n") + 1, "the last line does not end in CRLF")
    for m in re.finditer(rb"\r(?!\n)|(?<!\r)\n|[^\t\r\n\x20-\x7e]", data):
        line = data.count(b"\n", 0, m.start()) + 1
        byte = m.group()
        if byte == b"\r":
            found.add(line, "bare CR")
        elif byte == b"\n":
            found.add(line, "bare LF")
        elif byte == b"\0":
            found.add(line, "NUL")
        elif byte > b"\x7e":
            found.add(line, f"octet {byte[0]} is over 126")
        else:
            found.add(line, f"control character {byte[0]}")


def parse_entity(lines, first, found):
    """Split the lines of an entity into fields and body."""
    fields = []
    for i, line in enumerate(lines):
        where = first + i
        if line == b"":
            return Part(fields, lines[i + 1:], where + 1)
        if line[:1] in (b" ", b"\t"):
            if not fields:
                found.add(where, "folded line before the first field")
            elif not line.strip(b" \t"):
                found.add(where, "folded line of white space only")
                fields[-1].raw.append(line)
            else:
                fields[-1].raw.append(line)
            continue
        m = re.match(rb"([!-9;-~]+):", line)
        if not m:
            found.add(where, "header line that is no field")
            continue
        if len(line) > m.end() and line[m.end():m.end() + 1] != b" ":
            found.add(where, "no space after the field's colon")
        fields.append(Field(m.group(1).decode("ascii").lower(), where, [line]))
    found.add(first + len(lines), "no empty line after the header")
    return Part(fields, [], first + len(lines))


def check_field_lines(field, found):
    """Lengths, folding and encoded words of one field."""
    for i, line in enumerate(field.raw):
        where = field.line + i
        if len(line) > HEADER_MAX:
            found.add(where, f"header line of {len(line)} octets, over {HEADER_MAX}")
        # A fold is possible at white space that has text on both sides.
        text = line.split(b":", 1)[1] if i == 0 and b":" in line else line
        if len(line) > HEADER_AIM and re.search(rb"\S[ \t]+\S", text):
            found.add(where, f"header line of {len(line)} octets could be folded")
        if line != line.rstrip(b" \t") and line.strip(b" \t"):
            found.add(where, "white space at the end of a header line")
        if re.search(rb"=\?[^?\s]*\?[BbQq]\?", line) and len(line) > ENCODED_LINE_MAX:
            found.add(where, f"line of {len(line)} octets with an encoded word")
        for word in re.findall(rb"=\?\S*", line):
            check_encoded_word(word, where, found)
    if re.search(r"\?B\?[^?\s]*=\?=\s*=\?[^?\s]*\?[Bb]\?", field.value, re.IGNORECASE):
        found.add(field.line, "base64 padding between two encoded words: GMime stops there")
    check_encoded_places(field, found)


def check_encoded_word(text, where, found):
    m = re.match(rb"=\?([^?]*)\?([^?]*)\?([^?]*)\?=", text)
    if not m:
        found.add(where, "encoded word without end")
        return
    rest = text[m.end():]
    if rest and rest[:1] not in b"),;>":
        found.add(where, "no space after an encoded word")
    if len(m.group()) > ENCODED_WORD_MAX:
        found.add(where, f"encoded word of {len(m.group())} octets")
    charset, how, body = m.groups()
    if charset.lower() != b"utf-8":
        found.add(where, "encoded word not in utf-8")
        return
    decoded = decode_word(how, body)
    if decoded is None:
        found.add(where, "encoded word that does not decode")
    elif not is_utf8(decoded):
        found.add(where, "encoded word that does not hold whole characters")
    elif re.search(rb"[\0\r\n]", decoded):
        found.add(where, "encoded word that holds a line end or NUL")


def decode_word(how, body):
    """The bytes of an encoded word, or None."""
    if how in b"Bb":
        try:
            return base64.b64decode(body, validate=True)
        except (ValueError, binascii.Error):
            return None
    if how not in b"Qq" or re.search(rb"=(?![0-9A-F]{2})", body):
        return None
    return unhex(body.replace(b"_", b" "))


def check_encoded_places(field, found):
    """RFC 2047 section 5: where no encoded word may stand."""
    value = field.value
    if "=?" not in value:
        return
    if any("=?" in q for q in re.findall(QUOTED, value)):
        found.add(field.line, "encoded word inside a quoted string")
    if any("=?" in a for a in re.findall(r"<[^>]*>", value)):
        found.add(field.line, "encoded word inside an address or identifier")
    if field.name in ("message-id", "date", "mime-version", "list-unsubscribe",
                      "list-unsubscribe-post", "content-type", "auto-submitted",
                      "content-transfer-encoding", "content-disposition"):
        found.add(field.line, f"encoded word in {field.name}")


# --- fields ------------------------------------------------------------------


def check_counts(top, found):
    names = [f.name for f in top.fields]
    for name in ONCE:
        if names.count(name) != 1:
            found.add(top.at(name), f"{names.count(name)} {name} fields, not one")
    once = set(AT_MOST_ONCE) | {n for n in names if n.startswith(("content-", "list-"))}
    for name in sorted(once - set(ONCE)):
        if names.count(name) > 1:
            found.add(top.at(name), f"{names.count(name)} {name} fields")
    for name in NEVER:
        if name in names:
            found.add(top.at(name), f"a {name} field")


def check_values(top, found):
    checks = {
        "from": wrong_from, "to": wrong_to, "date": wrong_date,
        "reply-to": wrong_from, "sender": wrong_from,
        "message-id": wrong_message_id, "mime-version": wrong_mime_version,
        "list-unsubscribe": wrong_list_unsubscribe,
        "list-unsubscribe-post": wrong_list_unsubscribe_post,
        "list-id": wrong_list_id, "list-help": wrong_list_uris,
        "list-owner": wrong_list_uris, "list-archive": wrong_list_uris,
        "list-subscribe": wrong_list_uris, "list-post": wrong_list_post,
        "auto-submitted": wrong_auto_submitted, "precedence": wrong_precedence,
        "feedback-id": wrong_feedback_id,
    }
    for field in top.fields:
        wrong = checks.get(field.name, lambda value: None)(field.value)
        if wrong:
            found.add(field.line, f"{field.name}: {wrong}")
        if field.name != "subject" and not field.value:
            found.add(field.line, f"{field.name}: empty")
    post = top.values("list-unsubscribe-post")
    if post and not re.search(r"<https?:", top.value("list-unsubscribe")):
        found.add(top.at("list-unsubscribe-post"),
                  "list-unsubscribe-post: no address to post to")


def wrong_from(value):
    if re.fullmatch(MAILBOX, value):
        return None
    if re.fullmatch(rf"{MAILBOX}(?:, *{MAILBOX})+", value):
        return "more than one address"
    return "not one address"


def wrong_to(value):
    if value == "undisclosed-recipients:;":
        return None
    return wrong_from(value)


def wrong_date(value):
    m = re.fullmatch(r"(\w{3}), (\d{1,2}) (\w{3}) (\d{4}) "
                     r"(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)", value)
    if not m:
        return "not 'Day, DD Mon YYYY HH:MM:SS +ZZZZ'"
    day, number, month, year = m.group(1, 2, 3, 4)
    hour, minute, second = (int(x) for x in m.group(5, 6, 7))
    if month not in MONTHS:
        return "no such month"
    try:
        date = datetime.date(int(year), MONTHS.index(month) + 1, int(number))
    except ValueError:
        return "no such day"
    if DAYS[date.weekday()] != day:
        return f"it is a {DAYS[date.weekday()]}"
    if hour > 23 or minute > 59 or second > 60:
        return "no such time"
    if int(m.group(9)) > 14 or int(m.group(10)) > 59:
        return "no such zone"
    return None


def wrong_message_id(value):
    if not re.fullmatch(rf"<{DOT_ATOM}@{DOMAIN}>", value):
        return "not '<dot-atom@domain>'"
    return None


def wrong_mime_version(value):
    return None if value == "1.0" else "not '1.0'"


def list_uris(value):
    """The URIs of '<a>, <b>', or None when it is written otherwise."""
    if not re.fullmatch(r"<[!-;=?-~]+>(?:, *<[!-;=?-~]+>)*", value):
        return None
    return re.findall(r"<([^>]*)>", value)


def wrong_list_uris(value):
    uris = list_uris(value)
    if uris is None:
        return "not '<uri>, <uri>'"
    if not all(re.match(r"(?:https?://|mailto:)\S", uri) for uri in uris):
        return "a URI that is neither web nor mailto"
    return None


def wrong_list_post(value):
    return None if value == "NO" else wrong_list_uris(value)


def wrong_list_unsubscribe(value):
    wrong = wrong_list_uris(value)
    if wrong:
        return wrong
    uris = list_uris(value)
    web = [uri for uri in uris if uri.startswith("http")]
    if len(web) > 1 or len(uris) - len(web) > 1:
        return "more than one URI of a kind"
    loopback = r"http://(?:127\.\d+\.\d+\.\d+|localhost|\[::1\])(?:[:/]|$)"
    if web and not web[0].startswith("https://") and not re.match(loopback, web[0]):
        return "a web URI that is not https"
    for uri in uris:
        if re.search(r"%(?![0-9A-Fa-f]{2})", uri):
            return "a URI with a bad %"
        if uri.startswith("mailto:") and not re.match(rf"mailto:{ADDR_SPEC}(?:\?|$)", uri):
            return "a mailto without an address"
    return None


def wrong_list_unsubscribe_post(value):
    if value != "List-Unsubscribe=One-Click":
        return "not 'List-Unsubscribe=One-Click'"
    return None


def wrong_list_id(value):
    m = re.fullmatch(rf"(?:{PHRASE} )?<({DOT_ATOM})>", value)
    if not m or "." not in m.group(1):
        return "not 'Name <label.domain>'"
    return "over 255 octets" if len(m.group(1)) > 255 else None


def wrong_auto_submitted(value):
    if value not in ("auto-generated", "auto-replied"):
        return "neither auto-generated nor auto-replied"
    return None


def wrong_precedence(value):
    return None if value in ("bulk", "list") else "neither bulk nor list"


def wrong_feedback_id(value):
    fields = value.split(":")
    if len(fields) > 4 or not 5 <= len(fields[-1]) <= 15:
        return "not up to four fields ending in a sender of 5 to 15 characters"
    return "white space" if re.search(r"\s", value) else None


# --- bodies ------------------------------------------------------------------


def content_type(value):
    """('text/plain', {'charset': 'utf-8'}), or (None, {}) when malformed."""
    token = r"[!#-'*+\-.0-9A-Z^-~]+"
    m = re.match(rf"({token}/{token})", value)
    if not m:
        return None, {}
    rest, params = value[m.end():], {}
    while rest:
        p = re.match(rf'[ \t]*;[ \t]*({token})=({token}|"(?:[^"\\]|\\.)*")', rest)
        if not p or p.group(1).lower() in params:
            return None, {}
        params[p.group(1).lower()] = re.sub(r"\\(.)", r"\1", p.group(2).strip('"'))
        rest = rest[p.end():]
    return m.group(1).lower(), params


def check_entity(part, found, seen, boundaries):
    kind, params = content_type(part.value("content-type", "text/plain"))
    where = part.at("content-type")
    cte = part.value("content-transfer-encoding", "7bit").lower()
    if kind is None:
        found.add(where, "content-type that cannot be read")
        return b""
    if kind.startswith("multipart/"):
        check_multipart(part, kind, params, cte, found, seen, boundaries)
        return b""
    return check_leaf(part, kind, params, cte, found, seen)


def check_multipart(part, kind, params, cte, found, seen, boundaries):
    where = part.at("content-type")
    boundary = params.get("boundary", "")
    if cte != "7bit":
        found.add(where, f"multipart with content-transfer-encoding {cte}")
    if not re.fullmatch(r"[0-9A-Za-z'()+_,\-./:=? ]*[0-9A-Za-z'()+_,\-./:=?]", boundary):
        found.add(where, "boundary missing or with a character that may not be in it")
        return
    if len(boundary) > BOUNDARY_MAX:
        found.add(where, f"boundary of {len(boundary)} characters")
    if "=_" not in boundary:
        found.add(where, "boundary without '=_', which an encoded body could contain")
    if any(b.startswith(boundary) or boundary.startswith(b) for b in boundaries):
        found.add(where, "boundary that another one begins with")

    parts = split_parts(part, boundary.encode(), found)
    texts = []
    for sub in parts:
        for field in sub.fields:
            check_field_lines(field, found)
            if not field.name.startswith("content-"):
                found.add(field.line, f"{field.name} in the header of a part")
        for name in {f.name for f in sub.fields}:
            if len(sub.values(name)) > 1:
                found.add(sub.at(name), f"{len(sub.values(name))} {name} fields in a part")
        if not sub.values("content-type"):
            found.add(sub.line, "part without content-type")
        seen.append(b"\n".join(b"".join(f.raw) for f in sub.fields))
        texts.append(check_entity(sub, found, seen, boundaries + [boundary]))
        if any(boundary.encode() in line for line in sub.body):
            found.add(sub.line, "boundary inside a part")
    if not parts:
        found.add(part.line, "multipart without parts")
    elif kind == "multipart/alternative":
        check_alternative(part, parts, texts, found)
    elif kind == "multipart/related":
        check_related(part, params, parts, texts, found)
    elif kind == "multipart/mixed":
        check_mixed(part, parts, found)
    else:
        found.add(where, f"a {kind}")


def kind_of(part):
    return content_type(part.value("content-type"))[0]


def check_related(part, params, parts, texts, found):
    """RFC 2387, RFC 2392: the HTML first, and each picture that it names by its cid."""
    if params.get("type") != "text/html" or kind_of(parts[0]) != "text/html":
        found.add(part.line, "a related that does not begin with its text/html")
    ids = [p.value("content-id") for p in parts[1:]]
    for p, cid in zip(parts[1:], ids):
        if not re.fullmatch(rf"<{DOT_ATOM}@{DOMAIN}>", cid):
            found.add(p.line, "a related part whose content-id is not '<dot-atom@domain>'")
        elif b"cid:" + cid[1:-1].encode() not in texts[0]:
            found.add(p.line, "a related part that the HTML does not name")
        if not p.value("content-disposition").startswith("inline"):
            found.add(p.line, "a related part that is not inline")
    if len(set(ids)) != len(ids):
        found.add(part.line, "two related parts with the same content-id")
    for name in set(re.findall(rb"cid:([^\"'\s)>]+)", texts[0])):
        if f"<{name.decode('latin-1')}>" not in ids:
            found.add(parts[0].line, "the HTML names a cid that is not there")
    if not ids:
        found.add(part.line, "a related of one part")


def check_mixed(part, parts, found):
    if kind_of(parts[0]) not in ("text/plain", "multipart/alternative"):
        found.add(parts[0].line, "a mixed that does not begin with the letter")
    for p in parts[1:]:
        if not is_attachment(p):
            found.add(p.line, "a mixed part behind the letter that is no attachment")
    if len(parts) < 2:
        found.add(part.line, "a mixed of one part")


def is_attachment(part):
    return part.value("content-disposition").startswith("attachment")


def check_disposition(part, found):
    """RFC 2183, RFC 2231: a name, once, with no control characters in it."""
    where, value = part.at("content-disposition"), part.value("content-disposition")
    kind, params = content_type("x/" + value)
    if kind not in ("x/attachment", "x/inline"):
        found.add(where, "content-disposition that cannot be read")
        return
    name = file_name(params)
    if not name:
        found.add(where, "a file without one sound name")
    elif re.search(r"[\0-\x1f\x7f-\x9f/]", name):
        found.add(where, "a file name with a control character or a folder")


def file_name(params):
    """The filename of these parameters, or None."""
    if set(params) == {"filename"}:
        return params["filename"]
    if set(params) == {"filename*"}:
        encoded = params["filename*"]
    else:
        names = [f"filename*{i}*" for i in range(len(params))]
        if set(params) != set(names):
            return None
        encoded = "".join(params[name] for name in names)
    m = re.fullmatch(r"UTF-8''((?:[A-Za-z0-9._-]|%[0-9A-F]{2})+)", encoded)
    decoded = unpercent(m.group(1)) if m else b""
    return decoded.decode() if is_utf8(decoded) else None


def unpercent(text):
    return re.sub(rb"%(..)", lambda m: bytes.fromhex(m.group(1).decode()), text.encode())


def check_alternative(part, parts, texts, found):
    def first_kind(p):
        kind, params = content_type(p.value("content-type"))
        if kind == "multipart/related":
            inner = split_parts(p, params.get("boundary", "").encode(), Findings())
            return first_kind(inner[0]) if inner else kind
        return kind

    if first_kind(parts[0]) != "text/plain":
        found.add(parts[0].line, "the first alternative is not text/plain")
    elif not texts[0].strip():
        found.add(parts[0].line, "the text/plain alternative is empty")
    if first_kind(parts[-1]) != "text/html":
        found.add(parts[-1].line, "the last alternative is not text/html")
    if len(parts) < 2:
        found.add(part.line, "an alternative of one part")


def split_parts(part, boundary, found):
    """The entities between the delimiters of a multipart."""
    parts, start, closed = [], None, False
    for i, line in enumerate(part.body):
        bare = line.rstrip(b" \t")
        if closed:
            if line:
                found.add(part.line + i, "text after the closing delimiter")
            continue
        if bare not in (b"--" + boundary, b"--" + boundary + b"--"):
            continue
        if bare != line:
            found.add(part.line + i, "white space after a delimiter")
        if start is not None:
            parts.append(parse_entity(part.body[start:i], part.line + start, found))
        start, closed = i + 1, bare.endswith(boundary + b"--")
    if not closed:
        found.add(part.line + len(part.body), "no closing delimiter")
    return parts


def check_leaf(part, kind, params, cte, found, seen):
    """One text, image or other leaf.  Returns it decoded."""
    where = part.at("content-type")
    check_body_lines(part, cte, found)
    if part.values("content-disposition"):
        check_disposition(part, found)
    if cte == "quoted-printable":
        decoded = decode_qp(part, kind.startswith("text/"), found)
    elif cte == "base64":
        decoded = decode_base64(part, found)
    else:
        decoded = b"\r\n".join(part.body)
        if cte != "7bit":
            found.add(part.at("content-transfer-encoding"),
                      f"content-transfer-encoding {cte}")
    if is_attachment(part):
        if cte != "base64":
            found.add(where, f"an attachment in {cte}")
        if kind.startswith("text/") and not (
                params.get("charset") == "utf-8" and is_utf8(decoded)):
            found.add(where, "an attached text that is not utf-8")
        return decoded
    if kind.startswith("text/"):
        if params.get("charset", "").lower() != "utf-8":
            found.add(where, "text whose charset is not utf-8")
        if cte not in ("quoted-printable", "7bit"):
            found.add(where, f"text in {cte}")
        if not is_utf8(decoded):
            found.add(part.line, "text that is not valid utf-8")
        if decoded.startswith(b"\xef\xbb\xbf"):
            found.add(part.line, "text that begins with a byte order mark")
        if re.search(rb"\r(?!\n)|(?<!\r)\n|\0", decoded):
            found.add(part.line, "decoded text with a bare CR or LF, or NUL")
    seen.append(decoded)
    return decoded


def check_body_lines(part, cte, found):
    limit = HEADER_MAX if cte == "7bit" else BODY_LINE_MAX
    for i, line in enumerate(part.body):
        if len(line) > limit:
            found.add(part.line + i, f"body line of {len(line)} octets, over {limit}")


def decode_qp(part, text, found):
    out = []
    for i, line in enumerate(part.body):
        where = part.line + i
        if re.search(rb"[ \t]$", line):
            found.add(where, "white space at the end of a quoted-printable line")
        soft = line.endswith(b"=")
        body = line[:-1] if soft else line
        if re.search(rb"=(?![0-9A-F]{2})", body):
            found.add(where, "'=' without two upper-case hexadecimal digits")
        if text and re.search(rb"=0[AD]", body):
            found.add(where, "encoded line end in a text")
        decoded = unhex(body)
        out.append(decoded)
        if not soft:
            out.append(b"\r\n")
        elif text and ends_inside_character(decoded):
            found.add(where, "soft break inside a character")
    if part.body and part.body[-1].endswith(b"="):
        found.add(part.line + len(part.body) - 1, "soft break at the end of the part")
    elif out:
        out.pop()
    return b"".join(out)


def decode_base64(part, found):
    body = b"".join(part.body)
    for i, line in enumerate(part.body[:-1]):
        if len(line) != BODY_LINE_MAX:
            found.add(part.line + i, f"base64 line of {len(line)} octets before the last")
    try:
        return base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error):
        found.add(part.line, "base64 that does not decode")
        return b""


def unhex(text):
    return re.sub(rb"=([0-9A-Fa-f]{2})", lambda m: bytes.fromhex(m.group(1).decode()), text)


def ends_inside_character(text):
    """Whether the last character of 'text' lacks bytes."""
    for back in range(1, min(4, len(text) + 1)):
        byte = text[-back]
        if byte >= 0xC0:
            need = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2
            return back < need
        if byte < 0x80:
            return False
    return False


def is_utf8(text):
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def check_uuids(texts, found):
    """Only the unsubscribe token looks like a UUID, and a message has one."""
    uuids = {m.group().lower() for text in texts for m in UUID.finditer(text)}
    if len(uuids) > 1:
        found.add(1, f"{len(uuids)} different UUIDs in one message")


# --- the program -------------------------------------------------------------


def files_of(names):
    for name in names:
        if os.path.isdir(name):
            for entry in sorted(os.listdir(name)):
                if entry.endswith(".eml"):
                    yield os.path.join(name, entry)
        else:
            yield name


def main(arguments):
    files = list(files_of(arguments))
    if not files:
        print("bytecheck: no messages to check", file=sys.stderr)
        return 66
    status = 0
    for name in files:
        try:
            with open(name, "rb") as f:
                data = f.read()
        except OSError as e:
            print(f"bytecheck: '{name}': {e.strerror}", file=sys.stderr)
            return 66
        for finding in check(data):
            print(f"{name}:{finding}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
