"""The result of a poll in one paragraph: what is decided, by which figures, and why nothing is."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from meetings.core.counting.majority import Verdict
from meetings.domain.poll import dates
from meetings.domain.poll.dates import DateTally
from meetings.domain.poll.outcomes import Form, Outcome
from meetings.domain.poll.protection import FEWEST_ANSWERS, SMALLEST_CELL
from meetings.domain.poll.result_rules import OptionLine, Result
from meetings.i18n import words
from meetings.models.poll import Basis, Majority, Poll, Secrecy
from meetings.web.poll import procedure_words
from meetings.web.poll.count_words import listed, shown, waits

#: So many words of a cloud stand in the first sentence.
FIRST_WORDS = 3


def headline(poll: Poll, found: Result, said: Outcome, *, brief: bool = False) -> str:
    """Return what *said* of *poll* comes to; *brief* where the figures of the options stand beside it."""
    names = {line.option.id: words(line.option.text) for line in found.options}
    if found.withheld:
        sentences = _without_figures(poll, found, said, names)
    elif said.quorum_missed:
        sentences = [_quorum_missed(found, said), figures(found.options)]
    elif said.form is Form.SILENCE:
        sentences = [procedure_words.decided(poll, said)]
    elif not found.cast:
        sentences = [str(_("Nobody answered."))]
    elif said.form is Form.MOTION:
        sentences = [_motion(poll, said, names), figures(found.options), _needed(said)]
    else:
        sentences = _HEADS.get(said.form, _chosen)(poll, found, said, names)
    without = figures(found.options) if brief else ""
    return " ".join(sentence for sentence in sentences if sentence and sentence != without)


def too_few() -> str:
    """Say that the figures of a confidential poll, or of one of its options, are not told."""
    return str(_("Fewer than %(number)d answers: not shown.", number=FEWEST_ANSWERS))


def few() -> str:
    """Return what stands in place of a small figure."""
    return str(_("fewer than %(number)d", number=SMALLEST_CELL))


def _without_figures(poll: Poll, found: Result, said: Outcome, names: Mapping[int, str]) -> list[str]:
    if said.quorum_missed:
        return [_quorum_missed(found, said)]
    if not found.cast:
        return [str(_("Nobody answered."))]
    heads = {Form.MOTION: lambda: [_motion(poll, said, names)], Form.DATES: lambda: _dates(poll, found, said, names)}
    decided = heads.get(said.form, lambda: _decided(poll, found, said, names))()
    return [*decided, too_few()]


def figures(lines: Sequence[OptionLine]) -> str:
    """Return the figures of all options as a sentence: “Yes 91, No 6, Abstention 15.”; nothing without options."""
    found = ", ".join(f"{words(line.option.text)} {line.count}" for line in lines)
    return f"{found}." if found else ""


def average(number: Fraction | Decimal | None) -> str:
    """Return a mean as it is read, with two places at most; a dash when there is none."""
    if number is None:
        return "–"
    exact = number if isinstance(number, Decimal) else Decimal(number.numerator) / Decimal(number.denominator)
    return str(format_decimal(exact, format="#,##0.##"))


def _quorum_missed(found: Result, said: Outcome) -> str:
    missed = _(
        "The quorum was missed: %(cast)d ballots were cast, %(needed)d were needed. Nothing is decided.",
        cast=found.cast,
        needed=said.quorum or 0,
    )
    return str(missed)


def _motion(poll: Poll, said: Outcome, names: Mapping[int, str]) -> str:
    if said.tied:
        return waits(said.tied, names, poll.ties)
    verdicts = {
        Verdict.ADOPTED: _("Adopted."),
        Verdict.NOT_ADOPTED: _("Not adopted."),
    }
    ended = str(_("The tie was ended: %(name)s.", name=names[said.lots[0]])) if said.lots else ""
    return " ".join(filter(None, (str(verdicts[said.verdict]) if said.verdict else "", ended)))


def _needed(said: Outcome) -> str:
    line = said.line
    if line is None:
        return ""
    two = {"needed": line.needed, "number": line.number}
    bases = {
        Basis.VOTING: _("Needed: %(needed)d of %(number)d votes for or against; abstentions do not count.", **two),
        Basis.CAST: _("Needed: %(needed)d of %(number)d votes cast, abstentions among them.", **two),
        Basis.ENTITLED: _("Needed: %(needed)d of %(number)d votes of all entitled.", **two),
    }
    return str(bases[line.basis])


def _decided(poll: Poll, found: Result, said: Outcome, names: Mapping[int, str]) -> list[str]:
    """Say who was chosen, and what is still open."""
    plain = said.form is Form.CHOICE and poll.majority is Majority.NONE
    opinion = plain and any(line.option.abstention for line in found.options) and len(found.options) == 3
    sentences = []
    if said.elected and not opinion:
        sentences.append(str(_("Chosen: %(names)s.", names=listed(said.elected, names))))
    if said.rejected:
        sentences.append(str(_("“None of these” came before the others.")))
    if said.form is Form.CHOICE and not plain and not said.elected and not said.rejected:
        sentences.append(str(_("No answer has the majority.")))
    if said.tied and not opinion:
        sentences.append(waits(said.tied, names, poll.ties))
    return sentences


def _chosen(poll: Poll, found: Result, said: Outcome, names: Mapping[int, str]) -> list[str]:
    """Say who was chosen, by votes, points, rounds or pairs, and what is still open."""
    sentences = _decided(poll, found, said, names)
    if said.form is Form.CHOICE:
        sentences += [figures(found.options), _needed(said)]
    elif said.form in (Form.POINTS, Form.BORDA):
        totals = ", ".join(f"{names[option]} {shown(total)}" for option, total in said.totals.items())
        sentences.append(str(_("Points: %(totals)s.", totals=totals)))
    elif said.counted:
        number = len(said.counted.stages)
        sentences.append(str(ngettext("Counted in %(num)d round.", "Counted in %(num)d rounds.", number)))
    elif said.pairs and said.pairs.pairwise.winner is not None:
        sentences.append(str(_("This answer wins against each other one.")))
    return sentences


def _marks(_poll: Poll, _found: Result, said: Outcome, names: Mapping[int, str]) -> list[str]:
    scores = said.ratings.scores if said.ratings else {}
    means = ", ".join(f"{names[option]} {average(score.mean)}" for option, score in scores.items())
    return [str(_("Mean marks: %(means)s.", means=means))]


def _numbers(poll: Poll, _found: Result, said: Outcome, _names: Mapping[int, str]) -> list[str]:
    numbers = said.numbers
    if numbers is None:
        return [str(_("No number was given.")) if poll.secrecy is not Secrecy.CONFIDENTIAL else too_few()]
    if numbers.least is None:
        middle = average(numbers.median)
        return [str(_("Mean %(mean)s, median %(median)s.", mean=average(numbers.mean), median=middle))]
    return [
        str(
            _(
                "Mean %(mean)s, median %(median)s, from %(least)s to %(most)s.",
                mean=average(numbers.mean),
                median=average(numbers.median),
                least=average(numbers.least),
                most=average(numbers.most),
            )
        )
    ]


def _texts(poll: Poll, _found: Result, said: Outcome, _names: Mapping[int, str]) -> list[str]:
    if not said.texts and poll.secrecy is Secrecy.CONFIDENTIAL:
        return [too_few()]
    return [str(ngettext("%(num)d text.", "%(num)d texts.", len(said.texts)))]


def _cloud(poll: Poll, _found: Result, said: Outcome, _names: Mapping[int, str]) -> list[str]:
    often = [f"{word} {count}" for word, count in said.words[:FIRST_WORDS] if count is not None]
    if poll.secrecy is Secrecy.CONFIDENTIAL and not often:
        return [str(_("No word was given by %(number)d or more.", number=SMALLEST_CELL)) if said.words else too_few()]
    most = ", ".join(often)
    return [str(_("Most often: %(words)s.", words=most))] if most else [str(_("No word was given."))]


def date_figures(tally: DateTally) -> str:
    """Return what was answered to a date: “12 yes, 3 if need be, 1 no, 2 left open”."""
    if tally.no is None:
        return str(_("%(yes)d yes; the other answers are not shown", yes=tally.yes))
    return str(
        _(
            "%(yes)d yes, %(maybe)d if need be, %(no)d no, %(open)d left open",
            yes=tally.yes,
            maybe=tally.if_need_be,
            no=tally.no,
            open=tally.left_open,
        )
    )


def _dates(_poll: Poll, _found: Result, said: Outcome, names: Mapping[int, str]) -> list[str]:
    """Say which date suits best, or which do so equally: a tie is told, and whoever runs the meeting settles it."""
    best = dates.best(said.dates)
    if not best:
        return [str(_("None of the dates suits anybody."))]
    if len(best) == 1 and said.dates[0].yes is None:
        return [str(_("Suits best: %(date)s.", date=names[best[0]]))]
    if len(best) == 1:
        return [str(_("Suits best: %(date)s – %(figures)s.", date=names[best[0]], figures=date_figures(said.dates[0])))]
    return [str(_("These suit equally well: %(dates)s.", dates="; ".join(names[option] for option in best)))]


_HEADS = {Form.DATES: _dates, Form.RATING: _marks, Form.NUMBER: _numbers, Form.TEXTS: _texts, Form.WORDS: _cloud}
