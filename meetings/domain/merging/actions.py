"""Brings two records of one person together, and takes that back while it can be."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from meetings.core import fingerprint
from meetings.domain.access import actions as access
from meetings.domain.audit import actions as audit
from meetings.domain.merging import absorbing, ledger, queries, rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import queries as places
from meetings.domain.registration import rules as place_rules
from meetings.models.database import add, current, lock
from meetings.models.meeting import Meeting, Session
from meetings.models.merging import AddressAlias, Merge, MergeChange, NotTheSame
from meetings.models.person import Person
from meetings.models.registration import Place, Registration, RegistrationDay


def merge(
    kept: Person,
    gone: Person,
    *,
    taken: Sequence[str],
    alias: bool,
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> Merge:
    """Let *kept* have everything of *gone*, which is closed and points there from now on.

    *taken* names the fields of which the value of *gone* is the right one; the other value stays with the closed
    record. With *alias* the address of the closed record still leads to *kept* at sign-in. *seen* is the mark of
    the comparison that *by* decided on. Raises ``RecordClosed``, ``YourOwnRecord``, ``AdministratorNeeded``,
    ``HeadsOfTwo`` or ``ChangedMeanwhile``.
    """
    held = _hold_meetings(kept, gone)
    _hold_people(kept, gone)
    rules.check(kept, gone, by=by)
    found = queries.conflicts(kept, gone, on=now.date())
    if seen is not None and seen != queries.seen(kept, gone, found):
        raise fingerprint.ChangedMeanwhile
    if not {two.kept.meeting_id for two in found.places} <= held:
        raise fingerprint.ChangedMeanwhile
    for person in (kept, gone):
        access.end_all(person, by=by, now=now)
    freed = {two.gone.meeting_id for two in found.places if two.frees}
    row = add(Merge(kept=kept, gone=gone, merged_at=now, merged_by=by, undo_until=now + rules.UNDO_LASTS))
    book = ledger.Ledger()
    absorbing.exchange(book, kept, gone, rules.columns_of(taken))
    absorbing.settle(book, kept, gone, found, now)
    absorbing.move(book, kept, gone)
    absorbing.close(book, kept, gone, now)
    written = book.close(row)
    if alias:
        address = current().scalars(select(Person.email).where(Person.id == gone.id)).one()
        add(AddressAlias(address=address, person_id=kept.id, merge_id=row.id))
    current().expire_all()
    for meeting_id in sorted(freed):
        registrations.fill(current().get_one(Meeting, meeting_id), by=by, now=now)
    outbox.announce("person.merged", {"merge": row.id}, now=now)
    audit.record("person.merged", kept, by=by, now=now, gone=gone.id, rows=written, alias=alias)
    return row


def _hold_meetings(kept: Person, gone: Person) -> set[int]:
    """Lock the meetings at which both have a place or were, before anybody is held: as registering does it."""
    meetings = {two.kept.meeting_id: two.kept.meeting for two in queries.two_places(kept, gone)}
    meetings |= {meeting.id: meeting for meeting in queries.both_attended(kept, gone)}
    for number in sorted(meetings):
        lock(meetings[number])
    return set(meetings)


def _hold_people(*people: Person) -> None:
    """Lock *people* against everything, also new rows that point to them, and read them anew."""
    query = select(Person).where(Person.id.in_([person.id for person in people])).order_by(Person.id)
    current().scalars(query.with_for_update().execution_options(populate_existing=True)).all()


def undo(row: Merge, *, by: Person, now: datetime) -> None:
    """Put both records back as they were before the merge *row*; sessions stay ended.

    Raises ``UndoOver``, and ``ChangedSince`` when something that it wrote has changed since.
    """
    _hold_people(row.kept, row.gone)
    lock(row)
    if not rules.can_undo(row.undo_until, row.undone_at, now):
        raise rules.UndoOver
    changes = queries.changes(row)
    if blockers(row, changes):
        raise rules.ChangedSince
    current().execute(delete(AddressAlias).where(AddressAlias.merge_id == row.id))
    if any(change.thing_table == "person" and "email" in change.before for change in changes):
        # Both have each other's address: one of them steps aside while they are put back.
        current().execute(update(Person).where(Person.id == row.kept_id).values(email=absorbing.aside(row.kept_id)))
    ledger.restore(changes)
    current().execute(delete(MergeChange).where(MergeChange.merge_id == row.id))
    row.undone_at, row.undone_by_id = now, by.id
    current().flush()
    current().expire_all()
    audit.record("person.merge_undone", row.kept, by=by, now=now, gone=row.gone_id)


def blockers(row: Merge, changes: Sequence[MergeChange]) -> list[MergeChange]:
    """Return those of *changes* that keep the merge *row* from being undone: changed since, or a seat given away."""
    if row.kept.erased_at or row.gone.erased_at:
        return list(changes)
    touched = ledger.touched(list(changes))
    full = _full_again(changes)
    return touched + [one for one in changes if one not in touched and _needs(one) and _place_of(one) in full]


def _needs(change: MergeChange) -> bool:
    """Say whether putting *change* back gives somebody seats again."""
    return change.thing_table == "registration" and change.before.get("place") == Place.CONFIRMED


def _place_of(change: MergeChange) -> int:
    (number,) = ledger.key_of(change)
    return int(number)


def _full_again(changes: Sequence[MergeChange]) -> set[int]:
    """Return the ids of the registrations that would need seats which are no longer free if *changes* were put back."""
    before = {
        table: {_place_of(one): ledger.unpacked(one.before) for one in changes if one.thing_table == table}
        for table in ("registration", "registration_day")
    }
    concerned = [number for number, was in before["registration"].items() if "place" in was]
    held = {one.id: one for one in current().scalars(select(Registration).where(Registration.id.in_(concerned)))}
    days = select(RegistrationDay).where(
        RegistrationDay.registration_id.in_(concerned) | RegistrationDay.id.in_(before["registration_day"])
    )
    more: Counter[int] = Counter()
    then: dict[int, set[int]] = {number: set() for number in concerned}
    for day in current().scalars(days):
        now_place = held[day.registration_id].place if day.registration_id in held else None
        if now_place is Place.CONFIRMED and day.dropped_at is None:
            more[day.session_id] -= 1
        was: dict[str, Any] = {
            "dropped_at": day.dropped_at,
            "session_id": day.session_id,
            "registration_id": day.registration_id,
        }
        was |= before["registration_day"].get(day.id, {})
        number = was["registration_id"]
        if before["registration"].get(number, {}).get("place") == Place.CONFIRMED and was["dropped_at"] is None:
            more[was["session_id"]] += 1
            then[number].add(was["session_id"])
    short = {session_id for session_id, seats in more.items() if seats > 0 and _short_of(session_id, seats)}
    return {number for number, sessions in then.items() if sessions & short}


def _short_of(session_id: int, number: int) -> bool:
    session = current().get_one(Session, session_id)
    return place_rules.place_for(session, places.confirmed_in(session) + number - 1) is Place.WAITING


def settle(row: Merge, *, now: datetime) -> None:
    """Delete what undoing *row* would need, once its time is over; what reached the closed record late moves too."""
    _hold_people(row.kept, row.gone)
    lock(row)
    if row.undone_at or row.settled_at:
        return
    late = ledger.Ledger()
    absorbing.move(late, row.kept, row.gone)
    current().execute(delete(MergeChange).where(MergeChange.merge_id == row.id))
    row.settled_at = now
    audit.record("person.merge_settled", row.kept, by=None, now=now, gone=row.gone_id)


def settle_due(*, now: datetime) -> int:
    """Settle every merge that can no longer be undone, and return how many there were."""
    due = queries.to_settle(now)
    for row in due:
        settle(row, now=now)
    return len(due)


def tell_apart(one: Person, other: Person, *, by: Person, now: datetime) -> None:
    """Remember that *one* and *other* are two people, so that they are not proposed again."""
    lower, higher = sorted((one, other), key=lambda person: person.id)
    lock(lower)
    if current().get(NotTheSame, (lower.id, higher.id)) is None:
        add(NotTheSame(one_id=lower.id, other_id=higher.id, said_at=now, said_by_id=by.id))
        audit.record("person.told_apart", lower, by=by, now=now, other=higher.id)
