"""Whom a campaign asks, when it ends, when it reminds."""

from datetime import UTC, date, datetime, timedelta

from meetings.core.bilingual import Bilingual
from meetings.domain.confirmation import rules
from meetings.domain.confirmation.rules import Audience, Scope
from meetings.models.confirmation import Campaign
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person

TODAY = date(2027, 3, 2)


def person(name: str, **states: object) -> Person:
    return Person(name=name, email=f"{name}@example.org", **states)


def named(someone: Person, capacity: Capacity = Capacity.NCP, until: date | None = None, number: int = 1) -> Nomination:
    return Nomination(id=number, person=someone, capacity=capacity, since_on=date(2020, 1, 1), until_on=until)


def campaign(**changed: object) -> Campaign:
    start = datetime(2027, 3, 2, 9, tzinfo=UTC)
    values = {"started_at": start, "ended_at": None, "ends_at": start + timedelta(days=30), "reminders": [14, 3]}
    return Campaign(title=Bilingual("T"), **(values | changed))


def test_head_is_asked_else_the_others_else_the_last_known() -> None:
    head, ncp, alternate = person("head"), person("ncp"), person("alternate")
    gone, long_gone = person("gone"), person("long gone")
    former = [
        named(gone, until=date(2027, 3, 1)),
        named(long_gone, Capacity.HEAD, until=date(2025, 1, 1)),
    ]
    assert rules.to_ask([*former, named(ncp), named(head, Capacity.HEAD)], on=TODAY) == (head,)
    assert rules.to_ask([*former, named(ncp), named(alternate, Capacity.ALTERNATE)], on=TODAY) == (ncp,)
    assert rules.to_ask([*former, named(alternate, Capacity.ALTERNATE)], on=TODAY) == (alternate,)
    assert rules.to_ask(former, on=TODAY) == (gone,)
    assert rules.to_ask([], on=TODAY) == ()


def test_closed_accounts_and_failed_addresses_are_passed_over() -> None:
    now = datetime(2027, 3, 1, tzinfo=UTC)
    head, ncp = person("head", address_failed_at=now), person("ncp")
    closed = person("closed", disabled_at=now)
    assert rules.to_ask([named(head, Capacity.HEAD), named(ncp), named(closed)], on=TODAY) == (ncp,)
    assert rules.to_ask([named(head, Capacity.HEAD), named(closed)], on=TODAY) == ()


def test_scope_survives_the_database() -> None:
    scope = Scope(Audience.CHOSEN, ("KE", "CM"), gaps=True)
    assert Scope.read(scope.stored()) == scope


def test_last_day_ends_at_midnight_of_the_house() -> None:
    assert rules.end_of(date(2027, 3, 31), "Europe/Brussels") == datetime(2027, 3, 31, 22, tzinfo=UTC)
    assert rules.end_of(date(2027, 1, 31), "Europe/Brussels") == datetime(2027, 1, 31, 23, tzinfo=UTC)


def test_campaign_is_open_from_its_start_to_its_end() -> None:
    start = datetime(2027, 3, 2, 9, tzinfo=UTC)
    assert not rules.is_open(campaign(started_at=None), start)
    assert rules.is_open(campaign(), start)
    assert not rules.is_open(campaign(), start + timedelta(days=30))
    assert not rules.is_open(campaign(ended_at=start), start)


def test_reminders_go_on_planned_mornings_after_the_start_only() -> None:
    start = datetime(2027, 3, 2, 9, tzinfo=UTC)
    short = campaign(ends_at=datetime(2027, 3, 12, 23, tzinfo=UTC))
    morning = datetime(2027, 3, 9, 7, tzinfo=UTC)
    assert rules.coming_reminders(short, now=start) == [morning]
    assert rules.due_reminders(short, done=[], now=morning - timedelta(minutes=1)) == []
    assert rules.due_reminders(short, done=[], now=morning) == [date(2027, 3, 9)]
    assert rules.due_reminders(short, done=[date(2027, 3, 9)], now=morning) == []
    assert rules.due_reminders(campaign(), done=[], now=start + timedelta(days=29)) == [
        date(2027, 3, 17),
        date(2027, 3, 28),
    ]


def test_vacant_and_stale_organisations_have_a_gap() -> None:
    head, failed = person("head"), person("x", address_failed_at=datetime(2027, 3, 1, tzinfo=UTC))
    assert rules.has_gap([], needs_head=False)
    assert rules.has_gap([named(person("ncp"))], needs_head=True)
    assert not rules.has_gap([named(person("delegate"), Capacity.DELEGATE)], needs_head=False)
    assert not rules.has_gap([named(head, Capacity.HEAD)], needs_head=True)
    assert rules.has_gap([named(head, Capacity.HEAD), named(failed)], needs_head=True)


def test_link_is_made_for_one_purpose() -> None:
    from meetings.domain.access import rules as ways_in
    from meetings.domain.joining import rules as joining

    made = {
        make("nonce", "secret")
        for make in (rules.link_token, ways_in.link_token, joining.invitation_token, joining.request_token)
    }
    assert len(made) == 4
