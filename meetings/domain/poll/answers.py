"""What a ballot may say: one check for every way in, and the one form in which answers are written.

An answer is plain data: a list of option ids (one, several, ranking – there in the order of preference), a mapping
of option ids to whole numbers (rating, points, dates), a number, a text, or a list of words. An abstention or “none of
these” is always a list of that one option, whatever the kind of the question.
"""

import json
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import cast

from meetings.core.errors import Refused
from meetings.domain.poll import dates
from meetings.domain.poll.offers import Option
from meetings.models.poll import Poll, QuestionKind

Answer = list[int] | dict[int, int] | Decimal | str | list[str]

LONGEST_TEXT, LONGEST_WORD = 1000, 30
#: Of an objection; whoever has more to say sends a document.
LONGEST_REASON = 2000
#: Digits behind the point of a number.
PLACES = 2


class AnswerMissing(Refused):
    """Nothing was answered."""


class OptionUnknown(Refused):
    """The poll has no such option."""


class OptionTwice(Refused):
    """An option was chosen or ranked twice."""


class RankTwice(Refused):
    """Two options have the same rank."""


class StandsAlone(Refused):
    """An abstention, or “none of these”, was chosen together with something else."""


class WrongNumber(Refused):
    """Fewer options than *least* or more than *most* were chosen."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.least, self.most = least, most


class OutOfRange(Refused):
    """A number is none, or not between *least* and *most*."""

    def __init__(self, least: int, most: int) -> None:
        super().__init__(least, most)
        self.least, self.most = least, most


class PointsLeft(Refused):
    """The points given do not add up to *total*: so many are *given*."""

    def __init__(self, given: int, total: int) -> None:
        super().__init__(given, total)
        self.given, self.total = given, total


class NoAnswerToADate(Refused):
    """A date was answered with something else than yes, if need be, or no."""


class TextTooLong(Refused):
    """A text or a word is longer than *limit* characters."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class ReasonMissing(Refused):
    """Whoever objects says why."""


@dataclass(frozen=True, slots=True)
class Paper:
    """What can be answered: the *options* by id in the order of the paper, and those among them that stand *alone*."""

    kind: QuestionKind
    options: tuple[int, ...]
    alone: frozenset[int]
    least: int
    most: int

    @property
    def ordinary(self) -> tuple[int, ...]:
        """The options that are neither an abstention nor “none of these”."""
        return tuple(option for option in self.options if option not in self.alone)


def paper(poll: Poll, options: Sequence[Option]) -> Paper:
    """Return what can be answered to *poll* with its *options*."""
    alone = frozenset(option.id for option in options if option.abstention or option.none_of_these)
    return Paper(poll.kind, tuple(option.id for option in options), alone, poll.least, poll.most)


def check(given: object, on: Paper) -> str:
    """Return what was *given*, as it is written down; raises a refusal of this module when the paper forbids it."""
    if given is None or given == "" or given == [] or given == {}:
        raise AnswerMissing
    alone = _standing_alone(given, on)
    answer = [alone] if alone else _CHECKS[on.kind](given, on)
    return written(answer)


def reason(given: str) -> str:
    """Return why somebody objects, as it is kept; raises ``ReasonMissing`` or ``TextTooLong``."""
    if len(given) > 2 * LONGEST_REASON:
        raise TextTooLong(LONGEST_REASON)
    text = _clean(given.replace("\r\n", "\n"))
    if not text:
        raise ReasonMissing
    if len(text) > LONGEST_REASON:
        raise TextTooLong(LONGEST_REASON)
    return text


def written(answer: Answer) -> str:
    """Return *answer* in its one form: the same answer is the same text."""
    if isinstance(answer, Decimal):
        return json.dumps({"number": f"{answer:f}"})
    if isinstance(answer, dict):
        return json.dumps({str(option): answer[option] for option in sorted(answer)}, separators=(",", ":"))
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def read(text: str) -> Answer:
    """Return the answer that was written as *text*."""
    found = json.loads(text)
    if isinstance(found, dict):
        if "number" in found:
            return Decimal(found["number"])
        return {int(option): value for option, value in found.items()}
    return cast("Answer", found)


def in_words(answer: Answer, names: Mapping[int, str], said: Mapping[int, str] | None = None) -> str:
    """Return *answer* with the *names* of the options: “Nairobi, Lima”, “Nairobi: 3, Lima: 5”, or what was written.

    Where marks have words, these stand in what is *said*: “15 June 2027: yes; 16 June 2027: no”.
    """
    if isinstance(answer, dict):
        marks = (f"{names.get(option, '')}: {(said or {}).get(mark, mark)}" for option, mark in answer.items())
        return ("; " if said else ", ").join(marks)
    if isinstance(answer, list):
        return ", ".join(names.get(each, "") if isinstance(each, int) else each for each in answer)
    return str(answer)


def ranked(ranks: Mapping[int, int]) -> list[int]:
    """Return options in the order of their *ranks*, whatever ranks are passed over; raises ``RankTwice``."""
    if len(set(ranks.values())) != len(ranks):
        raise RankTwice
    return sorted(ranks, key=ranks.__getitem__)


def options_in(answer: Answer) -> list[int]:
    """Return the ids of the options that *answer* names."""
    return [each for each in answer if isinstance(each, int)] if isinstance(answer, list | dict) else []


def _standing_alone(given: object, on: Paper) -> int | None:
    """Return the abstention, or “none of these”, that is the whole answer; raises ``StandsAlone``."""
    if not isinstance(given, list | tuple) or not on.alone.intersection(_whole_numbers(given)):
        return None
    if len(given) > 1:
        raise StandsAlone
    return int(given[0])


def _one(given: object, on: Paper) -> list[int]:
    chosen = _chosen(given, on)
    if len(chosen) != 1:
        raise WrongNumber(1, 1)
    return chosen


def _several(given: object, on: Paper) -> list[int]:
    chosen = _chosen(given, on)
    _check_number(len(chosen), on)
    return sorted(chosen, key=on.options.index)


def _ranking(given: object, on: Paper) -> list[int]:
    chosen = _chosen(given, on)
    _check_number(len(chosen), on)
    return chosen


def _rating(given: object, on: Paper) -> dict[int, int]:
    marks = _marks(given, on)
    if not all(on.least <= mark <= on.most for mark in marks.values()):
        raise OutOfRange(on.least, on.most)
    return marks


def _points(given: object, on: Paper) -> dict[int, int]:
    marks = {option: mark for option, mark in _marks(given, on).items() if mark}
    if not all(0 < mark <= on.most for mark in marks.values()):
        raise OutOfRange(0, on.most)
    if sum(marks.values()) != on.most:
        raise PointsLeft(sum(marks.values()), on.most)
    return marks


def _dates(given: object, on: Paper) -> dict[int, int]:
    marks = _marks(given, on)
    if not set(marks.values()).issubset(dates.MARKS):
        raise NoAnswerToADate
    return marks


def _number(given: object, on: Paper) -> Decimal:
    try:
        number = Decimal(str(given).strip().replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except InvalidOperation:
        raise OutOfRange(on.least, on.most) from None
    if not number.is_finite() or not on.least <= number <= on.most:
        raise OutOfRange(on.least, on.most)
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > PLACES:
        raise OutOfRange(on.least, on.most)
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _text(given: object, on: Paper) -> str:
    if not isinstance(given, str) or not given.strip():
        raise AnswerMissing
    text = _clean(given)
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(LONGEST_TEXT)
    return text


def _words(given: object, on: Paper) -> list[str]:
    if not isinstance(given, list | tuple):
        raise AnswerMissing
    found = list(dict.fromkeys(" ".join(_clean(word).split()) for word in given if isinstance(word, str)))
    found = [word for word in found if word]
    if not found:
        raise AnswerMissing
    if any(len(word) > LONGEST_WORD for word in found):
        raise TextTooLong(LONGEST_WORD)
    if len({word.casefold() for word in found}) != len(found):
        raise OptionTwice
    if len(found) > on.most:
        raise WrongNumber(1, on.most)
    return sorted(found, key=str.casefold)


def _clean(text: str) -> str:
    """Return *text* composed (NFC), without characters that control or that are half of one."""
    composed = unicodedata.normalize("NFC", text.strip())
    return "".join(letter for letter in composed if letter == "\n" or unicodedata.category(letter) not in ("Cc", "Cs"))


def _chosen(given: object, on: Paper) -> list[int]:
    """Return the ids of ordinary options, none twice; raises ``OptionUnknown`` or ``OptionTwice``."""
    if not isinstance(given, list | tuple):
        raise OptionUnknown
    chosen = _whole_numbers(given)
    if len(chosen) != len(given) or not set(chosen).issubset(on.ordinary):
        raise OptionUnknown
    if len(set(chosen)) != len(chosen):
        raise OptionTwice
    return chosen


def _marks(given: object, on: Paper) -> dict[int, int]:
    """Return a whole number for each option that got one."""
    if not isinstance(given, Mapping):
        raise OptionUnknown
    if not set(given).issubset(on.ordinary):
        raise OptionUnknown
    if len(_whole_numbers(given.values())) != len(given):
        raise OutOfRange(on.least, on.most)
    return dict(given)


def _whole_numbers(given: object) -> list[int]:
    """Return those of *given* that are whole numbers; a truth value is none."""
    return [each for each in given if isinstance(each, int) and not isinstance(each, bool)]  # type: ignore[attr-defined]


def _check_number(number: int, on: Paper) -> None:
    if not on.least <= number <= on.most:
        raise WrongNumber(on.least, on.most)


_CHECKS: Mapping[QuestionKind, Callable[[object, Paper], Answer]] = {
    QuestionKind.ONE: _one,
    QuestionKind.SEVERAL: _several,
    QuestionKind.RANKING: _ranking,
    QuestionKind.RATING: _rating,
    QuestionKind.POINTS: _points,
    QuestionKind.DATES: _dates,
    QuestionKind.NUMBER: _number,
    QuestionKind.TEXT: _text,
    QuestionKind.WORDS: _words,
}
