"""Two records become one, and two again."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.access import actions as access
from meetings.domain.access import queries as ways_in
from meetings.domain.merging import actions, queries, rules
from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import queries as register
from meetings.domain.organisation import rules as register_rules
from meetings.domain.person import actions as people
from meetings.domain.person import queries as known
from meetings.domain.registration import actions as registrations
from meetings.domain.registration import days
from meetings.domain.registration import queries as places
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.ballot import Ballot
from meetings.models.meeting import Session, SessionLanguage
from meetings.models.merging import AddressAlias, Merge, MergeChange
from meetings.models.organisation import Capacity, Nomination
from meetings.models.outbox import Mail
from meetings.models.outcome import Action
from meetings.models.person import Person, Role
from meetings.models.registration import Place, Registration
from tests.domain.merging.conftest import Twice, rows
from tests.make import Make, entry_of


def held(model: type, person: Person, column: str = "person_id") -> list:
    return list(db.session.scalars(sa.select(model).where(getattr(model, column) == person.id).order_by(model.id)))


def undo(twice: Twice, row: Merge, after: timedelta = timedelta(hours=23)) -> None:
    with transaction():
        actions.undo(row, by=twice.by, now=twice.make.now + after)


def test_merge_moves_what_hangs_on_the_closed_record(much: Twice) -> None:
    mails = len(held(Mail, much.kept)) + len(held(Mail, much.gone))
    much.merge()
    assert (held(Registration, much.gone)[0].place, len(held(Registration, much.kept))) == (Place.WITHDRAWN, 2)
    assert not held(Action, much.gone)
    assert len(held(Action, much.kept)) == 1
    assert len(held(Mail, much.kept)) == mails
    assert not held(Nomination, much.gone)
    first, second = held(Nomination, much.kept)
    assert (first.capacity, first.until_on) == (Capacity.ALTERNATE, date(2027, 3, 1))
    assert (second.capacity, second.until_on) == (Capacity.HEAD, None)


def test_merge_closes_the_other_record_and_leaves_ballots_and_trail(much: Twice) -> None:
    lines = db.session.scalar(sa.select(sa.func.count()).where(AuditLine.actor_id == much.gone.id))
    row = much.merge()
    assert much.gone.disabled_at == much.make.now
    assert queries.leads_to([much.gone.id]) == {much.gone.id: much.kept}
    assert queries.absorbed_by(much.kept) == [much.gone]
    assert db.session.scalars(sa.select(Ballot)).one().cast_by_id == much.gone.id
    assert db.session.scalar(sa.select(sa.func.count()).where(AuditLine.actor_id == much.gone.id)) == lines
    line = db.session.scalars(sa.select(AuditLine).where(AuditLine.verb == "person.merged")).one()
    assert (line.actor_id, line.details["gone"], line.details["alias"]) == (much.by.id, much.gone.id, False)
    assert line.details["rows"] == len(queries.changes(row))


@pytest.mark.parametrize("taken", [(), ("email", "language"), tuple(rules.FIELDS)], ids=len)
def test_undo_puts_every_row_back(much: Twice, taken: tuple[str, ...]) -> None:
    before = rows()
    row = much.merge(*taken, alias=True)
    assert rows() != before
    undo(much, row)
    assert rows() == before
    assert not queries.changes(row)
    assert row.undone_by_id == much.by.id


def test_chosen_values_are_exchanged(twice: Twice) -> None:
    twice.merge("email", "language")
    assert (twice.kept.email, twice.gone.email) == ("wkamande@customs.example", "w.kamande@customs.example")
    assert (twice.kept.language, twice.gone.language) == ("fr", "en")
    assert (twice.kept.name, twice.gone.name) == ("Wanjiru Kamande", "Kamande, Wanjiru")


@pytest.mark.parametrize("alias", [True, False])
def test_old_address_leads_to_the_kept_record_only_when_ticked(twice: Twice, alias: bool) -> None:
    twice.merge(alias=alias)
    with transaction():
        request = access.ask(
            "WKamande@customs.example",
            language="en",
            browser="b",
            address_hash="a",
            next_path="",
            secret=twice.make.secret,
            now=twice.make.now,
        )
    assert request.person_id == (twice.kept.id if alias else None)
    assert known.by_any_address("w.kamande@customs.example") is twice.kept


def test_sessions_of_both_end_and_stay_ended(twice: Twice) -> None:
    with transaction():
        for person in (twice.kept, twice.gone):
            access.begin(person, browser_name="b", now=twice.make.now)
    row = twice.merge()
    assert not any(ways_in.live_sessions(person, now=twice.make.now) for person in (twice.kept, twice.gone))
    undo(twice, row)
    assert not any(ways_in.live_sessions(person, now=twice.make.now) for person in (twice.kept, twice.gone))


def test_calendar_of_the_kept_record_keeps_its_address(twice: Twice) -> None:
    mine, theirs = twice.kept.feed_hash, twice.gone.feed_hash
    twice.merge(*rules.FIELDS)
    assert known.by_feed_hash(mine) is twice.kept
    assert known.by_feed_hash(theirs) is None


def test_better_place_is_taken_and_the_calendar_entry_stays(twice: Twice, make: Make) -> None:
    meeting = make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    make.registration(meeting, make.person("Other"), english)
    waiting, sure = make.registration(meeting, twice.kept, english), make.registration(meeting, twice.gone, french)
    uid, before = entry_of(waiting).uid, rows()
    row = twice.merge()
    assert (waiting.place, waiting.session_id, entry_of(waiting).uid, entry_of(waiting).revision) == (
        Place.CONFIRMED,
        french.id,
        uid,
        1,
    )
    assert (sure.place, sure.person_id) == (Place.WITHDRAWN, twice.gone.id)
    undo(twice, row)
    assert rows() == before


def test_days_of_the_better_place_are_taken_and_given_back(twice: Twice, make: Make) -> None:
    meeting = make.workshop([SessionLanguage.BOTH] * 4, capacity=1)
    first, second, third, fourth = make.sessions(meeting)
    other = come(make, make.person("Other"), [first, second])
    waiting, sure = come(make, twice.kept, [second, first]), come(make, twice.gone, [third, fourth])
    before = rows()
    row = twice.merge()
    assert (waiting.place, [one.id for one in days.covered(waiting)]) == (Place.CONFIRMED, [third.id, fourth.id])
    assert places.taken(meeting) == {one.id: 1 for one in (first, second, third, fourth)}
    undo(twice, row)
    assert rows() == before
    # Once somebody else has one of the days, both cannot be what they were.
    row = twice.merge()
    with transaction():
        registrations.move(waiting, [third], by=None, now=make.now)
    newcomer = come(make, make.person("Newcomer"), [fourth])
    assert (newcomer.place, other.place, sure.place) == (Place.CONFIRMED, Place.CONFIRMED, Place.WITHDRAWN)
    with pytest.raises(rules.ChangedSince):
        undo(twice, row)


def come(make: Make, person: Person, sessions: list[Session]) -> Registration:
    with transaction():
        return registrations.register(sessions[0].meeting, person, sessions=sessions, by=person, now=make.now)


def test_second_seat_goes_to_the_waiting_list_and_then_nothing_can_be_undone(twice: Twice, make: Make) -> None:
    meeting = make.meeting(capacity=1)
    english, french = make.sessions(meeting)
    make.registration(meeting, twice.kept, english)
    make.registration(meeting, twice.gone, french)
    next_one = make.registration(meeting, make.person("Other"), french)
    row = twice.merge()
    assert next_one.place is Place.CONFIRMED
    with pytest.raises(rules.ChangedSince):
        undo(twice, row)
    (blocker,) = actions.blockers(row, queries.changes(row))
    assert blocker.thing_table == "registration"
    with transaction():
        registrations.withdraw(next_one, by=None, now=make.now)
    undo(twice, row)
    assert places.confirmed_in(french) == 1


def test_undo_is_refused_when_something_has_changed_since(much: Twice) -> None:
    row = much.merge()
    (nomination,) = (one for one in held(Nomination, much.kept) if one.until_on is None)
    with transaction():
        organisations.end_nomination(nomination, last_day=date(2027, 4, 1), by=much.by, now=much.make.now)
    state = rows()
    with pytest.raises(rules.ChangedSince):
        undo(much, row)
    assert rows() == state
    (blocker,) = actions.blockers(row, queries.changes(row))
    assert (blocker.thing_table, blocker.thing_key) == ("nomination", {"id": nomination.id})


def test_undo_does_not_mind_new_things_and_mails_that_left(much: Twice) -> None:
    row = much.merge()
    with transaction():
        for mail in held(Mail, much.kept):
            mail.tries += 1
    another = much.make.registration(much.make.meeting(number=10), much.kept)
    undo(much, row)
    assert another.person_id == much.kept.id


def test_undo_is_refused_after_a_day_and_a_second_time(twice: Twice) -> None:
    row = twice.merge()
    with pytest.raises(rules.UndoOver):
        undo(twice, row, timedelta(days=1))
    undo(twice, row)
    with pytest.raises(rules.UndoOver):
        undo(twice, row)


def test_details_go_after_a_day(much: Twice) -> None:
    row = much.merge()
    for hours, number in ((23, 0), (24, 1), (25, 0)):
        with transaction():
            assert actions.settle_due(now=much.make.now + timedelta(hours=hours)) == number
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MergeChange)) == 0
    assert row.settled_at == much.make.now + timedelta(hours=24)
    assert queries.leads_to([much.gone.id]) == {much.gone.id: much.kept}


def test_what_reached_the_closed_record_late_moves_when_the_merge_is_settled(much: Twice) -> None:
    row = much.merge()
    (action,) = held(Action, much.kept)
    with transaction():
        action.person_id = much.gone.id
    with transaction():
        actions.settle_due(now=row.undo_until)
    much.make.again(None)
    assert action.person_id == much.kept.id


def test_merge_that_was_undone_meanwhile_is_not_settled(much: Twice) -> None:
    row, before = much.merge(), rows()
    undo(much, row)
    undone = rows()
    with transaction():
        actions.settle(row, now=row.undo_until)
    assert rows() == undone != before


def test_undone_merge_has_nothing_to_settle(twice: Twice) -> None:
    undo(twice, twice.merge())
    with transaction():
        assert actions.settle_due(now=twice.make.now + timedelta(days=2)) == 0


def test_undone_records_can_be_merged_again(twice: Twice) -> None:
    undo(twice, twice.merge(alias=True))
    twice.merge("email", alias=True)
    assert db.session.scalars(sa.select(AddressAlias)).one().address == "w.kamande@customs.example"


def test_chain_of_merges_is_followed_and_undone_backwards(twice: Twice, make: Make) -> None:
    third, before = make.person("W. Kamande"), None
    before = rows()
    first = twice.merge(alias=True)
    with transaction():
        second = actions.merge(third, twice.kept, taken=(), alias=True, by=twice.by, now=make.now)
    assert queries.absorbed_by(third) == [twice.kept, twice.gone]
    assert known.by_any_address("wkamande@customs.example") is third
    with pytest.raises(rules.ChangedSince):
        undo(twice, first)
    undo(twice, second)
    undo(twice, first)
    assert rows() == before


def test_merging_a_closed_record_or_one_s_own_is_refused(twice: Twice) -> None:
    twice.merge()
    with pytest.raises(rules.RecordClosed):
        twice.merge()
    twice.gone = twice.by
    with pytest.raises(rules.YourOwnRecord):
        twice.merge()


@pytest.mark.parametrize("side", ["kept", "gone"])
def test_someone_with_a_role_is_merged_by_an_administrator_only(twice: Twice, side: str) -> None:
    with transaction():
        twice.by.role, getattr(twice, side).role = Role.SECRETARIAT, Role.SECRETARIAT
    with pytest.raises(rules.AdministratorNeeded):
        twice.merge()
    with transaction():
        twice.by.role = Role.ADMINISTRATOR
    twice.merge()
    assert twice.kept.role is (Role.SECRETARIAT if side == "kept" else Role.PARTICIPANT)


def test_heads_of_two_organisations_are_refused(twice: Twice, make: Make) -> None:
    uganda = make.member("UG", "Uganda")
    with transaction():
        organisations.nominate(twice.kept, uganda, capacity=Capacity.HEAD, since=make.now.date(), by=None, now=make.now)
    state = rows()
    with pytest.raises(rules.HeadsOfTwo):
        twice.merge()
    assert rows() == state


def test_nominations_that_begin_together_become_one_with_the_higher_capacity(make: Make, twice: Twice) -> None:
    kenya = register.by_code("KE")
    today = make.now.date()
    (theirs,) = held(Nomination, twice.gone)
    with transaction():
        organisations.nominate(twice.kept, kenya, capacity=Capacity.NCP, since=today, by=None, now=make.now)
    before = rows()
    row = twice.merge()
    assert [(n.capacity, n.since_on, n.until_on) for n in held(Nomination, twice.kept)][-1] == (
        Capacity.HEAD,
        today,
        None,
    )
    assert (theirs.person_id, theirs.until_on) == (twice.gone.id, today)
    assert [n.person for n in register.nominated(kenya, on=today)] == [twice.kept]
    undo(twice, row)
    assert rows() == before


def test_what_was_seen_must_still_be_so(twice: Twice) -> None:
    found = queries.conflicts(twice.kept, twice.gone, on=twice.make.now.date())
    mark = queries.seen(twice.kept, twice.gone, found)
    with transaction():
        people.renew_feed(twice.kept, secret=twice.make.secret, by=twice.kept, now=twice.make.now)
    twice.make.again(None)
    assert queries.seen(twice.kept, twice.gone, found) == mark
    with transaction():
        twice.gone.function = "Director"
    with pytest.raises(ChangedMeanwhile):
        twice.merge(seen=mark)


def test_closed_record_is_not_named_or_registered_any_more(twice: Twice, make: Make) -> None:
    twice.merge()
    with pytest.raises(register_rules.AccountClosed):
        make.registration(make.meeting(), twice.gone)
    with pytest.raises(register_rules.AccountClosed), transaction():
        organisations.nominate(
            twice.gone,
            register.by_code("KE"),
            capacity=Capacity.NCP,
            since=date(2027, 5, 1),
            by=None,
            now=make.now,
        )


def test_told_apart_is_remembered_once(twice: Twice) -> None:
    for one, other in ((twice.kept, twice.gone), (twice.gone, twice.kept)):
        with transaction():
            actions.tell_apart(one, other, by=twice.by, now=twice.make.now)
    assert queries.known_apart() == {(twice.kept.id, twice.gone.id)}
    lines = db.session.scalars(sa.select(AuditLine).where(AuditLine.verb == "person.told_apart")).all()
    assert len(lines) == 1
