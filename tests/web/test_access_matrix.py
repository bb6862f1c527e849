"""Who gets where: role × route × owner, made from the URL map, so that a new route without a line here fails."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from meetings.extensions import db
from meetings.models.base import Base
from meetings.models.person import Person
from tests.conftest import Browser
from tests.make import Make
from tests.web.world import World

#: On a busy machine a thousand requests take their time.
pytestmark = pytest.mark.timeout(600)

Roles = frozenset[str]

#: Everybody who knocks at every door: the person of this name in the ``World``; “secretariat” is an administrator.
ROLES = (
    "stranger",
    "participant",
    "observer",
    "alternate",
    "owner",
    "other",
    "head",
    "presenter",
    "foreign_assistant",
    "assistant",
    "auditor",
    "secretary",
    "secretariat",
)
EVERYONE: Roles = frozenset(ROLES)
SIGNED_IN = EVERYONE - {"stranger"}
ADMINISTRATOR: Roles = frozenset({"secretariat"})
SECRETARIAT: Roles = ADMINISTRATOR | {"secretary"}
#: Who runs the meeting of the world: the secretariat, and the assistant of its series.
RUNNERS = SECRETARIAT | {"assistant"}
PLANNERS = RUNNERS | {"foreign_assistant"}
#: The document of the world is a presentation on the item that the presenter presents.
UPLOADERS = RUNNERS | {"presenter"}
AUDITORS = ADMINISTRATOR | {"auditor"}
#: While the poll is open its result is nobody's.
NOBODY: Roles = frozenset()
#: The owner of an action reports on it; who runs the meeting does too, others may not.
OWNER = RUNNERS | {"owner"}
HEADS = SECRETARIAT | {"head"}
KENYANS: Roles = frozenset({"owner", "head", "alternate"})
#: Who speaks for a Member.
MEMBERS = KENYANS | {"other"}

EXPECTED = {
    "access.code": EVERYONE,
    "access.link": EVERYONE,
    "access.new": EVERYONE,
    "access.set_up": EVERYONE,
    "access.sign_out": EVERYONE,
    "address": EVERYONE,
    "address.change": SIGNED_IN,
    "address.stop": SIGNED_IN,
    "address_manage": SECRETARIAT,
    "sso": EVERYONE,
    "sso_back": EVERYONE,
    "second": EVERYONE,
    "series": PLANNERS,
    "series_manage": RUNNERS,
    "series_plan": RUNNERS,
    "confirm": SIGNED_IN,
    "passkey": EVERYONE,
    "passkey.proof_options": SIGNED_IN,
    "security": SIGNED_IN,
    "security.end": NOBODY,
    "factor": SIGNED_IN,
    "factor.passkey_show": NOBODY,
    "factor.passkey_remove": NOBODY,
    "factor.provider_unlink": NOBODY,
    "admin": ADMINISTRATOR,
    "admin.index": SECRETARIAT | AUDITORS,
    "admin_audit": AUDITORS,
    "admin_factors": ADMINISTRATOR,
    "admin_rights": ADMINISTRATOR,
    "agenda": RUNNERS,
    "agenda_issue": RUNNERS,
    "agenda_proposals": RUNNERS,
    "agenda_proposals.index": RUNNERS | MEMBERS,
    "agenda_proposals.new": MEMBERS,
    "agenda_proposals.edit": KENYANS,
    "agenda_proposals.withdraw": KENYANS,
    "agenda_run": RUNNERS,
    "agenda_versions": EVERYONE,
    "archive.index": EVERYONE,
    "archive": SIGNED_IN,
    "attendance": SIGNED_IN,
    "attendance_manage": RUNNERS,
    "connection_list": RUNNERS,
    "certificate": RUNNERS,
    "certificate.mine": SIGNED_IN,
    "certificate.pdf": RUNNERS | {"owner"},
    "verify": EVERYONE,
    "participants": SIGNED_IN,
    "participants.publish": RUNNERS,
    "participants.withdraw": RUNNERS,
    "list_correction": EVERYONE,
    "list_correction_manage": RUNNERS,
    "calendar.personal": EVERYONE,
    "calendar.public": EVERYONE,
    "calendar.meeting": EVERYONE,
    "calendar.sitting": EVERYONE,
    "calendar.series": EVERYONE,
    "calendar.deadlines": EVERYONE,
    "calendar.index": EVERYONE,
    "calendar.month": EVERYONE,
    "calendar.year": EVERYONE,
    "calendar.times": EVERYONE,
    "calendar.renew": SIGNED_IN,
    "confirmation": EVERYONE,
    "confirmation_changes": SECRETARIAT,
    "confirmation_manage": SECRETARIAT,
    "joining": EVERYONE,
    "joining_manage": SECRETARIAT | {"head"},
    "door": RUNNERS,
    "document": SIGNED_IN,
    "document_manage.index": SIGNED_IN,
    "document_manage": RUNNERS,
    "document_manage.upload": UPLOADERS,
    "health": EVERYONE,
    "home": EVERYONE,
    "incoming": SECRETARIAT,
    "incoming_hook": EVERYONE,
    "meeting": EVERYONE,
    "meeting_manage": RUNNERS,
    "meeting_steps": RUNNERS,
    "programme": RUNNERS,
    "meeting_manage.new": PLANNERS,
    "meeting_manage.series": SECRETARIAT,
    "organisation": SIGNED_IN,
    "organisation.export_csv": SECRETARIAT,
    "organisation.export_states": SECRETARIAT,
    "organisation.export_vcf": SECRETARIAT,
    "organisation.export_xlsx": SECRETARIAT,
    "organisation_edit": SECRETARIAT,
    "console": RUNNERS,
    "deadline": RUNNERS,
    "deadline.index": EVERYONE,
    "admin_delivery": ADMINISTRATOR,
    "mails": SIGNED_IN,
    "refusing": EVERYONE,
    "mailing": RUNNERS,
    "mailing.plan": SECRETARIAT,
    "mailing.send": SECRETARIAT,
    "mailing.stop": SECRETARIAT,
    "mailing_letters": RUNNERS,
    "mailing_recipients": RUNNERS,
    "mailing_series": RUNNERS,
    "mailing_words": SECRETARIAT,
    "mailing_words.series": RUNNERS,
    "mailing_words.forget_series": RUNNERS,
    "merging": SECRETARIAT,
    "merging.show": NOBODY,
    "organisation_lists": SECRETARIAT,
    "organisation_manage": SECRETARIAT,
    "organisation_manage.nominate": HEADS,
    "organisation_nominations": SECRETARIAT,
    "organisation_representation": SIGNED_IN,
    "outbox": SECRETARIAT,
    "outbox_meeting": RUNNERS,
    "outcome": SIGNED_IN,
    "outcome.state": OWNER,
    "outcome_manage": RUNNERS,
    "person": SIGNED_IN,
    "people": SIGNED_IN,
    "privacy": EVERYONE,
    "privacy.accept": SIGNED_IN,
    "privacy_mine": SIGNED_IN,
    "privacy_manage": SECRETARIAT,
    "privacy_manage.erase": ADMINISTRATOR,
    "privacy_manage.erasure": ADMINISTRATOR,
    "privacy_manage.erasures": ADMINISTRATOR,
    "privacy_periods": ADMINISTRATOR,
    "parity": RUNNERS,
    "parity_files": RUNNERS,
    "poll": SIGNED_IN,
    "ballot": SIGNED_IN,
    "room": SIGNED_IN,
    "short": EVERYONE,
    "ballot.receipts": NOBODY,
    "ballot.receipts_txt": NOBODY,
    "poll.results_csv": NOBODY,
    "poll.results_xlsx": NOBODY,
    "poll_files": NOBODY,
    "poll_manage": RUNNERS,
    "poll_import": RUNNERS,
    #: No option has a picture.
    "poll_picture": NOBODY,
    "poll_present": SIGNED_IN,
    "poll_result": RUNNERS,
    "poll_result.part": SIGNED_IN,
    "floor": SIGNED_IN,
    "floor.ask": RUNNERS | MEMBERS | {"observer"},
    "floor.withdraw": RUNNERS | KENYANS,
    **{f"floor.{name}": RUNNERS for name in ("limit", "close", "open_", "give", "end", "back", "move")},
    "question": RUNNERS | MEMBERS | {"presenter"},
    "question.index": SIGNED_IN,
    "question.board": SIGNED_IN,
    "question.withdraw": frozenset({"owner"}),
    "question_manage": RUNNERS | {"presenter"},
    "question_manage.settings": RUNNERS,
    "question_manage.merge": RUNNERS,
    "question_manage.part": RUNNERS,
    "poll_run": RUNNERS,
    "poll_schedule": RUNNERS,
    "poll_for": SIGNED_IN,
    "proxy": SIGNED_IN,
    "proxy.take_back": NOBODY,
    "proxy.decline": NOBODY,
    "proxy_manage": RUNNERS,
    "poll_repeat": RUNNERS,
    "poll_dates": RUNNERS,
    "record": SIGNED_IN,
    "record_manage": RUNNERS,
    "register_import": SECRETARIAT,
    "registration": SIGNED_IN,
    "presenters": RUNNERS,
    "registration_manage": RUNNERS,
    "registration_on_behalf": RUNNERS,
    "invitation_manage": RUNNERS,
    "invitation_manage.new": SECRETARIAT,
    "invitation_manage.remind": SECRETARIAT,
    "place": EVERYONE,
    "place_substitute": EVERYONE,
    "registration_substitute": RUNNERS | {"owner", "head"},
    "registration_substitute.mine": SIGNED_IN,
    "registration_substitute.end": RUNNERS | {"owner", "head", "alternate"},
    "registration_breakouts": SIGNED_IN,
    "registration_days": SIGNED_IN,
    "registration_days_of": RUNNERS,
    "registration_colleague": SIGNED_IN,
    "registration_decision": RUNNERS,
    "registration_terms": RUNNERS,
    "registration_questions": RUNNERS,
    "registration_needs": SECRETARIAT,
    "registration_badges": RUNNERS,
    "visa": SIGNED_IN,
    "visa_manage": SECRETARIAT,
}


def expected(endpoint: str) -> Roles:
    """Return who may use *endpoint*: its own line, or that of its folder."""
    return EXPECTED[endpoint] if endpoint in EXPECTED else EXPECTED[endpoint.split(".")[0]]


def _routes(app: Flask) -> Iterator[tuple[Rule, str]]:
    """All pages are read before anything is sent, which changes what they show."""
    for method in ("GET", "POST"):
        for rule in app.url_map.iter_rules():
            if method in (rule.methods or set()):
                yield rule, method


def _unknown(name: str) -> object:
    """Return a value for the part of an address called *name* of which the world has none."""
    return 999_999 if name.endswith("_id") else "x"


def _status(browser: Browser, app: Flask, rule: Rule, method: str, values: dict[str, Any]) -> tuple[int, str]:
    path = app.url_map.bind("localhost").build(
        rule.endpoint, {n: values.get(n, _unknown(n)) for n in rule.arguments}, method=method
    )
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
        assert expected(rule.endpoint) <= EVERYONE


def _wrong(role: str, endpoint: str, method: str, answer: tuple[int, str]) -> str:
    """Return what is wrong with *answer*, if anything; 404 also answers those who may, for what is not there."""
    status, location = answer
    may, out = role in expected(endpoint), _kept_out(status, location)
    is_wrong = status >= 500 or (not may and not out) or (may and status == 403)
    return f"{role} {method} {endpoint}: {status} {location}" if is_wrong else ""


def test_every_pair_of_role_and_route(
    world: World, app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Knock at every door as everybody: session, loader and policy are the real ones, nobody enters."""
    for endpoint, view in app.view_functions.items():
        if hasattr(view, "door") and expected(endpoint):
            monkeypatch.setitem(app.view_functions, endpoint, view.door()(lambda **_values: ("", 204)))
    # The pages that say so take longer than the answer.
    monkeypatch.setitem(app.error_handler_spec, None, defaultdict(dict))
    wrong = []
    for role in ROLES:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        if person := getattr(world, role, None):
            browser.sign_in(person)
        for rule in app.url_map.iter_rules():
            # A view has one door, whichever method it takes.
            method = "GET" if "GET" in (rule.methods or ()) else "POST"
            wrong.append(_wrong(role, rule.endpoint, method, _status(browser, app, rule, method, world.values)))
    assert not any(wrong), "\n".join(filter(None, wrong))


@pytest.mark.parametrize("role", ["stranger", "owner", "assistant", "secretariat"])
def test_pages_behind_the_doors(world: World, app: Flask, client: Browser, role: str) -> None:
    person: Person | None = getattr(world, role, None)
    wrong, before = [], "POST"
    for rule, method in _routes(app):
        if rule.endpoint == "access.sign_out":
            continue
        # What was sent before may have ended the session.
        if person and before == "POST":
            client.sign_in(person)
        before = method
        wrong.append(_wrong(role, rule.endpoint, method, _status(client, app, rule, method, world.values)))
    assert not any(wrong), "\n".join(filter(None, wrong))


def test_reading_changes_nothing(world: World, app: Flask, client: Browser) -> None:
    client.sign_in(world.secretariat)
    before = _rows()
    for rule, method in _routes(app):
        # Whoever takes the register away is noted; everything else is only read.
        if method == "GET" and not rule.endpoint.startswith("organisation.export_"):
            _status(client, app, rule, method, world.values)
            # What looks through mails sends this, and no form needs a token for it.
            _status(client, app, rule, "HEAD", world.values)
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
            values = world.values | {n: 2**63 for n in rule.arguments if n.endswith("_id") or n == "number"}
            assert _status(client, app, rule, method, values)[0] == 404, rule.endpoint
