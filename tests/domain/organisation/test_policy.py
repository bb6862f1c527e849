"""Who may do what with the register."""

from meetings.domain.organisation import policy
from tests.make import Make


def test_nobody_reads_or_changes_without_signing_in(make: Make) -> None:
    kenya = make.member()
    assert not policy.can_read(None)
    assert not policy.can_see(None, kenya)
    assert not policy.can_nominate(None, kenya)
    assert not policy.can_see_addresses(None, [])


def test_people_read_and_the_secretariat_changes(make: Make) -> None:
    kenya, person, secretariat = make.member(), make.person(), make.secretariat()
    assert policy.can_see(person, kenya)
    assert not policy.can_nominate(person, kenya)
    assert policy.can_nominate(secretariat, kenya)


def test_addresses_are_for_colleagues(make: Make) -> None:
    person = make.person()
    assert policy.can_see_addresses(person, [person.id])
    assert not policy.can_see_addresses(person, [person.id + 1])
