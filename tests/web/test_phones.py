"""Phones of a room that ask again and again: answered before Flask, and never longer than it holds."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from meetings import turns
from meetings.core import clock
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.poll import actions, actions_closing, room
from meetings.extensions import db, of_room, transaction
from meetings.models.access import WebSession
from meetings.models.meeting import Meeting
from meetings.models.person import Person, Role
from meetings.models.poll import Poll, PollState
from meetings.web import kept, live
from meetings.web.poll.pace import ENOUGH, QUICKEST, SLOWEST, WINDOW, Pace
from meetings.web.poll.phones import EVERY
from tests import voters
from tests.conftest import NOW
from tests.queries import counted


@pytest.fixture
def member(make):
    return make.member()


@pytest.fixture
def voter(make, member):
    return make.ncp(member)


@pytest.fixture
def poll(make, voter):
    return make.open_poll(make.meeting())


@pytest.fixture
def phone(client, voter, poll):
    """Asks as a phone does whose page is open; the second answer is repeated from then on."""
    address = f"/en/meetings/{poll.meeting.slug}/live/polls/"
    client.sign_in(voter)
    tag = client.get(address).headers["ETag"]

    def ask():
        return client.get(address, headers={"If-None-Match": tag})

    assert [ask().status_code for _ in range(3)] == [304, 304, 304]
    return ask


def written(write):
    with transaction():
        write()


def again(table, thing):
    return db.session.get_one(table, thing.id)


def test_answer_is_repeated_with_its_headers_in_one_statement(phone):
    first = phone()
    with counted() as statements:
        second = phone()
    assert len(statements) == 1
    assert second.status_code == 304
    assert dict(second.headers) == dict(first.headers)
    assert second.headers["Cache-Control"] == "private, no-store"
    assert not second.data


def test_what_happens_to_a_poll_is_told_at_once(phone, make, poll, member, voter):
    make.ballot(poll, member, voter)
    assert phone().status_code == 200


def test_paused_poll_is_told_and_the_former_page_holds_once_it_goes_on(phone, poll, now):
    written(lambda: actions.pause(again(Poll, poll), by=None, now=now))
    assert phone().status_code == 200
    written(lambda: actions.resume(again(Poll, poll), by=None, now=now))
    assert phone().status_code == 304


def test_closing_is_told(phone, poll, now):
    written(lambda: actions_closing.close(again(Poll, poll), by=None, now=now))
    assert phone().status_code == 200


def test_closing_time_that_passes_is_told_before_anybody_has_closed_the_poll(client, make, voter, now):
    meeting = make.meeting()
    make.open_poll(meeting, closes_at=now + timedelta(seconds=30))
    address = f"/en/meetings/{meeting.slug}/live/polls/"
    client.sign_in(voter)
    tag = {"If-None-Match": client.get(address).headers["ETag"]}
    assert [client.get(address, headers=tag).status_code for _ in range(3)] == [304, 304, 304]
    with time_machine.travel(now + timedelta(seconds=30), tick=False):
        assert client.get(address, headers=tag).status_code == 200


@pytest.mark.parametrize(
    "changed", [{"state": PollState.WITHDRAWN}, {"held": True}, {"released_at": NOW}, {"lots": [1, 2]}], ids=str
)
def test_what_changes_of_a_poll_that_is_over_makes_another_mark(poll, voter, now, changed):
    written(lambda: actions_closing.close(again(Poll, poll), by=None, now=now))
    before = room.states(poll.meeting, voter, now=now)
    written(lambda: db.session.execute(sa.update(Poll).values(changed)))
    assert room.states(poll.meeting, voter, now=now) != before


def test_polls_that_are_over_are_not_read_one_by_one(app, make, voter, poll, now):
    for _poll in range(3):
        make.close(make.open_poll(poll.meeting), at=now)
    token = str(kept.by_browser(app, voters.browser(app, voter).cookie)["_user_id"])
    with of_room(app).connect() as connection:
        version = room.versions(connection, {token}, poll.meeting.slug, now=clock.now())[token]
    assert [row.id for row in version.rows] == [poll.id]
    assert (version.over or "").count("closed") == 3


def test_polls_of_other_meetings_are_nothing_to_the_room(phone, app, make, voter, poll, now):
    other = make.meeting(number=9)
    make.close(make.open_poll(other), at=now)
    assert phone().status_code == 304
    token = str(kept.by_browser(app, voters.browser(app, voter).cookie)["_user_id"])
    with of_room(app).connect() as connection:
        version = room.versions(connection, {token}, poll.meeting.slug, now=clock.now())[token]
    assert version.shown == room.states(poll.meeting, voter, now=clock.now())


def test_phones_wait_for_no_page_that_is_being_made(phone, monkeypatch):
    monkeypatch.setattr(turns.Line, "turn", lambda _line: pytest.fail("It waits for its turn."))
    assert phone().status_code == 304


def test_whoever_is_signed_out_elsewhere_is_told_nothing(phone, now):
    written(lambda: db.session.execute(sa.update(WebSession).values(ended_at=now)))
    assert phone().status_code == 303


def test_whoever_lost_their_account_is_told_nothing(phone, voter, now):
    written(lambda: db.session.execute(sa.update(Person).where(Person.id == voter.id).values(disabled_at=now)))
    assert phone().status_code == 303


def test_meeting_that_nobody_may_know_of_any_more_is_not_found(phone, poll):
    written(lambda: db.session.execute(sa.update(Meeting).values(announced_at=None)))
    assert phone().status_code == 404


def test_cancelled_meeting_is_told(phone, poll, now):
    meeting = poll.meeting
    written(lambda: meetings.cancel(again(Meeting, meeting), Bilingual("Storm", "Tempête"), by=None, now=now))
    assert phone().status_code == 200


def test_colleague_with_the_same_mark_gets_the_page(phone, app, make, member, poll):
    colleague = app.test_client().sign_in(make.ncp(member, "Daniel Otieno"))
    address = f"/en/meetings/{poll.meeting.slug}/live/polls/"
    assert colleague.get(address, headers={"If-None-Match": phone().headers["ETag"]}).status_code == 200


def test_those_with_more_rights_are_answered_by_the_page(client, make, poll):
    client.sign_in(make.person(role=Role.ADMINISTRATOR))
    address = f"/en/meetings/{poll.meeting.slug}/live/polls/"
    tag = {"If-None-Match": client.get(address).headers["ETag"]}
    assert client.get(address, headers=tag).status_code == 304
    with counted() as statements:
        assert client.get(address, headers=tag).status_code == 304
    assert any("person.email" in each for each in statements)


def test_use_of_a_session_is_noted_every_five_minutes(phone, voter, now):
    with time_machine.travel(now + timedelta(minutes=live.HELD), tick=False):
        phone().close()
    db.session.rollback()
    seen = db.session.scalars(sa.select(WebSession.seen_at).where(WebSession.person_id == voter.id)).one()
    assert seen == now + timedelta(minutes=live.HELD)


def test_few_phones_are_told_to_ask_often(phone):
    assert QUICKEST <= float(phone().headers[EVERY]) <= SLOWEST


class Ticking:
    def __init__(self):
        self.at = 0.0

    def __call__(self):
        return self.at


@pytest.mark.parametrize(
    ("phones", "every"), [(1, QUICKEST), (200, QUICKEST), (600, 2.0), (1000, SLOWEST), (9000, SLOWEST)]
)
def test_phones_ask_as_often_as_one_process_bears(phones, every):
    ticking = Ticking()
    pace, told = Pace(ticking), SLOWEST
    for _window in range(40):
        asked = phones * WINDOW / told
        for _question in range(max(1, round(asked))):
            ticking.at += WINDOW / max(1, round(asked))
            told = pace.asked()
    assert told == pytest.approx(every, rel=0.1)
    assert phones / told <= ENOUGH * 1.15 or told == SLOWEST


def test_those_who_ask_at_the_same_time_are_each_told_what_is_theirs(app, make, member, voter, poll):
    others = [make.ncp(make.member(code, code), f"Colleague {code}") for code in ("MT", "FR", "PE", "JP", "NO")]
    people = [voters.browser(app, person) for person in (*others, voter, make.person("Nobody in particular"))]
    tokens = [str(kept.by_browser(app, who.cookie)["_user_id"]) for who in people]
    make.ballot(poll, member, voter)
    slug, now = poll.meeting.slug, clock.now()
    with of_room(app).connect() as connection:
        together = room.versions(connection, {*tokens, "nobody holds this"}, slug, now=now)
        each = {token: room.versions(connection, {token}, slug, now=now)[token] for token in tokens}
        assert room.versions(connection, set(tokens), "nothing", now=now) == {}
    assert together.keys() == set(tokens)
    assert [together[token].shown for token in tokens] == [each[token].shown for token in tokens]
    assert [together[token].who for token in tokens] == [each[token].who for token in tokens]
    cast = [any(row.cast_at for row in together[token].rows) for token in tokens]
    assert cast == [False] * 5 + [True, False]
