"""Knowing the columns of a register's file."""

import pytest

from meetings.domain.organisation import import_files as files
from meetings.domain.organisation import import_rules as rules
from meetings.domain.organisation import sheets
from meetings.domain.organisation.sheets import Column, Record


def read(data: bytes) -> tuple[Record, ...]:
    """Return the rows of a file whose headings are known."""
    table = files.read(data, files.examine(data))
    return sheets.records(table, sheets.match(table.headings))


@pytest.mark.parametrize(
    "headings",
    [
        "organisation,email,name",
        "Pays,Adresse électronique,NOM",
        "Organisation code, E-mail ,Name,,",
        "ORGANIZATION;E-MAIL;Full_name",
        "code-pays\tcourriel\tNom complet",
    ],
)
def test_headings_are_matched_whatever_their_writing(headings: str) -> None:
    delimiter = next(d for d in ";\t," if d in headings)
    (record,) = read(f"{headings}\n{delimiter.join(['KE', 'a@example.org', 'Éva'])}\n".encode())
    assert record.cells == {Column.ORGANISATION: "KE", Column.EMAIL: "a@example.org", Column.NAME: "Éva"}
    assert not record.too_wide


def test_headings_of_both_languages_are_understood() -> None:
    for language in ("en", "fr"):
        line = ",".join(sheets.headings(language))
        (record,) = read(f"{line}\n{','.join('abcdefghijklm')}\n".encode())
        assert list(record.cells) == list(Column)


def test_second_heading_for_the_same_field_is_left_to_be_chosen() -> None:
    assert sheets.match(["email", "e-mail", "colour"]) == [Column.EMAIL, None, None]


@pytest.mark.parametrize(
    ("columns", "double", "missing"),
    [
        ([Column.ORGANISATION, Column.EMAIL, Column.EMAIL], (Column.EMAIL,), ()),
        ([Column.EMAIL, Column.NAME], (), (Column.ORGANISATION,)),
        ([Column.ORGANISATION, Column.NAME], (), (Column.EMAIL,)),
        ([None, None], (), (Column.ORGANISATION,)),
    ],
)
def test_check_names_what_is_double_and_missing(
    columns: list[Column | None], double: tuple[Column, ...], missing: tuple[Column, ...]
) -> None:
    with pytest.raises(rules.ColumnsWrong) as caught:
        sheets.check(columns)
    assert (caught.value.double, caught.value.missing) == (double, missing)


@pytest.mark.parametrize("columns", [[Column.ORGANISATION], [Column.ORGANISATION, Column.EMAIL, None, None]])
def test_check_takes_what_is_enough(columns: list[Column | None]) -> None:
    sheets.check(columns)


def test_fingerprint_is_that_of_the_headings_only() -> None:
    assert sheets.fingerprint(["E-mail", "Nom"]) == sheets.fingerprint(["e mail", "NOM"])
    assert sheets.fingerprint(["a", "b"]) != sheets.fingerprint(["b", "a"]) != sheets.fingerprint(["ab"])


def test_row_that_is_wider_than_the_headings_says_so() -> None:
    assert [record.too_wide for record in read(b"organisation,name\nKE,A,B\nKE,A,\n")] == [True, False]
