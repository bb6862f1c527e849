"""The figures of a result as bars: each answer with its share, and where the majority line runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flask_babel import gettext as _

from meetings.domain.poll import procedures, result_rules
from meetings.domain.poll.outcomes import Form, Outcome
from meetings.domain.poll.result_rules import Result, Sheet
from meetings.i18n import colon, words
from meetings.models.poll import Poll, PollOption, Secrecy
from meetings.web.chamber import percent
from meetings.web.poll.count_words import shown
from meetings.web.poll.outcome_words import average, date_figures, few, too_few


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its *figure* in words, how far it goes, its *ballots* where these differ from the votes."""

    name: str
    figure: str
    percent: int
    letter: str = ""
    chosen: bool = False
    ballots: int | None = None
    more: str = ""
    #: None where a share says nothing.
    share: bool = True
    #: Whose picture stands beside it.
    option: PollOption | None = None


def bars(poll: Poll, found: Result, said: Outcome, letters: Mapping[int, str]) -> list[Bar]:
    """Return the bars of *found*; nothing for texts and numbers."""
    if found.withheld or said.form in (Form.NUMBER, Form.TEXTS):
        return []
    if said.form is Form.WORDS:
        most = max((count or 0 for _word, count in said.words), default=0)
        return [
            Bar(word, few() if count is None else str(count), percent(count or 0, most), share=False)
            for word, count in said.words
        ]
    if said.form is Form.RATING:
        return _marks(poll, found, said)
    if said.form is Form.DATES:
        return _dates(found, said)
    if said.form in (Form.POINTS, Form.BORDA):
        return _points(found, said)
    return _votes(poll, found, said, letters)


def line(found: Result, said: Outcome) -> int | None:
    """Return how far along the bars the majority line runs, in per cent of the votes entitled."""
    return percent(said.line.needed, found.votes_entitled) if said.line and found.votes_entitled else None


def _votes(poll: Poll, found: Result, said: Outcome, letters: Mapping[int, str]) -> list[Bar]:
    # Beside the votes of a confidential poll the ballots would tell whose weight is among them.
    apart = found.weighted and poll.secrecy is not Secrecy.CONFIDENTIAL
    ballots = _ballots(poll, found.sheets) if apart else {}
    lines = [
        Bar(
            words(each.option.text),
            str(each.count),
            percent(each.count, found.votes_entitled),
            letters.get(each.option.id, ""),
            each.option.id in said.elected,
            ballots.get(each.option.id, 0) if apart else None,
            option=each.option,
        )
        for each in found.options
    ]
    missing, away = found.votes_entitled - found.votes, found.not_cast if apart else None
    share = percent(missing, found.votes_entitled)
    name = _("Silent") if procedures.is_silence(poll) else _("Not cast")
    return [*lines, Bar(name, str(missing), share, "o" if letters else "", ballots=away)]


def _ballots(poll: Poll, sheets: Sequence[Sheet]) -> Mapping[int, int]:
    """Return how many ballots, whatever their weight, each option has."""
    counted = result_rules.counted(poll.kind, sheets)
    return result_rules.tally(Sheet(sheet.answer, sheet.ballots, sheet.ballots) for sheet in counted)


def _points(found: Result, said: Outcome) -> list[Bar]:
    total = sum(said.totals.values())
    there = {each.option.id: each.option for each in found.options}
    return [
        Bar(
            words(there[number].text),
            shown(points),
            percent(int(points * 2), int(total * 2)),
            chosen=number in said.elected,
            option=there[number],
        )
        for number, points in said.totals.items()
    ]


def _dates(found: Result, said: Outcome) -> list[Bar]:
    """Return the dates best first; a bar goes as far as the yes of all who cast a ballot."""
    names = {each.option.id: words(each.option.text) for each in found.options}
    return [
        Bar(
            names[each.option], str(each.yes), percent(each.yes or 0, found.votes), more=date_figures(each), share=False
        )
        for each in said.dates
    ]


def _marks(poll: Poll, found: Result, said: Outcome) -> list[Bar]:
    there = {each.option.id: each.option for each in found.options}
    lines = []
    for number, score in (said.ratings.scores if said.ratings else {}).items():
        above = (score.mean or Fraction(poll.least)) - poll.least
        marks = ", ".join(f"{mark}{colon()} {number}" for mark, number in score.distribution.items() if number)
        more = _(
            "Median %(median)s. How often each mark was given: %(marks)s.", median=average(score.median), marks=marks
        )
        share = round(100 * above / (poll.most - poll.least))
        if poll.secrecy is Secrecy.CONFIDENTIAL and not score.distribution:
            more = _("How often each mark was given is not shown: fewer than 5 gave one of them.")
            more = more if score.answers else too_few()
        elif not score.answers:
            more = ""
        name = words(there[number].text)
        lines.append(Bar(name, average(score.mean), share, more=more, share=False, option=there[number]))
    return lines
