"""Reading the file of a register."""

import pytest

from meetings.core.errors import Refused
from meetings.domain.organisation import rules, sheets
from meetings.domain.organisation.sheets import Column

GOOD = "organisation,email,name\nKE,a@example.org,Éva\n"


@pytest.mark.parametrize(
    "data",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("organisation,email,name", "Pays,Adresse électronique,NOM").encode(),
        GOOD.replace("organisation,email,name", "Organisation code, E-mail ,Name,,").encode(),
        ("\n\n" + GOOD + "\n,,\n").encode(),
    ],
)
def test_read_takes_every_usual_writing_of_a_file(data: bytes) -> None:
    (record,) = sheets.read(data)
    assert record.cells == {Column.ORGANISATION: "KE", Column.EMAIL: "a@example.org", Column.NAME: "Éva"}
    assert not record.too_wide


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", rules.FileEmpty),
        (b" \n\n ", rules.FileEmpty),
        (b"\xef\xbb\xbf", rules.HeaderWrong),
        (b"organisation,email,name\n", rules.FileEmpty),
        (b"x" * (sheets.BIGGEST + 1), rules.FileTooBig),
        (b"organisation\n" + b"KE\n" * (sheets.MOST_ROWS + 1), rules.TooManyRows),
        (b"PK\x03\x04rest", rules.NotText),
        (b"\xd0\xcf\x11\xe0rest", rules.NotText),
        (GOOD.encode("utf-16"), rules.WrongEncoding),
        (GOOD.encode("utf-16-le"), rules.WrongEncoding),
        (GOOD.encode("utf-16-be"), rules.WrongEncoding),
        (GOOD.encode("cp1252"), rules.WrongEncoding),
        (b"organisation,name\nKE,\x81\x8d\xff", rules.WrongEncoding),
        (b'organisation,email\nKE,"open', rules.QuotesBroken),
        (b'organisation,email\nKE,"a"b', rules.QuotesBroken),
        (b"organisation\n" + b"x" * 140_000, rules.QuotesBroken),
        (b"organisation,colour\nKE,red", rules.HeaderWrong),
        (b"organisation,email,e-mail\nKE,a,b", rules.HeaderWrong),
        (b"name,email\nA,a@example.org", rules.HeaderWrong),
        (b"organisation,name\nKE,A", rules.HeaderWrong),
        (b"KE,a@example.org,Eva", rules.HeaderWrong),
        (b"\x00\x00\x00\x00", rules.HeaderWrong),
    ],
)
def test_read_refuses_a_file_it_cannot_understand(data: bytes, refusal: type[Refused]) -> None:
    with pytest.raises(refusal):
        sheets.read(data)


@pytest.mark.parametrize(
    ("encoding", "name"), [("utf-16", "UTF-16"), ("utf-16-be", "UTF-16"), ("cp1252", "Windows-1252")]
)
def test_read_names_the_encoding_it_seems_to_be(encoding: str, name: str) -> None:
    with pytest.raises(rules.WrongEncoding) as caught:
        sheets.read(GOOD.encode(encoding))
    assert caught.value.encoding == name


def test_rows_are_numbered_as_spreadsheets_count() -> None:
    data = 'organisation,email,name\n\nKE,a@example.org,"two\nlines"\nTG,b@example.org,B\n'
    assert [record.number for record in sheets.read(data.encode())] == [3, 4]


def test_headings_of_both_languages_are_understood() -> None:
    for language in ("en", "fr"):
        line = ",".join(sheets.headings(language))
        (record,) = sheets.read(f"{line}\n{','.join('abcdefghijklm')}\n".encode())
        assert list(record.cells) == list(Column)
