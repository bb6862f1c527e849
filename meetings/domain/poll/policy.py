"""Who may see polls, vote in them, and run them."""

from collections.abc import Iterable, Sequence

from meetings.core import clock
from meetings.domain.meeting import policy as meetings
from meetings.domain.poll import ballot_queries, electorate, procedures, rights
from meetings.domain.poll.rules import RUNNING
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState, ResultsTo, ResultsWhen, Secrecy
from meetings.models.proxy import Proxy


def can_list(viewer: Person | None, meeting: Meeting) -> bool:
    """The polls of a meeting are for those who may read its papers."""
    return meetings.can_read_papers(viewer, meeting)


def can_know(viewer: Person | None, poll: Poll) -> bool:
    """A poll under preparation is for those who run the meeting; others may be known of like their meeting."""
    if poll.state is PollState.PREPARED:
        return can_manage(viewer, poll)
    return meetings.can_see(viewer, poll.meeting)


def can_see(viewer: Person | None, poll: Poll) -> bool:
    """A poll is for those who may read the meeting's papers."""
    return can_know(viewer, poll) and meetings.can_read_papers(viewer, poll.meeting)


def can_vote(viewer: Person | None, poll: Poll) -> bool:
    """One has to be signed in to vote; whether one's administration is entitled, the electorate says."""
    return viewer is not None and can_see(viewer, poll)


def can_see_turnout(viewer: Person | None, poll: Poll) -> bool:
    """How many have voted is for people who are signed in, once the poll has been opened."""
    return viewer is not None and poll.state is not PollState.PREPARED and can_see(viewer, poll)


def can_see_who_voted(viewer: Person | None, poll: Poll) -> bool:
    """Who has voted, not what, is for the same people; of sealed ballots only once the poll is closed.

    In a silence procedure whoever answers mostly objects: that is for those who run the meeting until all may see it.
    """
    if procedures.is_silence(poll) and not can_see_names(viewer, poll):
        return poll.state is not PollState.PREPARED and can_manage(viewer, poll)
    return can_see_turnout(viewer, poll) and (poll.secrecy is Secrecy.NAMED or poll.state is PollState.CLOSED)


def can_check_receipts(viewer: Person | None, poll: Poll) -> bool:
    """Whether one's receipt is among the counted is for the same people; named ballots are seen instead."""
    return can_see_turnout(viewer, poll) and poll.secrecy is not Secrecy.NAMED


def can_follow(viewer: Person | None, poll: Poll) -> bool:
    """The result is shown while the poll is open if its rule says so, to those it names; never of a secret one."""
    live = poll.results_when is ResultsWhen.LIVE and poll.secrecy is not Secrecy.SECRET
    return poll.state in RUNNING and live and can_see(viewer, poll) and bool(_meant_for(viewer, [poll]))


def can_follow_objections(viewer: Person | None, poll: Poll) -> bool:
    """Who objects in a silence procedure under way, and why, is for those who run the meeting."""
    return procedures.is_silence(poll) and poll.state in RUNNING and can_manage(viewer, poll)


def can_see_result(viewer: Person | None, poll: Poll) -> bool:
    """The result is for those whom the rule of the poll names, once it is closed and, where needed, released.

    This is the one gate: pages, projector, files, mails and feeds ask here, or ``can_follow`` before closing.
    """
    return bool(with_result(viewer, [poll]))


def who_see_result(people: Iterable[Person], poll: Poll) -> list[Person]:
    """Return those of *people* to whom the result of *poll* is shown, as ``can_see_result`` says, in one statement."""
    share = ballot_queries.who_share(poll) if poll.results_to is ResultsTo.ENTITLED else frozenset()
    for_all = poll.results_to is ResultsTo.READERS
    return [one for one in people if _is_out(one, poll) and (for_all or one.id in share or can_manage(one, poll))]


def with_result(viewer: Person | None, polls: Iterable[Poll]) -> list[Poll]:
    """Return those of *polls* whose result *viewer* may see, as ``can_see_result`` says, in one statement at most."""
    return _meant_for(viewer, [poll for poll in polls if _is_out(viewer, poll)])


def _is_out(viewer: Person | None, poll: Poll) -> bool:
    """Say whether *poll* has a result that is not kept back from *viewer*, if it is for them."""
    if poll.state is not PollState.CLOSED or poll.key_lost or not can_see(viewer, poll):
        return False
    waits = poll.held or poll.results_when is ResultsWhen.ON_RELEASE
    return not waits or poll.released_at is not None or can_manage(viewer, poll)


def _meant_for(viewer: Person | None, polls: Sequence[Poll]) -> list[Poll]:
    """Return those of *polls* whose result is shown to *viewer*, when it is; no statement where none names who."""
    named = [poll for poll in polls if poll.results_to is ResultsTo.ENTITLED and not can_manage(viewer, poll)]
    theirs = ballot_queries.shared_by(viewer, named) if viewer and named else set()
    return [
        poll for poll in polls if poll.results_to is ResultsTo.READERS or can_manage(viewer, poll) or poll.id in theirs
    ]


def can_see_names(viewer: Person | None, poll: Poll) -> bool:
    """Who voted what in a named poll is for people who are signed in and may see its result."""
    return viewer is not None and poll.secrecy is Secrecy.NAMED and can_see_result(viewer, poll)


def can_prepare(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting prepares its polls."""
    return meetings.can_manage(viewer, meeting)


def can_manage(viewer: Person | None, poll: Poll) -> bool:
    """Whoever runs the meeting opens and closes its polls."""
    return meetings.can_manage(viewer, poll.meeting)


def can_give_proxy(viewer: Person | None, meeting: Meeting) -> bool:
    """One has to be signed in to give a proxy; whether one's administration may, its nomination says."""
    return viewer is not None and meetings.can_read_papers(viewer, meeting)


def can_keep_proxies(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting decides on its proxies, sees them all and enters those that came on paper."""
    return meetings.can_manage(viewer, meeting)


def can_take_back(viewer: Person | None, proxy: Proxy) -> bool:
    """A proxy is taken back by the head or an NCP of whoever gave it, or by whoever runs the meeting."""
    return can_keep_proxies(viewer, proxy.meeting) or _decides_for(viewer, proxy, proxy.giver_id)


def can_decline(viewer: Person | None, proxy: Proxy) -> bool:
    """A proxy is declined by the head or an NCP of whoever holds it, or by the person who was named in it."""
    named = viewer is not None and viewer.id == proxy.person_id
    return named or _decides_for(viewer, proxy, proxy.holder_id)


def _decides_for(viewer: Person | None, proxy: Proxy, organisation_id: int) -> bool:
    if viewer is None:
        return False
    named = electorate.nomination_at(proxy.meeting, viewer, now=clock.now())
    return named is not None and named.organisation_id == organisation_id and rights.may_give(named)
