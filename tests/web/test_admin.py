"""The pages of the administration."""

import pytest
from flask import Flask

from meetings.domain.audit import actions as audit
from meetings.domain.role import actions, queries
from meetings.domain.role.rules import Scope
from meetings.extensions import db, transaction
from meetings.models.person import Person, Role
from meetings.models.role import Granted, RoleGrant
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted


@pytest.fixture
def admin(make: Make, client: Browser) -> Person:
    """An administrator, signed in."""
    person = make.secretariat()
    client.sign_in(person)
    return person


def fresh(person: Person) -> Person:
    db.session.expire_all()
    return db.session.get_one(Person, person.id)


def test_index_leads_to_what_the_reader_looks_after(make: Make, client: Browser, admin: Person) -> None:
    page = client.get("/en/admin/").text
    assert "People and roles" in page
    assert "Audit trail" in page
    assert 'href="/en/admin/"' in client.get("/en/").text
    secretary = make.person("Sec", role=Role.SECRETARIAT)
    page = client.sign_in(secretary).get("/en/admin/").text
    assert "Outbox" in page
    assert "Audit trail" not in page
    assert client.sign_in(make.person("P")).get("/en/admin/").status_code == 403


def test_role_is_changed(make: Make, client: Browser, admin: Person) -> None:
    person = make.person("Other")
    path = f"/en/admin/people/{person.id}/role/"
    assert "Role of Other" in client.get(path).text
    assert client.post(path, data={"role": "secretariat"}).status_code == 303
    assert fresh(person).role is Role.SECRETARIAT
    assert "Secretariat" in client.get(f"/en/admin/people/{person.id}/").text


@pytest.mark.parametrize("role", ["", "emperor", "\x00", "participant"])
def test_bad_role_is_refused(make: Make, client: Browser, admin: Person, role: str) -> None:
    person = make.person("Other")
    assert client.post(f"/en/admin/people/{person.id}/role/", data={"role": role}).status_code == 422
    assert fresh(person).role is Role.PARTICIPANT


def test_last_administrator_is_told_so(client: Browser, admin: Person) -> None:
    answer = client.post(f"/en/admin/people/{admin.id}/role/", data={"role": "participant"})
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    assert fresh(admin).role is Role.ADMINISTRATOR
    client.post(f"/en/admin/people/{admin.id}/close/")
    assert fresh(admin).disabled_at is None


def test_grant_is_given_and_ended(make: Make, client: Browser, admin: Person) -> None:
    meeting, person = make.meeting(), make.person("Other")
    path = f"/en/admin/people/{person.id}/roles/new/"
    assert "8th NCP Plenary" in client.get(path).text
    data = {"role": "assistant", "scope": f"meeting:{meeting.id}", "since": "2027-03-02", "until": ""}
    assert client.post(path, data=data).status_code == 303
    (given,) = queries.of(person)
    assert (given.role, given.meeting_id, given.until_on) == (Granted.ASSISTANT, meeting.id, None)
    assert "8th NCP Plenary" in client.get(f"/en/admin/people/{person.id}/").text
    assert client.post(path, data=data).status_code == 422
    end = f"/en/admin/roles/{given.id}/end/"
    assert "End this role?" in client.get(end).text
    assert client.post(end).status_code == 303
    db.session.expire_all()
    assert db.session.get_one(RoleGrant, given.id).ended_by_id == admin.id
    assert client.get(end).status_code == 303, "nothing is left to end"


@pytest.mark.parametrize(
    "changes",
    [
        {"role": "presenter"},
        {"role": "\ud800"},
        {"scope": "meeting:99999999999999999999"},
        {"scope": ""},
        {"scope": "x" * 5000},
        {"since": ""},
        {"since": "2027-02-30"},
        {"until": "2027-03-01"},
        {"until": "9" * 30},
    ],
)
def test_bad_grant_is_refused(make: Make, client: Browser, admin: Person, changes: dict[str, str]) -> None:
    meeting, person = make.meeting(), make.person("Other")
    data = {"role": "assistant", "scope": f"meeting:{meeting.id}", "since": "2027-03-02", "until": ""} | changes
    body = "&".join(f"{name}={value}" for name, value in data.items()).encode("utf-8", "surrogatepass")
    answer = client.post(
        f"/en/admin/people/{person.id}/roles/new/", data=body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert queries.of(person) == []


def test_account_is_closed_and_opened(make: Make, client: Browser, admin: Person) -> None:
    person = make.person("Other")
    assert "Close the account" in client.get(f"/en/admin/people/{person.id}/close/").text
    client.post(f"/en/admin/people/{person.id}/close/")
    assert fresh(person).disabled_at
    assert "has been closed" in client.get(f"/en/admin/people/{person.id}/").text
    assert "Other" in client.get("/en/admin/people/?closed=1").text
    client.post(f"/en/admin/people/{person.id}/reopen/")
    assert fresh(person).disabled_at is None


def test_old_proof_is_asked_for_again(make: Make, client: Browser, admin: Person) -> None:
    person = make.person("Other")
    with transaction():
        db.session.execute(db.text("UPDATE web_session SET proved_at = '2027-03-01 09:00:00+00:00'"))
    answer = client.get(f"/en/admin/people/{person.id}/role/")
    assert answer.status_code == 303
    assert "confirm" in answer.location


def people(make: Make, number: int) -> None:
    """Make people who each have a grant and a nomination."""
    meeting, member = make.meeting(), make.member()
    for _ in range(number):
        person = make.ncp(member)
        with transaction():
            since = make.now.date()
            actions.grant(person, Granted.ASSISTANT, Scope(meeting=meeting), since=since, by=None, now=make.now)


def test_lists_take_as_many_statements_for_thirty_as_for_one(make: Make, client: Browser, admin: Person) -> None:
    people(make, 1)
    meeting = make.meeting(number=9)

    def count(path: str) -> int:
        client.get(path)
        with counted() as statements:
            assert client.get(path).status_code == 200
        return len(statements)

    paths = ("/en/admin/people/", "/en/admin/audit/", "/en/admin/audit/trail.csv")
    other = make.person("Other")
    with transaction():
        audit.record("person.revised", other, by=admin, on_behalf_of=other, meeting=meeting, now=make.now)
    before = [count(path) for path in paths]
    for _ in range(30):
        person = make.person("More")
        with transaction():
            actions.grant(
                person, Granted.ASSISTANT, Scope(meeting=meeting), since=make.now.date(), by=admin, now=make.now
            )
            audit.record("person.revised", other, by=admin, on_behalf_of=person, meeting=meeting, now=make.now)
    assert [count(path) for path in paths] == before


def test_people_are_filtered(make: Make, client: Browser, admin: Person) -> None:
    make.person("Zoé")
    page = client.get("/en/admin/people/?words=zoe").text
    assert "Zoé" in page
    assert "One person" in page
    assert "Nobody is like this" in client.get("/en/admin/people/?words=%ED%A0%80").text
    assert client.get("/en/admin/people/?role=emperor&page=99999").status_code == 200


def test_audit_trail_is_filtered_and_paged(make: Make, client: Browser, admin: Person) -> None:
    meeting, other = make.meeting(), make.person("For Whom")
    with transaction():
        audit.record("poll.ballot_cast", meeting, by=admin, on_behalf_of=other, meeting=meeting, now=make.now)
    page = client.get(f"/en/admin/audit/?verb=poll.ballot_cast&meeting={meeting.slug}&since=2027-03-02").text
    assert "One line" in page
    assert "on behalf of For Whom" in page
    for query in ("thing=x", "since=2027-02-30", "until=9999-12-31", "page=0", "person=%00", "person=%ED%A0%80"):
        assert client.get(f"/en/admin/audit/?{query}").status_code == 200
    assert "Nothing like this" in client.get("/en/admin/audit/?thing=person:999999").text


def test_audit_trail_is_taken_away_as_a_file(make: Make, client: Browser, admin: Person) -> None:
    make.person("=cmd()")
    with transaction():
        person = db.session.scalars(db.select(Person).where(Person.name == "=cmd()")).one()
        audit.record("person.revised", person, by=person, now=make.now)
    answer = client.get("/en/admin/audit/trail.csv?person=cmd")
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "'=cmd()" in answer.text
    assert len(answer.text.splitlines()) == 2
    assert client.get("/en/admin/audit/trail.xlsx").data.startswith(b"PK")


def test_auditor_reads_the_trail_only(make: Make, client: Browser, admin: Person) -> None:
    auditor = make.person("Auditor")
    with transaction():
        actions.grant(auditor, Granted.AUDITOR, Scope(), since=make.now.date(), by=admin, now=make.now)
    client.sign_in(auditor)
    assert client.get("/en/admin/audit/").status_code == 200
    assert client.get("/en/admin/people/").status_code == 403
    assert "Audit trail" in client.get("/en/admin/").text


def test_erased_name_is_not_taken_for_the_clock(make: Make, client: Browser, admin: Person, app: Flask) -> None:
    meeting = make.meeting()
    with transaction():
        audit.record("meeting.revised", meeting, by=admin, meeting=meeting, now=make.now)
        db.session.execute(db.text("UPDATE audit_line SET actor_name = ''"))
    page = client.get(f"/en/meetings/{meeting.slug}/history/").text
    assert "somebody whose name was erased" in page
    assert "Hemicycle, by itself" in page
