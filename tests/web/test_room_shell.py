"""Phones of a room that are answered before Flask is troubled: they are shown what the view would show them."""

import contextvars
import itertools
import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import actions_casting, queries
from meetings.domain.poll.draft_rules import OWN_WORDS
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.domain.registration import actions_substitutes
from meetings.extensions import db, transaction
from meetings.models.access import WebSession
from meetings.models.ballot import Elector
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person, Role
from meetings.models.poll import Poll, PollState, Procedure, QuestionKind, ResultsTo, Secrecy, Unit
from meetings.models.proxy import Proxy, ProxyTerms
from meetings.web.poll import phones
from tests import voters
from tests.make import both
from tests.voters import Voter
from tests.web.test_ballot import APART, CITIES, GOOD, KINDS, told

ASKED = [(kind, level) for kind in KINDS for level in Secrecy if level is not Secrecy.SECRET or kind not in OWN_WORDS]
#: What differs between two answers to the same reader: a proof is signed anew, and each form has a random name.
RANDOM = re.compile('(?<=name="csrf_token" value=")[^"]+|(?<=name="form" value=")[0-9a-f]{32}')


@dataclass
class Room:
    """A meeting, and people of several administrations who look at its room with their phones."""

    app: Any
    make: Any
    meeting: Any
    readers: list[Voter] = field(default_factory=list)
    #: How often the view has answered.
    viewed: int = 0

    def join(self, organisation: Any, name: str, zone: str = "Africa/Nairobi", **more: Any) -> Voter:
        person = self.make.ncp(organisation, name, **more)
        with transaction():
            person.zone = zone
        self.readers.append(voters.browser(self.app, person))
        return self.readers[-1]

    def ask(self, **terms: Any) -> Poll:
        kind = terms.get("kind", QuestionKind.ONE)
        least, most = KINDS[kind]
        options = APART if kind in (QuestionKind.NUMBER, QuestionKind.TEXT, QuestionKind.WORDS) else CITIES + APART
        return self.make.open_poll(self.meeting, **{"least": least, "most": most, "options": options, **terms})

    def get(self, reader: Voter, *, lang: str = "en", slowly: bool = False, **headers: str) -> Any:
        """Ask for the room; *slowly* lets the view answer."""
        path = f"/{lang}/meetings/{self.meeting.slug}/live/polls/" + ("?slowly" if slowly else "")
        return self._open(path, headers={"Cookie": reader.cookie, **headers})

    def vote(self, reader: Voter, poll: Poll, given: dict) -> None:
        data = {"csrf_token": reader.csrf, **told(poll, given)}
        answer = self._open(f"/en/polls/{poll.id}/", method="POST", data=data, headers={"Cookie": reader.cookie})
        assert "is in" in answer.text

    def _open(self, *args: Any, **named: Any) -> Any:
        """Send a request in a context of its own, or the first reader would be taken for all others."""
        client = self.app.test_client(use_cookies=False)
        return contextvars.Context().run(client.open, *args, **named)

    def agree(self, *, lang: str = "en") -> int:
        """Hold that all are shown what the view shows them; return how many were not answered by it."""
        quick = 0
        for reader in self.readers * 2:
            before = self.viewed
            swift = self.get(reader, lang=lang)
            quick += self.viewed == before
            slow = self.get(reader, lang=lang, slowly=True)
            assert (swift.status_code, slow.status_code) == (200, 200)
            assert RANDOM.sub("", swift.text) == RANDOM.sub("", slow.text)
            dropped = ("Content-Length", phones.EVERY)
            told = [sorted(pair for pair in each.headers if pair[0] not in dropped) for each in (swift, slow)]
            assert told[0] == told[1]
            assert int(swift.headers["Content-Length"]) == len(swift.data)
            for one, other in itertools.pairwise((swift.headers["ETag"], slow.headers["ETag"])):
                assert self.get(reader, lang=lang, **{"If-None-Match": one}).status_code == 304
                assert one == other
        return quick


@pytest.fixture
def room(app, make, monkeypatch):
    """Three administrations, one of them with two people and a name that needs care."""
    there, view = Room(app, make, make.meeting()), app.view_functions["room.board"]

    def noted(**values):
        there.viewed += 1
        return view(**values)

    monkeypatch.setitem(app.view_functions, "room.board", noted)
    there.join(make.member(), "Amina Okello")
    odd = make.member("CI", "Côte d’Ivoire <b>& \ue000csrf\ue001")
    there.join(odd, 'Ada "O’Neil" <i>', "America/St_Johns")
    there.join(odd, "Yao Kouassi", "Pacific/Kiritimati")
    there.join(make.member("PE", "Peru"), "Rosa Quispe", "America/Lima")
    return there


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("kind", "secrecy"), ASKED)
def test_everybody_is_shown_what_the_view_shows(room, kind, secrecy, lang):
    poll = room.ask(kind=kind, secrecy=secrecy)
    assert room.agree(lang=lang) >= 6
    room.vote(room.readers[0], poll, GOOD[kind][0])
    room.agree(lang=lang)
    for reader in room.readers[2:]:
        room.vote(reader, poll, GOOD[kind][0])
    many = secrecy is not Secrecy.NAMED or kind is QuestionKind.ONE
    assert room.agree(lang=lang) >= (5 if many else 0)
    room.make.close(db.session.get_one(Poll, poll.id))
    assert room.agree(lang=lang) >= 7


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("unit", Unit)
def test_proxies_concern_those_who_gave_or_hold_one(room, unit, lang):
    poll = room.ask(unit=unit)
    proxies_allowed(room, poll)
    assert room.agree(lang=lang) >= 4
    proxy_given(room, poll)
    assert 2 <= room.agree(lang=lang) <= 6
    room.vote(room.readers[1], poll, {"option": "{1}"})
    assert 2 <= room.agree(lang=lang) <= 6


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_several_polls_may_be_open(room, lang):
    polls = [room.ask(question=both(f"Number {number}?"), unit=unit) for number, unit in enumerate([*Unit, *Unit])]
    assert room.agree(lang=lang) >= 4
    for place, poll in ((0, polls[2]), (1, polls[0]), (3, polls[0]), (3, polls[3])):
        room.vote(room.readers[place], poll, {"option": "{1}"})
        room.agree(lang=lang)
    room.make.close(polls[1])
    assert room.agree(lang=lang) >= 4


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("closes", [False, True])
def test_times_are_those_of_the_reader(room, unit, closes):
    closes_at = room.make.now + timedelta(hours=5) if closes else None
    poll = room.ask(unit=unit, closes_at=closes_at)
    assert room.agree() >= 4
    for place, reader in enumerate(room.readers):
        if unit is Unit.PERSON or place != 2:
            room.vote(reader, poll, {"option": f"{{{place % 2}}}"})
    assert room.agree() >= 4


def test_ballot_is_the_readers_own_and_can_be_sent(room, app):
    poll = room.ask()
    room.agree()
    forms = [room.get(reader).text for reader in room.readers]
    names = [re.search(r'name="form" value="([0-9a-f]{32})"', form)[1] for form in forms]
    assert len(set(names)) == len(names)
    for reader, form in zip(room.readers, forms, strict=True):
        proof = re.search('name="csrf_token" value="([^"]+)"', form)[1]
        room.vote(Voter(reader.person, 0, reader.cookie, proof), poll, {"option": "{1}"})
    assert "Peru has voted: Lima" in room.get(room.readers[3]).text


def test_number_of_ballots_is_that_of_the_moment(room):
    poll = room.ask()
    room.agree()
    for number, place in enumerate((0, 1, 3), 1):
        room.vote(room.readers[place], poll, {"option": "{0}"})
        assert f"{number} of 3 ballots are in." in room.get(room.readers[place]).text


def proxies_allowed(room, poll):
    with transaction():
        db.session.add(ProxyTerms(meeting_id=poll.meeting_id, most=2, own_vote=False, present=False))


def proxy_given(room, poll):
    with transaction():
        people = [db.session.get_one(Person, reader.person) for reader in room.readers]
        homes = [db.session.scalars(sa.select(Nomination).filter_by(person_id=one.id)).one() for one in people]
        given = {"giver_id": homes[0].organisation_id, "holder_id": homes[3].organisation_id}
        db.session.add(Proxy(meeting_id=poll.meeting_id, given_at=room.make.now, **given))


def substituted(room, poll):
    people = [db.session.get_one(Person, reader.person) for reader in room.readers]
    place = room.make.registration(poll.meeting, people[1])
    with transaction():
        actions_substitutes.name(place.meeting, people[1], people[2], by=people[1], now=room.make.now)


def locked(room, poll):
    room.vote(room.readers[1], poll, {"option": "{0}"})
    with transaction():
        db.session.execute(sa.update(Elector).values(locked_at=room.make.now))


def headed(room, poll):
    for place in (1, 3):
        room.vote(room.readers[place], poll, {"option": "{0}"})
    with transaction():
        people = [room.readers[place].person for place in (1, 3)]
        db.session.execute(sa.update(Nomination).where(Nomination.person_id.in_(people)).values(capacity=Capacity.HEAD))


def observing(_room, _poll):
    with transaction():
        db.session.execute(sa.update(Elector).where(Elector.voter == 1).values(advisory=True))


def silent(_room, _poll):
    with transaction():
        db.session.execute(sa.update(Nomination).values(capacity=Capacity.DELEGATE))


def unnamed(_room, _poll):
    with transaction():
        db.session.execute(sa.delete(Nomination))


def newcomer(room, _poll):
    room.join(room.make.member("ZW", "Zimbabwe"), "Tendai Moyo")


def others(room, _poll):
    for number in range(4):
        room.ask(question=both(f"Another one? {number}"))


def paused(_room, poll):
    with transaction():
        db.session.execute(sa.update(Poll).where(Poll.id == poll.id).values(state=PollState.PAUSED))


def over(room, poll):
    with transaction():
        db.session.execute(sa.update(Poll).where(Poll.id == poll.id).values(closes_at=room.make.now))


def for_some(room, _poll):
    room.make.close(room.ask(results_to=ResultsTo.ENTITLED, question=both("For some?")))


def drafted(_room, _poll):
    with transaction():
        for nomination in db.session.scalars(sa.select(Nomination)):
            nomination.organisation.name = Bilingual("Kenya", "Quénia", "me")


def running(room, _poll):
    with transaction():
        db.session.execute(sa.update(Person).where(Person.id == room.readers[0].person).values(role=Role.SECRETARIAT))


def yesterday(room, poll):
    room.vote(room.readers[0], poll, {"option": "{0}"})
    with transaction():
        for ballot in db.session.scalars(sa.select(actions_casting.Ballot)):
            ballot.cast_at = room.make.now - timedelta(days=1)


CASES = [
    proxies_allowed,
    proxy_given,
    substituted,
    locked,
    headed,
    observing,
    silent,
    unnamed,
    newcomer,
    others,
    paused,
    over,
    for_some,
    drafted,
    running,
    yesterday,
]


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("before", [False, True], ids=["at once", "after others"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_whoever_is_not_as_others_is_shown_what_is_theirs(room, case, before, lang):
    poll = room.ask()
    if before:
        room.agree(lang=lang)
    case(room, poll)
    phones.forget(room.app)
    room.agree(lang=lang)


def test_silence_procedure_is_for_the_view(room):
    until = room.make.now + timedelta(days=2)
    room.make.open_poll(room.meeting, procedure=Procedure.SILENCE, options=SILENCE_OPTIONS, closes_at=until)
    assert room.agree() == 0


def test_poll_that_opens_or_closes_is_shown_at_once(room):
    assert room.agree() >= 7
    poll = room.ask()
    assert room.agree() >= 6
    room.make.close(poll)
    assert room.agree() >= 7
    assert queries.by_id(poll.id).state is PollState.CLOSED


def test_page_of_somebody_is_never_kept_for_others(room):
    room.ask()
    room.agree()
    kept = [shown.content for shown in room.app.extensions[phones.NAME].looks.shown.values()]
    assert kept
    for reader, content in itertools.product(room.readers, kept):
        person = db.session.get_one(Person, reader.person)
        texts = "".join(content.texts)
        assert person.name not in texts
        assert reader.csrf not in texts
        assert "Peru" not in texts


def test_session_that_was_used_long_ago_is_noted_by_the_view(room):
    room.ask()
    room.agree()
    with transaction():
        db.session.execute(sa.update(WebSession).values(seen_at=room.make.now - timedelta(minutes=6)))
    before = room.viewed
    room.get(room.readers[0]).close()
    assert room.viewed == before + 1
    db.session.rollback()
    assert db.session.get_one(WebSession, 1).seen_at == room.make.now
