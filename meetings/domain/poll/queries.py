"""Finds polls, and who has voted in them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from meetings.core import fingerprint
from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.core.text import folded
from meetings.domain.poll import answers, dates, electorate
from meetings.domain.poll.dates import DateDraft
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft, terms
from meetings.domain.poll.rules import RUNNING, Turnout
from meetings.models.agenda import AgendaItem
from meetings.models.ballot import Ballot, BallotEntry, BallotReceipt, Elector, Participation, TallySheet
from meetings.models.database import current
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Nomination, Organisation, Region
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState, Procedure, QuestionKind
from meetings.models.proxy import Proxy
from meetings.models.search import folded_column
from meetings.models.substitution import Substitution

#: A longer list of earlier polls is not read on one page.
LIBRARY = 200
#: More words of a search are not looked for.
MOST_WORDS = 8
#: How the rows of those who voted go with the electorate.
NAMED = (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter)
SEALED = (Participation.poll_id == Elector.poll_id) & (Participation.voter == Elector.voter)
#: Written once, as whoever casts a ballot asks: writing these takes longer than sending them.
_OPTIONS = (
    select(PollOption)
    .where(PollOption.poll_id == bindparam("poll"))
    .order_by(PollOption.position)
    .options(selectinload(PollOption.document))
)
_IN_HISTORY = select(BallotEntry).where(BallotEntry.poll_id == bindparam("poll"))
_BY_FORM = _IN_HISTORY.where(BallotEntry.form == bindparam("form")).order_by(BallotEntry.number).limit(1)
_LAST = _IN_HISTORY.order_by(BallotEntry.number.desc()).limit(1)
#: What others may have written since it was read.
_ANEW = {"populate_existing": True}


def by_id(number: int) -> Poll | None:
    """Return one poll with its meeting and its agenda item."""
    query = select(Poll).where(Poll.id == number)
    return current().scalar(query.options(joinedload(Poll.meeting, innerjoin=True), joinedload(Poll.item)))


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
    """Return the options of several polls with their documents, by the poll's id, in two statements."""
    found: dict[int, list[PollOption]] = {poll.id: [] for poll in polls}
    query = select(PollOption).where(PollOption.poll_id.in_(found)).order_by(PollOption.position)
    for each in current().scalars(query.options(selectinload(PollOption.document))):
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


def ballot(poll: Poll, voter: int) -> Ballot | None:
    """Return the named ballot of *voter* as it stands in the database, with who cast it."""
    return current().scalar(_ballot(), {"poll": poll.id, "voter": voter}, execution_options=_ANEW)


@cache
def _ballot() -> Select[Ballot]:
    query = select(Ballot).where(Ballot.poll_id == bindparam("poll"), Ballot.voter == bindparam("voter"))
    return query.options(joinedload(Ballot.cast_by), joinedload(Ballot.proxy))


def in_words(poll: Poll, choice: str) -> Bilingual:
    """Return an answer to *poll*, as it was written down, with the words of its options in both languages."""
    answer, offered = answers.read(choice), options(poll)

    def said(language: Language) -> str:
        names = {option.id: option.text.text(language) for option in offered}
        return answers.in_words(answer, names, dates.said(poll.kind, language))

    return Bilingual(said(ENGLISH), said(FRENCH))


def participation(poll: Poll, voter: int) -> Participation | None:
    """Return that *voter* has cast a sealed ballot, as it stands in the database, with who cast it."""
    return current().scalar(_participation(), {"poll": poll.id, "voter": voter}, execution_options=_ANEW)


@cache
def _participation() -> Select[Participation]:
    mine = (Participation.poll_id == bindparam("poll")) & (Participation.voter == bindparam("voter"))
    return select(Participation).where(mine).options(joinedload(Participation.cast_by))


def entry_by_form(poll: Poll, form: str) -> BallotEntry | None:
    """Return the line of the history of *poll* that was written for the form with this fingerprint."""
    return current().scalar(_BY_FORM, {"poll": poll.id, "form": form})


def last_entry(poll: Poll) -> BallotEntry | None:
    """Return the last line of the history of *poll*."""
    return current().scalar(_LAST, {"poll": poll.id})


def number_of(poll: Poll, voter: int) -> int | None:
    """Return the number of the last line of *voter* in the history of *poll*."""
    query = select(func.max(BallotEntry.number)).where(BallotEntry.poll_id == poll.id, BallotEntry.voter == voter)
    return current().scalar(query)


def have_voted(poll: Poll) -> set[int]:
    """Return the ids of the voters whose ballot is in."""
    named = select(Ballot.voter).where(Ballot.poll_id == poll.id)
    return set(current().scalars(named.union(select(Participation.voter).where(Participation.poll_id == poll.id))))


def electors(poll: Poll) -> set[int]:
    """Return the ids of the voters entitled in *poll*."""
    return set(current().scalars(select(Elector.voter).where(Elector.poll_id == poll.id)))


def shares_in(person: Person, poll: Poll) -> bool:
    """Say whether *person* speaks, today or on the day it opened, for somebody entitled in *poll*."""
    mine = select(Nomination.organisation_id).where(Nomination.person_id == person.id)
    share = Elector.organisation_id.in_(mine) | (Elector.person_id == person.id)
    return current().scalar(select(Elector.voter).where(Elector.poll_id == poll.id, share).limit(1)) is not None


def last_cast_at(poll: Poll) -> datetime | None:
    """Return when the last named ballot that stands was cast; of sealed ones no time is known."""
    query = select(Ballot.cast_at).where(Ballot.poll_id == poll.id).order_by(Ballot.cast_at.desc()).limit(1)
    return current().scalar(query)


def turnouts(polls: Iterable[Poll]) -> dict[int, Turnout]:
    """Return the turnout of several polls in one statement, by the poll's id; observers are not counted."""
    query = (
        select(Elector.poll_id, func.count(Ballot.voter) + func.count(Participation.voter), func.count())
        .outerjoin(Ballot, NAMED)
        .outerjoin(Participation, SEALED)
        .where(Elector.poll_id.in_([poll.id for poll in polls]), Elector.advisory.is_(False))
        .group_by(Elector.poll_id)
    )
    return {poll_id: Turnout(cast, entitled) for poll_id, cast, entitled in current().execute(query)}


def advisory_cast(poll: Poll) -> int:
    """Return how many of those who are counted apart have cast a ballot."""
    query = select(func.count(Ballot.voter) + func.count(Participation.voter)).select_from(Elector)
    query = query.outerjoin(Ballot, NAMED).outerjoin(Participation, SEALED)
    return current().scalar(query.where(Elector.poll_id == poll.id, Elector.advisory)) or 0


def receipts(poll: Poll) -> Sequence[str]:
    """Return the fingerprints of the receipts that lay in the box of *poll*, in their own order."""
    query = select(BallotReceipt.fingerprint).where(BallotReceipt.poll_id == poll.id)
    return current().scalars(query.order_by(BallotReceipt.fingerprint)).all()


def sheets(poll: Poll) -> int:
    """Return how many sealed ballots of *poll* were counted, those of observers among them."""
    query = select(func.count()).select_from(TallySheet).where(TallySheet.poll_id == poll.id)
    return current().scalar(query) or 0


@dataclass(frozen=True, slots=True)
class RollLine:
    """One voter entitled, and the named ballot if it was cast."""

    voter: int
    organisation: Organisation | None
    person: str
    region: Region | None
    advisory: bool
    weight: int
    choice: str | None
    cast_by: str
    cast_at: datetime | None
    #: For whom whoever cast it stood in.
    on_behalf_of: str = ""
    #: Who held the proxy by which it was cast.
    holder: Organisation | None = None


def roll(poll: Poll) -> list[RollLine]:
    """Return everybody entitled with their named ballot, by region and code, observers last, in one statement."""
    principal, voter, holder = aliased(Person), aliased(Person), aliased(Organisation)
    query = (
        select(Elector, Organisation, Region, voter.name, Ballot.choice, Person.name, Ballot.cast_at, principal.name)
        .add_columns(holder)
        .select_from(Elector)
        .outerjoin(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Region, Region.id == Elector.region_id)
        .outerjoin(voter, voter.id == Elector.person_id)
        .outerjoin(Ballot, NAMED)
        .outerjoin(Person, Person.id == Ballot.cast_by_id)
        .outerjoin(Substitution, _stood_in(poll.meeting_id))
        .outerjoin(principal, principal.id == Substitution.principal_id)
        .outerjoin(Proxy, Proxy.id == Ballot.proxy_id)
        .outerjoin(holder, holder.id == Proxy.holder_id)
        .where(Elector.poll_id == poll.id)
        .order_by(Elector.advisory, Region.position, Organisation.code, voter.name)
    )
    return [
        RollLine(
            right.voter,
            organisation,
            person or "",
            region,
            right.advisory,
            right.weight,
            choice,
            name or "",
            cast_at,
            behalf or "",
            held_by,
        )
        for right, organisation, region, person, choice, name, cast_at, behalf, held_by in current().execute(query)
    ]


def sittings(poll: Poll) -> Sequence[Session]:
    """Return the sittings of the meeting of *poll* in their order."""
    query = select(Session).where(Session.meeting_id == poll.meeting_id).order_by(Session.starts_at, Session.id)
    return current().scalars(query).all()


def cast_for(poll: Poll, ballot: Ballot) -> Person | None:
    """Return for whom whoever cast *ballot* stood in, if they did."""
    return cast_on_behalf(poll.meeting_id, [poll.id], [ballot.voter]).get((poll.id, ballot.voter))


def cast_on_behalf(meeting_id: int, polls: Sequence[int], voters: Sequence[int]) -> dict[tuple[int, int], Person]:
    """Return for whom whoever cast the ballots of *voters* stood in, by poll and voter; *polls* are of one meeting."""
    query = select(Ballot.poll_id, Ballot.voter, Person).join(Substitution, _stood_in(meeting_id))
    query = query.join(Person, Person.id == Substitution.principal_id)
    rows = current().execute(query.where(Ballot.poll_id.in_(polls), Ballot.voter.in_(voters)))
    return {(poll_id, voter): person for poll_id, voter, person in rows}


def _stood_in(meeting_id: int) -> ColumnElement[bool]:
    """Return the condition that whoever cast a ballot stood in for somebody at that moment."""
    return and_(
        Substitution.meeting_id == meeting_id,
        Substitution.substitute_id == Ballot.cast_by_id,
        Substitution.named_at <= Ballot.cast_at,
        or_(Substitution.ended_at.is_(None), Substitution.ended_at > Ballot.cast_at),
    )
