"""Who may see polls, vote in them, and run them."""

from meetings.domain.meeting import policy as meetings
from meetings.models.meeting import Meeting
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState


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
    """Who has voted, not what, is for people who are signed in, once the poll has been opened."""
    return viewer is not None and poll.state is not PollState.PREPARED and can_see(viewer, poll)


def can_see_result(viewer: Person | None, poll: Poll) -> bool:
    """The result is for everybody who may read the meeting's papers, once the poll is closed; for nobody before."""
    return poll.state is PollState.CLOSED and can_see(viewer, poll)


def can_see_names(viewer: Person | None, poll: Poll) -> bool:
    """Who voted what is for people who are signed in, once the poll is closed."""
    return viewer is not None and can_see_result(viewer, poll)


def can_prepare(viewer: Person | None, meeting: Meeting) -> bool:
    """Whoever runs the meeting prepares its polls."""
    return meetings.can_manage(viewer, meeting)


def can_manage(viewer: Person | None, poll: Poll) -> bool:
    """Whoever runs the meeting opens and closes its polls."""
    return meetings.can_manage(viewer, poll.meeting)
