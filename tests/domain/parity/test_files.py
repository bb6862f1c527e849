"""Lists of translators: read, judged row by row, taken over, undone."""

import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import xlsxwriter

from meetings.core.bilingual import Bilingual
from meetings.domain.parity import actions_files as actions
from meetings.domain.parity import file_queries, file_reading, queries
from meetings.domain.parity import file_rules as rules
from meetings.domain.parity.file_rules import Problem, Row, Verdict
from meetings.domain.poll import actions as polls
from meetings.extensions import transaction
from meetings.models.meeting import Meeting
from meetings.models.translation import FileState, TranslationFile
from tests.make import Make, both

HEAD = file_reading.HEADINGS


def xlsx(*rows: Sequence[Any], head: Sequence[str] = HEAD, merge: str = "") -> bytes:
    """Return a workbook with *rows* below *head*."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate((head, *rows)):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
        if merge:
            sheet.merge_range(merge, "both")
    return out.getvalue()


def xliff(*units: tuple[str, str, str], namespace: str = file_reading._XLIFF, head: str = "") -> bytes:
    """Return an XLIFF file of marks, sources and targets."""
    body = "".join(
        f'<trans-unit id="{mark}"><source>{source}</source><target>{target}</target></trans-unit>'
        for mark, source, target in units
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<xliff version="1.2" xmlns="{namespace}">'
        f'<file original="m" source-language="en" target-language="fr" datatype="plaintext"><body>{body}</body></file>'
        "</xliff>"
    ).encode()


@pytest.fixture
def meeting(make: Make) -> Meeting:
    """A draft with an item in English only, one that is behind, and one that is current."""
    meeting = make.meeting(announced=False)
    for title in (Bilingual("Opening"), Bilingual("Closing {time}", "Clôture", behind=True), both("Break", "Pause")):
        item = make.item(meeting)
        with transaction():
            item.title = title
    return meeting


def marks(meeting: Meeting) -> list[str]:
    """Return the marks of the titles of items."""
    return [rules.mark_of(meeting.id, text) for text in queries.texts(meeting) if text.place == "agenda_item.title"]


def bring(make: Make, meeting: Meeting, data: bytes) -> TranslationFile:
    with transaction():
        return actions.bring(meeting, "list.xlsx", data, by=None, now=make.now)


def rows_of(meeting: Meeting, *targets: str) -> list[tuple[str, str, str, int, str, str]]:
    """Return rows as they were handed out, with *targets* filled in."""
    sources = ("Opening", "Closing {time}", "Break")
    return [
        (mark, "Title", "", 300, source, target)
        for mark, source, target in zip(marks(meeting), sources, targets, strict=False)
    ]


def test_good_rows_are_taken_over_and_undone(make: Make, meeting: Meeting) -> None:
    file = bring(make, meeting, xlsx(*rows_of(meeting, "Ouverture", "Clôture à {time}", "Pause")))
    judged = file_queries.judged(file)
    assert [row.verdict for row in judged] == [Verdict.NEW, Verdict.CHANGED, Verdict.SAME]
    before = [text.words for text in queries.texts(meeting)]
    with transaction():
        assert actions.apply(file, seen=rules.fingerprint_of(judged), by=None, now=make.now) == 2
    assert [text.words.fr for text in queries.texts(meeting)[2:]] == ["Ouverture", "Clôture à {time}", "Pause"]
    assert not any(text.is_gap for text in queries.texts(meeting))
    with transaction():
        actions.undo(file, by=None, now=make.now)
    assert [text.words for text in queries.texts(meeting)] == before
    assert file.state is FileState.UNDONE


def test_xliff_reads_like_the_workbook(make: Make, meeting: Meeting) -> None:
    units = [(row[0], row[4], row[5]) for row in rows_of(meeting, "Ouverture", "Clôture", "Récréation")]
    file = bring(make, meeting, xliff(*units))
    assert [row.verdict for row in file_queries.judged(file)] == [Verdict.NEW, Verdict.SAME, Verdict.CHANGED]


def test_marks_of_programs_inside_and_suggestions_beside_do_not_disturb() -> None:
    data = xliff(("7:agenda_item:1:title:fr", "One <g id='1'>two</g>", "<mrk mtype='seg' mid='0'>Un</mrk> deux"))
    data = data.replace(b"</trans-unit>", b"<alt-trans><target>autre</target></alt-trans></trans-unit>")
    assert file_reading.read(data) == [Row(1, "7:agenda_item:1:title:fr", "One two", "Un deux")]


def judge(meeting: Meeting, *rows: Row) -> list[tuple[Verdict, Problem | None]]:
    texts = {text.key: text for text in queries.texts(meeting)}
    return [(each.verdict, each.problem) for each in rules.judge(rows, texts, meeting.id)]


def test_problem_of_a_row_has_its_reason(make: Make, meeting: Meeting) -> None:
    opening, closing, pause = marks(meeting)
    elsewhere = opening.replace(f"{meeting.id}:", "999:", 1)
    cases = [
        (Row(2, "nonsense", "a", "b"), Problem.UNKNOWN),
        (Row(2, f"{meeting.id}:agenda_item:999:title:fr", "a", "b"), Problem.UNKNOWN),
        (Row(2, elsewhere, "Opening", "Ouverture"), Problem.OTHER_MEETING),
        (Row(2, opening, "Opening, moved", "Ouverture"), Problem.MOVED),
        (Row(2, opening.replace(":fr", ":en"), "Opening", "Ouverture"), Problem.MOVED),
        (Row(2, opening, "Opening", "Ouverture", True), Problem.MERGED),
        (Row(2, opening, "Opening", "  "), Problem.EMPTY),
        (Row(2, opening, "Opening", "é" * 301), Problem.TOO_LONG),
        (Row(2, opening, "Opening", "a\ufffdb"), Problem.UNUSABLE),
        (Row(2, closing, "Closing {time}", "Clôture à l’heure"), Problem.PLACEHOLDER),
    ]
    for row, problem in cases:
        assert judge(meeting, row) == [(Verdict.PROBLEM, problem)], row
    twice = Row(2, pause, "Break", "Récréation")
    assert judge(meeting, twice, twice) == [(Verdict.PROBLEM, Problem.TWICE)] * 2


def test_blanks_and_line_ends_of_programs_are_no_other_source(meeting: Meeting) -> None:
    opening = marks(meeting)[0]
    assert judge(meeting, Row(2, f" {opening} ", "  Opening\r\n", "Ouverture\r\n")) == [(Verdict.NEW, None)]


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("See {link}", "Voir {link}", False),
        ("See %(link)s", "Voir", True),
        ("See https://example.org/en/a", "Voir https://example.org/fr/a", False),
        ("See https://example.org/en/a", "Voir https://exemple.org/fr/a", True),
        ("Write to a@example.org.", "Écrire à a@example.org", False),
        ("As in NCP7/D3", "Voir NCP7/D4", True),
        ("WCO and COVID19", "OMD et COVID19", False),
    ],
)
def test_what_must_stand_in_both_is_looked_for(make: Make, source: str, target: str, lost: bool) -> None:
    meeting = make.meeting()
    with transaction():
        meeting.summary = Bilingual(source)
    text = next(text for text in queries.texts(meeting) if text.place == "meeting.summary")
    found = judge(meeting, Row(2, rules.mark_of(meeting.id, text), source, target))
    assert (found == [(Verdict.PROBLEM, Problem.PLACEHOLDER)]) is lost


def test_text_of_an_open_poll_is_locked(make: Make) -> None:
    meeting = make.meeting()
    make.ncp(make.member())
    poll = make.poll(meeting)
    text = next(text for text in queries.texts(meeting) if text.place == "poll.question")
    with transaction():
        polls.open_(poll, by=None, now=make.now)
    row = Row(2, rules.mark_of(meeting.id, text), text.words.en, "Autre ?")
    assert judge(meeting, row) == [(Verdict.PROBLEM, Problem.LOCKED)]


def test_nothing_is_taken_over_but_what_was_shown(make: Make, meeting: Meeting) -> None:
    file = bring(make, meeting, xlsx(*rows_of(meeting, "Ouverture")))
    seen = rules.fingerprint_of(file_queries.judged(file))
    item = next(text for text in queries.texts(meeting) if text.is_gap).thing
    with transaction():
        item.title = Bilingual("Opening", "Début")
    with pytest.raises(rules.FileOutdated), transaction():
        actions.apply(file, seen=seen, by=None, now=make.now)
    assert item.title.fr == "Début"


def test_file_that_changes_nothing_is_not_taken_over(make: Make, meeting: Meeting) -> None:
    file = bring(make, meeting, xlsx(*rows_of(meeting, "", "Clôture")))
    seen = rules.fingerprint_of(file_queries.judged(file))
    with pytest.raises(rules.NothingToTakeOver), transaction():
        actions.apply(file, seen=seen, by=None, now=make.now)


def applied(make: Make, meeting: Meeting) -> TranslationFile:
    file = bring(make, meeting, xlsx(*rows_of(meeting, "Ouverture")))
    with transaction():
        seen = rules.fingerprint_of(file_queries.judged(file))
        actions.apply(file, seen=seen, by=None, now=make.now)
    return file


def test_undo_refuses_what_was_changed_since_and_what_is_over(make: Make, meeting: Meeting) -> None:
    file = applied(make, meeting)
    with pytest.raises(rules.UndoTooLate), transaction():
        actions.undo(file, by=None, now=make.now + timedelta(days=1, seconds=1))
    item = next(text for text in queries.texts(meeting) if text.place == "agenda_item.title").thing
    with transaction():
        item.title = Bilingual("Opening", "Début")
    with pytest.raises(rules.ChangedSince) as refused, transaction():
        actions.undo(file, by=None, now=make.now)
    assert refused.value.number == 1
    assert item.title.fr == "Début"


def test_file_is_taken_over_once_and_dropped_only_before(make: Make, meeting: Meeting) -> None:
    file = applied(make, meeting)
    for write in (actions.drop, partial(actions.apply, seen="")):
        with pytest.raises(rules.FileOutdated), transaction():
            write(file, by=None, now=make.now)
    other = bring(make, meeting, xlsx(*rows_of(meeting, "Début")))
    with transaction():
        actions.drop(other, by=None, now=make.now)
    assert [each.id for each in file_queries.of_meeting(meeting)] == [file.id]


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<c>" + b" " * 80_000_000)
    return out.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
GOOD = ("1:meeting:1:title:fr", "a", "b")


@pytest.mark.parametrize(
    ("data", "refused"),
    [
        (b"", rules.FileEmpty),
        (b"  \n", rules.FileEmpty),
        (b"x" * (rules.BIGGEST + 1), rules.FileTooBig),
        (b"hello", rules.FileBroken),
        (b"\xd0\xcf\x11\xe0 an old workbook", rules.FileBroken),
        (b"PK\x03\x04 nothing behind it", rules.FileBroken),
        (xlsx(("a", "b"))[:-40], rules.FileBroken),
        (xlsx(("1", "2"), head=("Name", "Words")), rules.NotHandedOut),
        (xliff(GOOD, head=ENTITIES), rules.FileSuspicious),
        (xliff(("1:meeting:1:title:fr", "a", "&b;"), head=ENTITIES), rules.FileSuspicious),
        (xliff(GOOD, head=OUTSIDE), rules.FileSuspicious),
        (xliff(GOOD, head='<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'), rules.FileSuspicious),
        (xliff(GOOD).replace(b"UTF-8", b"ISO-8859-1"), rules.WrongEncoding),
        (xliff(GOOD).decode().encode("utf-16"), rules.WrongEncoding),
        (xliff(("1:meeting:1:title:fr", "a", "déjà")).decode().encode("latin-1"), rules.WrongEncoding),
        (xliff(GOOD)[:-9], rules.FileBroken),
        (xliff(GOOD, namespace="urn:something"), rules.FileBroken),
        (b"<a>" * 1_000, rules.FileSuspicious),
        (xliff(*[GOOD] * (rules.MOST_ROWS + 1)), rules.TooManyRows),
    ],
)
def test_hostile_and_strange_files_are_refused(data: bytes, refused: type[Exception]) -> None:
    with pytest.raises(refused):
        file_reading.read(data)


def test_bomb_in_a_workbook_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(rules.FileSuspicious):
        file_reading.read(zip_bomb())


def test_list_of_twenty_thousand_rows_is_refused(make: Make, meeting: Meeting) -> None:
    rows = file_reading.read(xlsx(*[(f"{number}", "", "", 1, "a", "b") for number in range(20_000)]))
    with pytest.raises(rules.TooManyRows):
        rules.language_of(rows, meeting.id)


def test_list_of_another_meeting_or_without_marks_is_refused(make: Make, meeting: Meeting) -> None:
    other = make.meeting(number=9)
    make.item(other)
    for data, refused in (
        (xlsx(*rows_of(other, "a")), rules.OtherMeeting),
        (xlsx(("nonsense", "", "", 1, "a", "b")), rules.NotHandedOut),
        (xlsx(), rules.FileEmpty),
    ):
        with pytest.raises(refused), transaction():
            actions.bring(meeting, "x", data, by=None, now=make.now)


def test_merged_cells_are_a_problem_of_their_rows(make: Make, meeting: Meeting) -> None:
    rows = rows_of(meeting, "Ouverture", "Clôture à {time}", "Récréation")
    file = bring(make, meeting, xlsx(*rows, merge="F3:F4"))
    assert [row.problem for row in file_queries.judged(file)] == [None, Problem.MERGED, Problem.MERGED]


def test_text_that_begins_like_a_formula_stays_as_it_is(make: Make, meeting: Meeting) -> None:
    text = next(text for text in queries.texts(meeting) if text.place == "meeting.summary")
    with transaction():
        meeting.summary = Bilingual("- one\n- two")
    file = bring(make, meeting, xlsx((rules.mark_of(meeting.id, text), "", "", 1, "- one\n- two", "- un\n- deux")))
    (judged,) = file_queries.judged(file)
    assert (judged.verdict, judged.target) == (Verdict.NEW, "- un\n- deux")
