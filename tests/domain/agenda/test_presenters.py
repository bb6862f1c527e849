"""Who presents an item."""

import pytest

from meetings.domain.agenda import actions_presenters as actions
from meetings.domain.agenda import issued, queries, rules
from meetings.domain.document import policy as documents
from meetings.domain.role import queries as roles
from meetings.extensions import db, transaction
from meetings.models.document import DocumentKind
from tests.make import Make


def test_person_is_shown_with_their_organisation_and_can_upload(make: Make) -> None:
    meeting = make.meeting()
    item, kenyan = make.item(meeting), make.ncp(make.member())
    with transaction():
        actions.present(item, kenyan, by=None, now=make.now)
    (point,) = issued.shown(meeting).points
    assert [speaker.en for speaker in point.speakers] == ["Wanjiru Kamande, Kenya"]
    make.again(kenyan)
    assert documents.may_present(kenyan, DocumentKind.PRESENTATION, item.id)


def test_person_taken_off_can_no_longer_upload(make: Make) -> None:
    item, person = make.item(make.meeting()), make.person()
    with transaction():
        named = actions.present(item, person, by=None, now=make.now)
    with transaction():
        actions.leave(named, by=None, now=make.now)
    assert not queries.presenters(item)
    assert not roles.of_item(item)


def test_organisation_presents_by_somebody(make: Make) -> None:
    meeting = make.meeting()
    item, kenya = make.item(meeting), make.member()
    with transaction():
        actions.present(item, kenya, by=None, now=make.now)
    assert [speaker.fr for speaker in issued.shown(meeting).points[0].speakers] == ["Kenya"]


@pytest.mark.parametrize("kind", ["person", "organisation"])
def test_nobody_is_named_twice(make: Make, kind: str) -> None:
    item, kenya = make.item(make.meeting()), make.member()
    who = make.ncp(kenya) if kind == "person" else kenya
    with transaction():
        actions.present(item, who, by=None, now=make.now)
    with pytest.raises(rules.AlreadyPresents), transaction():
        actions.present(item, who, by=None, now=make.now)
    assert len(queries.presenters(item)) == 1


def test_several_present_in_the_order_they_were_named(make: Make) -> None:
    meeting = make.meeting()
    item, kenya = make.item(meeting), make.member()
    presenters = (kenya, make.person("Zoé Noël"), make.ncp(kenya, "Asha Otieno"))
    with transaction():
        for who in presenters:
            actions.present(item, who, by=None, now=make.now)
    db.session.expire_all()
    names = [speaker.en for speaker in issued.standing(meeting).points[0].speakers]
    assert names == ["Kenya", "Zoé Noël", "Asha Otieno, Kenya"]
