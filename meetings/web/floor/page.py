"""Fills the page of the list of speakers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from meetings.core.text import as_integer
from meetings.domain.floor import policy, queries, rules
from meetings.domain.floor.rules import Total
from meetings.domain.meeting import queries as meetings
from meetings.domain.question import queries as speaking
from meetings.models.floor import FloorRequest, FloorState
from meetings.models.meeting import Meeting, Session
from meetings.models.organisation import Organisation
from meetings.models.person import Person
from meetings.web import live, loaders


@dataclass(frozen=True, slots=True)
class FloorPage:
    """The list of speakers of one session."""

    meeting: Meeting
    sessions: Sequence[Session]
    session: Session
    closed: bool
    #: Minutes.
    limit: int | None
    waiting: Sequence[FloorRequest]
    speaking: FloorRequest | None
    over: Sequence[FloorRequest]
    organisations: Sequence[Total]
    regions: Sequence[Total]
    now: datetime
    may_ask: bool
    may_run: bool
    #: For whom the reader speaks.
    organisation: Organisation | None
    tag: str

    def seconds(self, request_: FloorRequest) -> int:
        """Return how long a request has had the floor."""
        return rules.seconds(request_, self.now)

    def may_withdraw(self, request_: FloorRequest) -> bool:
        """Whether the reader can take a request off the list."""
        mine = self.organisation is not None and self.organisation.id == request_.organisation_id
        return self.may_run or mine


def clock_of(seconds: int) -> str:
    """Return *seconds* as a clock shows them: 4:05."""
    return f"{seconds // 60}:{seconds % 60:02}"


def session_asked(meeting: Meeting, now: datetime) -> Session:
    """Return the session that the address asks for, else the one that takes place or comes next; or answer 404."""
    sessions = meetings.sessions_of(meeting)
    asked = request.args.get("session", "")
    if asked:
        number = as_integer(asked, 1, loaders.HIGHEST_ID)
        return loaders.found(next((each for each in sessions if each.id == number), None))
    return loaders.found(queries.sitting(sessions, now))


def tag(meeting: Meeting, session: Session) -> str:
    """Return the mark of the list of *session* as it is now; one statement."""
    return live.tag(session.id, queries.version(meeting))


def of(meeting: Meeting, reader: Person, *, now: datetime) -> FloorPage:
    """Gather the list of speakers of the session asked for, as *reader* sees it."""
    session = session_asked(meeting, now)
    mark = tag(meeting, session)
    requests, plan = queries.of_session(session), queries.plan(meeting)
    named = speaking.spoken_for(meeting, reader, now=now)
    return FloorPage(
        meeting=meeting,
        sessions=meetings.sessions_of(meeting),
        session=session,
        closed=queries.closing(session) is not None,
        limit=plan.minutes if plan else None,
        waiting=rules.waiting(requests),
        speaking=next((each for each in requests if each.state is FloorState.SPEAKING), None),
        over=[each for each in requests if each.state in (FloorState.ENDED, FloorState.WITHDRAWN)],
        organisations=rules.by_organisation(requests, now),
        regions=rules.by_region(requests, now),
        now=now,
        may_ask=policy.can_ask(reader, meeting),
        may_run=policy.can_run(reader, meeting),
        organisation=named.organisation if named else None,
        tag=mark,
    )
