"""A substitute for one meeting: what passes over, to whom, and what comes back."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import current_app

from meetings.core.bilingual import ENGLISH
from meetings.domain.attendance import figures
from meetings.domain.meeting import actions as meetings
from meetings.domain.organisation import rules as organisation_rules
from meetings.domain.person.enrolment import Newcomer
from meetings.domain.privacy import actions_erasure
from meetings.domain.registration import actions, queries, rules, substitute_rules, substitutes
from meetings.domain.registration import actions_substitutes as standing
from meetings.domain.registration.substitute_rules import Standing, check
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.registration import Place
from meetings.models.substitution import Substitution
from tests.make import Make, entry_of


def named(make: Make, meeting, principal, substitute, *, by=None, later=0):
    with transaction():
        return standing.name(meeting, principal, substitute, by=by or principal, now=make.now + timedelta(days=later))


def ended(make: Make, substitution, *, by=None, later=0):
    with transaction():
        standing.end(substitution, by=by, now=make.now + timedelta(days=later))


def counted(meeting):
    """Return every figure that somebody reads of who is registered."""
    return (
        figures.people(meeting),
        figures.by_session(meeting),
        figures.organisations(meeting),
        figures.by_region(meeting),
        figures.members(meeting).registered,
    )


@pytest.mark.parametrize(
    ("principal", "substitute", "refusal"),
    [
        (Standing(placed=True, stands_in=True), Standing(), substitute_rules.PassedOn),
        (Standing(replaced=True, named=True), Standing(), substitute_rules.AlreadyReplaced),
        (Standing(), Standing(), substitute_rules.NothingToPass),
        (Standing(placed=True), Standing(replaced=True), substitute_rules.Circle),
        (Standing(placed=True), Standing(stands_in=True, placed=True), substitute_rules.StandsInElsewhere),
        (Standing(named=True), Standing(placed=True), substitute_rules.HasOwnPlace),
    ],
)
def test_who_stands_in_for_whom(principal, substitute, refusal):
    with pytest.raises(refusal):
        check(principal, substitute)
    check(Standing(placed=True), Standing(named=True))
    check(Standing(named=True), Standing())


def test_the_place_passes_over_and_every_figure_stays(make: Make):
    kenya, meeting = make.member(), make.meeting(capacity=1)
    principal, substitute, waits = make.ncp(kenya), make.person("Standby"), make.person("Waits")
    held = make.registration(meeting, principal)
    waiting = make.registration(meeting, waits)
    before = counted(meeting)
    made = named(make, meeting, principal, substitute)
    taken = queries.of(meeting, substitute)
    assert taken is not None
    assert (taken.place, taken.session_id, taken.placed_at) == (Place.CONFIRMED, held.session_id, held.placed_at)
    assert (taken.organisation_id, taken.principal_id) == (kenya.id, principal.id)
    assert (held.place, entry_of(held).revision, waiting.place) == (Place.REPLACED, 1, Place.WAITING)
    assert queries.of(meeting, principal) is None
    assert counted(meeting) == before
    ended(make, made)
    assert queries.of(meeting, substitute) is None
    assert (held.place, entry_of(held).revision, held.principal_id) == (Place.CONFIRMED, 2, None)
    assert (taken.place, taken.principal_id, waiting.place) == (Place.WITHDRAWN, None, Place.WAITING)
    assert counted(meeting) == before


def test_a_turn_on_the_waiting_list_passes_over_and_comes_back_as_it_is_then(make: Make):
    meeting = make.meeting(capacity=1)
    first, principal, substitute = make.person(), make.person(), make.person()
    seated, waits = make.registration(meeting, first), make.registration(meeting, principal)
    made = named(make, meeting, principal, substitute)
    taken = queries.of(meeting, substitute)
    assert (taken.place, taken.placed_at) == (Place.WAITING, waits.placed_at)
    with transaction():
        actions.withdraw(seated, by=first, now=make.now)
    assert taken.place is Place.CONFIRMED
    ended(make, made)
    assert waits.place is Place.CONFIRMED


def test_it_is_announced_and_in_the_history_on_behalf_of_the_one_replaced(make: Make):
    meeting, principal = make.meeting(), make.person()
    make.registration(meeting, principal)
    head = make.person("Head")
    made = named(make, meeting, principal, make.person(), by=head)
    ended(make, made, by=made.substitute)
    told = [one.kind for one in db.session.scalars(sa.select(Announcement).order_by(Announcement.id))]
    assert told[-2:] == ["registration.substitute_named", "registration.substitute_ended"]
    lines = db.session.scalars(sa.select(AuditLine).order_by(AuditLine.id)).all()[-2:]
    assert [(line.actor_id, line.on_behalf_of_id) for line in lines] == [
        (head.id, principal.id),
        (made.substitute_id, principal.id),
    ]


def test_no_circles_and_no_chains(make: Make):
    meeting = make.meeting()
    one, two, three = (make.ncp(make.member(code), code) for code in ("KE", "MT", "GA"))
    make.registration(meeting, one)
    named(make, meeting, one, two)
    for principal, substitute, refusal in (
        (two, one, substitute_rules.PassedOn),
        (two, three, substitute_rules.PassedOn),
        (three, one, substitute_rules.Circle),
        (three, two, substitute_rules.StandsInElsewhere),
        (one, three, substitute_rules.AlreadyReplaced),
        (three, three, substitute_rules.SubstituteSelf),
    ):
        with pytest.raises(refusal):
            named(make, meeting, principal, substitute)


def test_somebody_with_a_place_in_the_other_session_stands_in_for_nobody(make: Make):
    meeting, principal, other = make.meeting(), make.person(), make.person()
    make.registration(meeting, principal)
    make.registration(meeting, other, make.sessions(meeting)[1])
    with pytest.raises(substitute_rules.HasOwnPlace):
        named(make, meeting, principal, other)


def test_not_before_the_announcement_after_the_end_or_when_it_is_off(make: Make):
    meeting, principal, substitute = make.meeting(), make.person(), make.person()
    make.registration(meeting, principal)
    with pytest.raises(substitute_rules.MeetingOver):
        named(make, meeting, principal, substitute, later=20)
    made = named(make, meeting, principal, substitute)
    with pytest.raises(substitute_rules.MeetingOver):
        ended(make, made, later=20)
    ended(make, made)
    with pytest.raises(substitute_rules.NoLongerStandsIn):
        ended(make, made)
    with transaction():
        meetings.cancel(meeting, make.plan().title, by=None, now=make.now)
    with pytest.raises(rules.MeetingCancelled):
        named(make, meeting, principal, substitute)


def test_a_closed_account_stands_in_for_nobody(make: Make):
    meeting, principal, substitute = make.meeting(), make.person(), make.person()
    make.registration(meeting, principal)
    with transaction():
        substitute.disabled_at = make.now
    with pytest.raises(organisation_rules.AccountClosed):
        named(make, meeting, principal, substitute)


def test_a_place_held_for_somebody_is_not_given_up_and_who_is_replaced_takes_none(make: Make):
    meeting, principal, substitute = make.meeting(), make.person(), make.person()
    make.registration(meeting, principal)
    named(make, meeting, principal, substitute)
    with pytest.raises(rules.StandsIn), transaction():
        actions.withdraw(queries.of(meeting, substitute), by=substitute, now=make.now)
    with pytest.raises(rules.Replaced):
        make.registration(meeting, principal)


def test_without_a_place_the_right_to_one_passes_over_and_the_place_comes_back(make: Make):
    kenya, malta, meeting = make.member(), make.member("MT", "Malta"), make.meeting()
    principal, substitute = make.ncp(kenya), make.ncp(malta)
    made = named(make, meeting, principal, substitute)
    assert made.organisation_id == kenya.id
    taken = make.registration(meeting, substitute)
    assert (taken.organisation_id, taken.principal_id) == (kenya.id, principal.id)
    ended(make, made)
    mine = queries.of(meeting, principal)
    assert mine is not None
    assert (mine.place, mine.organisation_id) == (Place.CONFIRMED, kenya.id)
    assert taken.place is Place.WITHDRAWN


def test_somebody_new_is_enrolled_once_and_named_by_nobody(make: Make):
    meeting, principal = make.meeting(), make.person()
    make.registration(meeting, principal)
    newcomer = Newcomer("New.Person@example.org", "New Person", "", ENGLISH, "Europe/Brussels")

    def name() -> None:
        with transaction():
            standing.name_by_address(meeting, principal, newcomer, secret=make.secret, by=principal, now=make.now)

    name()
    with pytest.raises(substitute_rules.AlreadyReplaced):
        name()
    assert db.session.scalar(sa.select(sa.func.count()).where(Person.name == "New Person")) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Substitution)) == 1


@pytest.mark.parametrize("who", ["principal", "substitute"])
def test_whoever_is_erased_leaves_the_other_as_they_should_be(make: Make, who):
    meeting, principal, substitute = make.meeting(), make.person(), make.person()
    make.registration(meeting, principal)
    made = named(make, meeting, principal, substitute)
    with transaction():
        actions_erasure.erase(getattr(made, who), files=current_app.extensions["storage"], by=None, now=make.now)
    assert made.ended_at
    assert queries.of(meeting, substitute) is None
    assert (queries.of(meeting, principal) is not None) == (who == "substitute")


def test_it_ends_with_the_meeting_by_itself(make: Make):
    meeting, principal, substitute = make.meeting(), make.person(), make.person()
    make.registration(meeting, principal)
    named(make, meeting, principal, substitute)
    assert substitutes.coming(principal, now=make.now)
    assert not substitutes.coming(principal, now=make.now + timedelta(days=20))
