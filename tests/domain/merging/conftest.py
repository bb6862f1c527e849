"""Two records of Wanjiru Kamande with much hanging on each, and every row of the database."""

from dataclasses import dataclass
from typing import Any

import pytest

from meetings.core.bilingual import FRENCH
from meetings.domain.merging import actions
from meetings.domain.organisation import actions as organisations
from meetings.domain.organisation import queries as register
from meetings.domain.outcome.rules import Task
from meetings.extensions import db, transaction
from meetings.models.base import Base
from meetings.models.merging import Merge
from meetings.models.organisation import Capacity
from meetings.models.outcome import Owner
from meetings.models.person import Person
from meetings.notices import post
from tests.make import Make, both

#: What a merge and its undoing add for good: the trail, what is announced, and sessions that stay ended.
FACTS = {"audit_line", "audit_seal", "announcement", "merge", "merge_change", "web_session"}


def rows(without: set[str] = FACTS) -> dict[str, list[Any]]:
    """Return every row of every table but *without*."""
    db.session.rollback()
    with db.engine.connect() as connection:
        return {
            table.name: sorted(map(repr, connection.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
            if table.name not in without
        }


@dataclass
class Twice:
    """One woman with two records."""

    make: Make
    kept: Person
    gone: Person
    by: Person

    def merge(self, *taken: str, alias: bool = False, **more: Any) -> Merge:
        """Merge the two records."""
        with transaction():
            return actions.merge(self.kept, self.gone, taken=taken, alias=alias, by=self.by, now=self.make.now, **more)


@pytest.fixture
def twice(make: Make) -> Twice:
    """Two records: an NCP of Kenya since today, and an alternate since a year ago."""
    kenya = make.member()
    kept, gone = (
        make.person("Wanjiru Kamande", email="w.kamande@customs.example"),
        make.person("Kamande, Wanjiru", email="wkamande@customs.example", language=FRENCH),
    )
    with transaction():
        for person, capacity, years in ((kept, Capacity.ALTERNATE, 1), (gone, Capacity.HEAD, 0)):
            since = make.now.date().replace(year=make.now.year - years)
            organisations.nominate(person, kenya, capacity=capacity, since=since, by=None, now=make.now)
    return Twice(make, kept, gone, make.secretariat())


@pytest.fixture
def much(twice: Twice) -> Twice:
    """The same, each with places, an action, ballots, files and mails."""
    make = twice.make
    shared, alone = make.meeting(), make.meeting(number=9)
    english, french = make.sessions(shared)
    make.registration(shared, twice.kept, english)
    make.registration(shared, twice.gone, french)
    make.registration(alone, twice.gone)
    make.action(shared, Task(both("Write"), owner=Owner.PERSON, person=twice.gone))
    poll = make.open_poll(shared)
    kenya = register.by_code("KE")
    make.ballot(poll, kenya, twice.gone)
    post.handle(50, now=make.now)
    make.again(None)
    return twice
