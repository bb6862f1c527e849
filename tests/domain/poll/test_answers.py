"""What a ballot may say, of every kind of question."""

from decimal import Decimal

import pytest

from meetings.domain.poll import answers
from meetings.domain.poll.answers import Paper
from meetings.models.poll import QuestionKind


def paper(kind, least=1, most=3, alone=(9,)):
    return Paper(kind, (1, 2, 3, 9), frozenset(alone), least, most)


@pytest.mark.parametrize(
    ("kind", "given", "read"),
    [
        (QuestionKind.ONE, [2], [2]),
        (QuestionKind.ONE, [9], [9]),
        (QuestionKind.SEVERAL, [3, 1], [1, 3]),
        (QuestionKind.RANKING, [3, 1], [3, 1]),
        (QuestionKind.RANKING, [9], [9]),
        (QuestionKind.RATING, {1: 3, 2: 1}, {1: 3, 2: 1}),
        (QuestionKind.POINTS, {1: 2, 3: 1, 2: 0}, {1: 2, 3: 1}),
        (QuestionKind.DATES, {1: 2, 3: 0}, {1: 2, 3: 0}),
        (QuestionKind.NUMBER, "2,50", Decimal("2.5")),
        (QuestionKind.NUMBER, " 3 ", Decimal(3)),
        (QuestionKind.NUMBER, [9], [9]),
        (QuestionKind.TEXT, "  Deux phrases.\x00 ", "Deux phrases."),
        (QuestionKind.WORDS, ["trade", " data  flows ", ""], ["data flows", "trade"]),
    ],
)
def test_answer_that_the_paper_allows_is_written_and_read_back(kind, given, read):
    written = answers.check(given, paper(kind))
    assert answers.read(written) == read
    assert answers.check(read, paper(kind)) == written


@pytest.mark.parametrize(
    ("kind", "given", "refusal"),
    [
        (QuestionKind.ONE, [], answers.AnswerMissing),
        (QuestionKind.ONE, None, answers.AnswerMissing),
        (QuestionKind.ONE, [4], answers.OptionUnknown),
        (QuestionKind.ONE, [True], answers.OptionUnknown),
        (QuestionKind.ONE, ["1"], answers.OptionUnknown),
        (QuestionKind.ONE, {1: 1}, answers.OptionUnknown),
        (QuestionKind.ONE, [1, 2], answers.WrongNumber),
        (QuestionKind.SEVERAL, [1, 9], answers.StandsAlone),
        (QuestionKind.SEVERAL, [1, 1], answers.OptionTwice),
        (QuestionKind.RANKING, [2, 2], answers.OptionTwice),
        (QuestionKind.RANKING, [-1], answers.OptionUnknown),
        (QuestionKind.RATING, {1: 4}, answers.OutOfRange),
        (QuestionKind.RATING, {1: -1}, answers.OutOfRange),
        (QuestionKind.RATING, {1: float("nan")}, answers.OutOfRange),
        (QuestionKind.RATING, {5: 1}, answers.OptionUnknown),
        (QuestionKind.RATING, {9: 1}, answers.OptionUnknown),
        (QuestionKind.POINTS, {1: 1}, answers.PointsLeft),
        (QuestionKind.POINTS, {1: 4}, answers.OutOfRange),
        (QuestionKind.POINTS, {1: -1, 2: 4}, answers.OutOfRange),
        (QuestionKind.DATES, {}, answers.AnswerMissing),
        (QuestionKind.DATES, {1: 3}, answers.NoAnswerToADate),
        (QuestionKind.DATES, {1: -1}, answers.NoAnswerToADate),
        (QuestionKind.DATES, {1: True}, answers.OutOfRange),
        (QuestionKind.DATES, {1: "2"}, answers.OutOfRange),
        (QuestionKind.DATES, {4: 2}, answers.OptionUnknown),
        (QuestionKind.DATES, [1], answers.OptionUnknown),
        (QuestionKind.NUMBER, "NaN", answers.OutOfRange),
        (QuestionKind.NUMBER, "1e400", answers.OutOfRange),
        (QuestionKind.NUMBER, "1.001", answers.OutOfRange),
        (QuestionKind.NUMBER, "four", answers.OutOfRange),
        (QuestionKind.TEXT, "   ", answers.AnswerMissing),
        (QuestionKind.TEXT, "x" * 1_000_000, answers.TextTooLong),
        (QuestionKind.WORDS, ["a", "b", "c", "d"], answers.WrongNumber),
        (QuestionKind.WORDS, ["Trade", "trade"], answers.OptionTwice),
        (QuestionKind.WORDS, ["x" * 31], answers.TextTooLong),
    ],
)
def test_crafted_answer_is_refused(kind, given, refusal):
    with pytest.raises(refusal):
        answers.check(given, paper(kind))
