"""Judges whether the rows of a register's file leave each organisation one head at most."""

from collections.abc import Sequence
from datetime import date, timedelta

from meetings.domain.organisation.import_values import Draft, KnownNomination, Reason, Register, Step
from meetings.domain.organisation.sheets import Column
from meetings.models.organisation import Capacity


def check(register: Register, drafts: Sequence[Draft]) -> None:
    """Refuse in *drafts* a second head of one organisation, in the register or in the file."""
    heads = _heads_left(register, drafts)
    for draft in drafts:
        makes_head = draft.capacity is Capacity.HEAD and draft.step is not Step.NOTHING and draft.person
        if not makes_head or not draft.organisation or not draft.since or draft.problems:
            continue
        taken = heads.setdefault(draft.organisation.code, [])
        other = next((n for n in taken if n.email != draft.key and _reaches(n, draft.since)), None)
        if other:
            person = register.people.get(other.email)
            draft.refuse(Reason.HEAD_ALREADY, Column.CAPACITY, other=person.name if person else other.email)
        taken.append(KnownNomination(draft.key, draft.organisation.code, Capacity.HEAD, draft.since))


def _reaches(nomination: KnownNomination, start: date) -> bool:
    return nomination.until is None or nomination.until >= start


def _heads_left(register: Register, drafts: Sequence[Draft]) -> dict[str, list[KnownNomination]]:
    """Return the heads of each organisation once the rows that are no longer head are taken over."""
    moved = {draft.key: draft for draft in drafts if draft.person and draft.step is not Step.NOTHING}
    found: dict[str, list[KnownNomination]] = {}
    for email, nominations in register.nominations.items():
        person = register.people.get(email)
        for nomination in nominations if person and not person.closed else ():
            left = _left(nomination, moved.get(email))
            if left.capacity is Capacity.HEAD:
                found.setdefault(left.organisation, []).append(left)
    return found


def _left(nomination: KnownNomination, draft: Draft | None) -> KnownNomination:
    """Return what is left of *nomination* when the row of the same person is taken over."""
    if draft is None or draft.since is None or draft.problems:
        return nomination
    if draft.step is Step.CORRECT and draft.since == nomination.since:
        return KnownNomination(nomination.email, nomination.organisation, draft.capacity, nomination.since)
    if nomination.since < draft.since and _reaches(nomination, draft.since):
        until = draft.since - timedelta(days=1)
        return KnownNomination(nomination.email, nomination.organisation, nomination.capacity, nomination.since, until)
    return nomination
