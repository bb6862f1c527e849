"""Takes a judged file over into the register in a few statements, all of it or nothing, and notes each change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, select, update

from meetings.domain.access import address_change_actions as addresses
from meetings.domain.audit import actions as audit
from meetings.domain.organisation import actions, queries
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation.import_journal import Journal, Values
from meetings.domain.organisation.import_values import Row, Step, Verdict
from meetings.domain.person.enrolment import Newcomer, enrol_all
from meetings.models.base import Base
from meetings.models.database import current, in_parts
from meetings.models.organisation import Capacity, Nomination, Organisation
from meetings.models.person import Person
from meetings.models.register_import import ImportChange, RegisterImport

#: What a row can change of a person.
PERSONAL = ("email", "name", "function", "language", "zone")


def hold_register() -> None:
    """Hold every organisation, so that nobody names anybody until the transaction ends."""
    current().execute(select(Organisation.id).order_by(Organisation.id).with_for_update(key_share=True)).all()


def write(imported: RegisterImport, rows: Sequence[Row], *, secret: str, by: Person | None, now: datetime) -> None:
    """Do what *rows* say, and count it; *secret* is for the calendars of new people.

    The rows must have been judged against the register as it is held now. Raises ``ImportHasProblems`` before
    anything is written when a row has one.
    """
    if any(row.verdict is Verdict.PROBLEM for row in rows):
        raise rules.ImportHasProblems
    todo = [row for row in rows if row.verdict in (Verdict.NEW, Verdict.CHANGED)]
    journal = Journal()
    organisations = _organisations(todo, journal, by=by, now=now)
    people = _people(todo, journal, secret=secret, by=by, now=now)
    nominations = _Nominations(organisations, people, journal, by, now)
    nominations.correct([row for row in todo if row.step is Step.CORRECT])
    nominations.begin([row for row in todo if row.step is Step.NOMINATE])
    for change in journal.changes:
        change["import_id"] = imported.id
    if journal.changes:
        current().execute(insert(Base.metadata.tables[ImportChange.__tablename__]), journal.changes)
    new = sum(row.verdict is Verdict.NEW for row in todo)
    changed = len(todo) - new
    imported.counts = {**imported.counts, "taken_new": new, "taken_changed": changed}
    audit.record("register.imported", imported, by=by, now=now, new=new, changed=changed, same=len(rows) - len(todo))


def _organisations(
    rows: Iterable[Row], journal: Journal, *, by: Person | None, now: datetime
) -> dict[str, Organisation]:
    """Add the new organisations, and return all by their codes."""
    regions = {region.code: region for region in queries.regions()}
    kinds = {kind.code: kind for kind in queries.kinds()}
    found = {organisation.code: organisation for organisation in queries.everyone()}
    for row in rows:
        new = row.organisation
        if row.adds_organisation and new and new.code not in found:
            made = actions.add_organisation(
                new.code,
                new.name,
                kind=kinds[new.kind],
                region=regions.get(new.region),
                working_language=new.working_language,
                by=by,
                now=now,
            )
            found[new.code] = made
            after = {"code": made.code, "name_en": new.name.en, "name_fr": new.name.fr}
            journal.added(Organisation.__tablename__, made.id, after)
    return found


def _people(rows: Iterable[Row], journal: Journal, *, secret: str, by: Person | None, now: datetime) -> dict[str, int]:
    """Enrol who is new, change who is known, and return the ids of all of them by their address in the rows."""
    named = [(row, row.person) for row in rows if row.person]
    newcomers = [
        Newcomer(person.email, person.name, person.function, person.language, person.zone)
        for row, person in named
        if row.adds_person
    ]
    ids = enrol_all(newcomers, secret=secret, by=by, now=now)
    for newcomer in newcomers:
        journal.added(Person.__tablename__, ids[newcomer.email], {name: getattr(newcomer, name) for name in PERSONAL})
    known = _known([row.known_as or person.email for row, person in named if not row.adds_person])
    writes = []
    for row, person in named:
        if not row.adds_person:
            there = known[row.known_as or person.email]
            ids[person.email] = number = there["id"]
            after = {name: getattr(person, name) for name in PERSONAL if getattr(person, name) != there[name]}
            if "name" in after and there["family_name"] not in person.name:
                after["family_name"] = ""
            if after:
                kept = ("address_failed_at",) if "email" in after else ()
                journal.changed(Person.__tablename__, number, {name: there[name] for name in (*after, *kept)}, after)
                writes.append({"id": number, **after})
    _move([write for write in writes if "email" in write], secret=secret, by=by, now=now)
    _update(Person, writes)
    audit.record_all("person.revised", Person.__tablename__, {write["id"]: {} for write in writes}, by=by, now=now)
    return ids


def _move(writes: Sequence[Values], *, secret: str, by: Person | None, now: datetime) -> None:
    """Give people their new addresses, about which both the old and the new one are told."""
    for write in writes:
        person = current().get_one(Person, write["id"])
        addresses.move(person, write.pop("email"), secret=secret, by=by, now=now)


def _known(emails: Sequence[str]) -> dict[str, Values]:
    """Return what is there of people, by address; raises ``ImportOutdated`` when one is gone."""
    columns = [Person.id, Person.family_name, Person.address_failed_at, *(getattr(Person, name) for name in PERSONAL)]
    found: dict[str, Values] = {}
    for part in in_parts(emails):
        chosen = current().execute(select(*columns).where(Person.email.in_(part)))
        found |= {row.email: dict(row._mapping) for row in chosen}
    if len(found) != len(set(emails)):
        raise rules.ImportOutdated
    return found


def _update(model: type[Person] | type[Nomination], writes: Sequence[Values]) -> None:
    """Write new values into rows by their ids; rows that get the same columns share a statement."""
    groups: dict[tuple[str, ...], list[Values]] = {}
    for write in (write for write in writes if len(write) > 1):
        groups.setdefault(tuple(sorted(write)), []).append(write)
    for group in groups.values():
        current().execute(update(model), group)


@dataclass(slots=True)
class _Nominations:
    """Writes what rows mean for nominations."""

    organisations: Mapping[str, Organisation]
    people: Mapping[str, int]
    journal: Journal
    by: Person | None
    now: datetime

    def correct(self, rows: Sequence[Row]) -> None:
        """Correct capacities; who is no longer head makes room before who becomes head."""
        recorded = self._recorded(rows)
        for row in sorted(rows, key=lambda row: row.capacity is Capacity.HEAD):
            there = next((n for n in recorded[self._person(row)] if self._is_meant(n, row)), None)
            if there is None:
                raise rules.ImportOutdated
            after = {"capacity": row.capacity}
            self.journal.changed(Nomination.__tablename__, there["id"], {"capacity": there["capacity"]}, after)
            _update(Nomination, [{"id": there["id"], **after}])
            details = {there["id"]: {"capacity": row.capacity.value}}
            audit.record_all("nomination.corrected", Nomination.__tablename__, details, by=self.by, now=self.now)

    def begin(self, rows: Sequence[Row]) -> None:
        """Record nominations; an earlier one of the same person ends the day before."""
        ended = self._end_earlier([row for row in rows if not row.adds_person])
        wanted = {self._person(row): self._values(row) for row in rows}
        if not wanted:
            return
        table = Base.metadata.tables[Nomination.__tablename__]
        made = current().execute(insert(table).returning(table.c.id, table.c.person_id), list(wanted.values()))
        ids = {person: number for number, person in made}
        for person, number in ids.items():
            self.journal.added(Nomination.__tablename__, number, wanted[person])
        _update(Nomination, [{"id": old, "ended_by_id": ids[person]} for person, old in ended.items()])
        details = {number: {"capacity": wanted[person]["capacity"].value} for person, number in ids.items()}
        audit.record_all("nomination.recorded", Nomination.__tablename__, details, by=self.by, now=self.now)

    def _end_earlier(self, rows: Sequence[Row]) -> dict[int, int]:
        """End what runs when the new nominations begin; return the ids of what was ended by person."""
        recorded, ended, writes = self._recorded(rows), {}, []
        for row in rows:
            since = _since(row)
            for there in recorded[self._person(row)]:
                if there["since_on"] <= since and (there["until_on"] is None or there["until_on"] >= since):
                    until = max(there["since_on"], since - timedelta(days=1))
                    after = {"until_on": until, "until_before": there["until_on"]}
                    before = {name: there[name] for name in ("until_on", "until_before", "ended_by_id")}
                    self.journal.changed(Nomination.__tablename__, there["id"], before, after)
                    writes.append({"id": there["id"], **after})
                    ended[self._person(row)] = there["id"]
        _update(Nomination, writes)
        return ended

    def _recorded(self, rows: Sequence[Row]) -> dict[int, list[Values]]:
        """Return the nominations of the people in *rows*, by person."""
        columns = (
            Nomination.id,
            Nomination.person_id,
            Nomination.organisation_id,
            Nomination.capacity,
            Nomination.since_on,
            Nomination.until_on,
            Nomination.until_before,
            Nomination.ended_by_id,
        )
        people = [self._person(row) for row in rows]
        found: dict[int, list[Values]] = {person: [] for person in people}
        for part in in_parts(people):
            chosen = select(*columns).where(Nomination.person_id.in_(part))
            for nomination in current().execute(chosen.order_by(Nomination.since_on)):
                found[nomination.person_id].append(dict(nomination._mapping))
        return found

    def _is_meant(self, nomination: Values, row: Row) -> bool:
        place = (nomination["organisation_id"], nomination["since_on"])
        return place == (self._organisation(row), row.since)

    def _values(self, row: Row) -> Values:
        return {
            "person_id": self._person(row),
            "organisation_id": self._organisation(row),
            "capacity": row.capacity,
            "since_on": _since(row),
            "until_on": None,
            "recorded_at": self.now,
            "recorded_by_id": self.by.id if self.by else None,
        }

    def _person(self, row: Row) -> int:
        assert row.person is not None
        return self.people[row.person.email]

    def _organisation(self, row: Row) -> int:
        assert row.organisation is not None
        return self.organisations[row.organisation.code].id


def _since(row: Row) -> date:
    assert row.since is not None
    return row.since
