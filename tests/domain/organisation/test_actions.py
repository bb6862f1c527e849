"""Writing the register."""

from datetime import date, timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.core.errors import Refused
from meetings.domain.organisation import actions, queries, rules
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.organisation import Capacity, Nomination, Organisation
from tests.conftest import SECRET
from tests.make import Make


def _lines(verb: str) -> list[AuditLine]:
    return list(db.session.scalars(db.select(AuditLine).where(AuditLine.verb == verb)))


def _name(make: Make, organisation: Organisation, **changes: object) -> Nomination:
    values: dict[str, object] = {
        "function": "",
        "language": "en",
        "zone": "Africa/Nairobi",
        "capacity": Capacity.NCP,
        "since": make.now.date(),
    }
    with transaction():
        return actions.name_person(
            organisation, "zoe@example.org", "Zoe", **{**values, **changes}, secret=SECRET, by=None, now=make.now
        )  # fmt: skip


def test_name_person_enrols_whoever_is_unknown(make: Make) -> None:
    nomination = _name(make, make.member())
    assert nomination.person.email == "zoe@example.org"
    assert len(_lines("person.enrolled")) == len(_lines("nomination.recorded")) == 1


def test_name_person_leaves_the_account_of_someone_known_alone(make: Make) -> None:
    known = make.person("Zoé", email="zoe@example.org", language="fr")
    assert _name(make, make.member()).person_id == known.id
    assert (known.name, known.language) == ("Zoé", "fr")


def test_name_person_refuses_someone_who_speaks_for_another(make: Make) -> None:
    _name(make, make.member())
    with pytest.raises(rules.NamedElsewhere) as caught:
        _name(make, make.member("TG", "Togo", region="WCA"))
    assert caught.value.name.en == "Kenya"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, rules.AlreadyNamed),
        ({"since": date(2027, 3, 1)}, rules.AlreadyNamed),
        ({"since": date(2027, 3, 3), "capacity": Capacity.HEAD}, rules.HeadAlready),
    ],
)
def test_name_person_refuses_what_the_register_cannot_hold(
    make: Make, changes: dict[str, object], refusal: type[Refused]
) -> None:
    kenya = make.member()
    make.ncp(kenya, capacity=Capacity.HEAD)
    _name(make, kenya)
    with pytest.raises(refusal):
        _name(make, kenya, **changes)


def test_closed_account_is_not_named_again(make: Make) -> None:
    known = make.person(email="zoe@example.org")
    with transaction():
        known.disabled_at = make.now
    with pytest.raises(rules.AccountClosed):
        _name(make, make.member())


def test_reserved_code_is_refused(make: Make) -> None:
    with pytest.raises(rules.CodeReserved), transaction():
        actions.add_organisation(
            "new", Bilingual("N"), kind=make.kind("partner"), region=None, working_language="en", by=None, now=make.now
        )


def test_nomination_holds_until_its_last_day(make: Make) -> None:
    kenya = make.member()
    nomination = _name(make, kenya)
    tomorrow = make.now.date() + timedelta(days=1)
    with transaction():
        actions.end_nomination(nomination, last_day=tomorrow, by=None, now=make.now)
    assert queries.nominated(kenya, on=tomorrow)
    assert not queries.nominated(kenya, on=tomorrow + timedelta(days=1))
    assert len(_lines("nomination.ended")) == 1


def test_nomination_cannot_end_before_it_begins_or_twice(make: Make) -> None:
    nomination = _name(make, make.member())
    with pytest.raises(rules.EndsBeforeItBegins), transaction():
        actions.end_nomination(nomination, last_day=date(2027, 3, 1), by=None, now=make.now)
    with transaction():
        actions.end_nomination(nomination, last_day=make.now.date(), by=None, now=make.now)
    with pytest.raises(rules.AlreadyEnded), transaction():
        actions.end_nomination(nomination, last_day=make.now.date(), by=None, now=make.now + timedelta(days=2))
