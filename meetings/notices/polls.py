"""Who hears of polls between meetings: those who answer, when it opens, moves and ends; the secretariat, in trouble."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core import zones
from meetings.domain.outbox.rules import ONLY
from meetings.domain.person import queries as people
from meetings.domain.poll import addressees, disclosure, objections, policy, procedures, queries, rules
from meetings.domain.poll.addressees import Asked
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState, ResultsWhen
from meetings.notices import house
from meetings.notices.notice import Notice

Payload = dict[str, Any]

#: Why a poll did not open by itself, by the word that it keeps; the words are those of a refusal on the page.
WHY_NOT_OPENED: dict[str, Any] = {
    "MeetingNotAnnounced": _l("The meeting is not announced yet. Announce it, then open the poll."),
    "MeetingCancelled": _l("The meeting has been cancelled, so its polls cannot be opened."),
    "TooFewOptions": _l("A poll needs at least two options. Add one, then open the poll."),
    "BoundsWrong": _l("These numbers do not go together with this kind of question and its options."),
    "GapsInPoll": _l(
        "The question or an option is missing or out of date in one language. Fill it: both languages vote together."
    ),
    "NobodyEntitled": _l(
        "By the rule of this poll nobody could vote today. Record nominations, or change who is entitled."
    ),
    "ClosesInThePast": _l("Its closing time had passed already, since the server stood still."),
    "KeysGone": _l("The folder for the keys of sealed ballots cannot be written to. Whoever runs the server can help."),
}


def why_not_opened(word: str) -> str:
    """Return why a poll did not open by itself."""
    return str(WHY_NOT_OPENED.get(word, _l("It cannot be opened as it stands.")))


def _not_opened(payload: Payload, now: datetime) -> list[Notice]:
    """The secretariat hears that a poll did not open by itself, while that is so."""
    poll = queries.by_id(payload["poll"])
    if poll is None or poll.state is not PollState.PREPARED or not poll.not_opened:
        return []
    facts: Payload = {"why_not_opened": why_not_opened, "why_word": poll.not_opened}
    return [_told("poll.not_opened", poll, person, **facts) for person in people.secretariat()]


def _is_open(poll: Poll | None, payload: Payload, now: datetime) -> bool:
    """Say whether *poll* still takes answers until the deadline that was announced."""
    stands = poll is not None and poll.closes_at is not None and poll.closes_at.isoformat() == payload["closes"]
    return poll is not None and stands and rules.takes_ballots(poll, now)


def _opened(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who casts a ballot hears that they are asked, while there is time to answer."""
    return _asked("poll.procedure_opened", payload, now)


def _reminder(payload: Payload, now: datetime) -> list[Notice]:
    """Those hear who share a ballot that is missing when the mail is written; after closing nobody does."""
    return _asked("poll.reminder", payload, now)


def _moved(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who casts a ballot hears of the new deadline, whether they have answered or not."""
    was = datetime.fromisoformat(payload["was"])
    return _asked("poll.deadline_moved", payload, now, was=was, reason=payload["reason"])


def _asked(kind: str, payload: Payload, now: datetime, **facts: Any) -> list[Notice]:
    poll = queries.by_id(payload["poll"])
    if poll is None or not _is_open(poll, payload, now):
        return []
    until, asked = poll.closes_at, _addressed(kind, poll, payload, now)
    return [
        _told(
            kind,
            poll,
            person,
            worthless_after=until,
            until=until,
            two_zones=_two_zones(until, person),
            **asked[person.id]._asdict(),
            **facts,
        )
        for person in addressees.people(list(asked))
    ]


def _addressed(kind: str, poll: Poll, payload: Payload, now: datetime) -> dict[int, Asked]:
    """Return whom *kind* concerns now, by id, and what for; of a part of an announcement only those that it names."""
    found, only = addressees.asked(poll, on=now.date(), silent=kind == "poll.reminder"), payload.get(ONLY)
    return {number: asked for number, asked in found.items() if only is None or number in only}


def _two_zones(at: datetime | None, person: Person) -> bool:
    return at is not None and zones.offset_differs(at, person.zone, house.settings().time_zone)


def _over(payload: Payload, now: datetime) -> list[Notice]:
    """Everybody who was asked, and the secretariat, hear how it ended, as far as each may see the result."""
    poll = queries.by_id(payload["poll"])
    if poll is None or poll.state.value != payload["state"]:
        return []
    only = payload.get(ONLY)
    readers = [person for person in addressees.people(_ended_for(poll, now)) if only is None or person.id in only]
    if poll.state is PollState.WITHDRAWN:
        return [_told("poll.over", poll, person, said=None) for person in readers]
    if _waits(poll):
        return []
    found, said = disclosure.one(poll)
    facts: Payload = {"said": said, "found": found, "objections": objections.of(poll)}
    seeing = policy.who_see_result(readers, poll)
    return [_told("poll.over", poll, person, page="poll.results", **facts) for person in seeing]


def _waits(poll: Poll) -> bool:
    """Say whether the result of *poll* waits to be released."""
    return poll.released_at is None and (poll.held or poll.results_when is ResultsWhen.ON_RELEASE)


def _ended_for(poll: Poll, now: datetime) -> list[int]:
    return sorted({*addressees.ids(poll, on=now.date()), *(person.id for person in people.secretariat())})


def _silence_broken(payload: Payload, now: datetime) -> list[Notice]:
    """The secretariat hears that as many object as stop a procedure, while that is so."""
    poll = queries.by_id(payload["poll"])
    if poll is None or not rules.takes_ballots(poll, now) or not objections.is_broken(poll):
        return []
    standing = [one for one in objections.of(poll) if one.withdrawn_at is None]
    facts: Payload = {"objections": standing, "until": poll.closes_at}
    return [_told("poll.silence_broken", poll, person, **facts) for person in people.secretariat()]


def _told(
    kind: str,
    poll: Poll,
    person: Person,
    *,
    page: str = "poll.show",
    worthless_after: datetime | None = None,
    **facts: Any,
) -> Notice:
    return Notice(
        kind=kind,
        person=person,
        meeting=poll.meeting,
        page=(page, {"poll_id": str(poll.id)}),
        facts={"poll": poll, "silence": procedures.is_silence(poll), **facts},
        worthless_after=worthless_after,
    )


def _concerned(kind: str) -> Callable[[Payload, datetime], Sequence[int]]:
    """Return what finds whom an announcement of *kind* goes to."""

    def found(payload: Payload, now: datetime) -> Sequence[int]:
        poll = queries.by_id(payload["poll"])
        if poll is None:
            return []
        return _ended_for(poll, now) if kind == "poll.over" else list(_addressed(kind, poll, payload, now))

    return found


MANY: dict[str, Callable[[Payload, datetime], Sequence[int]]] = {
    kind: _concerned(kind) for kind in ("poll.procedure_opened", "poll.reminder", "poll.deadline_moved", "poll.over")
}
KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "poll.procedure_opened": _opened,
    "poll.reminder": _reminder,
    "poll.deadline_moved": _moved,
    "poll.over": _over,
    "poll.silence_broken": _silence_broken,
    "poll.not_opened": _not_opened,
}
