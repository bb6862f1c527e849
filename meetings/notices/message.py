"""One e-mail to one person: its text, its MIME tree and the proof that no header slipped in."""

import quopri
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.errors import MessageError
from email.header import Header
from email.message import Message as Part
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.policy import compat32
from email.utils import format_datetime

import flask_mail
from email_validator import EmailNotValidError, validate_email

#: Never decodes encoded words on the way out, which is how CVE-2024-6923 turns them into headers.
OCTETS = compat32.clone(linesep="\r\n", max_line_length=76)
METHODS = ("REQUEST", "CANCEL")
LONGEST_LINE = 998
LONGEST_TEXT = 250
_UTF8 = Charset("utf-8")
_UTF8.header_encoding = BASE64
_JOINERS = "\u200c\u200d"
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,128}>")
_WAY_OUT = re.compile(r"https?://[A-Za-z0-9.:\[\]-]{1,255}/[A-Za-z0-9/._-]{1,400}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


class Unsendable(ValueError):
    """The message must not leave: its address, its header or its calendar part is wrong."""


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """What one person is to read, in that person's *language*, ready to be sent.

    *calendar* is a whole iCalendar object; *calendar_method* says what it asks: ``REQUEST`` or ``CANCEL``.
    *message_id* is the same at each attempt, so that a reader drops the twin of a message sent twice.
    *way_out* is the address at which a mail program refuses more such mails (RFC 8058); formal notices have none.
    """

    recipient_name: str
    recipient_email: str
    language: str
    subject: str
    text: str
    html: str
    message_id: str
    sender: tuple[str, str]
    sent_at: datetime
    reply_to: tuple[str, str] | None = None
    #: Where it comes back to if it cannot be delivered; to the sender when empty.
    return_path: str = ""
    calendar: bytes | None = None
    calendar_method: str | None = None
    way_out: str = ""


class Letter(flask_mail.Message):
    """An *outgoing* message as Flask-Mail sends it, built without a Flask application.

    Raises ``Unsendable`` if an address, the identifier, the language, the date or the calendar is wrong.
    """

    def __init__(self, outgoing: Outgoing) -> None:
        _require(outgoing)
        self.outgoing = outgoing
        self.author = _mailbox(outgoing.sender)
        self.reader = _mailbox((outgoing.recipient_name, outgoing.recipient_email))
        self.returned = address(outgoing.return_path) if outgoing.return_path else self.author[1]
        self.answered = _mailbox(outgoing.reply_to) if outgoing.reply_to else None
        super().__init__(
            subject=clean(outgoing.subject),
            recipients=[self.reader],
            body=outgoing.text,
            html=outgoing.html,
            sender=self.author,
            reply_to=self.answered,
            date=outgoing.sent_at.timestamp(),
        )
        self.msgId = outgoing.message_id

    def _message(self) -> MIMEBase:
        """The tree: alternatives, and around them the calendar file if there is one."""
        outgoing = self.outgoing
        tree: MIMEBase = _alternatives(outgoing)
        if outgoing.calendar is not None:
            attachment = _part('application/ics; name="invite.ics"', outgoing.calendar)
            attachment["Content-Disposition"] = 'attachment; filename="invite.ics"'
            tree = MIMEMultipart("mixed", _subparts=[tree, attachment], policy=OCTETS)
        for name, value in self._headers().items():
            tree[name] = value  # type: ignore[assignment]  # the stubs know no Header
        return tree

    def _headers(self) -> dict[str, str | Header]:
        outgoing = self.outgoing
        headers: dict[str, str | Header] = {
            "From": _address_header("From", self.author),
            "To": _address_header("To", self.reader),
            "Subject": _text_header("Subject", self.subject),
            "Date": format_datetime(outgoing.sent_at),
            "Message-ID": outgoing.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": outgoing.language,
        }
        if self.answered:
            headers["Reply-To"] = _address_header("Reply-To", self.answered)
        if outgoing.way_out:
            headers["List-Unsubscribe"] = f"<{outgoing.way_out}>"
            headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return headers

    def as_bytes(self) -> bytes:
        """The octets for the wire, after a check that they hold the headers meant and no other.

        Raises ``Unsendable``.
        """
        tree = self._message()
        try:
            octets = tree.as_bytes()
        except MessageError as error:
            raise Unsendable("The message has a header that was not meant.") from error
        require_headers(octets, [*tree.keys()])
        return octets

    def as_string(self) -> str:
        """The same octets as text."""
        return self.as_bytes().decode("ascii")


def clean(text: str) -> str:
    """*text* for one header line: no control, direction or broken character, and no encoded word."""
    shown = unicodedata.normalize("NFC", "".join(_seen(character) for character in text))
    joined = re.sub(" {2,}", " ", shown).strip(" ")
    return joined.replace("=?", "= ?")[:LONGEST_TEXT]


def address(text: str) -> str:
    """*text* as one bare ASCII e-mail address, a domain with accents in its ASCII form.

    Raises ``Unsendable`` for anything else: a name with it, a comment, a second address, a line end.
    """
    try:
        found = validate_email(text, check_deliverability=False, globally_deliverable=False, allow_smtputf8=False)
    except EmailNotValidError as error:
        raise Unsendable("The e-mail address is not valid.") from error
    if found.ascii_email is None or "=?" in text:
        raise Unsendable("The e-mail address is not valid.")
    return found.ascii_email


def require_headers(octets: bytes, names: list[str]) -> None:
    """Raise ``Unsendable`` unless *octets* begin with headers of exactly these *names*, in whole lines."""
    lines = octets.split(b"\r\n")
    if any(len(line) > LONGEST_LINE or b"\r" in line or b"\n" in line or b"\0" in line for line in lines):
        raise Unsendable("The message has a line that mail servers do not carry.")
    head = octets.partition(b"\r\n\r\n")[0].split(b"\r\n")
    found = [line.partition(b":")[0].decode("latin-1") for line in head if line[:1] not in (b" ", b"\t")]
    if found != names:
        raise Unsendable("The message has a header that was not meant.")


def _require(outgoing: Outgoing) -> None:
    if not _MESSAGE_ID.fullmatch(outgoing.message_id):
        raise Unsendable("The message identifier is not valid.")
    if not _LANGUAGE.fullmatch(outgoing.language):
        raise Unsendable("The language of the message is not valid.")
    if outgoing.way_out and not _WAY_OUT.fullmatch(outgoing.way_out):
        raise Unsendable("The address at which such mails are refused is not valid.")
    if outgoing.sent_at.utcoffset() is None:
        raise Unsendable("The date of the message has no time zone.")
    _require_calendar(outgoing.calendar, outgoing.calendar_method)


def _require_calendar(calendar: bytes | None, method: str | None) -> None:
    """RFC 6047 2.4: the method of the part and the method in the object are the same."""
    if calendar is None and method is None:
        return
    if calendar is None or method not in METHODS or f"METHOD:{method}".encode() not in calendar.splitlines():
        raise Unsendable("The calendar part and its method do not agree.")


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    if category == "Cs" or (category == "Cf" and character not in _JOINERS):
        return ""
    return character


def _mailbox(pair: tuple[str, str]) -> tuple[str, str]:
    name, email = pair
    return clean(name), address(email)


def _text_header(field: str, text: str) -> Header:
    """Plain words as they are; anything else, and words too long to fold, as encoded words of our own."""
    plain = text.isascii() and all(len(word) <= 60 for word in text.split(" "))
    return Header(text, None if plain else _UTF8, header_name=field)


def _address_header(field: str, mailbox: tuple[str, str]) -> Header:
    """A name of plain words or of encoded words (never a quoted string), then the address."""
    name, email = mailbox
    if not name:
        return Header(email, header_name=field)
    plain = re.fullmatch("[A-Za-z0-9 '-]{1,60}", name)
    header = Header(name, None if plain else _UTF8, header_name=field)
    header.append(f"<{email}>", "us-ascii")
    return header


def _alternatives(outgoing: Outgoing) -> MIMEMultipart:
    """Plain text, HTML and, last so that readers prefer it, the calendar."""
    parts = [
        _part("text/plain; charset=utf-8", _octets(outgoing.text), readable=True),
        _part("text/html; charset=utf-8", _octets(outgoing.html), readable=True),
    ]
    if outgoing.calendar is not None:
        kind = f"text/calendar; method={outgoing.calendar_method}; charset=utf-8"
        parts.append(_part(kind, outgoing.calendar))
    return MIMEMultipart("alternative", _subparts=parts, policy=OCTETS)


def _octets(text: str) -> bytes:
    return "\n".join([*text.splitlines(), ""]).encode("utf-8", "replace")


def _part(content_type: str, octets: bytes, *, readable: bool = False) -> Part:
    """One leaf; *readable* text is quoted-printable, the rest base64 (Outlook and Zimbra want it so)."""
    part = Part(policy=OCTETS)
    part["Content-Type"] = content_type
    if readable:
        part["Content-Transfer-Encoding"] = "quoted-printable"
        part.set_payload(quopri.encodestring(octets).decode("ascii"))
    else:
        part.set_payload(octets)
        encode_base64(part)
    return part
