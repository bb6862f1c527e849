"""What is told of confidential results: tried by working out what is left out from all that is told."""

import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.domain.poll import disclosure
from meetings.domain.poll.protection import FEWEST_ANSWERS, SMALLEST_CELL
from meetings.domain.poll.result_rules import OptionLine, Result, Sheet, tally
from meetings.models.poll import Basis, Majority, Method, Poll, PollOption, QuestionKind, Secrecy, Ties
from tests.make import both


def poll_of(kind, *, secrecy=Secrecy.CONFIDENTIAL, **terms):
    """A poll that the database need not know."""
    usual = {"least": 1, "most": 5, "majority": Majority.NONE, "basis": Basis.VOTING, "method": Method.MOST}
    given_ = {"quorum": 0, "seats": 1, "ties": Ties.REPORTED, "kinds": [], "lots": [], "reminders": []}
    return Poll(kind=QuestionKind(kind), secrecy=secrecy, **{**usual, **given_, **terms})


def result_of(answers, options=(), advisory=(), entitled=60):
    counted = tally(Sheet(answer, 1, 1) for answer in answers)
    lines = tuple(OptionLine(option, counted[option.id]) for option in options)
    sheets = tuple(Sheet(answer, 1, 1) for answer in answers)
    others = tuple(Sheet(answer, 1, 1) for answer in advisory)
    return Result(lines, (), len(answers), entitled, len(answers), entitled, sheets, others)


def options(*names):
    return [PollOption(id=n, text=both(name), abstention=False, none_of_these=False) for n, name in enumerate(names, 1)]


MOTION = [*options("Yes", "No"), PollOption(id=3, text=both("Abstention"), abstention=True, none_of_these=False)]


@pytest.mark.parametrize("secrecy", list(Secrecy))
@pytest.mark.parametrize("number", [9, 10])
def test_below_ten_answers_the_decision_is_told_and_no_figure(secrecy, number):
    poll = poll_of("one", majority=Majority.SIMPLE, secrecy=secrecy)
    found, said = disclosure.told(poll, result_of([[1]] * (number - 3) + [[2]] * 3, MOTION))
    assert said.verdict == "adopted"
    told = [line.count for line in found.options] == [number - 3, 3, 0]
    assert told == (secrecy is not Secrecy.CONFIDENTIAL or number == 10)
    if not told:
        assert (found.withheld, found.sheets, said.totals, said.line) == (True, (), {}, None)
        assert [line.count for line in found.options] == [0, 0, 0]


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("rating", [{1: 5}] * 9),
        ("number", [Decimal(3)] * 9),
        ("text", ["Go on"] * 9),
        ("words", [["trust"]] * 9),
        ("points", [{1: 5}] * 9),
    ],
)
def test_no_kind_tells_what_fewer_than_ten_answered(kind, answers):
    paper = options("Lima", "Seoul") if kind in ("rating", "points") else ()
    found, said = disclosure.told(poll_of(kind), result_of(answers, paper))
    assert found.withheld
    assert not any((said.ratings, said.numbers, said.texts, said.words, said.totals))
    abstained = result_of([*answers, [9], [9]], paper)
    if kind != "points":
        _found, said = disclosure.told(poll_of(kind), abstained)
        scores = list(said.ratings.scores.values()) if said.ratings else []
        assert not any((said.numbers, said.texts, said.words))
        assert all((score.answers, score.mean, score.distribution) == (0, None, {}) for score in scores)


def test_the_lowest_and_the_highest_number_are_not_told():
    _found, said = disclosure.told(poll_of("number", most=100), result_of([Decimal(n) for n in range(1, 13)]))
    assert (said.numbers.least, said.numbers.most, said.numbers.mean) == (None, None, Fraction(13, 2))


def test_words_of_few_stand_in_the_order_of_the_alphabet_without_their_number():
    answers = [["trust", "speed"]] * 3 + [["Trust"]] * 4 + [["ease"]] + [["clarity", "speed"]] * 4
    _found, said = disclosure.told(poll_of("words"), result_of(answers))
    assert said.words == (("speed", 7), ("Trust", 7), ("clarity", None), ("ease", None))


@pytest.mark.parametrize(("answers", "there"), [(9, False), (10, True), (12, True)], ids=["too few", "enough", "more"])
def test_observers_stand_apart_only_where_they_tell_nobodys_answer(answers, there):
    advisory = [[1]] * 5 + [[2]] * (answers - 5)
    found, _said = disclosure.told(poll_of("one"), result_of([[1]] * 20 + [[2]] * 9, MOTION, advisory))
    assert bool(found.advisory) is there


def ways(answers, total, lowest, highest):
    """Return every way in which *answers* marks from *lowest* to *highest* add up to *total*."""
    marks = range(lowest, highest + 1)
    for counts in itertools.product(range(answers + 1), repeat=len(marks) - 1):
        last = answers - sum(counts)
        found = (*counts, last)
        if last >= 0 and sum(mark * number for mark, number in zip(marks, found, strict=True)) == total:
            yield found


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 2), st.data())
def test_how_often_a_mark_was_given_does_not_follow_from_mean_and_answers(width, data):
    marks = data.draw(st.lists(st.integers(1, 1 + width), min_size=10, max_size=16))
    poll = poll_of("rating", least=1, most=1 + width)
    _found, said = disclosure.told(poll, result_of([{1: mark} for mark in marks], options("Lima")))
    score = said.ratings.scores[1]
    true = [marks.count(mark) for mark in range(1, 2 + width)]
    if score.distribution:
        assert list(score.distribution.values()) == true
        assert not any(0 < number < SMALLEST_CELL for number in true)
    elif score.mean is not None:
        found = list(ways(score.answers, score.mean * score.answers, 1, 1 + width))
        for place, number in enumerate(true):
            assert not 0 < number < SMALLEST_CELL or len({way[place] for way in found}) > 1
    assert score.answers >= FEWEST_ANSWERS
