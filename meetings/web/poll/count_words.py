"""The rounds of a count in words: what was done at each, how a tie was ended, who was elected and why."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from meetings.core.counting.stages import Action, Because, Count, Stage
from meetings.core.counting.ties import Lot, LotFor, TieBreak
from meetings.models.poll import Ties

Names = Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its number, the sentences that explain it, and the votes of each option after it."""

    number: int
    sentences: Sequence[str]
    votes: Sequence[tuple[str, str]]


def rounds(count: Count, names: Names, ties: Ties) -> list[Round]:
    """Return the rounds of *count* with the *names* of the options; *ties* is the rule by which ties end."""
    return [
        Round(
            stage.number,
            [*_done(stage, names, ties), *_gains(stage, names), *_elected(stage, names, count.quota), *_gone(stage)],
            [(names[option], shown(votes)) for option, votes in stage.votes.items()],
        )
        for stage in count.stages
    ]


def shown(votes: Decimal) -> str:
    """Return a number of votes as it is read: whole ones without a fraction, others with all five places."""
    whole = votes == votes.to_integral_value()
    return str(format_decimal(int(votes) if whole else votes, format="#,##0" if whole else "#,##0.00000"))


def listed(options: Sequence[int], names: Names) -> str:
    """Return the names of *options*: “Lima, Nairobi and Seoul”."""
    found = [names[option] for option in options]
    if len(found) < 2:
        return "".join(found)
    return str(_("%(these)s and %(last)s", these=", ".join(found[:-1]), last=found[-1]))


def waits(lot: Lot, names: Names, ties: Ties) -> str:
    """Say what a tie waits for."""
    tied = listed(lot.options, names)
    said = {
        Ties.REPORTED: _("Tie: %(names)s. By the rule of this poll the tie is the result.", names=tied),
        Ties.LOT: _("Tie: %(names)s. A lot has to be drawn.", names=tied),
        Ties.CHAIR: _("Tie: %(names)s. The chair has to decide.", names=tied),
        Ties.REPEATED: _("Tie: %(names)s. The vote is to be repeated among them.", names=tied),
    }
    return str(said[ties])


def consequence(lot: Lot) -> str:
    """Say what happens to the option that is drawn."""
    said = {
        LotFor.SEAT: _("The answer named is chosen."),
        LotFor.EXCLUSION: _("The answer named is excluded from the count."),
        LotFor.SURPLUS: _("The surplus of the answer named is transferred first."),
    }
    return str(said[lot.purpose])


def _done(stage: Stage, names: Names, ties: Ties) -> list[str]:
    if stage.action is Action.FIRST:
        return [str(_("The first preferences are counted."))]
    moved = listed(stage.options, names)
    if stage.action is Action.SURPLUS:
        said = str(_("Surplus of %(name)s: it goes to the next preferences.", name=moved))
    else:
        said = str(
            ngettext(
                "Excluded with the fewest votes: %(name)s. The votes go to the next preferences.",
                "Excluded together with the fewest votes: %(name)s. The votes go to the next preferences.",
                len(stage.options),
                name=moved,
            )
        )
    return [said, *([_tie(stage.tie, names, ties)] if stage.tie else [])]


def _tie(tie: TieBreak, names: Names, ties: Ties) -> str:
    equal, chosen = listed(tie.tied, names), names[tie.chosen]
    if not tie.drawn_from:
        return str(
            _(
                "Level at this point: %(names)s. The votes of round %(round)d told them apart.",
                names=equal,
                round=tie.stage or 0,
            )
        )
    if ties is Ties.CHAIR:
        return str(_("Level at this point: %(names)s. The chair named %(name)s.", names=equal, name=chosen))
    return str(_("Level at this point: %(names)s. The lot fell on %(name)s.", names=equal, name=chosen))


def _gains(stage: Stage, names: Names) -> list[str]:
    if stage.action is Action.FIRST or not stage.received:
        return []
    gained = ", ".join(f"{names[option]} +{shown(votes)}" for option, votes in stage.received.items())
    return [str(_("Transferred: %(gained)s.", gained=gained))]


def _elected(stage: Stage, names: Names, quota: int | None) -> list[str]:
    said: Mapping[Because, Callable[[str], str]] = {
        Because.QUOTA: lambda name: _("Elected: %(name)s, with the quota of %(quota)d.", name=name, quota=quota or 0),
        Because.MAJORITY: lambda name: _("Elected: %(name)s, with more than half of the votes still held.", name=name),
        Because.LAST: lambda name: _("Elected: %(name)s, as no more are left than places.", name=name),
    }
    return [str(said[each.because](names[each.option])) for each in stage.elected]


def _gone(stage: Stage) -> list[str]:
    found = []
    if stage.exhausted:
        found.append(str(_("Votes without a further preference: %(number)s.", number=shown(stage.exhausted))))
    if stage.lost:
        found.append(str(_("Lost to rounding: %(number)s.", number=shown(stage.lost))))
    return found
