"""The ballot as a form: reads what a post says for each kind of question, and keeps what was typed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from meetings.core import ballot_box
from meetings.core.errors import Refused
from meetings.core.text import as_integer, printable, unusable
from meetings.domain.poll import answers, dates
from meetings.domain.poll.offers import Option
from meetings.models.poll import Poll, QuestionKind
from meetings.web.wording import refusal

#: Nothing that is meant for a number is longer; what is typed beyond is none.
_LONGEST_NUMBER = 30
#: Marks that no option has: what is no number becomes one of these, and is refused as such.
_NO_OPTION = -1
_FORM = re.compile("[0-9a-f]{32}")
_MARK = re.compile("mark-([0-9]{1,10})")


class Choice(NamedTuple):
    """One option on the paper, with what was typed beside it."""

    option: Option
    ticked: bool
    mark: str


@dataclass(slots=True)
class Slip:
    """The paper of one poll, as *typed*; *form* is its random name, so that the same form sent again is known."""

    poll: Poll
    options: Sequence[Option]
    typed: MultiDict[str, str]
    form: str
    errors: list[str]
    refusals: list[str]
    #: Whose ballot it is, where one casts it by proxy.
    voter: int | None = None

    @property
    def id(self) -> str:
        """The id of the field, which is the only one of its page."""
        return f"answer-{self.poll.id}"

    @property
    def choices(self) -> list[Choice]:
        """The options that can be chosen, ranked or marked."""
        return [self._choice(option) for option in self.options if not _alone(option)]

    @property
    def alone(self) -> list[Choice]:
        """The options that stand apart: an abstention and “none of these”."""
        return [self._choice(option) for option in self.options if _alone(option)]

    @property
    def written(self) -> list[str]:
        """What was typed in own words or as a number, one for each field that the paper has."""
        found = [printable(each) for each in self.typed.getlist("answer")]
        wanted = self.poll.most if self.poll.kind is QuestionKind.WORDS else 1
        return [*found, *[""] * wanted][:wanted]

    @property
    def reason(self) -> str:
        """Why they object, as it was typed."""
        return printable(self.typed.get("reason", ""))

    @property
    def ranks(self) -> range:
        """The ranks that can be given."""
        return range(1, min(len(self.choices), self.poll.most) + 1)

    @property
    def scale(self) -> range:
        """The marks that can be given."""
        return range(self.poll.least, self.poll.most + 1)

    def _choice(self, option: Option) -> Choice:
        ticked = str(option.id) in self.typed.getlist("option")
        return Choice(option, ticked, printable(self.typed.get(f"mark-{option.id}", "")))

    def given(self) -> object:
        """Return what was typed as the plain answer that ``answers.check`` wants; raises refusals of that module."""
        chosen = _ids(self.typed.getlist("option"))
        if self.poll.kind in (QuestionKind.ONE, QuestionKind.SEVERAL):
            return chosen
        typed = _READ[self.poll.kind](self)
        if not chosen:
            return typed
        if not set(chosen).issubset(option.id for option in self.options if _alone(option)):
            raise answers.OptionUnknown
        if typed or len(chosen) > 1:
            raise answers.StandsAlone
        return chosen

    def marks(self, low: int, high: int) -> dict[int, int]:
        """Return the whole numbers from *low* to *high* that were typed; raises ``OutOfRange`` or ``OptionUnknown``."""
        found: dict[int, int] = {}
        ordinary = {choice.option.id for choice in self.choices}
        for name, typed in self.typed.items():
            option = _MARK.fullmatch(name)
            if option and typed.strip():
                if int(option[1]) not in ordinary:
                    raise answers.OptionUnknown
                number = as_integer(typed, low, high)
                if number is None:
                    raise answers.OutOfRange(low, high)
                found[int(option[1])] = number
        return found

    def refuse(self, error: Refused) -> None:
        """Say why the ballot was refused: at the field if the answer is why, else at the top."""
        words = refusal(error)
        (self.errors if type(error).__module__ == answers.__name__ else self.refusals).append(words)

    @property
    def unusable(self) -> bool:
        """Whether something was typed that cannot be stored."""
        texts = (*self.typed.getlist("answer"), self.typed.get("reason", ""))
        return any(unusable(each.replace("\r", "")) for each in texts)

    def holds(self) -> bool:
        """Say whether all that was typed can be stored."""
        if self.unusable:
            self.errors.append(_("This text holds characters that cannot be stored. Type it again."))
        return not self.errors

    def problems(self) -> list[tuple[str, str]]:
        """Return every problem as the id of its field (empty for the whole form) and its words."""
        return [("", words) for words in self.refusals] + [(self.id, words) for words in self.errors]


def empty(poll: Poll, options: Sequence[Option], voter: int | None = None) -> Slip:
    """Return a fresh paper of *poll*: nothing is chosen beforehand; that of *voter* where it is cast by proxy."""
    return Slip(poll, options, MultiDict(), ballot_box.slot(), [], [], voter)


def posted(poll: Poll, options: Sequence[Option], typed: MultiDict[str, str], voter: int | None = None) -> Slip:
    """Return the paper as it was sent; a name that no page of ours gives counts as none."""
    name = typed.get("form", "")
    return Slip(poll, options, typed, name if _FORM.fullmatch(name) else ballot_box.slot(), [], [], voter)


def filled(poll: Poll, options: Sequence[Option], choice: str, voter: int | None = None) -> Slip:
    """Return a fresh paper that says what the ballot that stands says, to be changed."""
    slip, answer = empty(poll, options, voter), answers.read(choice)
    if isinstance(answer, dict):
        slip.typed = MultiDict((f"mark-{option}", str(mark)) for option, mark in answer.items())
    elif isinstance(answer, list):
        ids = answers.options_in(answer)
        ranking = poll.kind is QuestionKind.RANKING and not _stands_alone(ids, options)
        named = [(f"mark-{option}", str(rank)) for rank, option in enumerate(ids, 1)]
        slip.typed = MultiDict(named if ranking else [("option" if ids else "answer", str(each)) for each in answer])
    else:
        slip.typed = MultiDict([("answer", str(answer))])
    return slip


def _stands_alone(ids: Sequence[int], options: Sequence[Option]) -> bool:
    return any(option.id in ids and _alone(option) for option in options)


def _alone(option: Option) -> bool:
    return option.abstention or option.none_of_these


def _ids(typed: Sequence[str]) -> list[int]:
    numbers = (as_integer(each, 0, 2**31 - 1) for each in typed)
    return [_NO_OPTION if number is None else number for number in numbers]


def _ranking(slip: Slip) -> object:
    return answers.ranked(slip.marks(1, len(slip.choices)))


def _number(slip: Slip) -> object:
    typed = slip.typed.get("answer", "").strip()
    if len(typed) > _LONGEST_NUMBER:
        raise answers.OutOfRange(slip.poll.least, slip.poll.most)
    return typed


def _text(slip: Slip) -> object:
    return slip.typed.get("answer", "").replace("\r\n", "\n").strip()


_READ: Mapping[QuestionKind, Callable[[Slip], object]] = {
    QuestionKind.RANKING: _ranking,
    QuestionKind.RATING: lambda slip: slip.marks(slip.poll.least, slip.poll.most),
    QuestionKind.POINTS: lambda slip: slip.marks(0, slip.poll.most),
    QuestionKind.DATES: lambda slip: slip.marks(dates.NO, dates.YES),
    QuestionKind.NUMBER: _number,
    QuestionKind.TEXT: _text,
    QuestionKind.WORDS: lambda slip: [word for word in slip.typed.getlist("answer") if word.strip()],
}
