"""Who can do what, and why: each line of the table is held against the policy itself."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from meetings.domain.role import actions as roles
from meetings.domain.role.rules import Scope
from meetings.extensions import transaction
from meetings.models.document import DocumentKind
from meetings.models.meeting import Visibility
from meetings.models.organisation import Capacity
from meetings.models.person import Person, Role
from meetings.models.role import Granted
from meetings.web.admin.rights import FEATURES, POLICIES, asks
from meetings.web.admin.rights_house import RIGHTS
from meetings.web.admin.standing import Standing
from tests.conftest import Browser
from tests.make import Make

NBSP = "\N{NO-BREAK SPACE}"
DOMAIN = Path(__file__).parents[2] / "meetings" / "domain"


def sentences() -> dict[str, str]:
    """Return the first sentence of each policy, by “feature.can_do”."""
    found = {}
    for path in DOMAIN.glob("*/policy.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("can_"):
                found[f"{path.parent.name}.{node.name}"] = " ".join(
                    (ast.get_docstring(node) or "").split("\n\n")[0].split()
                )
    return found


def test_each_policy_is_in_the_table_with_its_own_sentence(application: Any) -> None:
    with application.test_request_context("/en/"):
        told = {name: str(right.why) for name, right in RIGHTS.items()}
    assert told == {name: words.replace("*", "").replace("'", "’") for name, words in sentences().items()}
    assert {name.split(".")[0] for name in RIGHTS} == set(FEATURES)


class World:
    """Somebody of each standing, and things of several kinds: some are theirs, some are not."""

    def __init__(self, make: Make) -> None:
        kenya, cameroon = make.member(), make.member("CM", "Cameroon", region="WCA")
        public = make.meeting(visibility=Visibility.PUBLIC)
        item = make.item(public)
        self.people: dict[Standing, Person | None] = {
            Standing.STRANGER: None,
            Standing.PARTICIPANT: make.person("Participant"),
            Standing.OBSERVER: make.ncp(make.observer(), "Observer", capacity=Capacity.DELEGATE),
            Standing.ALTERNATE: make.ncp(kenya, "Alternate", capacity=Capacity.ALTERNATE),
            Standing.NCP: make.ncp(kenya, "Contact Point"),
            Standing.HEAD: make.ncp(kenya, "Head", capacity=Capacity.HEAD),
            Standing.PRESENTER: make.person("Presenter"),
            Standing.ASSISTANT: make.person("Assistant"),
            Standing.AUDITOR: make.person("Auditor"),
            Standing.SECRETARIAT: make.person("Secretary", role=Role.SECRETARIAT),
            Standing.ADMINISTRATOR: make.secretariat(),
        }
        open_, internal = (
            make.meeting(number=number, visibility=visibility)
            for number, visibility in ((9, Visibility.OPEN), (10, Visibility.INTERNAL))
        )
        draft = make.meeting(number=11, announced=False)
        meetings = [public, open_, internal, draft]
        self._grant(make, Standing.ASSISTANT, Granted.ASSISTANT, Scope(meeting=public))
        self._grant(make, Standing.PRESENTER, Granted.PRESENTER, Scope(item=item))
        self._grant(make, Standing.AUDITOR, Granted.AUDITOR, Scope())
        documents = [make.document(public, "NCP0801", item=item), make.document(open_, "NCP0901")]
        with transaction():
            documents[0].kind = DocumentKind.PRESENTATION
        self.things: dict[tuple[str, ...], list[Any]] = {
            (): [None],
            ("meeting",): meetings,
            ("organisation",): [kenya, cameroon],
            ("item",): [item, make.item(open_)],
            ("document",): documents,
            ("poll",): [make.poll(open_), make.open_poll(public), make.open_poll(internal)],
            ("person",): [self.people[Standing.HEAD], self.people[Standing.PARTICIPANT]],
        }

    def _grant(self, make: Make, standing: Standing, role: Granted, scope: Scope) -> None:
        person = self.people[standing]
        assert person
        with transaction():
            roles.grant(person, role, scope, since=make.now.date(), by=None, now=make.now)


def answers(policy: Callable[..., bool], person: Person | None, things: list[Any]) -> set[bool]:
    """Return what *policy* says of *person* and each of *things*."""
    return {policy(person, thing) if thing else policy(person) for thing in things}


#: What differs only by things that the world has none of.
NOT_HERE = {
    # the assistant here is one of a meeting, not of a series
    "meeting.can_plan",
    "series.can_list",
    "series.can_copy",
    # a head sees and runs what is the own organisation's, but the list itself is one
    "joining.can_list",
    # polls that are closed, ballots that are cast: tests/domain/poll
    "poll.can_see_result",
    "poll.can_check_receipts",
    "poll.can_see_names",
    "poll.can_follow",
    "poll.can_follow_objections",
    "poll.can_see_turnout",
    "poll.can_vote",
    # places that are taken, questions that are handed out: tests/domain/question
    "question.can_ask",
    "question.can_work",
    "floor.can_ask",
    # accounts that are closed or erased: tests/domain/person
    "person.can_see",
}


def test_table_says_what_the_policies_say(make: Make) -> None:
    world, wrong = World(make), []
    for name, policy in POLICIES.items():
        things = world.things.get(asks(policy))
        if things is None or name in NOT_HERE:
            continue
        for standing, person in world.people.items():
            said = answers(policy, person, things)
            told = "yes" if standing in RIGHTS[name].who.yes else "some" if standing in RIGHTS[name].who.some else "no"
            true = "some" if len(said) == 2 else "yes" if True in said else "no"
            if told != true:
                wrong.append(f"{name} {standing}: the table says {told}, the policy {true}")
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def admin(make: Make, client: Browser) -> Person:
    person = make.secretariat()
    client.sign_in(person)
    return person


def test_page_shows_every_right(client: Browser, admin: Person) -> None:
    page = client.get("/en/admin/rights/").text
    assert page.count('<tr role="row">') >= len(RIGHTS)
    assert "Whoever runs the meeting writes its agenda." in page


def test_page_of_a_person_says_why(make: Make, client: Browser, admin: Person) -> None:
    kenya, meeting = make.member(), make.meeting(visibility=Visibility.INTERNAL, announced=False)
    head = make.ncp(kenya, "Head", capacity=Capacity.HEAD)
    with transaction():
        since = make.now.date()
        roles.grant(head, Granted.ASSISTANT, Scope(meeting=meeting), since=since, by=None, now=make.now)
    page = client.get(f"/en/admin/rights/people/{head.id}/?thing=meeting:{meeting.slug}").text.replace(NBSP, " ")
    assert "because assistant for 8th NCP Plenary since 2 March 2027" in page
    page = client.get(f"/en/admin/rights/people/{head.id}/?thing=organisation:ke").text.replace(NBSP, " ")
    assert "because head NCP of Kenya since 2 March 2027" in page
    page = client.get(f"/en/admin/rights/people/{admin.id}/").text
    assert "because of the role in the house: Administrator" in page
    for thing in ("meeting:", "organisation:nowhere", "x", ":", "meeting:%00", "meeting:%ED%A0%80"):
        assert client.get(f"/en/admin/rights/people/{head.id}/?thing={thing}").status_code == 200
