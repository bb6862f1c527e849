"""The polls of a meeting as its record tells them: the question and what was decided, under their agenda items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from meetings.core import markdown
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.domain.poll import (
    disclosure,
    objections,
    policy,
    procedures,
    proxies,
    queries,
    rolls,
    rules,
    settlements,
)
from meetings.domain.poll.objections import Raised
from meetings.domain.poll.outcomes import Outcome
from meetings.domain.poll.result_rules import Result
from meetings.i18n import colon, in_language, in_zone, long_date
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollState
from meetings.models.poll_date import PollSettlement
from meetings.models.proxy import Proxy
from meetings.web.poll.date_words import settled_words
from meetings.web.poll.outcome_words import headline
from meetings.web.record.rolls import Roll, roll
from meetings.web.viewer import viewer


@dataclass(frozen=True, slots=True)
class Votes:
    """The closed polls of a meeting in Markdown, by the id of their item, and the annex: who said what in the named."""

    told: Mapping[int | None, Sequence[Bilingual]]
    rolls: Sequence[Roll]


def votes(meeting: Meeting) -> Votes:
    """Return the closed polls of *meeting* that every reader may see; the rolls for those who may see names.

    Who voted for whom by proxy stands before all items.

    Those under way, withdrawn, or not released are not among them, whoever asks: the file of a record travels.
    """
    closed = [poll for poll in queries.for_meeting(meeting) if poll.state is PollState.CLOSED]
    shown = [poll for poll in closed if rules.is_for_the_room(poll) and policy.can_see_result(viewer(), poll)]
    found, raised = disclosure.several(shown), objections.several(shown)
    settled = settlements.several(shown)
    told: dict[int | None, list[Bilingual]] = {}
    for poll in shown:
        more = raised.get(poll.id, ()), settled.get(poll.id)
        told.setdefault(poll.item_id, []).append(_told(poll, *found[poll.id], *more))
    if held := proxies.of_record(meeting):
        told.setdefault(None, []).append(Bilingual(_held_in(ENGLISH, held), _held_in(FRENCH, held)))
    named = [poll for poll in shown if policy.can_see_names(viewer(), poll)]
    said = rolls.several(named)
    offered = {poll.id: [line.option for line in found[poll.id][0].options] for poll in named}
    return Votes(told, [roll(poll, offered[poll.id], said.get(poll.id, ())) for poll in named])


def _held_in(spoken: Language, held: Sequence[Proxy]) -> str:
    """Return who voted for whom, in one paragraph."""
    with in_language(spoken):
        lines = [_voted_for(spoken, proxy) for proxy in held]
        return f"**{_('Votes by proxy')}** {markdown.escaped('; '.join(lines))}."


def _voted_for(spoken: Language, proxy: Proxy) -> str:
    holder, giver = (one.name.shown(spoken)[0] for one in (proxy.holder, proxy.giver))
    if proxy.poll is None:
        return str(_("%(holder)s voted for %(giver)s", holder=holder, giver=giver))
    asked = proxy.poll.question.shown(spoken)[0]
    return str(_("%(holder)s voted for %(giver)s on “%(question)s”", holder=holder, giver=giver, question=asked))


def _told(
    poll: Poll, found: Result, said: Outcome, raised: Sequence[Raised], settled: PollSettlement | None
) -> Bilingual:
    def told(spoken: Language) -> str:
        with in_language(spoken):
            if procedures.is_silence(poll):
                return _silence_in(spoken, poll, headline(poll, found, said), raised)
            cast = _("%(cast)d of %(entitled)d administrations voted.", cast=found.cast, entitled=found.entitled)
            decided = " ".join(
                filter(None, (headline(poll, found, said), cast, settled_words(settled, poll.meeting.zone)))
            )
            asked = poll.question.shown(spoken)[0]
            return f"**{_('Poll')} – {markdown.escaped(asked)}** {markdown.escaped(decided)}"

    return Bilingual(told(ENGLISH), told(FRENCH))


def _silence_in(spoken: Language, poll: Poll, decided: str, raised: Sequence[Raised]) -> str:
    """Return what a silence procedure came to, with the objections that stood, their reasons as they were written."""
    standing = [
        f"{one.organisation.name.shown(spoken)[0]} ({_day(poll, one)}){colon()} {' '.join(one.reason.split())}"
        for one in raised
        if one.withdrawn_at is None
    ]
    said = [decided, *(f"{one.rstrip('.')}." for one in standing)]
    asked = poll.question.shown(spoken)[0]
    return f"**{_('Silence procedure')} – {markdown.escaped(asked)}** {markdown.escaped(' '.join(said))}"


def _day(poll: Poll, one: Raised) -> str:
    return long_date(in_zone(one.raised_at, poll.meeting.zone).date())
