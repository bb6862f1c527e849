"""Finds the ballots that are in, and who has voted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import BindParameter, ColumnElement, Integer, Row, Select, and_, bindparam, func, or_, select, union
from sqlalchemy.orm import aliased, joinedload

from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual, Language
from meetings.domain.poll import answers, dates, queries
from meetings.domain.poll.rules import Turnout
from meetings.models.ballot import Ballot, BallotEntry, BallotReceipt, Elector, Participation, TallySheet
from meetings.models.database import current
from meetings.models.organisation import Nomination, Organisation, Region
from meetings.models.person import Person
from meetings.models.poll import Poll
from meetings.models.proxy import Proxy
from meetings.models.substitution import Substitution

#: How the rows of those who voted go with the electorate.
NAMED = (Ballot.poll_id == Elector.poll_id) & (Ballot.voter == Elector.voter)
SEALED = (Participation.poll_id == Elector.poll_id) & (Participation.voter == Elector.voter)
#: Written once, as whoever casts a ballot asks: writing these takes longer than sending them.
_IN_HISTORY = select(BallotEntry.number, BallotEntry.voter, BallotEntry.choice, BallotEntry.seal).where(
    BallotEntry.poll_id == bindparam("poll")
)
_BY_FORM = _IN_HISTORY.where(BallotEntry.form == bindparam("form")).order_by(BallotEntry.number).limit(1)
_LAST = _IN_HISTORY.order_by(BallotEntry.number.desc()).limit(1)
#: What others may have written since it was read.
_ANEW = {"populate_existing": True}


def ballot(poll: Poll, voter: int) -> Ballot | None:
    """Return the named ballot of *voter* as it stands in the database, with who cast it."""
    return current().scalar(_ballot(), {"poll": poll.id, "voter": voter}, execution_options=_ANEW)


@cache
def _ballot() -> Select[Ballot]:
    query = select(Ballot).where(Ballot.poll_id == bindparam("poll"), Ballot.voter == bindparam("voter"))
    return query.options(joinedload(Ballot.cast_by), joinedload(Ballot.proxy))


def in_words(poll: Poll, choice: str) -> Bilingual:
    """Return an answer to *poll*, as it was written down, with the words of its options in both languages."""
    answer, offered = answers.read(choice), queries.options(poll)

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


def entry_by_form(poll: Poll, form: str) -> Row[int, int, str, str] | None:
    """Return number, voter, choice and seal of the line of *poll* that was written for the form with this mark."""
    return current().execute(_BY_FORM, {"poll": poll.id, "form": form}).first()


def last_entry(poll: Poll) -> Row[int, int, str, str] | None:
    """Return number, voter, choice and seal of the last line of the history of *poll*."""
    return current().execute(_LAST, {"poll": poll.id}).first()


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


def shared_by(person: Person, polls: Sequence[Poll]) -> set[int]:
    """Return the ids of those of *polls* in which *person* speaks, today or on its day, for somebody entitled."""
    mine = select(Nomination.organisation_id).where(Nomination.person_id == person.id)
    share = Elector.organisation_id.in_(mine) | (Elector.person_id == person.id)
    named = Elector.poll_id.in_([poll.id for poll in polls])
    return set(current().scalars(select(Elector.poll_id).where(named, share).distinct()))


def who_share(poll: Poll) -> frozenset[int]:
    """Return the ids of the people for whom ``shared_by`` names *poll*."""
    own = select(Elector.person_id).where(Elector.poll_id == poll.id, Elector.person_id.is_not(None))
    homes = select(Elector.organisation_id).where(Elector.poll_id == poll.id)
    named = select(Nomination.person_id).where(Nomination.organisation_id.in_(homes))
    return frozenset(current().scalars(union(own, named)))


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


def has_advisory(poll: Poll) -> bool:
    """Say whether observers, who are counted apart, have ballots in *poll*."""
    query = select(Elector.voter).where(Elector.poll_id == poll.id, Elector.advisory).limit(1)
    return current().scalar(query) is not None


def cast_in(poll: Poll) -> int:
    """Return how many ballots have been cast in *poll*, those of observers among them."""
    return current().connection().execute(_cast_in(), {"poll": poll.id}).scalar_one()


@cache
def _cast_in() -> Select[int]:
    """Select how many; written once, since a whole room asks."""
    poll = bindparam("poll", type_=Integer)
    named = select(func.count()).select_from(Ballot).where(Ballot.poll_id == poll).scalar_subquery()
    sealed = select(func.count()).select_from(Participation).where(Participation.poll_id == poll).scalar_subquery()
    return select(named + sealed)


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
    principal, voter, holding = aliased(Person), aliased(Person), aliased(Organisation)
    query = (
        select(Elector.voter, Elector.advisory, Elector.weight, Organisation, Region, voter.name)
        .add_columns(Ballot.choice, Person.name, Ballot.cast_at, principal.name, holding)
        .select_from(Elector)
        .outerjoin(Organisation, Organisation.id == Elector.organisation_id)
        .outerjoin(Region, Region.id == Elector.region_id)
        .outerjoin(voter, voter.id == Elector.person_id)
        .outerjoin(Ballot, NAMED)
        .outerjoin(Person, Person.id == Ballot.cast_by_id)
        .outerjoin(Substitution, stood_in(poll.meeting_id))
        .outerjoin(principal, principal.id == Substitution.principal_id)
        .outerjoin(Proxy, Proxy.id == Ballot.proxy_id)
        .outerjoin(holding, holding.id == Proxy.holder_id)
        .where(Elector.poll_id == poll.id)
        .order_by(Elector.advisory, Region.position, Organisation.code, voter.name)
    )
    rows = current().execute(query)
    return [
        RollLine(
            voter=number,
            organisation=organisation,
            person=person or "",
            region=region,
            advisory=advisory,
            weight=weight,
            choice=choice,
            cast_by=name or "",
            cast_at=cast_at,
            on_behalf_of=behalf or "",
            holder=holder,
        )
        for number, advisory, weight, organisation, region, person, choice, name, cast_at, behalf, holder in rows
    ]


def cast_for(poll: Poll, ballot: Ballot) -> Person | None:
    """Return for whom whoever cast *ballot* stood in, if they did."""
    return cast_on_behalf(poll.meeting_id, [poll.id], [ballot.voter]).get((poll.id, ballot.voter))


def cast_on_behalf(meeting_id: int, polls: Sequence[int], voters: Sequence[int]) -> dict[tuple[int, int], Person]:
    """Return for whom whoever cast the ballots of *voters* stood in, by poll and voter; *polls* are of one meeting."""
    query = select(Ballot.poll_id, Ballot.voter, Person).join(Substitution, stood_in(meeting_id))
    query = query.join(Person, Person.id == Substitution.principal_id)
    rows = current().execute(query.where(Ballot.poll_id.in_(polls), Ballot.voter.in_(voters)))
    return {(poll_id, voter): person for poll_id, voter, person in rows}


def stood_in(meeting_id: int | BindParameter[int]) -> ColumnElement[bool]:
    """Return the condition that whoever cast a ballot stood in for somebody at that moment."""
    return and_(
        Substitution.meeting_id == meeting_id,
        Substitution.substitute_id == Ballot.cast_by_id,
        Substitution.named_at <= Ballot.cast_at,
        or_(Substitution.ended_at.is_(None), Substitution.ended_at > Ballot.cast_at),
    )
