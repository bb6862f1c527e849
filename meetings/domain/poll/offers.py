"""The options of a poll as plain values, for whoever casts a ballot: without documents, pictures and dates."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import aliased

from meetings.core.bilingual import Bilingual
from meetings.models.bundle import Bundle, Rows
from meetings.models.database import current
from meetings.models.poll import Poll, PollOption, PollState


class Offer(NamedTuple):
    """One answer that can be chosen."""

    id: int
    text: Bilingual
    abstention: bool
    none_of_these: bool


#: What a ballot may name.
Option = PollOption | Offer
_COLUMNS = PollOption.__table__.c
_OFFERED = (
    select(_COLUMNS.id, _COLUMNS.abstention, _COLUMNS.none_of_these)
    .add_columns(_COLUMNS.text_en, _COLUMNS.text_fr, _COLUMNS.text_original, _COLUMNS.text_behind)
    .order_by(_COLUMNS.position)
)
_OFFERS = _OFFERED.where(_COLUMNS.poll_id == bindparam("poll"))


def of(poll: Poll) -> list[Offer]:
    """Return the options of *poll* in their order; what is pending in the unit of work is not seen."""
    return [_offer(row) for row in current().connection().execute(_OFFERS, {"poll": poll.id})]


def _offer(row: Sequence[Any]) -> Offer:
    number, abstention, none, *text = row
    return Offer(number, Bilingual(*text), abstention, none)


def _in_order(rows: Rows) -> tuple[Offer, ...] | None:
    there = sorted((row for row in rows if row[1] is not None), key=itemgetter(0))
    return tuple(_offer(row[1:]) for row in there) if rows else None


_POLL = aliased(Poll)
#: The options of the *poll* with that id if it is open, else nothing: from then on they never change, so they may be
#: read before it is held. An open poll without options has a row of nothing.
OF_OPEN = Bundle(
    select(_COLUMNS.position)
    .add_columns(*_OFFERED.selected_columns)
    .select_from(_POLL)
    .outerjoin(PollOption, PollOption.poll_id == _POLL.id)
    .where(_POLL.id == bindparam("poll", type_=Integer), _POLL.state == PollState.OPEN),
    _in_order,
)
