"""Reads what is needed to find people who are known twice, and to bring two records together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.paging import Page
from meetings.domain.merging import duplicates, rules
from meetings.domain.merging.references import REFERENCES, Hanging
from meetings.models.attendance import Attendance
from meetings.models.ballot import BallotEntry
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.merging import Merge, MergeChange, NotTheSame
from meetings.models.organisation import Nomination, Organisation
from meetings.models.outcome import Action
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.registration import Place, Registration

PAGE = 25


@dataclass(frozen=True, slots=True)
class Double:
    """Two records that may be one person, with why, and for whom each of them speaks."""

    pair: duplicates.Pair
    one: Person
    other: Person
    organisations: dict[int, list[Organisation]]


@dataclass(frozen=True, slots=True)
class TwoPlaces:
    """Both records are registered for one meeting; the place of the closed one may take that of the kept one."""

    kept: Registration
    gone: Registration

    @property
    def taken(self) -> bool:
        """Whether the closed record has the better place."""
        return rules.takes_place(self.kept.place, self.gone.place)

    @property
    def frees(self) -> bool:
        """Whether the seat of the closed record in its session becomes free."""
        return self.kept.place is self.gone.place is Place.CONFIRMED


@dataclass(frozen=True, slots=True)
class Conflicts:
    """What both records have and one person cannot have twice."""

    overlaps: Sequence[rules.Overlap]
    nominations: dict[int, Nomination]
    places: Sequence[TwoPlaces]
    polls: Sequence[Poll]


def seen(kept: Person, gone: Person, found: Conflicts) -> str:
    """Return the mark of what somebody sees who compares *kept* and *gone*; it differs when something of it does."""
    values = [
        [str(getattr(person, column)) for column in rules.columns_of(list(rules.FIELDS))] for person in (kept, gone)
    ]
    places = [(two.kept.id, two.kept.place, two.gone.id, two.gone.place) for two in found.places]
    return fingerprint.of(kept.id, gone.id, values, list(found.overlaps), places)


def known_people(*, on: date) -> list[duplicates.Known]:
    """Return everybody whose account is open, with who names them on the day *on* or later; one statement."""
    names = and_(Nomination.person_id == Person.id, or_(Nomination.until_on.is_(None), Nomination.until_on >= on))
    query = select(Person.id, Person.name, Person.email, Nomination.organisation_id)
    query = query.outerjoin(Nomination, names).where(Person.disabled_at.is_(None)).order_by(Person.id)
    found: dict[int, tuple[str, str, set[int]]] = {}
    for number, name, email, organisation_id in current().execute(query):
        organisations = found.setdefault(number, (name, email, set()))[2]
        if organisation_id is not None:
            organisations.add(organisation_id)
    return [duplicates.Known(number, n, e, frozenset(orgs)) for number, (n, e, orgs) in found.items()]


def known_apart() -> frozenset[tuple[int, int]]:
    """Return the pairs of whom somebody said that they are two people."""
    rows = current().execute(select(NotTheSame.one_id, NotTheSame.other_id))
    return frozenset((one, other) for one, other in rows)


def doubles(*, on: date, page: int = 1) -> Page[Double]:
    """Return one page of people who are probably known twice, the surest first; four statements."""
    people = known_people(on=on)
    pairs = duplicates.find(people, apart=known_apart())
    shown = pairs[(page - 1) * PAGE : page * PAGE]
    wanted = {number for pair in shown for number in (pair.one_id, pair.other_id)}
    persons = {person.id: person for person in current().scalars(select(Person).where(Person.id.in_(wanted)))}
    naming = {known.id: known.organisations for known in people if known.id in wanted}
    codes = set().union(*naming.values())
    named = {one.id: one for one in current().scalars(select(Organisation).where(Organisation.id.in_(codes)))}
    organisations = {number: [named[code] for code in sorted(found)] for number, found in naming.items()}
    things = [Double(pair, persons[pair.one_id], persons[pair.other_id], organisations) for pair in shown]
    return Page(things, page, PAGE, len(pairs))


def hanging(one: Person, other: Person) -> dict[Hanging, tuple[int, int]]:
    """Return how much hangs on each of two records, by what it is; one statement."""
    ids = (one.id, other.id)
    parts = [
        select(literal(place), line.pointer, func.count()).where(line.pointer.in_(ids)).group_by(line.pointer)
        for place, line in enumerate(REFERENCES)
    ]
    counts: dict[Hanging, list[int]] = {}
    for place, person_id, number in current().execute(union_all(*parts)):
        counts.setdefault(REFERENCES[place].hanging, [0, 0])[ids.index(person_id)] += number
    return {what: (counts[what][0], counts[what][1]) for what in Hanging if what in counts}


def conflicts(kept: Person, gone: Person, *, on: date) -> Conflicts:
    """Return what *kept* and *gone* cannot both have on the day *on*; raises ``HeadsOfTwo``.

    As the database has it now. Three statements.
    """
    held = {one.id: one for one in current().scalars(_nominations(kept, gone))}
    terms = [
        rules.Term(n.id, n.organisation_id, n.capacity, n.since_on, n.until_on, n.person_id == kept.id)
        for n in held.values()
    ]
    return Conflicts(rules.overlaps(terms, on), held, two_places(kept, gone), _both_cast(kept, gone))


def _nominations(kept: Person, gone: Person) -> Select[Nomination]:
    query = select(Nomination).where(Nomination.person_id.in_((kept.id, gone.id)))
    query = query.options(joinedload(Nomination.organisation)).order_by(Nomination.since_on, Nomination.id)
    return query.execution_options(populate_existing=True)


def two_places(kept: Person, gone: Person) -> list[TwoPlaces]:
    """Return the meetings for which both are registered, with both registrations."""
    mine, theirs = aliased(Registration), aliased(Registration)
    query = (
        select(mine, theirs)
        .join(theirs, theirs.meeting_id == mine.meeting_id)
        .where(mine.person_id == kept.id, theirs.person_id == gone.id)
        .options(
            joinedload(mine.meeting, innerjoin=True).joinedload(Meeting.series, innerjoin=True),
            joinedload(mine.session, innerjoin=True),
            joinedload(theirs.session, innerjoin=True),
        )
        .order_by(mine.meeting_id)
    )
    found = current().execute(query.execution_options(populate_existing=True))
    return [TwoPlaces(one, other) for one, other in found]


def both_attended(kept: Person, gone: Person) -> Sequence[Meeting]:
    """Return the meetings of which something is known of the attendance of both."""
    theirs = [select(Attendance.meeting_id).where(Attendance.person_id == person.id) for person in (kept, gone)]
    return current().scalars(select(Meeting).where(*(Meeting.id.in_(one) for one in theirs))).all()


def _both_cast(kept: Person, gone: Person) -> Sequence[Poll]:
    def cast_by(person: Person) -> ColumnElement[bool]:
        return Poll.id.in_(select(BallotEntry.poll_id).where(BallotEntry.cast_by_id == person.id))

    query = select(Poll).where(cast_by(kept), cast_by(gone)).order_by(Poll.id)
    return current().scalars(query.options(joinedload(Poll.meeting, innerjoin=True))).all()


def merge_by_id(number: int) -> Merge | None:
    """Return one merge with both its people."""
    query = select(Merge).where(Merge.id == number)
    return current().scalar(query.options(joinedload(Merge.kept), joinedload(Merge.gone), joinedload(Merge.merged_by)))


def changes(merge: Merge) -> list[MergeChange]:
    """Return what *merge* wrote, in the order in which it did."""
    query = select(MergeChange).where(MergeChange.merge_id == merge.id).order_by(MergeChange.id)
    return list(current().scalars(query))


def subjects(changes: Sequence[MergeChange]) -> dict[int, Bilingual]:
    """Return what the rows of *changes* are about, by the change's id: an organisation, a meeting; three statements."""
    keys: dict[str, dict[int, int]] = {}
    for change in changes:
        if "id" in change.thing_key:
            keys.setdefault(change.thing_table, {})[change.thing_key["id"]] = change.id
    found: list[tuple[Any, Any]] = [
        (Nomination, Nomination.organisation),
        (Registration, Registration.meeting),
        (Action, Action.meeting),
    ]
    about: dict[int, Bilingual] = {}
    for table, leads in found:
        of_table = keys.get(table.__tablename__, {})
        rows = (
            current().scalars(select(table).where(table.id.in_(of_table)).options(joinedload(leads)))
            if of_table
            else ()
        )
        for row in rows:
            thing = getattr(row, leads.key)
            about[of_table[row.id]] = thing.name if isinstance(thing, Organisation) else thing.title
    return about


def latest(*, number: int = 20) -> Sequence[Merge]:
    """Return the latest merges with their people, newest first."""
    query = select(Merge).order_by(Merge.id.desc()).limit(number)
    people = (joinedload(Merge.kept), joinedload(Merge.gone), joinedload(Merge.merged_by))
    return current().scalars(query.options(*people)).all()


def to_settle(now: datetime) -> Sequence[Merge]:
    """Return the merges that can no longer be undone and whose details are still there."""
    query = select(Merge).where(Merge.settled_at.is_(None), Merge.undone_at.is_(None), Merge.undo_until <= now)
    return current().scalars(query.order_by(Merge.id).options(joinedload(Merge.kept), joinedload(Merge.gone))).all()


def absorbed_by(person: Person) -> list[Person]:
    """Return the closed records that were merged into *person*, also through others."""
    found: dict[int, Person] = {}
    ahead = [person.id]
    while ahead:
        query = select(Merge).where(Merge.kept_id.in_(ahead), Merge.undone_at.is_(None))
        rows = current().scalars(query.options(joinedload(Merge.gone))).all()
        ahead = [row.gone_id for row in rows if row.gone_id not in found]
        found |= {row.gone_id: row.gone for row in rows}
    return list(found.values())


def leads_to(ids: Sequence[int]) -> dict[int, Person]:
    """Return, for each of *ids* that was merged away, the record into which it was; one statement."""
    if not ids:
        return {}
    query = select(Merge).where(Merge.gone_id.in_(ids), Merge.undone_at.is_(None)).options(joinedload(Merge.kept))
    return {row.gone_id: row.kept for row in current().scalars(query)}
