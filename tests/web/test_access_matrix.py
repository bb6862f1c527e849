"""Who gets where: role × route × owner, made from the URL map, so that a new route without a line here fails."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from meetings.domain.document import actions as documents
from meetings.domain.document.rules import Draft
from meetings.domain.outbox import actions as outbox
from meetings.domain.outcome.rules import Task
from meetings.domain.person import rules as people
from meetings.domain.poll import actions as polls
from meetings.domain.poll.rules import PollDraft
from meetings.domain.registration import actions as registrations
from meetings.extensions import db, transaction
from meetings.models.base import Base
from meetings.models.document import DocumentKind
from meetings.models.meeting import Visibility
from meetings.models.outcome import Owner
from meetings.models.person import Person
from tests.conftest import SECRET, Browser
from tests.make import Make, both

EVERYONE, SIGNED_IN, SECRETARIAT = "everyone", "people who are signed in", "the secretariat"
#: While the poll is open its result is nobody's.
NOBODY = "nobody"
#: The owner of an action reports on it; the secretariat does too, others may not.
OWNER = "the owner and the secretariat"

EXPECTED = {
    "access.code": EVERYONE,
    "access.link": EVERYONE,
    "access.new": EVERYONE,
    "access.set_up": EVERYONE,
    "access.sign_out": EVERYONE,
    "agenda": SECRETARIAT,
    "archive.index": EVERYONE,
    "archive": SIGNED_IN,
    "calendar.personal": EVERYONE,
    "calendar.public": EVERYONE,
    "calendar.meeting": EVERYONE,
    "calendar.index": EVERYONE,
    "calendar.renew": SIGNED_IN,
    "document": SIGNED_IN,
    "document_manage.index": SIGNED_IN,
    "document_manage": SECRETARIAT,
    "health": EVERYONE,
    "home": EVERYONE,
    "meeting": EVERYONE,
    "meeting_manage": SECRETARIAT,
    "organisation": SIGNED_IN,
    "organisation.export_csv": SECRETARIAT,
    "organisation.export_xlsx": SECRETARIAT,
    "organisation_manage": SECRETARIAT,
    "outbox": SECRETARIAT,
    "outcome": SIGNED_IN,
    "outcome.state": OWNER,
    "outcome_manage": SECRETARIAT,
    "person": SIGNED_IN,
    "poll": SIGNED_IN,
    "poll.results_csv": NOBODY,
    "poll.results_xlsx": NOBODY,
    "poll_manage": SECRETARIAT,
    "record": SIGNED_IN,
    "record_manage": SECRETARIAT,
    "registration": SIGNED_IN,
    "registration_manage": SECRETARIAT,
}


def expected(endpoint: str) -> str:
    """Return who may use *endpoint*: its own line, or that of its folder."""
    return EXPECTED.get(endpoint) or EXPECTED[endpoint.split(".")[0]]


class World:
    """One of everything that an address can name, in a meeting whose papers are for people who are signed in."""

    def __init__(self, make: Make) -> None:
        self.secretariat = make.secretariat()
        self.owner = make.ncp(make.member())
        self.other = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other")
        meeting = make.meeting(visibility=Visibility.OPEN)
        item = make.item(meeting)
        record = make.record(meeting, published=True)
        action = make.action(meeting, Task(both("Write"), owner=Owner.PERSON, person=self.owner))
        with transaction():
            registrations.register(meeting, self.owner, session=make.sessions(meeting)[0], by=self.owner, now=make.now)
            draft = Draft(
                symbol="NCP0801", title=both("Paper"), kind=DocumentKind.DOCUMENT, item=None, expected_on=None
            )
            document = documents.add(meeting, draft, by=None, now=make.now)
            poll = polls.prepare(
                meeting,
                PollDraft(question=both("Agreed?"), item=None, options=((both("Yes"), False), (both("No"), False))),
                by=None,
                now=make.now,
            )
            outbox.beat("scheduler", now=make.now)
            polls.open_(poll, closes_at=make.now + timedelta(days=12), by=None, now=make.now)
        self.values: dict[str, Any] = {
            "lang": "en",
            "slug": meeting.slug,
            "token": people.feed_token(self.owner.feed_nonce, SECRET),
            "code": "ke",
            "item_id": item.id,
            "document_id": document.id,
            "version_id": 999_999,
            "paragraph_id": 999_999,
            "poll_id": poll.id,
            "action_id": action.id,
            "decision_id": 999_999,
            "nomination_id": 999_999,
            "number": 999_999,
            "filename": "x.pdf",
            "ticket": "x",
            "record": record.id,
        }


def _routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield rule, method


def _status(browser: Browser, app: Flask, rule: Rule, method: str, values: dict[str, Any]) -> tuple[int, str]:
    with app.test_request_context():
        path = app.url_map.bind("localhost").build(rule.endpoint, {n: values[n] for n in rule.arguments}, method=method)
    answer = browser.open(path, method=method)
    answer.close()
    return answer.status_code, answer.location or ""


def _kept_out(status: int, location: str) -> bool:
    return status in {403, 404, 410} or (status == 303 and "/sign-in/" in location)


@pytest.fixture
def world(make: Make) -> World:
    return World(make)


def test_every_route_has_a_line(application: Flask) -> None:
    for rule in application.url_map.iter_rules():
        assert expected(rule.endpoint)


@pytest.mark.parametrize("role", ["stranger", "owner", "other", "secretariat"])
def test_matrix(world: World, app: Flask, client: Browser, role: str) -> None:
    person: Person | None = getattr(world, role, None)
    wrong = []
    for rule, method in _routes(app):
        if rule.endpoint == "access.sign_out":
            continue
        browser = app.test_client()
        assert isinstance(browser, Browser)
        if person:
            browser.sign_in(person)
        status, location = _status(browser, app, rule, method, world.values)
        may = {
            EVERYONE: True,
            NOBODY: False,
            SIGNED_IN: role != "stranger",
            SECRETARIAT: role == "secretariat",
            OWNER: role in {"owner", "secretariat"},
        }[expected(rule.endpoint)]
        out = _kept_out(status, location)
        # 404 also answers those who may, for things that are not there.
        if status >= 500 or (not may and not out) or (may and status == 403):
            wrong.append(f"{role} {method} {rule.endpoint}: {status} {location}")
    assert not wrong, "\n".join(wrong)


def test_reading_changes_nothing(world: World, app: Flask, client: Browser) -> None:
    client.sign_in(world.secretariat)
    before = _rows()
    for rule, method in _routes(app):
        if method == "GET":
            _status(client, app, rule, method, world.values)
    assert _rows() == before


def _rows() -> dict[str, list[Any]]:
    """Return every row of every table."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
        }


def test_things_of_another_meeting_are_not_found(world: World, make: Make, client: Browser) -> None:
    make.meeting(number=9)
    client.sign_in(world.secretariat)
    item, document = world.values["item_id"], world.values["document_id"]
    for path in (f"agenda/{item}/", f"documents/{document}/edit/", f"agenda/{item}/remove/"):
        assert client.get(f"/en/meetings/ncp-plenary-9/{path}").status_code == 404
        assert client.get(f"/en/meetings/ncp-plenary-8/{path}").status_code == 200


def test_numbers_beyond_any_id_are_not_found(world: World, app: Flask, client: Browser) -> None:
    client.sign_in(world.secretariat)
    for rule, method in _routes(app):
        if any(name.endswith("_id") or name == "number" for name in rule.arguments):
            values = {n: 2**63 if n.endswith("_id") or n == "number" else v for n, v in world.values.items()}
            assert _status(client, app, rule, method, values)[0] == 404, rule.endpoint
