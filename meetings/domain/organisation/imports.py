"""Judges the rows of a register's file against the register as it is; values in, verdicts out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from meetings.domain.organisation import cells, import_organisations, rules
from meetings.domain.organisation.import_values import (
    Change,
    Draft,
    KnownNomination,
    KnownOrganisation,
    KnownPerson,
    Reason,
    Register,
    Row,
    Step,
    Verdict,
)
from meetings.domain.organisation.sheets import ORGANISATION_ONLY, Column, Record
from meetings.domain.person import rules as addresses
from meetings.models.organisation import Capacity, Kind

PEOPLE_ONLY = tuple(column for column in Column if column not in ORGANISATION_ONLY)


@dataclass(slots=True)
class _Judge:
    """What is remembered from one row to the next."""

    register: Register
    on: date
    house_zone: str
    added: dict[str, KnownOrganisation] = field(default_factory=dict)
    addresses: dict[str, int] = field(default_factory=dict)


def judge(records: Iterable[Record], register: Register, *, on: date, house_zone: str) -> tuple[Row, ...]:
    """Say of each row whether it is new, changes something, says the same, or cannot be taken over.

    *on* is today; people without a zone get that of their country, or *house_zone*.
    """
    bench = _Judge(register, on, house_zone)
    drafts = [_draft(bench, record) for record in records]
    _check_heads(bench, drafts)
    return tuple(draft.judged() for draft in drafts)


def counts(rows: Iterable[Row]) -> Counter[Verdict]:
    """Return how many rows there are of each verdict."""
    return Counter(row.verdict for row in rows)


def _draft(bench: _Judge, record: Record) -> Draft:
    draft = Draft(record)
    if record.too_wide:
        draft.refuse(Reason.TOO_WIDE)
    draft.organisation = import_organisations.find(draft, bench.register, bench.added)
    if any(record.cell(column).strip() for column in PEOPLE_ONLY):
        _person(bench, draft)
    return draft


def _person(bench: _Judge, draft: Draft) -> None:
    """Judge who is named, and how."""
    email = _address(bench, draft)
    name, function = cells.text(draft, Column.NAME), cells.text(draft, Column.FUNCTION)
    language, zone = cells.language(draft, Column.LANGUAGE), cells.zone(draft)
    capacity = cells.word(draft, Column.CAPACITY, cells.CAPACITIES, Reason.UNKNOWN_CAPACITY)
    since = cells.day(draft)
    if not email or draft.organisation is None:
        return
    known = bench.register.people.get(email)
    if known is None and not name and not _has_problem(draft, Column.NAME):
        draft.refuse(Reason.NAME_MISSING, Column.NAME)
    if known and known.closed:
        draft.refuse(Reason.ACCOUNT_CLOSED, Column.EMAIL, email)
    home = draft.organisation
    draft.adds_person = known is None
    draft.person = KnownPerson(
        email,
        name or (known.name if known else ""),
        function or (known.function if known else ""),
        language or (known.language if known else home.working_language),
        zone or (known.zone if known else rules.usual_zone(home.code, bench.house_zone)),
    )
    if known:
        draft.changes += _changes(known, draft.person)
    _nomination(bench, draft, email, capacity, since)


def _has_problem(draft: Draft, column: Column) -> bool:
    return any(problem.column is column for problem in draft.problems)


def _address(bench: _Judge, draft: Draft) -> str:
    """Return the address in the row, if it can be written to and no row before has it."""
    typed = cells.text(draft, Column.EMAIL)
    email = addresses.normal(typed)
    if not email:
        if not _has_problem(draft, Column.EMAIL):
            draft.refuse(Reason.ADDRESS_MISSING, Column.EMAIL)
    elif not addresses.is_address(email):
        draft.refuse(Reason.BAD_ADDRESS, Column.EMAIL, cells.shown(typed))
        return ""
    elif email in bench.addresses:
        draft.refuse(Reason.TWICE, Column.EMAIL, email, bench.addresses[email])
    bench.addresses.setdefault(email, draft.record.number)
    return email


def _changes(known: KnownPerson, wanted: KnownPerson) -> list[Change]:
    pairs = (
        (Column.NAME, known.name, wanted.name),
        (Column.FUNCTION, known.function, wanted.function),
        (Column.LANGUAGE, known.language, wanted.language),
        (Column.ZONE, known.zone, wanted.zone),
    )
    return [Change(column, before, after) for column, before, after in pairs if before != after]


def _nomination(bench: _Judge, draft: Draft, email: str, capacity: Capacity | None, since: date | None) -> None:
    """Find what the row means for the nominations of the person."""
    known = bench.register.nominations.get(email, ())
    home = draft.organisation
    assert home is not None
    start = since or bench.on
    elsewhere = [n for n in known if n.organisation != home.code and (n.until is None or n.until >= start)]
    if elsewhere:
        there = bench.register.organisations[elsewhere[0].organisation]
        draft.refuse(Reason.NAMED_ELSEWHERE, Column.EMAIL, email, there.name)
        return
    current = _current([n for n in known if n.organisation == home.code], on=bench.on, since=since)
    if current is None:
        draft.capacity = capacity or (Capacity.NCP if home.kind is Kind.MEMBER else Capacity.DELEGATE)
        _begin(draft, known, start)
        return
    _compare(bench, draft, known, current, capacity, since)


def _current(here: Sequence[KnownNomination], *, on: date, since: date | None) -> KnownNomination | None:
    """Return the nomination that the row is about: from the same day, else in force, else the next to come."""
    same = [n for n in here if n.since == since]
    in_force = [n for n in here if n.since <= on and (n.until is None or n.until >= on)]
    to_come = sorted((n for n in here if n.since > on), key=lambda n: n.since)
    return next(iter([*same, *in_force, *to_come]), None)


def _compare(
    bench: _Judge,
    draft: Draft,
    known: Sequence[KnownNomination],
    current: KnownNomination,
    capacity: Capacity | None,
    since: date | None,
) -> None:
    """Find what the row changes of the nomination *current* of the same organisation."""
    draft.capacity, draft.since = capacity or current.capacity, current.since
    if current.until is not None and current.until < bench.on:
        draft.refuse(Reason.ENDED, Column.SINCE, other=current.until)
    elif since and since < current.since:
        draft.refuse(Reason.EARLIER_THAN_RECORDED, Column.SINCE, str(since), current.since)
    elif since and since > current.since:
        draft.changes.append(Change(Column.SINCE, str(current.since), str(since)))
        _begin(draft, known, since)
    elif draft.capacity is not current.capacity:
        draft.changes.append(Change(Column.CAPACITY, current.capacity.value, draft.capacity.value))
        if since or current.since >= bench.on:
            draft.step = Step.CORRECT
        else:
            _begin(draft, known, bench.on)


def _begin(draft: Draft, known: Sequence[KnownNomination], start: date) -> None:
    """Let a nomination begin on *start*, unless an earlier one of the past reaches into it or a later one is there."""
    in_the_way = [n for n in known if n.since >= start or (n.until is not None and n.until >= start)]
    if in_the_way:
        draft.refuse(Reason.OVERLAPS, Column.SINCE, str(start), in_the_way[0].since)
    draft.step, draft.since = Step.NOMINATE, start


def _check_heads(bench: _Judge, drafts: Sequence[Draft]) -> None:
    """Refuse a second head of one organisation, in the register or in the file."""
    heads = _heads_left(bench, drafts)
    for draft in drafts:
        makes_head = draft.capacity is Capacity.HEAD and draft.step is not Step.NOTHING and draft.person
        if not makes_head or not draft.organisation or not draft.since or draft.problems:
            continue
        taken = heads.setdefault(draft.organisation.code, [])
        other = next((n for n in taken if n.email != makes_head.email and _reaches(n, draft.since)), None)
        if other:
            person = bench.register.people.get(other.email)
            draft.refuse(Reason.HEAD_ALREADY, Column.CAPACITY, other=person.name if person else other.email)
        taken.append(KnownNomination(makes_head.email, draft.organisation.code, Capacity.HEAD, draft.since))


def _reaches(nomination: KnownNomination, start: date) -> bool:
    return nomination.until is None or nomination.until >= start


def _heads_left(bench: _Judge, drafts: Sequence[Draft]) -> dict[str, list[KnownNomination]]:
    """Return the heads of each organisation once the rows that are no longer head are taken over."""
    moved = {draft.person.email: draft for draft in drafts if draft.person and draft.step is not Step.NOTHING}
    found: dict[str, list[KnownNomination]] = {}
    for email, nominations in bench.register.nominations.items():
        person = bench.register.people.get(email)
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
