"""Renews what a confidential poll shows while it is open: in steps, so that no single ballot can be told."""

from sqlalchemy import func, select

from meetings.core.ballot_box import Keys
from meetings.domain.poll import box, live
from meetings.models.ballot import SealedBallot
from meetings.models.database import current
from meetings.models.poll import Poll


def renew(poll: Poll, keys: Keys) -> bool:
    """Count *poll* anew if enough ballots came since the last time; say whether it was.

    The box is opened only when as many lie in it as the next step takes.
    """
    steps = live.read(poll.shown)
    inside = current().scalar(select(func.count()).where(SealedBallot.poll_id == poll.id)) or 0
    if not live.is_due(steps, inside):
        return False
    counted = live.figures(poll.kind, [each.sheet for each in box.opened(poll, keys) if not each.advisory])
    moved = live.moved(poll.kind, steps, counted)
    if moved is steps:
        return False
    poll.shown, poll.shown_cast = live.written(moved), moved.shown.ballots
    return True
