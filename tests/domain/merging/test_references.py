"""Nothing that points to a person is forgotten when two records become one."""

import pytest

from meetings.domain.merging import rules
from meetings.domain.merging.references import REFERENCES, Treatment, pointing_to
from meetings.models.person import Person


def test_every_foreign_key_to_a_person_has_a_line() -> None:
    there = sorted((key.parent.table.name, key.parent.name) for key in pointing_to("person"))
    lines = sorted((line.table, line.column) for line in REFERENCES)
    assert lines == there, "write a line in meetings/domain/merging/references.py"


def test_every_column_of_a_person_is_chosen_or_its_own() -> None:
    chosen = [column for columns in rules.FIELDS.values() for column in columns]
    assert len(chosen) == len(set(chosen))
    assert set(chosen) | rules.OWN == set(Person.__table__.columns.keys())
    assert not set(chosen) & rules.OWN


@pytest.mark.parametrize("line", [line for line in REFERENCES if line.treatment is Treatment.MOVES], ids=str)
def test_what_moves_has_no_key_that_two_people_could_both_have(line) -> None:
    """A unique key with the pointer in it would be broken when both have a row: such a line needs ``ONE_EACH``."""
    keys = [set(line.rows.primary_key.columns.keys())]
    keys += [set(c.columns.keys()) for c in line.rows.constraints if type(c).__name__ == "UniqueConstraint"]
    keys += [set(index.columns.keys()) for index in line.rows.indexes if index.unique]
    assert not any(line.column in key for key in keys)


@pytest.mark.parametrize("line", [line for line in REFERENCES if line.treatment is Treatment.ONE_EACH], ids=str)
def test_what_each_has_once_names_the_key(line) -> None:
    keys = [set(c.columns.keys()) for c in line.rows.constraints]
    keys += [set(index.columns.keys()) for index in line.rows.indexes if index.unique]
    assert {line.column, *line.same} in keys
