"""Lists of three platforms, in English and in French, are read as they are exported."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import xlsxwriter

from meetings.core.errors import Refused
from meetings.domain.attendance import list_reading, list_rules
from meetings.domain.attendance.list_people import Window, gather
from meetings.domain.organisation import import_rules
from meetings.models.connection_list import Platform
from tests.domain.attendance import exports

WINDOWS = (
    Window(1, datetime(2027, 3, 12, 12, tzinfo=UTC), datetime(2027, 3, 12, 14, tzinfo=UTC), "Europe/Brussels"),
    Window(2, datetime(2027, 3, 14, 9, tzinfo=UTC), datetime(2027, 3, 14, 11, tzinfo=UTC), "Europe/Brussels"),
)
ZONES = ("Europe/Brussels", "UTC", "America/New_York")


def read(text: str, encoding: str = "utf-8"):
    export = list_reading.read(exports.filled(text).encode(encoding))
    return export, gather(export, WINDOWS, likely=ZONES)


@pytest.mark.parametrize(
    ("text", "encoding", "platform", "session", "minutes"),
    [
        (exports.ZOOM, "utf-8-sig", Platform.ZOOM, 1, [120, 60]),
        (exports.ZOOM_FRENCH, "utf-8", Platform.ZOOM, 2, [118]),
        (exports.TEAMS, "utf-16", Platform.TEAMS, 1, [90]),
        (exports.TEAMS_FRENCH, "utf-16", Platform.TEAMS, 2, [87]),
        (exports.TEAMS_OLD, "utf-16", Platform.TEAMS, 1, [70]),
        (exports.WEBEX, "utf-16", Platform.WEBEX, 1, [116]),
        (exports.WEBEX_FRENCH, "utf-16", Platform.WEBEX, 2, [116]),
        (exports.ZOOM, "cp1252", Platform.ZOOM, 1, [120, 60]),
    ],
)
def test_platform_sitting_and_minutes_are_recognised(text, encoding, platform, session, minutes):
    export, found = read(text, encoding)
    assert (export.platform, found.session_id) == (platform, session)
    assert [one.minutes for one in found.participants] == minutes
    assert "(" not in found.participants[0].name


def test_times_of_another_zone_are_recognised():
    export, found = read(exports.WEBEX)
    assert found.zone == "UTC"
    assert export.topic == "8th"


def test_list_without_times_needs_a_sitting():
    export, found = read(exports.ZOOM_UNIQUE)
    assert found.session_id is None
    chosen = gather(export, WINDOWS, likely=ZONES, session_id=2)
    assert [one.minutes for one in chosen.participants] == [65]


def test_connections_outside_the_sitting_do_not_count():
    _, found = read(exports.ZOOM.replace("03/12/2027", "04/12/2027"))
    assert found.session_id is None
    assert {one.minutes for one in found.participants} == {0}


def test_days_and_months_are_told_apart_by_the_sitting():
    text = exports.ZOOM.replace("03/12/2027", "12/03/2027").replace("AM", "").replace("PM", "")
    _, found = read(text.replace("01:", "13:").replace("02:", "14:").replace("03:05", "15:05"))
    assert found.session_id == 1


def workbook(*, merged: bool = False) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(exports.filled(exports.ZOOM_FRENCH).splitlines()):
            sheet.write_row(row, 0, line.split(";"))
        sheet.write_formula(2, 0, '=HYPERLINK("http://evil.example")', value="=cmd()")
        if merged:
            sheet.merge_range(1, 0, 2, 0, "Odile Mbarga")
    return out.getvalue()


def test_workbook_is_read_and_its_formulas_are_text():
    export = list_reading.read(workbook())
    assert export.lines[0].cells["name"] == "Odile Mbarga"


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", import_rules.FileEmpty),
        (b"   \n ", import_rules.FileEmpty),
        (b"%PDF-1.7 nothing", import_rules.NotATable),
        (b"PK\x05\x06" + b"\0" * 18, import_rules.NotATable),
        (b"PK\x03\x04" + b"\0" * 50, Refused),
        (b"\xd0\xcf\x11\xe0old", import_rules.NotATable),
        (bytes(range(256)) * 20, Refused),
        (b"name,colour\nx,red\n", list_rules.NoConnections),
        (b"Name,Duration\n", list_rules.NoConnections),
        (b'Name,Duration\n"x,5\n', Refused),
        (b"x" * 20_000_001, import_rules.FileTooBig),
    ],
    ids=str,
)
def test_other_files_are_refused_in_words(data, refusal):
    with pytest.raises(refusal):
        list_reading.read(data)


def test_merged_cells_are_refused():
    with pytest.raises(list_rules.RowsMerged):
        list_reading.read(workbook(merged=True))


def test_list_without_any_time_is_refused():
    export = list_reading.read(b"Name,Join Time,Duration\nA B,soon,long\n")
    with pytest.raises(list_rules.TimesUnreadable):
        gather(export, WINDOWS, likely=ZONES)
