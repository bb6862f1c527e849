"""Holds a poll while a ballot is cast, and reads it as plain values: its rule, its times and its meeting."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, bindparam, select

from meetings.domain.poll import offers
from meetings.domain.poll.offers import Offer
from meetings.models.agenda import AgendaItem
from meetings.models.database import apart, current
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll

#: What decides whether a ballot is taken, and how it is written down.
_RULE = (
    *("id", "meeting_id", "state", "closes_at", "closed_at", "procedure", "kind", "least", "most", "secrecy", "unit"),
    *("changeable", "results_when", "public_key", "sealed_keys"),
)
_OF_MEETING = ("id", "announced_at", "cancelled_at", "visibility")
#: What a page says of the poll and of its meeting when the ballot is in.
_WORDS = ("question_en", "question_fr", "question_original", "question_behind")
_TITLE = ("slug", "title_en", "title_fr", "title_original", "title_behind")


class Held(NamedTuple):
    """A poll with its meeting, the *words* by which pages call both, and its *options* if it was open already.

    Poll and meeting are no part of the unit of work: they say what has been read, know nothing else, and are never
    written.
    """

    poll: Poll
    words: tuple[object, ...]
    options: tuple[Offer, ...] | None


def hold(number: int) -> Held | None:
    """Hold the poll with the id *number* as ``database.lock`` does, and return it, if there is one."""
    row = current().connection().execute(_select(), {"poll": number}).first()
    if row is None:
        return None
    options, *values = row
    rule, whole = len(_RULE), len(_RULE) + len(_OF_MEETING)
    meeting = apart(Meeting, dict(zip(_OF_MEETING, values[rule:whole], strict=True)))
    poll = apart(Poll, {**dict(zip(_RULE, values[:rule], strict=True)), "meeting": meeting})
    return Held(poll, (number, *values[whole:]), offers.OF_OPEN.made(options))


@cache
def _select() -> Select[Any]:
    """Select what is read of a poll; written once, since each ballot asks."""
    polls, meetings = Poll.__table__.c, Meeting.__table__.c
    columns = [polls[name] for name in _RULE] + [meetings[name] for name in _OF_MEETING]
    words = [polls[name] for name in _WORDS] + [meetings[name] for name in _TITLE]
    query = select(offers.OF_OPEN.column, *columns, *words, AgendaItem.number)
    query = (
        query.select_from(Poll)
        .join(Meeting, Meeting.id == Poll.meeting_id)
        .outerjoin(AgendaItem, AgendaItem.id == Poll.item_id)
    )
    return query.where(Poll.id == bindparam("poll", type_=Integer)).with_for_update(of=Poll, key_share=True)
