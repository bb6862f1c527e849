"""What the page of the administration leads to; each part of Hemicycle adds its own line."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.domain.access import address_change_policy as addresses
from meetings.domain.confirmation import policy as confirmation
from meetings.domain.incoming import policy as incoming
from meetings.domain.joining import policy as joining
from meetings.domain.mailing import policy as mailing
from meetings.domain.merging import policy as merging
from meetings.domain.organisation import policy as organisations
from meetings.domain.outbox import policy as outbox
from meetings.domain.privacy import policy as privacy
from meetings.domain.role import policy as roles
from meetings.models.person import Person


@dataclass(frozen=True, slots=True)
class Link:
    """One page: its name, a sentence about it, its endpoint, and who may open it."""

    words: Any
    about: Any
    endpoint: str
    may: Callable[[Person | None], bool]


LINKS = (
    Link(
        _l("People and roles"),
        _l("Who has an account, what they are, and what they may do."),
        "admin.people",
        roles.can_administer,
    ),
    Link(
        _l("Who can do what, and why"),
        _l("Every rule, and the roles that it lets."),
        "admin_rights.index",
        roles.can_administer,
    ),
    Link(_l("Audit trail"), _l("Who did what, and when."), "admin_audit.index", roles.can_audit),
    Link(
        _l("Kinds and regions"),
        _l("What an organisation can be, and where."),
        "organisation_lists.index",
        organisations.can_change,
    ),
    Link(_l("Import"), _l("Take the register over from a file."), "register_import.index", organisations.can_import),
    Link(
        _l("Is the register still correct?"),
        _l("Campaigns that ask organisations, and their answers."),
        "confirmation_manage.index",
        confirmation.can_list,
    ),
    Link(
        _l("Invitations and requests for access"),
        _l("Who asks to come in, and who was invited."),
        "joining_manage.index",
        joining.can_list,
    ),
    Link(
        _l("People who are known twice"), _l("Two records of one person, made one."), "merging.index", merging.can_merge
    ),
    Link(
        _l("Changes of address"),
        _l("Addresses that wait for your word."),
        "address_manage.index",
        addresses.can_oversee,
    ),
    Link(
        _l("Privacy"),
        _l("The notice, requests for erasure, and what is kept how long."),
        "privacy_manage.index",
        privacy.can_write_notices,
    ),
    Link(
        _l("What comes back"),
        _l("Mails returned, complaints, and what calendars answered."),
        "incoming.index",
        incoming.can_list,
    ),
    Link(
        _l("Mail"),
        _l("The mail server, what lets mails arrive, a test message."),
        "admin_delivery.index",
        roles.can_administer,
    ),
    Link(
        _l("Words with which mails begin"),
        _l("Invitations, reminders and other mails to many, in both languages."),
        "mailing_words.index",
        mailing.can_word,
    ),
    Link(_l("Outbox"), _l("Every mail, and what became of it."), "outbox.index", outbox.can_read),
)


def open_to(viewer: Person | None) -> list[Link]:
    """Return the links that *viewer* may follow."""
    return [link for link in LINKS if link.may(viewer)]
