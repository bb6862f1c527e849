"""Every place where people stand is known: what is given of it, and what becomes of it."""

from pathlib import Path

from meetings.domain.privacy import download, holdings
from meetings.domain.privacy.holdings import Fate
from meetings.models.base import Base
from meetings.models.columns import Word
from meetings.web.privacy import held_words, wording
from meetings.web.wording import LABELS


def test_every_column_that_points_to_a_person_or_their_registration_is_in_the_table() -> None:
    pointing = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name in ("person", "registration")
    }
    listed = [(holding.table, holding.column) for holding in holdings.HOLDINGS]
    assert len(listed) == len(set(listed))
    assert set(listed) == pointing


def test_every_column_that_is_named_exists() -> None:
    for holding in holdings.HOLDINGS:
        columns = Base.metadata.tables[holding.table].c
        assert {*holding.given, *holding.emptied} <= set(columns.keys()), holding
        assert bool(holding.emptied) == (holding.fate is Fate.EMPTIED), holding
    for trace in (*holdings.BY_ADDRESS, *holdings.REPLACED):
        assert trace.column in Base.metadata.tables[trace.table].c, trace
    assert set(holdings.OWN) <= set(Base.metadata.tables["person"].c.keys())
    assert set(holdings.STAYS_IN) <= set(Base.metadata.tables)


def test_every_code_that_is_given_has_words() -> None:
    folders = {path.name for path in Path("templates/notices").iterdir() if path.is_dir()}
    # Mails to many share one folder, whatever they are for.
    shared = {kind: "mailing" for kind in held_words.MAILS if kind.startswith("mailing.")}
    assert folders == {shared.get(kind, kind.replace(".", "_")) for kind in held_words.MAILS}
    tables = Base.metadata.tables
    assert set(held_words.THINGS) <= set(tables)
    types = {tables[holding.table].c[name].type for holding in holdings.HOLDINGS for name in holding.given}
    assert {kind.choices for kind in types if isinstance(kind, Word)} <= set(LABELS)


def test_everything_that_is_given_has_words() -> None:
    given = [holding for holding in holdings.HOLDINGS if holding.given]
    places = {f"{holding.table}.{holding.column}" for holding in given}
    assert places | {"person", "person.merged", "audit_line.thing"} == set(wording.PLACES)
    columns = {name for holding in given for name in holding.given} | set(holdings.OWN)
    assert {name.removesuffix("_id") for name in columns} <= set(wording.COLUMNS)
    assert {name for name in columns if name.endswith("_id")} <= set(download.NAMED)
