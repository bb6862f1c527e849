"""Looking for past meetings by words in either language, series, year and region."""

import pytest

from meetings.core.bilingual import Bilingual
from meetings.core.text import folded
from meetings.domain.archive import queries
from meetings.domain.archive.rules import Source, words_of
from meetings.domain.outcome import actions as outcomes
from meetings.domain.record import actions as records
from meetings.extensions import db, transaction
from meetings.models.database import current
from meetings.models.meeting import Visibility
from meetings.models.search import folded_column
from tests.make import Make, both
from tests.queries import counted


def _found(make: Make, text: str = "", viewer=None, **chosen) -> list[int]:
    page = queries.search(viewer, words=words_of(text), now=make.now, **chosen)
    return [hit.meeting.number for hit in page.things]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ()),
        ("  Décisions,  l’Œuvre ", ("decisions", "l'oeuvre")),
        ('« étude » "quoted" (x)', ("etude", "quoted", "x")),
        ("a A á", ("a",)),
        ("1 2 3 4 5 6 7 8 9", ("1", "2", "3", "4", "5", "6", "7", "8")),
        ("100% _", ("100%", "_")),
        ("... !!!", ()),
    ],
)
def test_words_are_compared_without_case_accents_and_marks(text: str, words: tuple[str, ...]) -> None:
    assert words_of(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Décisions",
        "L’ŒUVRE d’été",
        "Ærø straße",
        "Łódź ŞIŞ",
        "Ça, ÉÀÜ",
        "8\u00a0e point",
        "a'b",
        "Ĳ ø đ Þ ẞ",
        "naïve\u00adté",
    ],
)
def test_database_folds_as_python_does(make: Make, text: str) -> None:
    in_database = current().scalar(db.select(folded_column(db.bindparam("text", text, db.Text))))
    assert " ".join(in_database.split()) == folded(text)


def test_words_are_found_without_accents_wherever_they_stand(make: Make) -> None:
    viewer = make.person()
    meeting = make.meeting(number=7, days=-20)
    make.meeting(number=6, days=-40)
    make.item(meeting, "Data models", "Modèles de données")
    make.document(meeting, "NCP0701", title=both("Blockchain", "Chaîne de blocs"))
    record = make.record(meeting, both("Kenya spoke.", "Le Kenya intervient, malgré la grève."))
    with transaction():
        outcomes.decide(meeting, Bilingual("Agreed.", "Décisions adoptées."), item=None, by=None, now=make.now)
    make.action(meeting)
    with transaction():
        records.publish(record, gaps=0, by=None, now=make.now)
    for text in ("decision", "CHAINE", "ncp0701", "greve", "modeles", "ecrire", "chaine kenya modeles"):
        assert _found(make, text, viewer) == [7], text
    assert _found(make, "plenary", viewer) == [7, 6]
    assert _found(make, "chaine absent", viewer) == []


def test_every_word_must_stand_somewhere(make: Make) -> None:
    first, second = make.meeting(number=1, days=-50), make.meeting(number=2, days=-40)
    for meeting, title in ((first, "Cloud computing"), (second, "Computing power")):
        make.item(meeting, title)
    assert _found(make, "computing") == [2, 1]
    assert _found(make, "power computing") == [2]
    assert _found(make, "computing opening") == []


@pytest.mark.parametrize("text", ["%", "_", "/", "\\", "100%", "a_b", "'", "''", "' OR 1=1 --", "/%"])
def test_signs_of_the_database_mean_themselves(make: Make, text: str) -> None:
    make.meeting(number=1, days=-50)
    other = make.meeting(number=2, days=-40)
    make.item(other, f"Item {text} end")
    assert _found(make, "Opening of nothing") == []
    assert 1 not in _found(make, text) or not words_of(text)
    if words_of(text):
        assert _found(make, text) == [2]


def test_only_past_meetings_that_the_viewer_may_see(make: Make) -> None:
    make.meeting(number=1, days=-50, announced=False)
    make.meeting(number=2, days=-40, visibility=Visibility.INTERNAL)
    make.meeting(number=3, days=-30)
    make.meeting(number=4, days=-1)
    make.meeting(number=5)
    assert _found(make) == [3]
    assert _found(make, viewer=make.person()) == [3, 2]
    assert _found(make, viewer=make.secretariat()) == [3, 2, 1]


def test_papers_are_found_only_by_those_who_may_read_them(make: Make) -> None:
    meeting = make.meeting(number=7, days=-20)
    make.document(meeting, title=both("Confidential needle"))
    draft = make.meeting(number=6, days=-40)
    make.record(draft, both("An unpublished needle."))
    make.action(draft, None)
    assert _found(make, "needle") == []
    assert _found(make, "needle", make.person()) == [7]
    assert _found(make, "ecrire", make.person()) == []
    assert _found(make, "ecrire", make.secretariat()) == [6]
    public = make.meeting(number=5, days=-60, visibility=Visibility.PUBLIC)
    make.document(public, title=both("Open needle"))
    make.record(public, both("A published pin."), published=True)
    assert _found(make, "needle") == [5]
    assert _found(make, "pin") == [5]


def test_series_year_and_region_narrow_the_list(make: Make) -> None:
    make.meeting(number=1, days=-400)
    meeting, region = make.meeting(number=2, days=-20), make.region("ESA")
    with transaction():
        meeting.region = region
    assert _found(make, series="ncp-plenary") == [2, 1]
    assert _found(make, series="unknown") == []
    assert _found(make, year=2026) == [1]
    assert _found(make, year=2027) == [2]
    assert _found(make, region="ESA") == [2]
    facets = queries.facets(None, now=make.now)
    assert ([each.slug for each in facets.series], facets.years) == (["ncp-plenary"], [2027, 2026])
    assert [region.code for region in facets.regions] == ["ESA"]


def test_hit_says_what_the_meeting_left_and_where_the_words_were(make: Make) -> None:
    meeting = make.meeting(number=7, days=-20, visibility=Visibility.PUBLIC)
    make.item(meeting, "Cloud computing and blockchain")
    make.item(meeting, "Cloud")
    make.document(meeting, "NCP0701", title=both("Cloud study"))
    make.document(meeting, "NCP0702", title=both("Cloud annex"))
    with transaction():
        outcomes.decide(meeting, both("Renewed."), item=None, by=None, now=make.now)
    make.record(meeting, published=True)
    (hit,) = queries.search(None, words=words_of("blockchain cloud"), now=make.now).things
    assert (hit.has_record, hit.decisions, hit.documents, len(hit.sessions)) == (True, 1, 2, 2)
    assert len(hit.places) == queries.MOST_PLACES
    assert (hit.places[0].source, hit.places[0].number) == (Source.ITEM, 1)
    assert [place.symbol for place in hit.places if place.source is Source.DOCUMENT] == ["NCP0701"]


def test_pages_hold_twenty(make: Make) -> None:
    for number in range(1, 24):
        make.meeting(number=number, days=-10 - number)
    page = queries.search(None, page=2, now=make.now)
    assert (page.total, page.last, [hit.meeting.number for hit in page.things]) == (23, 2, [21, 22, 23])
    assert queries.search(None, page=9, now=make.now).things == []


@pytest.mark.parametrize("count", [1, 30])
def test_number_of_statements_does_not_grow(make: Make, count: int) -> None:
    viewer = make.person()
    for number in range(1, count + 1):
        make.item(make.meeting(number=number, days=-10 - number), "Cloud")
    assert viewer.runs_the_house is False
    db.session.expire_all()
    assert viewer.id
    with counted() as statements:
        page = queries.search(viewer, words=words_of("cloud plenary"), now=make.now)
        assert [hit.meeting.series.slug for hit in page.things]
    assert len(statements) == 5
