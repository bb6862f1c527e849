"""Finds polls and their options."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, case, exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from meetings.core import fingerprint
from meetings.core.text import folded
from meetings.domain.poll import electorate
from meetings.domain.poll.dates import DateDraft
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft, terms
from meetings.domain.poll.rules import RUNNING
from meetings.models.agenda import AgendaItem
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll, PollOption, PollState, Procedure, QuestionKind
from meetings.models.search import folded_column

#: A longer list of earlier polls is not read on one page.
LIBRARY = 200
#: More words of a search are not looked for.
MOST_WORDS = 8
#: Written once, as whoever casts a ballot asks: writing these takes longer than sending them.
_OPTIONS = (
    select(PollOption)
    .where(PollOption.poll_id == bindparam("poll"))
    .order_by(PollOption.position)
    .options(selectinload(PollOption.document))
)


def has_prepared_round(poll: Poll) -> bool:
    """Say whether a further round of *poll* is prepared and was not opened yet."""
    waits = exists().where(Poll.follows_id == poll.id, Poll.state == PollState.PREPARED)
    return bool(current().scalar(select(waits)))


def by_id(number: int) -> Poll | None:
    """Return one poll with its meeting and its agenda item."""
    return current().scalar(_by_id(), {"poll": number})


@cache
def _by_id() -> Select[Poll]:
    """Select one poll; written once, since whoever casts a ballot asks."""
    query = select(Poll).where(Poll.id == bindparam("poll"))
    return query.options(joinedload(Poll.meeting, innerjoin=True), joinedload(Poll.item))


def for_meeting(meeting: Meeting, *, prepared: bool = False) -> Sequence[Poll]:
    """Return the polls of *meeting* with their agenda items, open ones first, those under preparation if asked."""
    return current().scalars(_select_of_meeting(prepared), {"meeting": meeting.id}).all()


@cache
def _select_of_meeting(prepared: bool) -> Select[Poll]:
    """Select the polls of a meeting; written once, since each meeting page asks."""
    rank = case((Poll.state.in_(RUNNING), 0), (Poll.state == PollState.PREPARED, 1), else_=2)
    query = select(Poll).where(Poll.meeting_id == bindparam("meeting")).order_by(rank, Poll.id)
    if not prepared:
        query = query.where(Poll.state != PollState.PREPARED)
    return query.options(joinedload(Poll.item))


def open_since(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that a poll, read with its meeting, takes ballots at *now*."""
    takes_place = Meeting.announced_at.is_not(None) & Meeting.cancelled_at.is_(None)
    return (Poll.state == PollState.OPEN) & or_(Poll.closes_at.is_(None), Poll.closes_at > now) & takes_place


def due(now: datetime) -> Sequence[Poll]:
    """Return the polls under way whose closing time has come, or whose meeting is cancelled."""
    over = or_(Poll.closes_at <= now, Meeting.cancelled_at.is_not(None))
    query = select(Poll).join(Poll.meeting).where(Poll.state.in_(RUNNING), over).order_by(Poll.id)
    return current().scalars(query.options(contains_eager(Poll.meeting))).all()


def to_open(now: datetime) -> Sequence[int]:
    """Return the ids of the prepared polls whose time to open has come, the one that waits longest first."""
    query = select(Poll.id).where(Poll.state == PollState.PREPARED, Poll.opens_at <= now, Poll.not_opened == "")
    return current().scalars(query.order_by(Poll.opens_at, Poll.id)).all()


def between_meetings(now: datetime) -> Sequence[Poll]:
    """Return the polls that are answered by mail and still take ballots, with their meetings."""
    query = select(Poll).join(Poll.meeting).where(open_since(now), Poll.procedure != Procedure.MEETING)
    return current().scalars(query.options(contains_eager(Poll.meeting)).order_by(Poll.id)).all()


def under_way(ids: Sequence[int]) -> set[int]:
    """Return those of *ids* whose polls are under way."""
    return set(current().scalars(select(Poll.id).where(Poll.id.in_(ids), Poll.state.in_(RUNNING))))


def options(poll: Poll) -> Sequence[PollOption]:
    """Return the options of *poll* in their order, with their dates where it asks for dates."""
    query = _OPTIONS.options(joinedload(PollOption.date)) if poll.kind is QuestionKind.DATES else _OPTIONS
    return current().scalars(query, {"poll": poll.id}).all()


def options_of(polls: Iterable[Poll]) -> dict[int, list[PollOption]]:
    """Return the options of several polls with their documents and dates, by the poll's id, in two statements."""
    found: dict[int, list[PollOption]] = {poll.id: [] for poll in polls}
    query = select(PollOption).where(PollOption.poll_id.in_(found)).order_by(PollOption.position)
    more = (selectinload(PollOption.document), joinedload(PollOption.date))
    for each in current().scalars(query.options(*more)):
        found[each.poll_id].append(each)
    return found


def option(poll: Poll, number: int) -> PollOption | None:
    """Return the option of *poll* with the id *number*."""
    return current().scalar(select(PollOption).where(PollOption.poll_id == poll.id, PollOption.id == number))


def pictures_in_use(keys: Collection[str]) -> set[str]:
    """Return those of *keys* under which an option of any poll has its picture."""
    return set(current().scalars(select(PollOption.image_key).where(PollOption.image_key.in_(keys)).distinct()))


def draft(poll: Poll, item: AgendaItem | None) -> PollDraft:
    """Return *poll* as if it were prepared again, under *item*; without documents, which are its meeting's."""
    found = tuple(
        OptionDraft(
            option.text,
            option.abstention,
            option.none_of_these,
            image_key=option.image_key,
            date=_proposed(poll, option),
            image_text=option.image_text,
        )
        for option in options(poll)
    )
    listed = tuple((voter.organisation_id, voter.weight) for voter in electorate.voters(poll))
    return PollDraft(poll.question, item, found, terms(poll), listed)


def _proposed(poll: Poll, option: PollOption) -> DateDraft | None:
    date = option.date if poll.kind is QuestionKind.DATES else None
    return DateDraft(date.starts, date.ends, date.zone, date.whole_day) if date else None


def mark(poll: Poll) -> str:
    """Return what recognises that *poll* is still prepared as somebody has seen it, read anew from the database."""
    query = select(PollOption).where(PollOption.poll_id == poll.id).order_by(PollOption.position)
    found = [
        (each.text, each.abstention, each.none_of_these, each.document_id, each.image_key, each.image_text)
        for each in current().scalars(query.execution_options(populate_existing=True))
    ]
    listed = sorted((voter.organisation_id, voter.weight) for voter in electorate.voters(poll))
    return fingerprint.of(poll.question, poll.item_id, terms(poll), found, listed)


def of_series(meeting: Meeting, asked: str = "") -> Sequence[Poll]:
    """Return the first rounds of polls of the other meetings of the series of *meeting*, the latest meeting first.

    Every word *asked* for stands in the question, in one of the languages, without regard to case and accents.
    """
    query = select(Poll).join(Poll.meeting).where(Meeting.series_id == meeting.series_id, Meeting.id != meeting.id)
    texts = [folded_column(column) for column in (Poll.__table__.c.question_en, Poll.__table__.c.question_fr)]
    for word in folded(asked).split()[:MOST_WORDS]:
        query = query.where(or_(*(text.contains(word, autoescape=True) for text in texts)))
    query = query.where(Poll.follows_id.is_(None)).order_by(Meeting.number.desc(), Poll.id).limit(LIBRARY)
    return current().scalars(query.options(contains_eager(Poll.meeting))).all()
