"""Words for what two records have in common, what hangs on them, and what becomes of it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.core.bilingual import Bilingual
from meetings.domain.merging.queries import Conflicts, TwoPlaces
from meetings.domain.merging.references import Hanging
from meetings.domain.merging.rules import Overlap
from meetings.i18n import city, colon, in_zone, long_date, words
from meetings.models.merging import MergeChange
from meetings.models.organisation import Nomination
from meetings.models.person import Person, Role
from meetings.web.merging.merge_words import BECOMES
from meetings.web.person.forms import language_name
from meetings.web.wording import label

#: The fields that are compared, as their labels.
FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "email": _l("E-mail address"),
    "function": _l("Function"),
    "language": _l("Language"),
    "zone": _l("Time zone"),
    "speaks": _l("Languages spoken"),
    "phone": _l("Telephone"),
    "photo": _l("Photo"),
    "unwanted": _l("Mails refused"),
}
#: What the rows that a merge writes are called when one of them keeps it from being undone.
ROWS: dict[str, Any] = {
    "person": _l("the account itself"),
    "nomination": _l("a nomination"),
    "registration": _l("a place at a meeting"),
    "registration_day": _l("a day at a meeting"),
    "action": _l("an action"),
    "role_grant": _l("a role that was granted"),
    "mail": _l("a mail"),
}


def value(person: Person, name: str) -> str:
    """Return what *person* has in the field *name*, as the reader knows it."""
    if name == "language":
        return language_name(person.language)
    if name == "zone":
        return city(person.zone)
    if name == "speaks":
        return ", ".join(language_name(code) for code in person.speaks.split())
    if name == "photo":
        return str(_("has one")) if person.photo_key else ""
    if name == "unwanted":
        number = len(person.unwanted.split())
        return str(ngettext("%(num)d kind", "%(num)d kinds", number)) if number else ""
    return str(getattr(person, name))


def becomes(what: Hanging) -> str:
    """Return what becomes of *what*."""
    return str(BECOMES[what])


def sentences(kept: Person, gone: Person, found: Conflicts) -> list[str]:
    """Return what both have and one person cannot have twice, and what becomes of it, one sentence each."""
    said = [_overlap(overlap, found.nominations) for overlap in found.overlaps]
    said += [_places(two) for two in found.places]
    said += [
        _(
            "Both cast a ballot in “%(question)s”. Ballots belong to administrations, so each of them stays as it was"
            " counted.",
            question=words(poll.question),
        )
        for poll in found.polls
    ]
    if gone.role is not Role.PARTICIPANT and gone.role is not kept.role:
        said.append(
            _(
                "The record that is closed has the role “%(role)s”. The record that stays does not get it.",
                role=label(gone.role),
            )
        )
    return said


def _overlap(overlap: Overlap, nominations: dict[int, Nomination]) -> str:
    earlier, later = nominations[overlap.earlier.id], nominations[overlap.later.id]
    facts = {
        "earlier": words(earlier.organisation.name),
        "later": words(later.organisation.name),
        "capacity": label(overlap.capacity),
        "since": long_date(overlap.later.since_on),
        "last": long_date(overlap.last_day),
    }
    return str(_sentence(overlap, together=earlier.organisation_id == later.organisation_id) % facts)


def _sentence(overlap: Overlap, *, together: bool) -> str:
    if overlap.stays:
        said = _(
            "%(later)s named both from %(since)s: one nomination goes on, as %(capacity)s; the other one ends on its"
            " first day and stays with the closed record."
        )
    elif together:
        said = _(
            "%(later)s named both: the earlier nomination ends on %(last)s, the one since %(since)s goes on, as"
            " %(capacity)s."
        )
    else:
        said = _(
            "Two organisations named them: the nomination by %(earlier)s ends on %(last)s, that by %(later)s since"
            " %(since)s goes on."
        )
    return str(said)


def _places(two: TwoPlaces) -> str:
    stays, session = (two.gone.place, two.gone.session) if two.taken else (two.kept.place, two.kept.session)
    said = _(
        "Both asked for a place at “%(meeting)s”: the one in the %(session)s on %(day)s stays (%(place)s); the other"
        " one is withdrawn.",
        meeting=words(two.kept.meeting.title),
        session=label(session.language),
        day=long_date(in_zone(session.starts_at, session.zone).date()),
        place=label(stays),
    )
    freed = _("Its seat goes to the waiting list.") if two.frees else ""
    return f"{said} {freed}".strip()


def blocked(changes: list[MergeChange], subjects: Mapping[int, Bilingual]) -> list[str]:
    """Return what has changed since a merge, in words, with what it is about; alike ones once, with how often."""
    counts: dict[str, int] = {}
    for change in changes:
        said = str(ROWS.get(change.thing_table) or _("an entry of the register"))
        if change.id in subjects:
            said = f"{said}{colon()} {words(subjects[change.id])}"
        counts[said] = counts.get(said, 0) + 1
    return [said if number == 1 else f"{said} (×{number})" for said, number in counts.items()]
