"""Which steps lead on from where a meeting stands."""

from enum import StrEnum

from meetings.domain.meeting.rules import State
from meetings.models.meeting import Meeting


class Step(StrEnum):
    """Something that those who run a meeting do with the whole of it."""

    ANNOUNCE = "announce"
    CONFIRM_DATES = "confirm_dates"
    OPEN_REGISTRATION = "open_registration"
    POSTPONE = "postpone"
    FIX_DATES = "fix_dates"
    TAKE_BACK = "take_back"
    ADOPT_RECORD = "adopt_record"
    CANCEL = "cancel"


#: From each state, the likeliest first.
_LEAD_ON: dict[State, tuple[Step, ...]] = {
    State.DRAFT: (Step.ANNOUNCE, Step.CANCEL),
    State.ANNOUNCED: (Step.CONFIRM_DATES, Step.OPEN_REGISTRATION, Step.POSTPONE, Step.TAKE_BACK, Step.CANCEL),
    State.OPEN: (Step.POSTPONE, Step.TAKE_BACK, Step.CANCEL),
    State.AWAITED: (Step.POSTPONE, Step.TAKE_BACK, Step.CANCEL),
    State.IN_SESSION: (Step.CANCEL,),
    State.BETWEEN: (Step.CANCEL,),
    State.POSTPONED: (Step.FIX_DATES, Step.CANCEL),
    State.CLOSED: (Step.ADOPT_RECORD,),
    State.ADOPTED: (),
    State.CANCELLED: (),
}


def possible(meeting: Meeting, state: State, *, begun: bool, registered: bool, published: bool) -> tuple[Step, ...]:
    """Return what can be done with *meeting* in *state*, the likeliest first.

    *begun* says whether a sitting has begun, *registered* whether somebody has a place, *published* whether readers
    have the record.
    """
    impossible = {
        Step.CONFIRM_DATES: not meeting.tentative,
        Step.OPEN_REGISTRATION: meeting.tentative,
        Step.POSTPONE: begun,
        Step.TAKE_BACK: registered or begun,
        Step.ADOPT_RECORD: not published,
    }
    return tuple(step for step in _LEAD_ON[state] if not impossible.get(step))
