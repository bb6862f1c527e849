"""Fills the page of a result: what it decides, its figures, and who voted what for those who may see it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.domain.meeting import queries as meetings
from meetings.domain.organisation import queries as register
from meetings.domain.organisation.queries import Seat
from meetings.domain.poll import (
    answers,
    ballot_queries,
    dates,
    disclosure,
    objections,
    outcomes,
    policy,
    result_rules,
    rules,
)
from meetings.domain.poll.ballot_queries import RollLine
from meetings.domain.poll.objections import Raised
from meetings.domain.poll.outcomes import Form, Outcome
from meetings.domain.poll.result_rules import Result
from meetings.i18n import language, words
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, Procedure, Secrecy
from meetings.web import seats
from meetings.web.attendance.session_names import session_names
from meetings.web.chamber import Chamber, chamber
from meetings.web.poll import bars as drawn
from meetings.web.poll import turnout
from meetings.web.poll.bars import Bar
from meetings.web.poll.count_words import Round, consequence, rounds
from meetings.web.poll.date_result import DateResult, date_result
from meetings.web.poll.outcome_words import few, headline
from meetings.web.poll.state_words import not_yet_public, of_level

_FIGURES = {
    Form.POINTS: _l("Points"),
    Form.BORDA: _l("Points"),
    Form.RATING: _l("Mean mark"),
    Form.ROUNDS: _l("First preferences"),
    Form.PAIRS: _l("First preferences"),
    Form.TEXTS: _l("Texts"),
    Form.NUMBER: _l("Numbers"),
    Form.WORDS: _l("How often"),
    Form.DATES: _l("Yes"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """Some ballots by themselves: those of a sitting, or of observers."""

    name: str
    counts: Sequence[int]
    cast: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The options against each other: how many put the one of the row before that of the column, and the paths."""

    names: Sequence[str]
    wins: Sequence[Sequence[int | None]]
    paths: Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """The result of a closed poll; *roll* and *chamber* are for those who may see who voted what."""

    poll: Poll
    result: Result
    said: Outcome
    letters: dict[int, str]
    headline: str
    bars: Sequence[Bar]
    #: How far along the bars the majority line runs.
    line: int | None
    rounds: Sequence[Round]
    matrix: Matrix | None
    sittings: Sequence[Group]
    observers: Group | None
    roll: Sequence[RollLine] | None
    texts: dict[int, PollOption]
    chamber: Chamber | None
    #: Who cast a sealed ballot, which all may know once the poll is closed; never what.
    took_part: Chamber | None
    may_manage: bool
    #: Who objected and why, those who withdrew it too, for those who may see who voted what.
    objections: Sequence[Raised]
    #: What those who run the meeting have to know of a result that others do not see yet.
    waits: str
    level: str
    #: Of a poll about dates.
    dates: DateResult | None = None

    @property
    def settles(self) -> str:
        """What happens to the option that is drawn, if a tie waits for the reader to end it; else nothing."""
        may = self.may_manage and self.said.tied and self.poll.ties in outcomes.SETTLED
        return consequence(self.said.tied) if may and self.said.tied else ""

    @property
    def drawn(self) -> str:
        """What lots fell on, or what the chair named, in its order."""
        return ", ".join(words(self.texts[number].text) for number in self.poll.lots if number in self.texts)

    @property
    def few(self) -> str:
        """What stands in place of a small figure."""
        return few()

    @property
    def weighted(self) -> bool:
        """Whether ballots stand beside votes: not where that would tell whose weight is among them."""
        return self.result.weighted and self.poll.secrecy is not Secrecy.CONFIDENTIAL

    @property
    def figures(self) -> str:
        """What the figures of the bars are."""
        usual = _("Votes") if self.result.weighted else _("Ballots")
        return str(_FIGURES.get(self.said.form, usual))

    @property
    def took_part_words(self) -> str:
        """How many voted; of a silence procedure, how many answered."""
        figures = {"cast": self.result.cast, "entitled": self.result.entitled}
        if self.poll.procedure is Procedure.SILENCE:
            said = _("%(cast)d of %(entitled)d administrations answered; silence counts as agreement.", **figures)
        else:
            said = _("%(cast)d of %(entitled)d administrations voted.", **figures)
        return str(said)

    def answer(self, choice: str) -> str:
        """Return a written answer with the words of the options, in the reader's language."""
        return answers.in_words(
            answers.read(choice),
            {number: words(option.text) for number, option in self.texts.items()},
            dates.said(self.poll.kind, language()),
        )


def read_roll(poll: Poll, viewer: Person | None) -> Sequence[RollLine] | None:
    """Return whose answer is whose in *poll*, for those who may see names."""
    return ballot_queries.roll(poll) if policy.can_see_names(viewer, poll) else None


def result_page(
    poll: Poll, viewer: Person | None, *, now: datetime, roll: Sequence[RollLine] | None = None
) -> ResultPage:
    """Gather the result of *poll* for *viewer*; *roll*, where it was read before, is that of ``read_roll``."""
    result, said = disclosure.one(poll)
    options = [line.option for line in result.options]
    letters = rules.answers(options)
    texts = {option.id: option for option in options}
    names = {number: words(option.text) for number, option in texts.items()}
    roll = read_roll(poll, viewer) if roll is None else roll
    may_manage = policy.can_manage(viewer, poll)
    return ResultPage(
        poll=poll,
        result=result,
        said=said,
        letters=letters,
        headline=headline(poll, result, said),
        bars=drawn.bars(poll, result, said, letters),
        line=drawn.line(result, said),
        rounds=rounds(said.counted, names, poll.ties) if said.counted else (),
        matrix=_matrix(said, names),
        sittings=_sittings(poll, result),
        observers=_observers(poll, result),
        roll=roll,
        texts=texts,
        chamber=result_chamber(roll, letters, now) if roll is not None else None,
        took_part=_took_part(poll, viewer, now),
        may_manage=may_manage,
        objections=objections.of(poll) if roll is not None else (),
        waits=not_yet_public(poll) if may_manage else "",
        level=of_level(poll),
        dates=date_result(poll, said, options, roll, viewer, now=now),
    )


def _took_part(poll: Poll, viewer: Person | None, now: datetime) -> Chamber | None:
    """Return the seats of those who cast a sealed ballot, where seats stand for those entitled."""
    if poll.secrecy is Secrecy.NAMED or not policy.can_see_who_voted(viewer, poll):
        return None
    filled = turnout.of(poll, viewer, None, now=now).chamber
    return filled if filled and filled.rows[0].code else None


def _matrix(said: Outcome, names: dict[int, str]) -> Matrix | None:
    if said.pairs is None:
        return None
    wins, paths = said.pairs.pairwise.wins, said.pairs.paths
    return Matrix(
        [names[option] for option in wins],
        [[wins[one].get(other) for other in wins] for one in wins],
        [[paths[one].get(other) for other in wins] for one in wins],
    )


def _sittings(poll: Poll, found: Result) -> list[Group]:
    """Return the named ballots by the sitting of whoever cast them; nothing where all come from one."""
    if poll.secrecy is not Secrecy.NAMED or poll.kind not in result_rules.BY_REGION:
        return []
    ids = {sheet.session_id for sheet in found.sheets}
    if len(ids) < 2:
        return []
    names = session_names(meetings.sessions_of(poll.meeting))
    ordered = [*(number for number in names if number in ids), *([None] if None in ids else [])]
    return [
        _group(
            poll,
            names[number] if number is not None else _("Without a place in a sitting"),
            found,
            [sheet for sheet in found.sheets if sheet.session_id == number],
        )
        for number in ordered
    ]


def _observers(poll: Poll, found: Result) -> Group | None:
    """Return the answers of those without a vote."""
    if not found.advisory or not found.options:
        return None
    return _group(poll, _("Observers, counted apart"), found, found.advisory)


def _group(poll: Poll, name: str, found: Result, sheets: Sequence[result_rules.Sheet]) -> Group:
    counted: Counter[int] = result_rules.tally(result_rules.counted(poll.kind, sheets))
    return Group(name, [counted[line.option.id] for line in found.options], sum(sheet.ballots for sheet in sheets))


def result_chamber(roll: Sequence[RollLine], letters: dict[int, str], now: datetime) -> Chamber:
    """Return who voted what where the answers are yes, no and abstention, else who voted."""
    cast = {line.organisation.id: _first(line.choice) for line in roll if line.organisation and not line.advisory}

    def state(seat: Seat) -> str:
        if seat.id not in cast:
            return "x" if letters else seats.DOT
        option_id = cast[seat.id]
        if option_id is None:
            return "o" if letters else seats.EMPTY
        return letters.get(option_id, "o") if letters else seats.FULL

    return chamber(
        seats.regions(register.seats(on=now.date()), state), mode="named_vote" if letters else "vote_over", titles=True
    )


def _first(choice: str | None) -> int | None:
    """Return the first option that a written answer names; 0 when it names none."""
    return next(iter(answers.options_in(answers.read(choice))), 0) if choice is not None else None
