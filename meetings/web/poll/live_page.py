"""What a poll shows while it takes ballots: named ones as they come, confidential ones in steps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from meetings.domain.poll import ballot_queries, live, policy, protection, queries, results, rules
from meetings.domain.poll.live import Figures
from meetings.domain.poll.rules import Turnout
from meetings.i18n import words
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, QuestionKind, Secrecy
from meetings.web import live as parts
from meetings.web.chamber import percent
from meetings.web.poll.bars import Bar
from meetings.web.poll.count_words import shown
from meetings.web.poll.outcome_words import average

_FIGURES = {
    QuestionKind.RATING: _l("Mean mark"),
    QuestionKind.POINTS: _l("Points"),
    QuestionKind.RANKING: _l("First preferences"),
}


@dataclass(frozen=True, slots=True)
class LivePage:
    """The figures so far of *counted* ballots; no bars before there are enough of them."""

    poll: Poll
    bars: Sequence[Bar]
    #: The mean of the numbers, as it is read.
    mean: str
    counted: int
    entitled: int
    takes_ballots: bool
    first: int = protection.FEWEST_ANSWERS
    step: int = protection.STEP

    @property
    def in_steps(self) -> bool:
        """Whether the figures are renewed only when so many more ballots are in."""
        return self.poll.secrecy is not Secrecy.NAMED

    @property
    def is_followed(self) -> bool:
        """Whether the kind of question has figures before the poll is closed."""
        return self.poll.kind in live.FOLLOWED

    @property
    def figures(self) -> str:
        """What the figures of the bars are."""
        return str(_FIGURES.get(self.poll.kind, _("Votes")))

    @property
    def said(self) -> str:
        """What is said to those who do not see the bars."""
        ballots = ngettext("%(num)d ballot is counted.", "%(num)d ballots are counted.", self.counted)
        figures = ", ".join(f"{bar.name} {bar.figure}" for bar in self.bars)
        return f"{ballots} {figures or self.mean}".strip() if self.counted else ""


def live_page(poll: Poll, *, now: datetime) -> LivePage:
    """Gather what *poll* shows while it is open; callers ask ``policy.can_follow`` first."""
    entitled = ballot_queries.turnouts([poll]).get(poll.id, Turnout(0, 0)).entitled
    found = _figures(poll) if poll.kind in live.FOLLOWED else Figures()
    number = found.shares.get(live.NUMBER)
    return LivePage(
        poll=poll,
        bars=_bars(poll, found) if found.ballots and poll.kind is not QuestionKind.NUMBER else (),
        mean=str(_("Mean so far: %(mean)s.", mean=average(number.mean))) if number else "",
        counted=found.ballots,
        entitled=entitled,
        takes_ballots=rules.takes_ballots(poll, now),
    )


def tag(poll: Poll, person: Person | None, *, now: datetime) -> str:
    """Return the mark of the part that renews itself: each step of *poll*, and each ballot that may show, makes one."""
    entry = ballot_queries.last_entry(poll) if policy.can_follow(person, poll) else None
    return parts.tag(
        poll.id,
        poll.state,
        poll.closes_at,
        rules.takes_ballots(poll, now),
        poll.held,
        poll.released_at,
        poll.lots,
        poll.shown_cast,
        entry.number if entry else 0,
    )


def _figures(poll: Poll) -> Figures:
    if poll.secrecy is Secrecy.NAMED:
        return live.figures(poll.kind, results.named_sheets(poll)[0])
    return live.read(poll.shown).shown


def _bars(poll: Poll, found: Figures) -> list[Bar]:
    options = queries.options(poll)
    letters = rules.answers(options)
    if poll.kind is QuestionKind.RATING:
        ordinary = [each for each in options if not each.abstention and not each.none_of_these]
        return [_mark(poll, each, found) for each in ordinary]
    most = max((share.total for share in found.shares.values()), default=0)
    of = int(most) if poll.kind is QuestionKind.POINTS else found.votes
    return [_votes(each, found, of, letters.get(each.id, "")) for each in options]


def _votes(option: PollOption, found: Figures, of: int, letter: str) -> Bar:
    share = found.shares.get(option.id)
    given = share.total if share else Decimal(0)
    return Bar(words(option.text), shown(given), percent(int(given), of), letter)


def _mark(poll: Poll, option: PollOption, found: Figures) -> Bar:
    share = found.shares.get(option.id)
    if share is None:
        return Bar(words(option.text), "–", 0, share=False)
    along = round(100 * (share.mean - poll.least) / (poll.most - poll.least))
    return Bar(words(option.text), average(share.mean), along, share=False)
