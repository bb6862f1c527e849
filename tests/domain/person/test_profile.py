"""What people say of themselves, and which mails they get."""

import pytest

from meetings.domain.person import actions, policy, rules
from meetings.extensions import transaction
from meetings.models.person import Person, Seen
from tests.make import Make


@pytest.mark.parametrize(
    "number",
    ["+254 20 123 4567", "0032 2 555 12 34", "(02) 555-1234", "+33\u00a01\u00a023\u00a045\u00a067", "12345 ext. 12"],
)
def test_telephone_numbers_are_taken_as_people_write_them(number: str) -> None:
    assert rules.is_phone(number)


@pytest.mark.parametrize(
    "number", ["", "call me", "12 34", "+", "=1+1", "1" * 50, "+254 20 123 4567; drop", "１２３４５６"]
)
def test_what_nobody_can_dial_is_no_telephone_number(number: str) -> None:
    assert not rules.is_phone(number)


def test_formal_mails_cannot_be_refused(make: Make) -> None:
    person = make.person()
    with transaction():
        actions.choose_mails(person, ["record.published", "access.asked", "meeting.cancelled"], by=person, now=make.now)
    assert person.unwanted == "record.published"
    assert not rules.wants(person, "record.published")
    assert rules.wants(person, "meeting.cancelled")
    assert rules.wants(person, "poll.ballot_cast")


@pytest.mark.parametrize(
    ("seen", "stranger", "colleague"),
    [(Seen.EVERYONE, True, True), (Seen.ORGANISATION, False, True), (Seen.SECRETARIAT, False, False)],
)
def test_people_decide_who_sees_what(make: Make, seen: Seen, stranger: bool, colleague: bool) -> None:
    person, other, beside, staff = make.person(), make.person("O"), make.person("B"), make.secretariat()
    with transaction():
        actions.show_to(person, address=seen, phone=seen, photo=seen, by=person, now=make.now)
    for can_see in (policy.can_see_address, policy.can_see_phone, policy.can_see_photo):

        def sees(viewer: Person | None) -> bool:
            return can_see(viewer, person, [beside.id])  # noqa: B023

        assert [sees(who) for who in (None, other, beside, person, staff)] == [False, stranger, colleague, True, True]


def test_lists_have_people_under_their_family_name(make: Make) -> None:
    person = make.person("Nguyễn Thị Minh Khai")
    assert person.sorts_as.startswith("Khai ")
    with transaction():
        person.family_name = "Nguyễn"
    assert person.sorts_as.startswith("Nguyễn ")
