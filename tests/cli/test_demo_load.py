from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
import time_machine
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, or_, select

from config import Settings
from meetings import commands
from meetings.application import create_app
from meetings.cli.demo.upkeep import last_spring
from meetings.core import uploads
from meetings.domain.agenda import issued, proposal_queries, versions
from meetings.domain.agenda import queries as agenda
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.merging.duplicates import Likelihood
from meetings.domain.merging.queries import doubles
from meetings.domain.organisation import queries as organisations
from meetings.domain.outbox import rules
from meetings.domain.parity import file_queries as translations
from meetings.domain.parity import queries as parity
from meetings.domain.privacy.rules import is_template
from meetings.extensions import db
from meetings.models.agenda import AgendaItem
from meetings.models.audit import AuditLine
from meetings.models.ballot import Ballot, BallotEntry, Elector
from meetings.models.base import Base
from meetings.models.columns import UtcDateTime
from meetings.models.confirmation import Ask, AskState, Campaign, Change, ChangeState
from meetings.models.document import Document, DocumentVersion
from meetings.models.incoming import CalendarAnswer, Incoming
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.meeting import Meeting, Session, Visibility
from meetings.models.organisation import Capacity, Nomination, NominationLetter, Organisation
from meetings.models.outbox import Announcement, Mail, MailState
from meetings.models.outcome import Action, Decision
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState
from meetings.models.privacy import PrivacyAcceptance, PrivacyNotice
from meetings.models.record import Paragraph, Record
from meetings.models.registration import Place, Registration
from meetings.models.role import Granted, RoleGrant
from tests.conftest import _database_url

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
INSTANTS = ("created_at", "announced_at", "uploaded_at", "opened_at", "closed_at", "cast_at", "published_at", "at")


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["demo", *arguments])


def counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def count(table: type[Base], *conditions) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(*conditions)) or 0


@pytest.fixture(scope="module")
def house(settings: Settings, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Flask]:
    """A demonstration with the story and the meetings to measure with."""
    folder = tmp_path_factory.mktemp("demo")
    url = _database_url(folder, f"{worker_id}_demo")
    app = create_app(replace(settings, data_dir=folder, database_url=url, demo=True))
    commands.register(app)
    app.config["WTF_CSRF_ENABLED"] = False
    with app.app_context():
        upgrade()
        db.engine.dispose()
    with time_machine.travel(NOW, tick=False):
        result = run(app, "load", "--bench")
    assert result.exit_code == 0, result.output
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def demo(house: Flask) -> Iterator[Flask]:
    with house.app_context():
        yield house


def meeting(slug: str) -> Meeting:
    return db.session.scalars(select(Meeting).where(Meeting.slug == slug)).one()


def test_load_again_changes_nothing(demo):
    before = counts()
    result = run(demo, "load", "--bench")
    assert result.exit_code == 0
    assert "nothing was changed" in result.output
    assert counts() == before


def test_load_knows_186_members_and_the_287_contact_points_of_150(demo):
    assert count(Organisation, organisations.has_vote()) == 186
    today = (Nomination.until_on.is_(None), Nomination.capacity != Capacity.DELEGATE)
    assert count(Nomination, *today) == 287
    assert db.session.scalar(select(func.count(Nomination.organisation_id.distinct())).where(*today)) == 150
    assert count(Nomination, Nomination.until_on < NOW.date()) == 8


def test_load_tells_eleven_meetings_and_who_may_see_them(demo):
    told = db.session.scalars(select(Meeting).where(Meeting.slug.not_like("bench%"))).all()
    assert Counter(meeting.visibility for meeting in told) == {
        Visibility.PUBLIC: 7,
        Visibility.OPEN: 4,
    }
    assert meeting("regional-workshop-1").region.code == "EUR"
    workshop = meeting("regional-workshop-2")
    assert (len(find_meetings.sessions_of(workshop)), len(find_meetings.programme(workshop))) == (5, 12)
    assert [one.code for one in find_meetings.hosts(workshop)] == ["KE", "MU"]


def test_load_gives_the_eighth_plenary_97_people_of_74_administrations(demo):
    eighth = meeting("ncp-plenary-8")
    decided = Registration.place.not_in((Place.REQUESTED, Place.REPLACED))
    places = select(Registration).where(Registration.meeting_id == eighth.id, decided)
    found = db.session.scalars(places).all()
    assert len(found) == 97
    assert len({place.organisation_id for place in found}) == 74
    languages = Counter(place.session.language for place in found)
    assert languages == {"en": 66, "fr": 31}
    assert count(Poll, Poll.meeting_id == eighth.id, Poll.state == PollState.PREPARED) == 3
    assert eighth.announced_at < NOW < eighth.registration_closes_at


def test_load_holds_the_seventh_plenary_whole(demo):
    seventh = meeting("ncp-plenary-7")
    record = db.session.scalars(select(Record).where(Record.meeting_id == seventh.id)).one()
    assert record.published_at < NOW
    assert count(Paragraph, Paragraph.record_id == record.id) > 10
    assert count(Decision, Decision.meeting_id == seventh.id) == 5
    assert count(Action, Action.meeting_id == seventh.id) == 9
    poll = db.session.scalars(select(Poll).where(Poll.meeting_id == seventh.id)).first()
    assert count(Elector, Elector.poll_id == poll.id) == 150
    assert 0 < count(Ballot, Ballot.poll_id == poll.id) == count(BallotEntry, BallotEntry.poll_id == poll.id)


def test_load_writes_nothing_into_the_future_and_to_nobody(demo):
    for mapper in Base.registry.mappers:
        for name in INSTANTS:
            column = mapper.columns.get(name)
            if column is not None and isinstance(column.type, UtcDateTime):
                assert count(mapper.class_, column > NOW) == 0, column
    assert count(Mail, Mail.state.in_((*rules.TO_BE_SENT, MailState.KEPT))) == count(Announcement) == 0
    assert 0 < count(Mail, Mail.state.in_(rules.TROUBLED)) < count(Mail, Mail.state == MailState.SENT)


def test_load_writes_the_history_in_the_order_of_its_times(demo):
    seventh = meeting("ncp-plenary-7")
    lines = db.session.scalars(select(AuditLine).where(AuditLine.meeting_id == seventh.id).order_by(AuditLine.id)).all()
    assert [line.at for line in lines] == sorted(line.at for line in lines)
    verbs = [line.verb for line in lines]
    assert verbs[0] == "meeting.planned"
    assert {"meeting.announced", "document.uploaded", "poll.closed", "record.published"} <= set(verbs)


def test_load_stores_papers_that_could_have_been_uploaded(demo):
    storage = demo.extensions["storage"]
    version = db.session.scalars(
        select(DocumentVersion).join(Document).where(Document.symbol == "NCP0804", DocumentVersion.revision == 2)
    ).one()
    with storage.open(version.storage_key) as data:
        accepted = uploads.check(version.filename, data, limit=100_000)
        text = data.read().decode("cp1252")
    assert (accepted.size, accepted.sha256) == (version.size, version.sha256)
    assert accepted.content_type == version.content_type == "application/pdf"
    assert "8th NCP Plenary" in text
    assert all(storage.exists(key) for key in db.session.scalars(select(DocumentVersion.storage_key)))


def test_load_leaves_the_gaps_of_the_eighth_plenary(demo):
    items = select(AgendaItem).where(AgendaItem.meeting_id == meeting("ncp-plenary-8").id)
    assert [item.number for item in db.session.scalars(items) if not item.title.complete] == ["6", "8"]


def test_load_tells_of_versions_presenters_and_proposals(demo):
    eighth, seventh = meeting("ncp-plenary-8"), meeting("ncp-plenary-7")
    assert [each.stage for each in agenda.versions(eighth)] == ["provisional", "revised"]
    assert [each.stage for each in agenda.versions(seventh)] == ["provisional", "revised", "adopted"]
    first, last = (issued.of_version(each) for each in agenda.versions(eighth))
    assert len(last.points) == len(first.points) + 2
    assert not versions.changes(last.points, issued.standing(eighth).points)
    assert "Solange Mbarga, Cameroon" in [speaker.en for point in last.points for speaker in point.speakers]
    assert sorted(each.state for each in proposal_queries.of_meeting(eighth)) == ["accepted", "waiting"]


def test_load_keeps_why_the_eighth_plenary_was_announced_with_gaps_and_the_list_that_came_back(demo):
    meeting = db.session.scalars(select(Meeting).where(Meeting.slug == "ncp-plenary-8")).one()
    *issued, line = parity.waivers(meeting)
    assert (line.at, line.details["number"]) == (meeting.announced_at, 2)
    assert [each.details["step"] for each in issued] == ["issue", "issue"]
    (file,) = translations.of_meeting(meeting)
    assert [row.verdict.value for row in translations.judged(file)] == ["new", "changed"]
    (source,) = parity.sources(parity.texts(meeting)).values()
    assert source.words == "Global Event"


def test_load_bench_adds_a_large_plenary_and_sixty_meetings(demo):
    large = meeting("bench-plenary")
    assert count(AgendaItem, AgendaItem.meeting_id == large.id) == 30
    assert count(Document, Document.meeting_id == large.id) == 40
    assert count(DocumentVersion, DocumentVersion.filename.like("BENCH%")) == 80
    assert count(Registration, Registration.meeting_id == large.id) == 287
    others = (Meeting.slug.like("bench-%"), Meeting.id != large.id, Meeting.visibility == Visibility.PUBLIC)
    assert count(Meeting, *others) == 60
    assert db.session.scalar(select(func.count(Session.id)).join(Session.meeting).where(*others)) == 120


def test_load_tells_of_a_campaign_that_is_over(demo):
    campaign = db.session.scalars(select(Campaign)).one()
    assert campaign.started_at.date() == last_spring(NOW.date()) == date(2026, 5, 4)
    assert campaign.ended_at < NOW
    states = Counter(db.session.scalars(select(Ask.state)))
    assert sum(states.values()) == 186
    assert states[AskState.UNREACHABLE] == 36
    assert states[AskState.CONFIRMED] > 100
    assert min(states[AskState.CHANGED], states[AskState.OPENED], states[AskState.ASKED]) > 5
    changes = Counter(db.session.scalars(select(Change.state)))
    assert changes == {ChangeState.APPLIED: states[AskState.CHANGED] - 1, ChangeState.REFUSED: 1}


def test_load_keeps_letters_that_could_have_been_uploaded(demo):
    storage = demo.extensions["storage"]
    kept = db.session.scalars(select(NominationLetter)).all()
    assert len(kept) == 7
    for letter in kept:
        with storage.open(letter.storage_key) as data:
            assert uploads.check(letter.filename, data, limit=100_000).content_type == "application/pdf"


def test_load_gives_roles_and_lets_everybody_have_accepted_the_notice(demo):
    given = {Granted.ASSISTANT: 1, Granted.AUDITOR: 1, Granted.PRESENTER: 3}
    assert Counter(db.session.scalars(select(RoleGrant.role))) == given
    notice = db.session.scalars(select(PrivacyNotice)).one()
    assert notice.text.complete
    assert not is_template(notice.text)
    assert count(Person, Person.accepted_version == notice.version) == count(PrivacyAcceptance) == count(Person)
    assert count(Person, Person.address_failed_at.is_not(None)) == count(Incoming, Incoming.for_good) == 1
    assert count(CalendarAnswer) == 3


def test_load_has_people_who_come_in_and_people_known_twice(demo):
    assert db.session.scalars(select(AccessRequest.state)).one() is RequestState.WAITING
    assert db.session.scalars(select(Invitation)).one().organisation.code == "MD"
    found = [double.pair.likelihood for double in doubles(on=NOW.date()).things]
    assert found == [Likelihood.NEARLY_CERTAIN, Likelihood.POSSIBLE]


def test_load_writes_what_happened_to_the_register_among_all_else(demo):
    of_the_register = ("nomination.%", "confirmation.%", "joining.%", "role.%", "meeting.announced", "record.published")
    lines = select(AuditLine.at).outerjoin(Meeting, Meeting.id == AuditLine.meeting_id)
    wanted = or_(*(AuditLine.verb.like(verb) for verb in of_the_register))
    told = or_(Meeting.id.is_(None), Meeting.slug.not_like("bench%"))
    instants = db.session.scalars(lines.where(wanted, told).order_by(AuditLine.id)).all()
    assert len(instants) > 400
    assert instants == sorted(instants)


def test_load_refuses_a_house_in_use(make, app, settings):
    make.secretariat()
    app.extensions["settings"] = replace(settings, demo=True)
    try:
        result = run(app, "load")
    finally:
        app.extensions["settings"] = settings
    assert result.exit_code == 1
    assert "empty house" in result.output
    assert count(Person) == 1


@pytest.mark.parametrize("command", [["load"], ["sign-in", "ncp.ke@hemicycle.example"]], ids=lambda words: words[0])
def test_demo_commands_refuse_outside_the_demo(app, command):
    result = run(app, *command)
    assert result.exit_code == 1
    assert "HEMICYCLE_DEMO=1" in result.output


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    "email", ["secretariat@hemicycle.example", "ncp.ke@hemicycle.example", "observer@hemicycle.example"]
)
def test_sign_in_prints_an_address_that_works(demo, email):
    result = run(demo, "sign-in", email)
    assert result.exit_code == 0
    address = result.output.strip()
    browser = demo.test_client()
    page = browser.get(address)
    assert page.status_code == 200
    arrived = browser.post(address)
    assert arrived.status_code == 303
    assert "sign-in" not in arrived.location


@time_machine.travel(NOW, tick=False)
def test_sign_in_in_french_begins_in_french(demo):
    assert "/fr/sign-in/" in run(demo, "sign-in", "ncp.cm@hemicycle.example").output


def test_sign_in_refuses_strangers(demo):
    result = run(demo, "sign-in", "nobody@hemicycle.example")
    assert result.exit_code == 1
    assert "Nobody is known" in result.output
