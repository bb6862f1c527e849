"""What mails say of the house itself: its addresses, its host and the mailbox that organises."""

import re
from typing import cast
from urllib.parse import urlsplit

from flask import current_app

from config import Settings
from meetings.calendars.values import Organizer
from meetings.core.bilingual import Language
from meetings.domain.incoming.rules import Returns
from meetings.models.outbox import Mail

_NOT_IN_A_HOST = re.compile("[^A-Za-z0-9.-]")


def settings() -> Settings:
    """Return what the operator decided."""
    return cast(Settings, current_app.extensions["settings"])


def address(endpoint: str, language: Language, **values: str | int) -> str:
    """Return the absolute address of a page in *language*.

    It begins with the base address of the settings and never with what a request claims, so that it is the
    same where there is no request.
    """
    pages = current_app.url_map.bind("localhost")
    return settings().base_url + pages.build(endpoint, {"lang": language, **values})


def host() -> str:
    """Return the name that ends our Message-IDs."""
    return _NOT_IN_A_HOST.sub("-", urlsplit(settings().base_url).hostname or "")[:128] or "localhost"


def sender() -> tuple[str, str]:
    """Return name and address that mails come from; without any setting, a mailbox that nobody reads."""
    return settings().organisation_name, settings().sender or f"no-reply@{host()}"


def reply_to() -> tuple[str, str] | None:
    """Return where answers go, when that is not the sender."""
    contact = settings().contact_email
    return (settings().organisation_name, contact) if contact and contact != sender()[1] else None


def organizer() -> Organizer:
    """Return who organises every meeting in calendars: the sender of the invitations."""
    return Organizer(*sender())


def returns() -> Returns | None:
    """Return the mailbox for what comes back, if there is one."""
    address = settings().return_address
    return Returns(address, settings().secret_key) if address else None


def organizer_of(uid: str, attendee: str) -> Organizer:
    """Return the organiser of one entry of *attendee*: where replies are read, an address signed for both.

    It is the same for every update of the entry, as calendars want it (RFC 5546, 2.1.5).
    """
    mailbox, (name, email) = returns(), sender()
    return Organizer(name, mailbox.of_entry(uid, attendee), sent_by=email) if mailbox else organizer()


def return_path(mail: Mail) -> str:
    """Return the address to which *mail* comes back if it cannot be delivered; empty: that of its sender."""
    mailbox = returns()
    return mailbox.of_mail(mail.id, mail.message_id) if mailbox else ""
