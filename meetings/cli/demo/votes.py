"""Tells the polls of a meeting: question, options, electorate, every ballot."""

from collections.abc import Sequence
from datetime import datetime

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.events import Ballot as Told
from meetings.cli.demo.events import Poll as ToldPoll
from meetings.cli.demo.register import Register
from meetings.domain.poll import answers
from meetings.domain.poll.history import seal_of
from meetings.models.agenda import AgendaItem
from meetings.models.ballot import Ballot, BallotEntry, Elector
from meetings.models.database import current
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, PollOption, PollState


def hold(
    told: ToldPoll, meeting: Meeting, item: AgendaItem, register: Register, diary: Diary, *, by: Person, at: datetime
) -> None:
    """Write the poll *told*, prepared by *by* at *at*, with its electorate and ballots if it was held."""
    poll = Poll(
        meeting=meeting,
        item=item,
        question=told.question,
        state=PollState(told.state),
        created_at=at,
        opened_at=told.opened_at,
        closes_at=None,
        closed_at=told.closed_at,
    )
    options = [
        PollOption(poll=poll, position=place, text=option.text, abstention=option.abstention)
        for place, option in enumerate(told.options, 1)
    ]
    current().add_all([poll, *options])
    current().flush()
    diary.note(at, "poll.prepared", poll, by=by, meeting=meeting)
    if told.opened_at and told.closed_at:
        _freeze(told, poll, register)
        _count(told.ballots, poll, options, register, diary)
        entitled = len(told.electorate)
        diary.note(told.opened_at, "poll.opened", poll, by=by, meeting=meeting, entitled=entitled)
        cast = len(told.ballots)
        diary.note(told.closed_at, "poll.closed", poll, by=by, meeting=meeting, cast=cast, entitled=entitled)


def _freeze(told: ToldPoll, poll: Poll, register: Register) -> None:
    organisations = (register.organisations[code] for code in told.electorate)
    current().add_all(
        Elector(
            poll_id=poll.id, voter=organisation.id, organisation_id=organisation.id, region_id=organisation.region_id
        )
        for organisation in organisations
    )
    current().flush()


def _count(
    ballots: Sequence[Told], poll: Poll, options: Sequence[PollOption], register: Register, diary: Diary
) -> None:
    seal = ""
    for number, told in enumerate(sorted(ballots, key=lambda ballot: ballot.cast_at), 1):
        person, organisation = register.people[told.email], register.organisations[told.member]
        values = {
            "poll_id": poll.id,
            "voter": organisation.id,
            "choice": answers.written([options[told.choice].id]),
            "cast_by_id": person.id,
            "cast_at": told.cast_at,
        }
        entry = BallotEntry(**values, number=number)
        entry.seal = seal = seal_of(entry, seal)
        current().add_all([Ballot(**values), entry])
        diary.note(
            told.cast_at, "poll.ballot_cast", poll, by=person, meeting=poll.meeting, organisation=organisation.code
        )
