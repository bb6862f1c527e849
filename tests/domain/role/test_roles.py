"""Giving and ending roles, closing accounts, and what an assistant and a presenter may therefore do."""

from datetime import timedelta

import pytest

from meetings.domain.document import policy as documents
from meetings.domain.meeting import policy as meetings
from meetings.domain.meeting import queries as find_meetings
from meetings.domain.role import actions, policy, queries, rules
from meetings.domain.role.queries import Wanted
from meetings.domain.role.rules import Scope
from meetings.extensions import db, transaction
from meetings.models.access import WebSession
from meetings.models.document import DocumentKind
from meetings.models.meeting import Visibility
from meetings.models.organisation import Capacity
from meetings.models.person import Person, Role
from meetings.models.role import Granted, RoleGrant
from tests.make import Make
from tests.queries import counted


def give(make: Make, person: Person, role: Granted, scope: Scope, **more: object) -> RoleGrant:
    with transaction():
        return actions.grant(
            person,
            role,
            scope,
            **{"since": make.now.date(), "by": None, "now": make.now, **more},  # type: ignore[arg-type]
        )


def test_assistant_of_a_series_runs_its_meetings_and_no_others(make: Make) -> None:
    meeting, person = make.meeting(announced=False, visibility=Visibility.INTERNAL), make.person()
    assert not meetings.can_see(person, meeting)
    give(make, person, Granted.ASSISTANT, Scope(series=meeting.series))
    assert meetings.can_manage(person, meeting)
    assert meetings.can_see(person, meeting)
    assert meetings.can_plan_in(person, meeting.series)
    assert not meetings.can_begin_series(person)
    found = db.session.scalars(db.select(type(meeting)).where(find_meetings.visible_to(person))).all()
    assert found == [meeting]


def test_assistant_of_one_meeting_runs_only_that_one(make: Make) -> None:
    mine, other, person = make.meeting(), make.meeting(number=9), make.person()
    give(make, person, Granted.ASSISTANT, Scope(meeting=mine))
    assert meetings.can_manage(person, mine)
    assert not meetings.can_manage(person, other)
    assert not meetings.can_plan(person)


def test_role_holds_from_its_first_to_its_last_day(make: Make) -> None:
    meeting, today = make.meeting(), make.now.date()
    early, late = make.person("Early"), make.person("Late")
    give(make, early, Granted.ASSISTANT, Scope(meeting=meeting), since=today - timedelta(days=9), until=today)
    give(make, late, Granted.ASSISTANT, Scope(meeting=meeting), since=today + timedelta(days=1))
    assert meetings.can_manage(early, meeting)
    assert not meetings.can_manage(late, meeting)
    assert queries._read(early, on=today + timedelta(days=1)) == queries.NOTHING
    assert queries._read(late, on=today + timedelta(days=1)).meetings == {meeting.id}


def test_ended_role_gives_nothing_at_once(make: Make) -> None:
    meeting, person = make.meeting(), make.person()
    given = give(make, person, Granted.ASSISTANT, Scope(meeting=meeting))
    assert person.holds_grants
    with transaction():
        actions.end(given, by=None, now=make.now)
    assert not meetings.can_manage(person, meeting)
    assert not person.holds_grants
    with pytest.raises(rules.GrantOver), transaction():
        actions.end(given, by=None, now=make.now)


def test_presenter_uploads_the_presentations_of_their_item_only(make: Make) -> None:
    meeting = make.meeting()
    mine, other = make.item(meeting), make.item(meeting, "Other")
    person = make.person()
    give(make, person, Granted.PRESENTER, Scope(item=mine))
    paper = make.document(meeting, "NCP0801", item=mine)
    slides, foreign = make.document(meeting, "NCP0802", item=mine), make.document(meeting, "NCP0803", item=other)
    with transaction():
        slides.kind = foreign.kind = DocumentKind.PRESENTATION
    assert documents.can_upload(person, slides)
    assert not documents.can_upload(person, paper)
    assert not documents.can_upload(person, foreign)
    assert not documents.can_change(person, slides)


def test_auditor_reads_the_trail_and_administers_nothing(make: Make) -> None:
    person = make.person()
    give(make, person, Granted.AUDITOR, Scope())
    assert policy.can_audit(person)
    assert policy.can_enter(person)
    assert not policy.can_administer(person)
    secretary = make.person("Sec", role=Role.SECRETARIAT)
    assert not policy.can_audit(secretary)
    assert not policy.can_administer(secretary)


@pytest.mark.parametrize(
    ("role", "wanted"),
    [
        (Granted.ASSISTANT, ()),
        (Granted.ASSISTANT, ("series", "meeting")),
        (Granted.ASSISTANT, ("item",)),
        (Granted.AUDITOR, ("meeting",)),
        (Granted.PRESENTER, ()),
        (Granted.PRESENTER, ("meeting",)),
    ],
)
def test_role_fits_what_it_is_for(make: Make, role: Granted, wanted: tuple[str, ...]) -> None:
    meeting = make.meeting()
    things = {"series": meeting.series, "meeting": meeting, "item": make.item(meeting)}
    with pytest.raises(rules.ScopeMissing):
        give(make, make.person(), role, Scope(**{name: things[name] for name in wanted}))


def test_role_is_not_given_twice_nor_to_a_closed_account_nor_backwards(make: Make) -> None:
    person, admin = make.person(), make.secretariat()
    give(make, person, Granted.AUDITOR, Scope())
    with pytest.raises(rules.AlreadyGranted):
        give(make, person, Granted.AUDITOR, Scope())
    with pytest.raises(rules.GrantEndsBeforeItBegins):
        give(make, admin, Granted.AUDITOR, Scope(), until=make.now.date() - timedelta(days=1))
    with transaction():
        actions.close(person, by=admin, now=make.now)
    with pytest.raises(rules.AccountIsClosed):
        give(make, person, Granted.AUDITOR, Scope())


def test_grants_are_read_once_and_only_for_those_who_have_any(make: Make) -> None:
    meeting, plain, assistant = make.meeting(), make.person(), make.person("Assistant")
    give(make, assistant, Granted.ASSISTANT, Scope(meeting=meeting))
    meetings.can_manage(plain, meeting), assistant.holds_grants
    with counted() as statements:
        assert not meetings.can_manage(plain, meeting)
    assert statements == []
    with counted() as statements:
        assert meetings.can_manage(assistant, meeting)
        assert meetings.can_see(assistant, meeting)
    assert len(statements) <= 1


def test_last_administrator_stays(make: Make) -> None:
    only = make.secretariat()
    for act in (
        lambda: actions.set_role(only, Role.SECRETARIAT, by=only, now=make.now),
        lambda: actions.close(only, by=only, now=make.now),
    ):
        with pytest.raises(rules.LastAdministrator), transaction():
            act()
    other = make.person("Other", role=Role.ADMINISTRATOR)
    with transaction():
        actions.set_role(only, Role.SECRETARIAT, by=only, now=make.now)
    with pytest.raises(rules.LastAdministrator), transaction():
        actions.close(other, by=only, now=make.now)


def test_new_role_and_closed_account_end_all_sessions(make: Make, client) -> None:
    admin, person = make.secretariat(), make.person()
    client.sign_in(person)
    assert client.get("/en/people/me/").status_code == 200
    with transaction():
        actions.set_role(person, Role.SECRETARIAT, by=admin, now=make.now)
    assert client.get("/en/people/me/").status_code == 303
    client.sign_in(person)
    with transaction():
        actions.close(person, by=admin, now=make.now)
        actions.reopen(person, by=admin, now=make.now)
    assert client.get("/en/people/me/").status_code == 303
    assert db.session.scalars(db.select(WebSession).where(WebSession.ended_at.is_(None))).all() == []


def test_account_is_closed_and_opened_once(make: Make) -> None:
    admin, person = make.secretariat(), make.person()
    with pytest.raises(rules.AccountIsOpen), transaction():
        actions.reopen(person, by=admin, now=make.now)
    with transaction():
        actions.close(person, by=admin, now=make.now)
    with pytest.raises(rules.AccountIsClosed), transaction():
        actions.close(person, by=admin, now=make.now)
    with transaction():
        person.erased_at = make.now
    with pytest.raises(rules.AccountErased), transaction():
        actions.reopen(person, by=admin, now=make.now)
    with pytest.raises(rules.RoleUnchanged), transaction():
        actions.set_role(admin, Role.ADMINISTRATOR, by=admin, now=make.now)


def test_people_are_found_by_words_and_role(make: Make) -> None:
    admin = make.secretariat()
    head = make.ncp(make.member(), "Éloïse Head", capacity=Capacity.HEAD)
    auditor = make.person("Auditor")
    give(make, auditor, Granted.AUDITOR, Scope())
    on = make.now.date()

    def names(wanted: Wanted) -> list[str]:
        return [person.name for person in queries.people(wanted, on=on).things]

    assert names(Wanted(words="eloise")) == [head.name]
    assert names(Wanted(role=Role.ADMINISTRATOR)) == [admin.name]
    assert names(Wanted(role=Granted.AUDITOR)) == ["Auditor"]
    assert names(Wanted(role=Capacity.HEAD)) == [head.name]
    assert names(Wanted(closed=True)) == []
    assert len(names(Wanted())) == 3
    assert queries.few("100% nobody_", admin) == []
