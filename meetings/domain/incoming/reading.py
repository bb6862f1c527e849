"""Reads one raw message (RFC 5322): what it is, which of our addresses it carries, what it reports.

Garbage never raises, and nothing is kept but what is returned. Headers are searched, not parsed (policy compat32): the
parser of structured headers takes long over malicious ones, and raises on some.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from meetings.domain.incoming import reports, rules
from meetings.domain.incoming.answers import Answer, answer_in
from meetings.domain.incoming.reports import Report
from meetings.domain.incoming.rules import Signed
from meetings.models.incoming import Sort

#: What an honest message stays within.
MOST_PARTS = 40
DEEPEST = 5
MOST_ADDRESSES = 10
_LONGEST_HEADER = 4_000
#: A message is taken apart only if it has no more boundaries and parts than these.
_MARKS = (re.compile(rb"boundary\s*=", re.IGNORECASE), re.compile(rb"^content-type\s*:", re.IGNORECASE | re.MULTILINE))
#: Where mail programs and servers leave the address that a message came to.
_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "X-Envelope-To", "Envelope-To")
_DAEMON = re.compile(r"mailer-daemon|postmaster|mail delivery (sub)?system", re.IGNORECASE)
_AUTOMATIC = re.compile(r"auto|bulk|junk|list", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What a message says."""

    sort: Sort
    #: Our addresses in it, as they are written there: none is checked yet.
    signed: Sequence[Signed] = ()
    report: Report | None = None
    answer: Answer | None = None


def read(octets: bytes, address: str) -> Read:
    """Read a message; *address* is the mailbox for what comes back, whose signed addresses are looked for."""
    octets = octets[: rules.LONGEST]
    if any(len(mark.findall(octets)) > MOST_PARTS for mark in _MARKS):
        return Read(Sort.OTHER)
    try:
        message = message_from_bytes(octets, policy=compat32)
        parts = list(_parts(message))
        return _sorted(message, parts, address)
    except Exception:  # whatever somebody sends: a message that cannot be read is no reason to stop
        return Read(Sort.OTHER)


def _sorted(message: Message, parts: Sequence[Message], address: str) -> Read:
    """Say what *message* is, the surest sign first."""
    to = _found(message, _TO, address)
    complaint = next((part for part in parts if part.get_content_type() == "message/feedback-report"), None)
    if complaint is not None:
        is_abuse = "feedback-type: abuse" in str(complaint).lower()
        found = [*to, *_found_inside(parts, address)][:MOST_ADDRESSES]
        return Read(Sort.COMPLAINT if is_abuse else Sort.AUTOMATIC, found)
    if (report := reports.delivery(parts)) is not None:
        sort = {"failed": Sort.BOUNCE, "delayed": Sort.DELAY}.get(report.action, Sort.AUTOMATIC)
        return Read(sort, to, report)
    if (answer := answer_in(parts)) is not None:
        return Read(Sort.ANSWER, to, answer=answer)
    if message.get("X-Failed-Recipients") or _DAEMON.search(_header(message, "From")):
        return Read(Sort.BOUNCE, to, reports.plain(parts))
    return Read(Sort.AUTOMATIC if _is_automatic(message) else Sort.OTHER, to)


def _is_automatic(message: Message) -> bool:
    """Say whether a program wrote *message* (RFC 3834, section 5; older signs beside it)."""
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and submitted != "no":
        return True
    older = (
        message.get("X-Autoreply"),
        message.get("X-Autorespond"),
        _AUTOMATIC.search(_header(message, "Precedence")),
    )
    no_sender = _header(message, "Return-Path").strip() == "<>"
    return any(older) or no_sender or "disposition-notification" in _header(message, "Content-Type").lower()


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """Yield the parts of *message*, not those of a message within it."""
    yield message
    if depth < DEEPEST and message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _header(message: Message, name: str) -> str:
    return str(message.get(name, ""))[:_LONGEST_HEADER]


def _found(message: Message, names: Sequence[str], address: str) -> list[Signed]:
    """Return our addresses in the headers called *names*."""
    texts = (str(value)[:_LONGEST_HEADER] for name in names for value in message.get_all(name, [])[:MOST_ADDRESSES])
    return rules.signed("\n".join(texts), address)[:MOST_ADDRESSES]


def _found_inside(parts: Sequence[Message], address: str) -> list[Signed]:
    """Return our addresses in a complaint: who sent the mail complained of (RFC 5965, 3.2), there or in its copy."""
    found: list[Signed] = []
    for part in parts:
        if part.get_content_maintype() == "message" and part.is_multipart():
            for inner in part.get_payload():
                if isinstance(inner, Message):
                    found += _found(inner, ("Original-Mail-From", "Return-Path"), address)
        elif part.get_content_type() in ("message/feedback-report", "text/rfc822-headers"):
            text = reports.text_of(part)
            lines = (
                line for line in text.splitlines() if line.lower().startswith(("original-mail-from", "return-path"))
            )
            found += rules.signed("\n".join(lines), address)
    return found
