"""Judges the rows of a register's file against the register as it is; values in, verdicts out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from meetings.domain.organisation import cells, import_heads, import_names, import_organisations, rules
from meetings.domain.organisation.import_values import (
    Change,
    Choice,
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
from meetings.models.organisation import Capacity

PEOPLE_ONLY = tuple(column for column in Column if column not in ORGANISATION_ONLY)


#: After so many rows those who wait are told.
STRIDE = 1_000


@dataclass(slots=True)
class _Judge:
    """What is remembered from one row to the next."""

    register: Register
    on: date
    house_zone: str
    choices: Mapping[int, str]
    #: The addresses that stand in the file.
    present: frozenset[str]
    words: cells.Words
    added: dict[str, KnownOrganisation] = field(default_factory=dict)
    #: In which row an address stood first, also those that people had before.
    addresses: dict[str, int] = field(default_factory=dict)
    namesakes: dict[tuple[str, str], list[KnownPerson]] = field(default_factory=dict)


def judge(
    records: Sequence[Record],
    register: Register,
    *,
    on: date,
    house_zone: str,
    choices: Mapping[int, str] | None = None,
    told: Callable[[int], None] | None = None,
) -> tuple[Row, ...]:
    """Say of each row whether it is new, changes something, says the same, or cannot be taken over.

    *on* is today; people without a zone get that of their country, or *house_zone*. *choices* are decisions about
    rows, by their numbers. *told* hears now and then how many rows are done.
    """
    present = frozenset(addresses.normal(record.cell(Column.EMAIL)) for record in records)
    words, namesakes = cells.Words.of(register), import_names.index(register)
    bench = _Judge(register, on, house_zone, choices or {}, present, words, namesakes=namesakes)
    drafts = []
    for done, record in enumerate(records, 1):
        drafts.append(_draft(bench, record))
        if told and done % STRIDE == 0:
            told(done)
    import_heads.check(register, drafts)
    return tuple(draft.judged() for draft in drafts)


def good(rows: Sequence[Row], again: Callable[[Sequence[Record]], Sequence[Row]]) -> Sequence[Row]:
    """Return the rows that can be taken over when those with problems are left out.

    A row may need another one that is left out, so what remains is judged *again* until nothing is wrong with it.
    """
    while any(row.verdict is Verdict.PROBLEM for row in rows):
        rows = again([row.record for row in rows if row.verdict is not Verdict.PROBLEM])
    return rows


def _draft(bench: _Judge, record: Record) -> Draft:
    draft = Draft(record)
    if bench.choices.get(record.number) == Choice.LEAVE_OUT:
        draft.left_out = True
        return draft
    if record.too_wide:
        draft.refuse(Reason.TOO_WIDE)
    if record.merged:
        draft.refuse(Reason.MERGED)
    draft.organisation = import_organisations.find(draft, bench.register, bench.words, bench.added)
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
    known = bench.register.people.get(email) or _namesake(bench, draft, name)
    if known is None and not name and not _has_problem(draft, Column.NAME):
        draft.refuse(Reason.NAME_MISSING, Column.NAME)
    if known and known.closed:
        draft.refuse(Reason.ACCOUNT_CLOSED, Column.EMAIL, email)
    home = draft.organisation
    draft.adds_person = known is None
    draft.person = KnownPerson(
        email,
        known.name if known and (draft.known_as or not name) else name,
        function or (known.function if known else ""),
        language or (known.language if known else home.working_language),
        zone or (known.zone if known else rules.usual_zone(home.code, bench.house_zone)),
    )
    if known:
        draft.changes += _changes(known, draft.person)
    _nomination(bench, draft, draft.key, capacity, since)


def _namesake(bench: _Judge, draft: Draft, name: str) -> KnownPerson | None:
    """Return whom the register has under another address, if somebody said that it is the same person.

    Without such a decision nobody is taken for somebody else: the row asks for one.
    """
    home = draft.organisation.code if draft.organisation else ""
    found = bench.namesakes.get((home, import_names.key(name)), []) if name and bench.namesakes else []
    found = [person for person in found if person.email not in bench.present]
    chosen, _, address = bench.choices.get(draft.record.number, "").partition(":")
    same = next((person for person in found if person.email == address), None)
    if not found or chosen == Choice.NEW_PERSON:
        return None
    if chosen != Choice.SAME_PERSON or same is None:
        draft.namesakes = tuple(found)
        draft.refuse(Reason.SAME_NAME, Column.NAME, cells.shown(name), found[0].email)
        return None
    if same.runs_the_house:
        draft.namesakes = tuple(found)
        draft.refuse(Reason.ADDRESS_KEPT, Column.EMAIL, cells.shown(same.name))
    if same.email in bench.addresses:
        draft.refuse(Reason.TWICE, Column.EMAIL, same.email, bench.addresses[same.email])
    bench.addresses.setdefault(same.email, draft.record.number)
    draft.known_as = same.email
    return same


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
        (Column.EMAIL, known.email, wanted.email),
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
    kind = bench.register.kinds[home.kind]
    current = _current([n for n in known if n.organisation == home.code], on=bench.on, since=since)
    if capacity and capacity not in kind.capacities and not (current and current.capacity is capacity):
        draft.refuse(Reason.CAPACITY_NOT_OFFERED, Column.CAPACITY, cells.shown(draft.record.cell(Column.CAPACITY)))
    if current is None:
        draft.capacity = capacity or kind.usual_capacity
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
    """Let a nomination begin on *start*, unless an earlier one of the past reaches into it or a later one is there.

    Nobody is named for an organisation that has left the body.
    """
    home = draft.organisation
    if home and home.until and home.until < start:
        draft.refuse(Reason.LEFT_THE_BODY, Column.SINCE, str(start), home.until)
    in_the_way = [n for n in known if n.since >= start or (n.until is not None and n.until >= start)]
    if in_the_way:
        draft.refuse(Reason.OVERLAPS, Column.SINCE, str(start), in_the_way[0].since)
    draft.step, draft.since = Step.NOMINATE, start
