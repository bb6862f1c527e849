"""What may be told of a result: one place for pages, projector, files and record.

Named and secret results are told as they are; a secret one has totals only. Of a confidential one, what is decided is
told, and how many took part. Its figures need 10 answers; what breaks them down further – how often a mark was given,
the lowest number, what few wrote – is left out where fewer than 5 stand behind it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from meetings.core.counting.scores import Rating, Score
from meetings.domain.poll import outcomes, protection, result_rules, results
from meetings.domain.poll.dates import DateTally
from meetings.domain.poll.draft_rules import terms
from meetings.domain.poll.outcomes import Numbers, Outcome
from meetings.domain.poll.protection import FEWEST_ANSWERS, SMALLEST_CELL
from meetings.domain.poll.result_rules import OptionLine, Result, Sheet
from meetings.domain.poll.rules import Turnout
from meetings.models.poll import Poll, QuestionKind, Secrecy

Told = tuple[Result, Outcome]


def one(poll: Poll) -> Told:
    """Return the result of *poll* and what it means, as they may be told to whoever ``policy.can_see_result`` lets."""
    return told(poll, results.result(poll))


def several(polls: Iterable[Poll]) -> Mapping[int, Told]:
    """Return the same of several polls in six statements, by the poll's id: without regions, sittings and observers."""
    wanted = {poll.id: poll for poll in polls}
    found = results.several(wanted.values()) if wanted else {}
    return {number: told(poll, found[number]) for number, poll in wanted.items()}


def told(poll: Poll, found: Result) -> Told:
    """Return what of *found* may be told, and what it means."""
    said = outcomes.outcome(terms(poll), found, poll.lots)
    if poll.secrecy is Secrecy.NAMED:
        return found, said
    apart = replace(found, advisory=found.advisory if may_stand_apart(poll.kind, found.advisory) else ())
    if poll.secrecy is Secrecy.SECRET:
        return apart, said
    if is_withheld(poll, Turnout(found.cast, found.entitled)):
        return _without_figures(apart), _decision(said)
    return replace(apart, sheets=()), _protected(found, said)


def is_withheld(poll: Poll, turnout: Turnout | None) -> bool:
    """Say whether the figures of *poll* stay untold, as too few answered at a level that promises not to tell."""
    return poll.secrecy is Secrecy.CONFIDENTIAL and (turnout is None or turnout.cast < FEWEST_ANSWERS)


def may_stand_apart(kind: QuestionKind, sheets: Sequence[Sheet]) -> bool:
    """Say whether the answers of observers tell nobody's: enough of them, none given by few, none by all."""
    counted = result_rules.counted(kind, sheets)
    given = result_rules.tally(Sheet(sheet.answer, sheet.ballots, sheet.ballots) for sheet in counted)
    cast = sum(sheet.ballots for sheet in sheets)
    alike = any(count == cast for count in given.values())
    return cast >= FEWEST_ANSWERS and not alike and not any(protection.is_small(count) for count in given.values())


def _without_figures(found: Result) -> Result:
    options = tuple(OptionLine(line.option, 0) for line in found.options)
    return replace(found, options=options, regions=(), sheets=(), advisory=(), withheld=True)


def _decision(said: Outcome) -> Outcome:
    """Return of *said* what was decided, and no figure."""
    kept = ("form", "verdict", "quorum", "elected", "tied", "lots", "rejected")
    parts = {name: getattr(said, name) for name in kept}
    best_first = sorted(said.dates, key=lambda tally: (not tally.best, tally.option))
    dates = tuple(replace(tally, yes=None, if_need_be=None, no=None, left_open=None) for tally in best_first)
    return Outcome(line=None, totals={}, dates=dates, **parts)


def _protected(found: Result, said: Outcome) -> Outcome:
    """Return *said* without what few answers stand behind."""
    sheets = found.sheets
    return replace(
        said,
        ratings=_ratings(said.ratings, sheets, whole=not found.weighted) if said.ratings else None,
        numbers=_numbers(said.numbers, sheets),
        words=_words(said.words, sheets),
        texts=said.texts if len(said.texts) >= FEWEST_ANSWERS else (),
        dates=tuple(_date(tally, whole=not found.weighted) for tally in said.dates),
    )


def _date(tally: DateTally, *, whole: bool) -> DateTally:
    """Return *tally* with its yes alone where few gave one of the other answers, or weights hide how many did."""
    others = (tally.if_need_be, tally.no, tally.left_open)
    if whole and not any(protection.is_small(number or 0) for number in others):
        return tally
    return replace(tally, if_need_be=None, no=None, left_open=None)


def _ratings(rated: Rating, sheets: Sequence[Sheet], *, whole: bool) -> Rating:
    marked: Counter[int] = Counter()
    for sheet in sheets:
        if isinstance(sheet.answer, dict):
            marked.update(dict.fromkeys(sheet.answer, sheet.ballots))
    return replace(rated, scores={option: _score(each, marked[option], whole) for option, each in rated.scores.items()})


def _score(score: Score, ballots: int, whole: bool) -> Score:
    """Return *score* as it may be told.

    With its mean and the number of answers a mark that few gave can be worked out from the others: then no mark is
    told, and no mean either where all but one gave the lowest or the highest mark, or there are only these two.
    """
    if ballots < FEWEST_ANSWERS:
        return Score(0, 0, None, None, {})
    if whole and not any(protection.is_small(number) for number in score.distribution.values()):
        return score
    lowest, highest = min(score.distribution), max(score.distribution)
    nearly = min(score.total - lowest * score.answers, highest * score.answers - score.total) < 2
    mean = None if nearly or highest - lowest < 2 else score.mean
    return Score(score.answers, 0, mean, None, {})


def _numbers(numbers: Numbers | None, sheets: Sequence[Sheet]) -> Numbers | None:
    """Return *numbers* without the lowest and the highest, each of which somebody wrote."""
    written = sum(sheet.ballots for sheet in sheets if not isinstance(sheet.answer, list))
    return replace(numbers, least=None, most=None) if numbers and written >= FEWEST_ANSWERS else None


def _words(words: Sequence[tuple[str, int | None]], sheets: Sequence[Sheet]) -> tuple[tuple[str, int | None], ...]:
    """Return *words* without how often those were written that few wrote, these in the order of the alphabet."""
    each: Counter[str] = Counter()
    answered = 0
    for sheet in sheets:
        own = (
            {word.casefold() for word in sheet.answer if isinstance(word, str)}
            if isinstance(sheet.answer, list)
            else ()
        )
        answered += sheet.ballots if own else 0
        each.update(dict.fromkeys(own, sheet.ballots))
    if answered < FEWEST_ANSWERS:
        return ()
    often = [(word, count) for word, count in words if each[word.casefold()] >= SMALLEST_CELL]
    rare = sorted((word for word, _count in words if each[word.casefold()] < SMALLEST_CELL), key=str.casefold)
    return (*often, *((word, None) for word in rare))
