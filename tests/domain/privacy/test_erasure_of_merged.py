"""Being forgotten of somebody who was known twice: neither record leaves anything, whichever comes back."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
import sqlalchemy as sa
from flask import current_app

from meetings.domain.merging import actions as merging
from meetings.domain.privacy import actions_erasure, actions_retention, marks
from meetings.extensions import db, transaction
from meetings.filing import filing
from meetings.models.base import Base
from meetings.models.person import Person, Role
from meetings.notices import post
from tests.domain.privacy.test_erasure import EMAIL, NAME, erase, hits
from tests.make import Make


def merged(make: Make) -> tuple[Person, Person]:
    """Make two records of one person, the second merged into the first."""
    kept, gone = make.person(NAME, email=EMAIL), make.person(NAME, email="z.unikum@example.org")
    admin = make.secretariat()
    with transaction():
        merging.merge(kept, gone, taken=(), alias=True, by=admin, now=make.now)
    return kept, gone


def test_records_that_were_merged_go_with_the_account(make: Make, storage: marks.Shelf) -> None:
    kept, gone = merged(make)
    erase(make, kept)
    db.session.expire_all()
    assert gone.erased_at is not None
    assert hits(NAME, EMAIL, "z.unikum@example.org") == set()


def test_record_that_was_merged_away_goes_alone_when_its_time_is_over(make: Make, storage: marks.Shelf) -> None:
    kept, gone = merged(make)
    erase(make, gone)
    db.session.expire_all()
    assert kept.erased_at is None
    assert kept.name == NAME
    assert "address_alias.address" in hits("z.unikum@example.org")


def mails_naming(name: str) -> int:
    mail = Base.metadata.tables["mail"]
    with db.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(mail).where(mail.c.text.contains(name))) or 0


def told_of_somebody(make: Make) -> None:
    """Let a mail to somebody else say the name, which both records have."""
    meeting, reader = make.meeting(), make.person("Grace")
    make.registration(meeting, reader)
    post.handle(500, now=make.now)
    with transaction():
        mail = Base.metadata.tables["mail"]
        db.session.execute(sa.update(mail).where(mail.c.person_id == reader.id).values(text=NAME))


def restored(storage: marks.Shelf, *people: Person) -> None:
    """Let *people* be known outside the database as erased, as after an older one was put back."""
    text = json.dumps({"format": 1, "erased": [marks.mark_of(person.id, person.created_at) for person in people]})
    storage.put(marks.KEY, BytesIO(text.encode()))


def erase_again(make: Make, storage: marks.Shelf) -> int:
    with filing(current_app.extensions["storage"]) as files:
        return actions_erasure.erase_again(storage, files=files, now=make.now)


def test_record_merged_away_that_came_back_leaves_the_name_of_who_is_still_there(
    make: Make, storage: marks.Shelf
) -> None:
    kept, gone = merged(make)
    told_of_somebody(make)
    restored(storage, gone)
    assert erase_again(make, storage) == 1
    db.session.expire_all()
    assert gone.erased_at is not None
    assert kept.erased_at is None
    assert mails_naming(NAME) == 1


@pytest.mark.parametrize("kept_first", [True, False])
def test_both_records_that_came_back_leave_nothing(make: Make, storage: marks.Shelf, kept_first: bool) -> None:
    kept, gone = merged(make) if kept_first else merged_into_the_later(make)
    told_of_somebody(make)
    restored(storage, kept, gone)
    assert erase_again(make, storage) == 2
    assert hits(NAME, EMAIL, "z.unikum@example.org") == set()
    assert marks.come_back(storage) == []


def test_records_below_one_merged_away_leave_the_name_of_who_is_still_there(make: Make, storage: marks.Shelf) -> None:
    kept, gone = merged(make)
    last, admin = make.person(NAME, email="z@example.org"), make.person("Second", role=Role.ADMINISTRATOR)
    with transaction():
        merging.merge(last, kept, taken=(), alias=True, by=admin, now=make.now)
    told_of_somebody(make)
    erase(make, kept)
    db.session.expire_all()
    assert gone.erased_at is not None
    assert last.erased_at is None
    assert mails_naming(NAME) == 1


def merged_into_the_later(make: Make) -> tuple[Person, Person]:
    """Make two records of one person, the first merged into the second."""
    gone, kept = make.person(NAME, email="z.unikum@example.org"), make.person(NAME, email=EMAIL)
    admin = make.secretariat()
    with transaction():
        merging.merge(kept, gone, taken=(), alias=True, by=admin, now=make.now)
    return kept, gone


@pytest.mark.parametrize("kept_first", [True, False])
def test_both_records_go_in_the_night_in_which_the_time_of_both_is_over(
    make: Make, storage: marks.Shelf, kept_first: bool
) -> None:
    kept, gone = merged(make) if kept_first else merged_into_the_later(make)
    told_of_somebody(make)
    with transaction():
        kept.disabled_at = gone.disabled_at = make.now
    with filing(current_app.extensions["storage"]) as files:
        report = actions_retention.let_go(files=files, now=make.now + timedelta(days=1100))
    assert report.gone["closed_accounts"] == 2
    assert hits(NAME, EMAIL, "z.unikum@example.org") == set()
