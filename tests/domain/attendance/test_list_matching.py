"""Who a name in a list may be."""

import pytest

from meetings.domain.attendance.list_matching import Directory, Known
from meetings.domain.attendance.list_names import mark, shown
from meetings.domain.attendance.list_people import Participant
from meetings.models.connection_list import Choice, How, Verdict

PEOPLE = (
    Known(1, "Wanjiru Kamande", "wanjiru@ke.example", True, ("KE", "Kenya", "Kenya")),
    Known(2, "James Otieno", "james@ke.example", True, ("KE", "Kenya", "Kenya")),
    Known(3, "Éloïse N’Guessan", "eloise@ci.example", True, ("CI", "Côte d’Ivoire", "Côte d’Ivoire")),
    Known(4, "Ana Silva", "ana@br.example", True),
    Known(5, "Ana Silva", "ana@pt.example", True),
    Known(6, "Piotr Nowak", "piotr@pl.example", False),
)


def find(name: str, email: str = "", **more):
    directory = Directory(
        addresses={one.email: one.id for one in PEOPLE},
        aliases={"old@ke.example": 1},
        remembered=more.get("remembered", {}),
        people={one.id: one for one in PEOPLE},
    )
    return directory.find(Participant(1, name, email, [[0, 60]], 1))


@pytest.mark.parametrize(
    ("name", "email", "how", "person"),
    [
        ("iPhone", "WANJIRU@ke.example", How.ADDRESS, 1),
        ("iPhone", "old@ke.example", How.ALIAS, 1),
        ("KAMANDE Wanjiru", "other@mail.example", How.NAME, 1),
        ("KE - Otieno, James (Guest)", "", How.NAME, 2),
        ("Kenya | Wanjiru Kamande", "", How.NAME, 1),
        ("Eloise N'Guessan", "", How.NAME, 3),
        ("Wanjiru Kamandé", "", How.NAME, 1),
        ("Wanjiru Kamannde", "", How.ALIKE, 1),
        ("Kenya Wanjiru Kamande", "", How.ALIKE, 1),
    ],
)
def test_find_is_sure(name, email, how, person):
    found = find(name, email)
    assert (found.verdict, found.how, found.person_id) == (Verdict.SURE, how, person)


@pytest.mark.parametrize(
    ("name", "candidates"), [("Ana Silva", {4, 5}), ("Wanjiru K.", {1}), ("Piotr Nowak", {6}), ("J. Otieno", {2})]
)
def test_find_asks_when_it_is_not_sure(name, candidates):
    found = find(name)
    assert found.verdict is Verdict.DOUBTFUL
    assert {person for person, _score in found.candidates} == candidates


def test_find_knows_nobody():
    assert find("Zoltán Kovács").verdict is Verdict.UNKNOWN


def test_find_remembers_what_was_decided():
    known = {mark("Boardroom 3", ""): (Choice.PERSON, 2), mark("Recorder", ""): (Choice.IGNORE, None)}
    assert find("boardroom 3", remembered=known).person_id == 2
    assert find("Recorder", remembered=known).choice is Choice.IGNORE


def test_who_was_not_inside_is_not_looked_for():
    directory = Directory({}, {}, {}, {})
    assert directory.find(Participant(1, "Wanjiru Kamande", "")).verdict is Verdict.OUTSIDE


@pytest.mark.parametrize(
    "name", ["Zoé Martin (External)", "Zoé Martin (Non vérifié)", "Zoé Martin (Guest) (Host)", "Zoé Martin (moi)"]
)
def test_marks_of_the_platform_are_no_part_of_a_name(name):
    assert shown(name) == "Zoé Martin"
