"""Words for what a meeting can be, and for what planning it and taking it through its states refuses."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.meeting import rules
from meetings.domain.meeting.rules import State
from meetings.domain.meeting.steps import Step
from meetings.domain.series import rules as series
from meetings.models.meeting import Mode, SessionLanguage, Visibility
from meetings.models.series import DeadlineKind, ItemKind

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    SessionLanguage: {
        SessionLanguage.ENGLISH: _l("English session"),
        SessionLanguage.FRENCH: _l("French session"),
        SessionLanguage.BOTH: _l("Session in English and French"),
    },
    Visibility: {
        Visibility.PUBLIC: _l("Everyone sees the meeting, its documents and its record"),
        Visibility.OPEN: _l("Everyone sees the meeting; documents and record are for people who are signed in"),
        Visibility.INTERNAL: _l("Only people who are signed in see that the meeting exists"),
    },
    ItemKind: {
        ItemKind.PLAIN: _l("As it is written"),
        ItemKind.RECORD: _l("Only while the record of the last meeting is not adopted"),
        ItemKind.ARISING: _l("With the decisions and open actions of the last meeting"),
    },
    DeadlineKind: {
        DeadlineKind.REGISTRATION_OPENS: _l("Registration opens"),
        DeadlineKind.REGISTRATION_CLOSES: _l("Registration closes"),
        DeadlineKind.DOCUMENTS: _l("Documents due"),
        DeadlineKind.COMMENTS: _l("Comments due"),
    },
    Step: {
        Step.ANNOUNCE: _l("Check and announce"),
        Step.CONFIRM_DATES: _l("Confirm the dates"),
        Step.OPEN_REGISTRATION: _l("Open registration now"),
        Step.POSTPONE: _l("Postpone the meeting"),
        Step.FIX_DATES: _l("Fix the new dates"),
        Step.TAKE_BACK: _l("Take it back to a draft"),
        Step.ADOPT_RECORD: _l("Note that the record is adopted"),
        Step.CANCEL: _l("Cancel the meeting"),
    },
    State: {
        State.DRAFT: _l("Draft"),
        State.ANNOUNCED: _l("Announced"),
        State.OPEN: _l("Open for registration"),
        State.AWAITED: _l("Registration is closed"),
        State.IN_SESSION: _l("In session"),
        State.BETWEEN: _l("Between two sessions"),
        State.CLOSED: _l("Held"),
        State.ADOPTED: _l("Record adopted"),
        State.POSTPONED: _l("Postponed"),
        State.CANCELLED: _l("Cancelled"),
    },
    Mode: {
        Mode.ONLINE: _l("Online"),
        Mode.ON_SITE: _l("On site"),
        Mode.HYBRID: _l("On site and online"),
    },
}

#: What each step means, in a sentence.
EXPLAINED: dict[Step, Any] = {
    Step.ANNOUNCE: _l("Readers see the meeting; it can be announced to save the date only."),
    Step.CONFIRM_DATES: _l(
        "The dates hold. People can register from the planned time on, or at once if there is none."
    ),
    Step.OPEN_REGISTRATION: _l("People can register from now on, before the planned time."),
    Step.POSTPONE: _l("To new dates, or to dates that are fixed later. Places are kept."),
    Step.FIX_DATES: _l("Everybody registered hears of the new dates, and their calendars show them."),
    Step.TAKE_BACK: _l("Only the secretariat sees it again. Nobody is registered yet."),
    Step.ADOPT_RECORD: _l("A later meeting has adopted the published record. It can no longer be withdrawn."),
    Step.CANCEL: _l("It stays on the site, marked as cancelled. This cannot be undone."),
}

REFUSALS: dict[type[Refused], Any] = {
    series.SeriesMoved: _l(
        "Somebody else changed this series in the meantime. Look at it in another window; saving again puts yours in"
        " its place."
    ),
    rules.NumberTaken: _l("The series already has a meeting with this number. Choose another number."),
    rules.SlugTaken: _l("Another series already has this short name or symbol. Choose another."),
    rules.SessionsMissing: _l("The meeting has no session yet. Add one, then announce it."),
    rules.TitleMissing: _l("The meeting has no title yet. Write one, then announce it."),
    rules.AlreadyAnnounced: _l("The meeting has been announced already. Nothing was changed."),
    rules.AlreadyCancelled: _l("The meeting has been cancelled. Nothing was changed."),
    rules.EndsBeforeStart: _l("The end is before the start."),
    rules.TooLong: _l("A session lasts 24 hours at most. Plan one session a day."),
    rules.ClosesAfterStart: _l("Registration would close after the first session has begun. Choose an earlier time."),
    rules.OpensAfterClosing: _l(
        "Registration would open after it has closed, or after the first session has begun. Choose an earlier time."
    ),
    rules.OutsideSitting: _l("A break-out lies within the times of its session. Choose other times."),
    rules.NotAnnounced: _l("The meeting is a draft that nobody knows of. Announce it first."),
    rules.DatesOpen: _l("The dates of the meeting are not fixed yet. Nothing was changed."),
    rules.DatesFixed: _l("The dates of the meeting are fixed already. Nothing was changed."),
    rules.DatesPassed: _l("A session would begin in the past. Choose a later date."),
    rules.MeetingBegun: _l("The first session has begun. Move or cancel the sessions that are still to come."),
    rules.AlreadyOpen: _l("Registration was opened already. Nothing was changed."),
    rules.SittingOver: _l("This session is over. Nothing was changed."),
    rules.SittingCancelled: _l("This session has been cancelled. Nothing was changed."),
    rules.LastSitting: _l("No other session would be left. Cancel the meeting instead."),
    rules.RecordMissing: _l("The record is not published yet, so it cannot be adopted."),
    rules.RecordAdopted: _l("The record has been adopted. Nothing was changed."),
    rules.SessionInUse: _l("People are registered in the session that would go. Move them or cancel the meeting."),
    rules.GapsRemain: _l("A language is missing or out of date. Fill it, or say why it can wait."),
    rules.PlanMoved: _l(
        "Somebody else changed this meeting in the meantime. Look at their plan in another window;"
        " saving again puts yours in its place."
    ),
}
