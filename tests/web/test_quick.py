"""Ballots that are taken before Flask is troubled: the same rows and the same page, and all that is unusual goes on."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from meetings.core import ballot_box
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import actions as meetings
from meetings.domain.poll import actions_first, answers, queries
from meetings.domain.poll.draft_rules import OWN_WORDS, OptionDraft
from meetings.domain.privacy import marks
from meetings.domain.registration import actions_substitutes
from meetings.extensions import db, transaction
from meetings.models.access import WebSession
from meetings.models.audit import AuditLine
from meetings.models.ballot import Ballot, BallotEntry, Participation, SealedBallot
from meetings.models.outbox import Announcement
from meetings.models.person import Person, Role
from meetings.models.poll import Poll, PollState, QuestionKind, ResultsWhen, Secrecy, Unit
from meetings.models.proxy import Proxy
from meetings.web import authorize, limits
from meetings.web.poll import quick
from meetings.web.privacy import guard
from tests import voters
from tests.conftest import NOW
from tests.make import both
from tests.queries import counted
from tests.voters import Voter
from tests.web.test_ballot import APART, CITIES, GOOD, KINDS, told
from tests.web.test_privacy import publish

FORM = "0123456789abcdef" * 2
#: Nobody writes in their own words in secret.
ASKED = [(kind, level) for kind in KINDS for level in Secrecy if level is not Secrecy.SECRET or kind not in OWN_WORDS]
CSRF = re.compile('(?<=name="csrf_token" value=")[^"]+')


@dataclass
class House:
    """Kenya with an NCP and their browser, and what was taken quickly."""

    app: Any
    make: Any
    kenya: Any
    ncp: Any
    browser: Voter
    taken: list = field(default_factory=list)

    def ask(self, **terms: Any) -> Poll:
        kind = terms.get("kind", QuestionKind.ONE)
        least, most = KINDS[kind]
        options = APART if kind in (QuestionKind.NUMBER, QuestionKind.TEXT, QuestionKind.WORDS) else CITIES + APART
        meeting = terms.pop("meeting", None) or self.make.meeting()
        return self.make.open_poll(meeting, **{"least": least, "most": most, "options": options, **terms})

    def send(
        self, poll: Poll, given: dict | None = None, *, browser: Voter | None = None, lang: str = "en", **more: Any
    ):
        """Send a ballot; *slowly* lets the view take it."""
        who = browser or self.browser
        path = f"/{lang}/polls/{poll.id}/" + ("?slowly=1" if more.pop("slowly", False) else "")
        fields = {
            "csrf_token": who.csrf,
            "form": FORM,
            **told(poll, given or {"option": "{1}"}),
            **more.pop("fields", {}),
        }
        headers = {"Cookie": more.pop("cookie", who.cookie), **more.pop("headers", {})}
        client = self.app.test_client(use_cookies=False)
        return client.post(path, data=fields, headers=headers, **more)

    def both_ways(self, first: Poll, second: Poll, given: dict | None = None, **more: Any) -> tuple[Any, Any]:
        """Send the same ballot to two polls, quickly to the one and to the view for the other; each waits meanwhile."""
        before, answers = len(self.taken), []
        for poll, other, slowly in ((first, second, False), (second, first, True)):
            of_poll(state=PollState.PAUSED)(self, other)
            of_poll(state=PollState.OPEN)(self, poll)
            answers.append(self.send(poll, given, slowly=slowly, **dict(more)))
        assert len(self.taken) == before + 1
        return answers[0], answers[1]


@pytest.fixture
def house(app, make, monkeypatch):
    """A house whose quick ballots are counted."""
    kenya = make.member()
    ncp = make.ncp(kenya)
    there = House(app, make, kenya, ncp, voters.browser(app, ncp))
    cast = actions_first.cast

    def noted(*args, **named):
        done = cast(*args, **named)
        there.taken.extend(done.values())
        return done

    monkeypatch.setattr(actions_first, "cast", noted)
    return there


def page_of(answer, poll: Poll) -> str:
    """Return the page of an *answer* about *poll* as it would be of any other."""
    return CSRF.sub("TOKEN", answer.text).replace(f"/polls/{poll.id}/", "/polls/N/")


def rows_of(poll: Poll) -> list:
    """Return all that was written for *poll*, without what differs between two polls."""
    found = []
    for table in (Ballot, BallotEntry, Participation):
        for row in db.session.scalars(sa.select(table).filter_by(poll_id=poll.id)):
            kept = {column.name: getattr(row, column.name) for column in table.__table__.c}
            found.append({key: value for key, value in kept.items() if key not in ("id", "poll_id", "seal", "choice")})
    sealed = db.session.scalars(sa.select(SealedBallot).filter_by(poll_id=poll.id)).all()
    lines = db.session.scalars(sa.select(AuditLine).filter_by(thing=f"poll:{poll.id}", verb="poll.ballot_cast")).all()
    said = [one.payload for one in db.session.scalars(sa.select(Announcement).filter_by(kind="poll.ballot_cast"))]
    texts = [(line.at, line.actor_id, line.actor_name, line.meeting_id, line.details) for line in lines]
    places = [option.id for option in queries.options(poll)]
    choices = [one.choice for one in db.session.scalars(sa.select(Ballot).filter_by(poll_id=poll.id))]
    chosen = [_placed(answers.read(choice), places) for choice in choices]
    payloads = [(one["voter"], one["by"]) for one in said if one["poll"] == poll.id]
    return [*found, [len(one.sealed) for one in sealed], texts, chosen, payloads]


def _placed(answer, places: list[int]):
    """Return an *answer* with the places of options instead of their ids."""
    if isinstance(answer, dict):
        return {places.index(number) if isinstance(number, int) else number: mark for number, mark in answer.items()}
    if isinstance(answer, list):
        return [places.index(each) if isinstance(each, int) else each for each in answer]
    return answer


def same(house: House, swift, slow, first: Poll, second: Poll) -> None:
    """Hold that nothing tells a ballot taken quickly from one that the view took."""
    assert (swift.status_code, slow.status_code) == (200, 200)
    assert page_of(swift, first) == page_of(slow, second)
    dropped = {"Set-Cookie", "Content-Length"}
    assert sorted(pair for pair in swift.headers if pair[0] not in dropped) == sorted(
        pair for pair in slow.headers if pair[0] not in dropped
    )
    assert rows_of(first) == rows_of(second)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("kind", "secrecy"), ASKED)
def test_each_kind_of_ballot_is_taken_as_the_view_takes_it(house, kind, secrecy, lang):
    meeting = house.make.meeting()
    first, second = (house.ask(kind=kind, secrecy=secrecy, meeting=meeting) for _ in range(2))
    other = house.ask(meeting=meeting)
    house.make.close(other)
    given, _ = GOOD[kind]
    same(house, *house.both_ways(first, second, given, lang=lang), first, second)


@pytest.mark.parametrize("zone", ["Africa/Algiers", "UTC", "America/St_Johns"])
@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("theme", ["", "dark", '"><script>', '"dark\\012\\073 x"'])
def test_page_is_that_of_the_reader(house, theme, unit, zone):
    meeting = house.make.meeting()
    with transaction():
        house.ncp.name, house.ncp.zone, house.kenya.name = 'Ada <b>"O’Neil"</b> \ue000csrf\ue001', zone, both("K & <i>")
    item = house.make.item(meeting, "Second item", "Deuxième point").id
    first, second = (house.ask(meeting=meeting, unit=unit) for _ in range(2))
    with transaction():
        db.session.execute(sa.update(Poll).values(item_id=item))
    cookie = house.browser.cookie + (f"; theme={theme}" if theme else "")
    same(house, *house.both_ways(first, second, lang="fr", cookie=cookie), first, second)


def test_other_polls_that_wait_are_named(house):
    meeting = house.make.meeting()
    first, second, third = (house.ask(meeting=meeting) for _ in range(3))
    swift = house.send(first)
    assert "2 more polls wait for your ballot" in swift.text
    assert f'href="/en/polls/{third.id}/"' in swift.text
    assert "One more poll waits for your ballot" in house.send(second).text
    assert len(house.taken) == 2


def test_new_wording_of_the_poll_is_on_the_next_page(house):
    colleague = voters.browser(house.app, house.make.ncp(house.kenya, "Daniel Otieno"))
    poll = house.ask(unit=Unit.PERSON)
    house.send(poll)
    with transaction():
        db.session.get_one(Poll, poll.id).meeting.title = both("Renamed")
    assert "Renamed" in house.send(poll, browser=colleague).text
    assert len(house.taken) == 2


def test_form_sent_again_is_known(house):
    meeting = house.make.meeting()
    for secrecy in (Secrecy.NAMED, Secrecy.SECRET):
        poll = house.ask(secrecy=secrecy, meeting=meeting)
        first, again = house.send(poll), house.send(poll)
        assert "This form had been sent before" in again.text
        receipts = [re.findall(r"hc-code\">([^<]+)", page.text) for page in (first, again)]
        assert receipts[0] == receipts[1]
    assert len(house.taken) == 2


def test_replaced_ballot_is_for_the_view(house):
    poll = house.ask()
    house.send(poll)
    later = house.send(poll, {"option": "{0}"}, fields={"form": ballot_box.slot()})
    assert (later.status_code, len(house.taken)) == (200, 1)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BallotEntry)) == 2


def substituted(house, poll):
    other, place = house.make.ncp(house.kenya, "Daniel Otieno"), house.make.registration(poll.meeting, house.ncp)
    with transaction():
        actions_substitutes.name(place.meeting, house.ncp, other, by=house.ncp, now=house.make.now)


def by_proxy(house, poll):
    malta = house.make.member("MT", "Malta")
    with transaction():
        given = {"meeting_id": poll.meeting_id, "giver_id": house.kenya.id, "holder_id": malta.id}
        db.session.add(Proxy(**given, given_at=house.make.now))


def changed(**values):
    """Return what changes the person, as the database has them."""

    def change(house, _poll):
        with transaction():
            db.session.execute(sa.update(Person).where(Person.id == house.ncp.id).values(**values))

    return change


def in_session(**values):
    def change(house, _poll):
        with transaction():
            db.session.execute(sa.update(WebSession).values(**values))

    return change


def of_poll(**values):
    def change(_house, poll):
        with transaction():
            db.session.execute(sa.update(Poll).where(Poll.id == poll.id).values(**values))

    return change


def cancelled(house, poll):
    with transaction():
        meetings.cancel(poll.meeting, both("Reason"), by=None, now=house.make.now)


UNUSUAL = {
    "substituted": (substituted, {}),
    "proxy": (by_proxy, {}),
    "role": (changed(role=Role.SECRETARIAT), {}),
    "grants": (changed(holds_grants=True), {}),
    "second factor": (in_session(factor=None, factor_asked=True), {}),
    "closed account": (changed(disabled_at=NOW), {}),
    "paused": (of_poll(state=PollState.PAUSED), {}),
    "prepared": (of_poll(state=PollState.PREPARED), {}),
    "withdrawn": (of_poll(state=PollState.WITHDRAWN), {}),
    "cancelled": (cancelled, {}),
    "no cookie": (None, {"cookie": ""}),
    "forged cookie": (None, {"cookie": "hemicycle=eyJfdXNlcl9pZCI6IngifQ.aaaa.bbbb"}),
    "no proof": (None, {"fields": {"csrf_token": ""}}),
    "proof of somebody": (None, {"fields": {"csrf_token": "IjEyMyI.aaaa.bbbb"}}),
    "form of nobody": (None, {"fields": {"form": "x"}}),
    "foreign option": (None, {"given": {"option": "999999"}}),
    "nothing chosen": (None, {"given": {"option": []}}),
    "long": (None, {"fields": {"answer": "x" * 9000}}),
    "not UTF-8": (None, {"content_type": "application/x-www-form-urlencoded", "raw": b"&answer=%ff"}),
    "another type": (None, {"content_type": "multipart/form-data"}),
    "https without a referrer": (None, {"base_url": "https://localhost"}),
    "https from elsewhere": (None, {"base_url": "https://localhost", "headers": {"Referer": "https://evil.example/"}}),
}


@pytest.mark.parametrize("case", UNUSUAL)
def test_all_that_is_unusual_goes_on_to_the_view(house, case):
    change, how = UNUSUAL[case]
    poll = house.ask()
    if change:
        change(house, poll)
    raw, more = how.get("raw"), {key: value for key, value in how.items() if key not in ("raw", "given")}
    called = []
    view = house.app.view_functions["poll.cast"]
    house.app.view_functions["poll.cast"] = lambda **values: called.append(values) or view(**values)
    try:
        if raw is not None:
            fields = {"csrf_token": house.browser.csrf, "form": FORM, "option": 1}
            more |= {"data": urlencode(fields).encode() + raw, "headers": {"Cookie": house.browser.cookie}}
            house.app.test_client(use_cookies=False).post(f"/en/polls/{poll.id}/", **more)
        else:
            house.send(poll, how.get("given"), **more)
    finally:
        house.app.view_functions["poll.cast"] = view
    assert (len(called), house.taken) == (1, [])


def test_https_from_our_own_page_is_usual(house):
    page = house.send(house.ask(), base_url="https://localhost", headers={"Referer": "https://localhost/en/polls/1/"})
    assert (page.status_code, len(house.taken)) == (200, 1)


def test_poll_that_is_over_is_for_the_view(house):
    poll = house.ask(closes_at=house.make.now + timedelta(minutes=1))
    of_poll(closes_at=house.make.now - timedelta(seconds=1))(house, poll)
    assert "The poll closed on" in house.send(poll).text
    assert house.taken == []


def test_notice_that_is_not_accepted_comes_first(house):
    poll = house.ask()
    publish(house.make)
    answer = house.send(poll)
    house.app.extensions["storage"].delete(marks.KEY)
    assert (answer.status_code, house.taken) == (303, [])
    assert "/privacy/accept/" in answer.headers["Location"]


def test_live_figures_of_a_confidential_poll_are_for_the_view(house):
    poll = house.ask(secrecy=Secrecy.CONFIDENTIAL, results_when=ResultsWhen.LIVE)
    assert (house.send(poll).status_code, house.taken) == (200, [])


def test_page_that_cannot_be_made_loses_no_ballot(house, monkeypatch):
    def broken(*_look):
        raise LookupError

    monkeypatch.setattr(quick.Pages, "page", broken)
    poll = house.ask()
    answer = house.send(poll)
    assert "Kenya has voted: Lima" in answer.text
    assert db.session.scalar(sa.select(sa.func.count()).select_from(BallotEntry)) == 1


@pytest.mark.parametrize(("secrecy", "most"), [(Secrecy.NAMED, 10), (Secrecy.SECRET, 8)])
def test_ballot_takes_few_statements(house, secrecy, most):
    meeting, colleague = house.make.meeting(), voters.browser(house.app, house.make.ncp(house.kenya, "Daniel Otieno"))
    poll = house.ask(meeting=meeting, secrecy=secrecy, unit=Unit.PERSON)
    house.send(poll)
    chosen = told(poll, {"option": "{1}"})
    with counted() as sent:
        house.send(poll, browser=colleague, given=chosen)
    assert len(house.taken) == 2
    # One is for the fields of the form, which the test itself looks up.
    assert len(sent) <= most + 1


def test_option_in_words_is_typeset_and_escaped(house):
    options = (OptionDraft(both("A & <b>")), OptionDraft(both('“B”: "x"')))
    poll = house.make.open_poll(house.make.meeting(), options=options)
    page = house.send(poll, {"option": str(queries.options(poll)[1].id)}, lang="fr").text
    assert "A voté : “B”: &#34;x&#34; (fr)".lower() in page.lower() or "“B”: &#34;x&#34;" in page
    assert len(house.taken) == 1


def test_nothing_is_asked_of_a_request_that_is_not_asked_of_a_quick_one(app):
    hooks = {hook.__qualname__ for hook in app.before_request_funcs[None]}
    assert [guard.unaccepted] == authorize.GUARDS
    assert hooks == {"_begin", "CSRFProtect.init_app.<locals>.csrf_protect"}
    assert "poll.cast" not in limits.LIMITED


@pytest.mark.parametrize("slowly", [False, True])
def test_draft_of_a_machine_says_that_it_is_one(house, slowly):
    with transaction():
        house.kenya.name = Bilingual("Kenya", "Quénia", "me")
    assert "Quénia [traduction automatique], vote exprimé" in house.send(house.ask(), lang="fr", slowly=slowly).text
    assert len(house.taken) == (not slowly)
