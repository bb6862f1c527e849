"""Who hears of a list of participants and of certificates, and what they are to hear."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from meetings.core.bilingual import Language
from meetings.domain.attendance import certificates, corrections, participants, queries
from meetings.domain.attendance.participants import Participant, protocol_name
from meetings.domain.meeting import queries as meetings
from meetings.domain.outbox.rules import ONLY
from meetings.models.attendance import Stage
from meetings.notices import house
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _published(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody on the list hears that it is there, with a link to correct their entry, if it still is published."""
    meeting, stage = meetings.by_id(payload["meeting"]), Stage(payload["stage"])
    if meeting is None or queries.plan_of(meeting).stage is not stage:
        return []
    secret = house.settings().secret_key
    notices, only = [], payload.get(ONLY)
    for one in participants.found(meeting, stage):
        person = one.person
        if person is None or person.disabled_at is not None or (only is not None and person.id not in only):
            continue
        notices.append(
            Notice(
                kind="participants.published",
                person=person,
                meeting=meeting,
                page=("list_correction.show", {"token": corrections.token(meeting, person, secret)}),
                facts={
                    "final": stage is Stage.FINAL,
                    "entry": _entry(one, person.language),
                    "whole": house.address("participants.index", person.language, slug=meeting.slug),
                },
                secret=True,
            )
        )
    return notices


def _listed(payload: Payload, now: datetime) -> Sequence[int]:
    """Return the ids of the people on the list that was published."""
    meeting = meetings.by_id(payload["meeting"])
    found = participants.found(meeting, Stage(payload["stage"])) if meeting else []
    return [one.person.id for one in found if one.person]


def _entry(one: Participant, language: Language) -> str:
    """Return what the list says of *one*."""
    organisation = protocol_name(one.organisation, language) if one.organisation else ""
    return ", ".join(part for part in (one.name, one.function, organisation) if part)


def _issued(payload: Payload, now: datetime) -> list[Notice]:
    """The owner hears that a certificate is there, unless it was withdrawn since."""
    certificate = certificates.by_id(payload["certificate"])
    if certificate is None or certificate.withdrawn_at or certificate.person.disabled_at:
        return []
    return [
        Notice(
            kind="certificate.issued",
            person=certificate.person,
            meeting=certificate.meeting,
            page=("attendance.mine", {"slug": certificate.meeting.slug}),
            facts={"code": certificates.shown(certificate.code)},
        )
    ]


MANY: dict[str, Callable[[Payload, datetime], Sequence[int]]] = {"participants.published": _listed}
KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "participants.published": _published,
    "certificate.issued": _issued,
}
