"""The options of a poll as plain values, for whoever casts a ballot: without documents, pictures and dates."""

from typing import NamedTuple

from sqlalchemy import bindparam, select

from meetings.core.bilingual import Bilingual
from meetings.models.database import current
from meetings.models.poll import Poll, PollOption


class Offer(NamedTuple):
    """One answer that can be chosen."""

    id: int
    text: Bilingual
    abstention: bool
    none_of_these: bool


#: What a ballot may name.
Option = PollOption | Offer
_COLUMNS = PollOption.__table__.c
_OFFERS = (
    select(_COLUMNS.id, _COLUMNS.abstention, _COLUMNS.none_of_these)
    .add_columns(_COLUMNS.text_en, _COLUMNS.text_fr, _COLUMNS.text_original, _COLUMNS.text_behind)
    .where(_COLUMNS.poll_id == bindparam("poll"))
    .order_by(_COLUMNS.position)
)


def of(poll: Poll) -> list[Offer]:
    """Return the options of *poll* in their order; what is pending in the unit of work is not seen."""
    rows = current().connection().execute(_OFFERS, {"poll": poll.id})
    return [Offer(number, Bilingual(*text), abstention, none) for number, abstention, none, *text in rows]
