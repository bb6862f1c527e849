"""The options of a poll as plain values, for whoever casts a ballot: without documents, pictures and dates."""

from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select

from meetings.core.bilingual import Bilingual
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
#: With a row of nothing if an open poll has no options.
_OFFERS_OF_OPEN = (
    _OFFERED.select_from(Poll)
    .outerjoin(PollOption, PollOption.poll_id == Poll.id)
    .where(Poll.id == bindparam("poll"), Poll.state == PollState.OPEN)
)


def of(poll: Poll) -> list[Offer]:
    """Return the options of *poll* in their order; what is pending in the unit of work is not seen."""
    return [_offer(row) for row in current().connection().execute(_OFFERS, {"poll": poll.id})]


def of_open(poll_id: int) -> list[Offer] | None:
    """Return the options of a poll that is not held yet, if it is open: from then on they never change."""
    rows = current().connection().execute(_OFFERS_OF_OPEN, {"poll": poll_id}).all()
    return [_offer(row) for row in rows if row.id is not None] if rows else None


def _offer(row: Row[Any]) -> Offer:
    number, abstention, none, *text = tuple(row)
    return Offer(number, Bilingual(*text), abstention, none)
