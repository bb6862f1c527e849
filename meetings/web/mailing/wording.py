"""Words for mailings: what they are for, to whom and when they go, where they stand, and what is refused."""

from datetime import time
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from meetings.core.errors import Refused
from meetings.domain.mailing import places, rules
from meetings.domain.mailing.places import Fault, WordsWrong
from meetings.domain.mailing.rules import Wait
from meetings.domain.mailing.timing import Timed
from meetings.i18n import clock_time
from meetings.models.mailing import Addressed, Audience, Dropped, MailingKind, MailingState, Timing, Unit

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    MailingKind: {
        MailingKind.SAVE_THE_DATE: _l("Save the date"),
        MailingKind.INVITATION: _l("Invitation letter"),
        MailingKind.REMINDER: _l("Reminder"),
        MailingKind.CONNECTION: _l("Connection details"),
        MailingKind.FOLLOW_UP: _l("Follow-up"),
        MailingKind.FREE: _l("Free text"),
    },
    Audience: {
        Audience.EVERYBODY: _l("Everybody whom the series invites, or who is invited or registered"),
        Audience.INVITED: _l("Who got a personal invitation"),
        Audience.SILENT: _l("Who has neither registered nor declined"),
        Audience.DECLINED: _l("Who has declined"),
        Audience.REGISTERED: _l("Who has a place"),
        Audience.REGISTERED_EN: _l("Who has a place in an English session"),
        Audience.REGISTERED_FR: _l("Who has a place in a French session"),
        Audience.WAITING: _l("Who is on the waiting list or waits for approval"),
    },
    Timing: {
        Timing.AT: _l("At a date and time"),
        Timing.BEFORE: _l("Before the first session"),
        Timing.BEFORE_OWN: _l("Before each recipient’s own session"),
        Timing.AFTER: _l("After the last session"),
    },
    Unit: {
        Unit.HOURS: _l("hours"),
        Unit.DAYS: _l("days"),
        Unit.WORKING_DAYS: _l("working days"),
    },
    MailingState: {
        MailingState.DRAFT: lazy_pgettext("mailing", "draft"),
        MailingState.PLANNED: lazy_pgettext("mailing", "planned"),
        MailingState.SENDING: lazy_pgettext("mailing", "being sent"),
        MailingState.SENT: lazy_pgettext("mailing", "sent"),
        MailingState.STOPPED: lazy_pgettext("mailing", "stopped"),
        MailingState.DROPPED: lazy_pgettext("mailing", "dropped"),
    },
    Dropped: {
        Dropped.CANCELLED: _l("The meeting was cancelled."),
        Dropped.BEGUN: _l("The session had begun, so this mail would have come too late."),
        Dropped.TOO_LATE: _l("Its time had passed before it could be sent."),
        Dropped.STOPPED: _l("It was stopped."),
        Dropped.LEFT: _l("Meanwhile no longer one of those to whom it goes."),
        Dropped.UNWANTED: _l("The person does not want such mails."),
    },
    Wait: {
        Wait.TIME: _l("It goes by itself."),
        Wait.DRAFT: _l("It waits: nothing leaves before the meeting is announced."),
        Wait.UNDATED: _l("It waits: no date of the meeting holds at present."),
        Wait.GAPS: _l("It waits: a language is missing or out of date."),
    },
    Addressed: {
        Addressed.WAITING: lazy_pgettext("recipient", "to be written"),
        Addressed.WRITTEN: lazy_pgettext("recipient", "sent; the mail itself is no longer kept"),
        Addressed.DROPPED: lazy_pgettext("recipient", "not sent"),
        Addressed.FAILED: lazy_pgettext("recipient", "could not be written"),
        Addressed.UNDELIVERED: lazy_pgettext("recipient", "not delivered; the mail itself is no longer kept"),
    },
}
#: How full the disc of a state is, and its colour.
MARKS = {
    MailingState.DRAFT: "",
    MailingState.PLANNED: "half",
    MailingState.SENDING: "half ok",
    MailingState.SENT: "full ok",
    MailingState.STOPPED: "bad",
    MailingState.DROPPED: "bad",
}
_FAULTS = {
    Fault.UNKNOWN: _l("There is no place called %(what)s. Use one of those listed."),
    Fault.NOT_HERE: _l("%(what)s cannot stand here: not in a subject, or not in this kind of mail."),
    Fault.BRACES: _l("A brace has no partner, or stands alone: “%(what)s”. Places are written as in {{meeting}}."),
    Fault.MARKUP: _l("Leave out %(what)s: a mail holds plain text and Markdown, no HTML and no program."),
}


def wrong(error: Any) -> str:
    """Say what is wrong with the words of a mail."""
    return str(_FAULTS[error.wrong.fault] % {"what": error.wrong.what})


REFUSALS: dict[type[Refused], Any] = {
    rules.MailingGone: _l("Somebody else has deleted this mail. Nothing was changed."),
    rules.NotOpen: _l("This mail goes out already, has gone or was stopped, so it can no longer change. Copy it."),
    rules.NotUnderWay: _l("This mail is neither planned nor on its way, so there is nothing to stop."),
    rules.TooManyMailings: _l("There are as many mails as can be kept here. Delete one first."),
    rules.TextMissing: _l("Write a subject and a text first."),
    rules.LanguageMissing: _l(
        "A language is missing or out of date. Complete it, or say why the mail goes all the same."
    ),
    rules.OnlyRegistered: _l("Connection details go to people with a place only. Choose one of these groups."),
    rules.TimePassed: _l("The time of this mail has passed. Choose another one, or send it now."),
    rules.Nobody: _l("Nobody answers this choice, so there is nobody to write to."),
    rules.HourMissing: _l("Write a time of day, for example 09:00."),
    WordsWrong: wrong,
}


def when(moment: Timed) -> str:
    """Say when a mailing goes whose time follows from the meeting: “10 days before the first session, 09:00”."""
    said = str(_SPANS[moment.unit](moment.number))
    if moment.timing is Timing.BEFORE:
        said = _("%(span)s before the first session", span=said)
    elif moment.timing is Timing.BEFORE_OWN:
        said = _("%(span)s before each one’s own session", span=said)
    else:
        said = _("%(span)s after the last session", span=said)
    if moment.hour is None or moment.unit is Unit.HOURS:
        return str(said)
    return str(_("%(when)s, %(hour)s by each recipient’s clock", when=said, hour=clock_time(_whole(moment.hour))))


def _whole(hour: time) -> time:
    return hour.replace(second=0, microsecond=0)


_SPANS: dict[Unit, Any] = {
    Unit.HOURS: lambda number: ngettext("%(num)d hour", "%(num)d hours", number),
    Unit.DAYS: lambda number: ngettext("%(num)d day", "%(num)d days", number),
    Unit.WORKING_DAYS: lambda number: ngettext("%(num)d working day", "%(num)d working days", number),
}

#: What each place stands for.
PLACES: dict[places.Place, Any] = {
    places.Place.NAME: _l("name of the recipient"),
    places.Place.ORGANISATION: _l("their organisation"),
    places.Place.MEETING: _l("title of the meeting"),
    places.Place.DATES: _l("days of the meeting"),
    places.Place.SESSION: _l("the sessions in which they have a place, or all of them"),
    places.Place.TIMES: _l("the same sessions with their times by the recipient’s clock"),
    places.Place.PLACE: _l("room and building"),
    places.Place.REGISTRATION_CLOSES: _l("until when one registers"),
    places.Place.LINK: _l("the recipient’s own page, or the page of the meeting"),
    places.Place.JOIN_LINK: _l("the address to join their session; with several days, that of each"),
    places.Place.SECRETARIAT: _l("address of the secretariat"),
}
