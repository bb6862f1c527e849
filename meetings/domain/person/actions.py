"""Writes about people."""

import secrets
from collections.abc import Collection
from datetime import datetime
from io import BytesIO

from meetings.core import tokens
from meetings.core.bilingual import Language
from meetings.domain.audit import actions as audit
from meetings.domain.person import queries, rules
from meetings.domain.person.rules import MailGroup
from meetings.models.database import add, lock
from meetings.models.person import Person, Role, Seen
from meetings.storage import Files, new_key


def enrol(
    email: str,
    name: str,
    *,
    language: Language,
    zone: str,
    function: str = "",
    role: Role = Role.PARTICIPANT,
    secret: str,
    by: Person | None,
    now: datetime,
) -> Person:
    """Make someone known by *email*; *secret* is the application's, for their calendar's address.

    Raises ``AddressTaken``.
    """
    if queries.by_email(email):
        raise rules.AddressTaken
    nonce = secrets.token_hex(16)
    person = add(
        Person(
            email=rules.normal(email),
            name=name,
            function=function,
            language=language,
            zone=zone,
            role=role,
            created_at=now,
            disabled_at=None,
            feed_nonce=nonce,
            feed_hash=tokens.hashed(rules.feed_token(nonce, secret)),
        )
    )
    audit.record("person.enrolled", person, by=by, now=now, role=role.value)
    return person


def revise(
    person: Person, *, name: str, function: str, language: Language, zone: str, by: Person | None, now: datetime
) -> None:
    """Change what is shown of *person*, and in which language and zone they read."""
    person.name, person.function, person.language, person.zone = name, function, language, zone
    audit.record("person.revised", person, by=by, now=now)


def describe(person: Person, profile: rules.Profile, *, by: Person, now: datetime) -> None:
    """Change what *person* says of themself."""
    person.name, person.family_name, person.function = profile.name, profile.family_name, profile.function
    person.language, person.speaks = profile.language, " ".join(profile.speaks)
    person.zone, person.phone = profile.zone, profile.phone
    audit.record("person.revised", person, by=by, now=now)


def show_to(person: Person, *, address: Seen, phone: Seen, photo: Seen, by: Person, now: datetime) -> None:
    """Decide by whom address, telephone number and photo of *person* are seen."""
    person.address_seen_by, person.phone_seen_by, person.photo_seen_by = address, phone, photo
    audit.record(
        "person.visibility_set", person, by=by, now=now, address=address.value, phone=phone.value, photo=photo.value
    )


def choose_mails(
    person: Person, unwanted: Collection[str], *, daily: bool | None = None, by: Person, now: datetime
) -> None:
    """Decide which optional mails *person* does not get, and whether the others come together once a day."""
    person.unwanted = " ".join(kind for kind in rules.OPTIONAL_MAILS if kind in unwanted)
    person.daily_mail = person.daily_mail if daily is None else daily
    audit.record("person.mails_chosen", person, by=by, now=now, without=person.unwanted)


def stop_reminders(person: Person, *, now: datetime) -> None:
    """Send *person* no optional mails any more, since they told their mail provider that ours are unwanted."""
    person.unwanted = " ".join(rules.OPTIONAL_MAILS)
    audit.record("person.complained", person, by=None, now=now)


def refuse_mails(person: Person, group: MailGroup, *, now: datetime) -> None:
    """Let *person* get no more mails of *group*, as they asked by the link in one; of the daily mail, of all in it."""
    lock(person)
    choose_mails(person, {*person.unwanted.split(), *_kinds(group)}, by=person, now=now)


def accept_mails(person: Person, group: MailGroup, *, now: datetime) -> None:
    """Let *person* get the mails of *group* again."""
    lock(person)
    choose_mails(person, set(person.unwanted.split()) - set(_kinds(group)), by=person, now=now)


def _kinds(group: MailGroup) -> list[str]:
    groups = rules.GATHERED if group is MailGroup.DAILY else (group,)
    return [kind for each in groups for kind in rules.MAIL_GROUPS[each]]


def set_photo(person: Person, picture: bytes, *, files: Files, by: Person, now: datetime) -> None:
    """Keep *picture* as the photo of *person*, in place of an earlier one."""
    earlier, person.photo_key = person.photo_key, new_key("photos")
    files.put(person.photo_key, BytesIO(picture))
    if earlier:
        files.delete(earlier)
    audit.record("person.photo_set", person, by=by, now=now)


def remove_photo(person: Person, *, files: Files, by: Person, now: datetime) -> None:
    """Forget the photo of *person*."""
    if person.photo_key:
        files.delete(person.photo_key)
    person.photo_key = None
    audit.record("person.photo_removed", person, by=by, now=now)


def renew_feed(person: Person, *, secret: str, by: Person, now: datetime) -> None:
    """Give the personal calendar of *person* a new address; the old one is dead at once."""
    person.feed_nonce = secrets.token_hex(16)
    person.feed_hash = tokens.hashed(rules.feed_token(person.feed_nonce, secret))
    audit.record("person.feed_renewed", person, by=by, now=now)
