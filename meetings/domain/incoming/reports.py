"""Reports of mail servers: machine-readable ones (RFC 3464), and the letters that some still write."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from email.policy import compat32
from itertools import takewhile

from meetings.core import text as texts

LONGEST_TEXT = 20_000
LONGEST_SAID = 250
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
#: A reply of an SMTP server that is for good (RFC 5321, 4.2.1), where a letter quotes one.
_REPLY = re.compile(r"(?:^|[\s:>(])(5[0-9]{2})[ -](?:#?(5\.\d{1,3}\.\d{1,3}))?[^\n]*", re.MULTILINE)
#: What stands in a line of dashes below which a letter quotes our own mail.
_COPY = ("copy", "original message", "returned message")


@dataclass(frozen=True, slots=True)
class Report:
    """What a server says of one mail: *action* is failed or delayed (or one that asks nothing of us)."""

    action: str
    status: str
    said: str


def delivery(parts: Sequence[Message]) -> Report | None:
    """Return the report in a message of these *parts*; of several recipients, which ours never have, the worst."""
    ours = ("message/delivery-status", "message/global-delivery-status")
    part = next((part for part in parts if part.get_content_type() in ours), None)
    if part is None:
        return None
    found = [_report(fields) for fields in _groups(part) if fields.get("Action")]
    ranked = sorted(found, key=lambda report: (report.action != "failed", report.action != "delayed"))
    return ranked[0] if ranked else Report("failed", "", "")


def plain(parts: Sequence[Message]) -> Report:
    """Return what a letter of a mail server says: for good only where it quotes a reply that is."""
    part = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    text = "\n".join(takewhile(_is_theirs, (text_of(part) if part else "").split("\n")))
    reply = _REPLY.search(text)
    if reply is None:
        status = _STATUS.search(text)
        return Report("failed", status[1] if status and status[1].startswith("4") else "", "")
    return Report("failed", reply[2] or _OLD.get(reply[1], "5.0.0"), _said(reply[0]))


def status_of(said: str) -> str:
    """Return the status that a reply such as “550 5.1.1 no such user” says, or the one that its number stands for."""
    status = _STATUS.search(said)
    return status[1] if status else _OLD.get(said[:3], "5.0.0")


def _is_theirs(line: str) -> bool:
    """Say whether a line of a letter is not where the copy of our mail begins."""
    return not (line.startswith("--") and any(word in line[:200].lower() for word in _COPY))


#: Replies without an enhanced status, as the status that says the same.
_OLD = {"550": "5.1.1", "551": "5.1.6", "552": "5.2.2", "553": "5.1.3", "554": "5.7.0"}


def _report(fields: Message) -> Report:
    status = _STATUS.search(str(fields.get("Status", ""))) or _STATUS.search(str(fields.get("Diagnostic-Code", "")))
    said = str(fields.get("Diagnostic-Code", "")).partition(";")[2]
    return Report(str(fields["Action"]).strip().lower()[:20], status[1] if status else "", _said(said))


def _groups(part: Message) -> Iterator[Message]:
    """Yield the groups of fields of a report, however the parser has taken them."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else [message_from_string(text_of(part), policy=compat32)]
    for block in blocks:
        if not isinstance(block, Message):
            continue
        yield block
        rest = block.get_payload()
        if isinstance(rest, str):
            for text in re.split(r"\n\s*\n", rest[:LONGEST_TEXT]):
                yield message_from_string(text.lstrip(), policy=compat32)


def text_of(part: Message) -> str:
    """Return the beginning of the text of a *part*, in whatever character set it says."""
    octets = part.get_payload(decode=True)
    if not isinstance(octets, bytes):
        return ""
    return octets[:LONGEST_TEXT].decode("utf-8", "replace").replace("\r\n", "\n")


def _said(text: str) -> str:
    return texts.printable(texts.one_line(text))[:LONGEST_SAID]
