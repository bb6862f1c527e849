"""Words for the closed lists of the domain, and for what it refuses."""

from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from meetings import i18n
from meetings.core import fingerprint, zones
from meetings.core.bilingual import Language
from meetings.core.errors import Refused
from meetings.domain.access import rules as access
from meetings.domain.agenda import rules as agenda
from meetings.domain.document import rules as document
from meetings.domain.document import uploads
from meetings.domain.meeting import rules as meeting
from meetings.domain.organisation import rules as register
from meetings.domain.outbox import rules as outbox
from meetings.domain.outcome import rules as outcome
from meetings.domain.person import rules as person
from meetings.domain.poll import rules as poll
from meetings.domain.record import rules as record
from meetings.domain.registration import rules as registration
from meetings.i18n import file_size, words
from meetings.models.agenda import Purpose
from meetings.models.document import DocumentKind
from meetings.models.meeting import SessionLanguage, Visibility
from meetings.models.organisation import Capacity, Kind
from meetings.models.outbox import MailState
from meetings.models.outcome import ActionState, Owner
from meetings.models.person import Role
from meetings.models.poll import PollState
from meetings.models.registration import Place
from meetings.web import viewer

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Purpose: {
        Purpose.DECISION: _l("For decision"),
        Purpose.GUIDANCE: _l("For guidance"),
        Purpose.INFORMATION: _l("For information"),
    },
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
    Kind: {
        Kind.MEMBER: _l("Member"),
        Kind.OBSERVER: _l("Observer"),
        Kind.PRIVATE: _l("Private sector"),
        Kind.PARTNER: _l("Partner agency"),
        Kind.ACADEMIC: _l("Academic body"),
    },
    Capacity: {
        Capacity.HEAD: _l("head NCP"),
        Capacity.NCP: _l("NCP"),
        Capacity.ALTERNATE: _l("alternate"),
        Capacity.DELEGATE: _l("delegate"),
    },
    Role: {
        Role.PARTICIPANT: _l("Participant"),
        Role.SECRETARIAT: _l("Secretariat"),
        Role.ADMINISTRATOR: _l("Administrator"),
    },
    Place: {
        Place.CONFIRMED: lazy_pgettext("place", "registered"),
        Place.WAITING: _l("on the waiting list"),
        Place.WITHDRAWN: _l("withdrawn"),
    },
    DocumentKind: {
        DocumentKind.DOCUMENT: _l("Document"),
        DocumentKind.PRESENTATION: _l("Presentation"),
    },
    PollState: {
        PollState.PREPARED: _l("prepared"),
        PollState.OPEN: _l("open"),
        PollState.CLOSED: _l("closed"),
    },
    Owner: {
        Owner.SECRETARIAT: _l("Secretariat"),
        Owner.ORGANISATION: _l("An administration"),
        Owner.PERSON: _l("A person"),
    },
    ActionState: {
        ActionState.OPEN: lazy_pgettext("action", "open"),
        ActionState.IN_HAND: _l("in hand"),
        ActionState.DONE: _l("done"),
    },
    MailState: {
        MailState.QUEUED: _l("queued"),
        MailState.IN_FLIGHT: _l("being sent"),
        MailState.WAITING: _l("waiting to be tried again"),
        MailState.SENT: _l("sent"),
        MailState.FAILED: _l("failed"),
        MailState.KEPT: _l("kept here"),
    },
}


def _named_elsewhere(error: Any) -> str:
    sentence = _("This person is already named by %(name)s. End that nomination first.")
    return str(sentence % {"name": words(error.name)})


def _wrong_encoding(error: Any) -> str:
    if not error.encoding:
        return str(_("The file is not UTF-8. Nothing was imported. Save it as CSV (UTF-8), then choose it again."))
    return str(
        _(
            "The file is not UTF-8, it seems to be %(encoding)s. Nothing was imported. Save it as CSV (UTF-8), then"
            " choose it again.",
            encoding=error.encoding,
        )
    )


def _quotes_broken(error: Any) -> str:
    return str(_("The quotation marks do not close: reading stopped at line %(line)d.", line=error.line))


def _header_wrong(error: Any) -> str:
    """Say which headings are unknown, written twice or missing."""
    parts = [
        _("Headings that are not known: %(names)s.", names=", ".join(f"“{name}”" for name in error.unknown)),
        _("Headings that stand there twice: %(names)s.", names=", ".join(error.double)),
        _("Headings that are missing: %(names)s.", names=", ".join(error.missing)),
    ]
    found = [part for part, names in zip(parts, (error.unknown, error.double, error.missing), strict=True) if names]
    return " ".join([*found, str(_("Nothing was imported."))])


#: Words for each refusal; one that carries figures has a function that puts them into the sentence.
REFUSALS: dict[type[Refused], Any] = {
    zones.UnknownZone: _l("There is no time zone of this name. Choose one from the list."),
    zones.HourDoesNotExist: _l("The clocks are put forward on that day: this hour does not exist. Choose another."),
    access.TooManyRequests: _l(
        "Too many links were asked for in a short time. Wait a quarter of an hour, then try again."
    ),
    access.LinkSpent: _l("This link has been used or is too old. Ask for a new one."),
    access.CodeWrong: _l("These are not the six digits of the mail. Look again, or ask for a new mail."),
    access.AlreadySetUp: _l("Hemicycle has been set up already. Sign in."),
    meeting.NumberTaken: _l("The series already has a meeting with this number. Choose another number."),
    meeting.SlugTaken: _l("Another series already has this short name or symbol. Choose another."),
    meeting.SessionsMissing: _l("The meeting has no session yet. Add one, then announce it."),
    meeting.TitleMissing: _l("The meeting has no title yet. Write one, then announce it."),
    meeting.AlreadyAnnounced: _l("The meeting has been announced already. Nothing was changed."),
    meeting.AlreadyCancelled: _l("The meeting has been cancelled. Nothing was changed."),
    meeting.EndsBeforeStart: _l("The end is before the start."),
    meeting.TooLong: _l("A session lasts 24 hours at most. Plan one session a day."),
    meeting.ClosesAfterStart: _l("Registration would close after the first session has begun. Choose an earlier time."),
    meeting.SessionInUse: _l("People are registered in the session that would go. Move them or cancel the meeting."),
    meeting.GapsRemain: _l("A language is missing or out of date. Fill it, or say why it can wait."),
    meeting.PlanMoved: _l(
        "Somebody else changed this meeting in the meantime. Look at their plan in another window;"
        " saving again puts yours in its place."
    ),
    agenda.ItemTitleMissing: _l("The item has no title yet. Write one in at least one of the two languages."),
    agenda.ItemGone: _l("Somebody else removed this item in the meantime. Nothing was changed."),
    fingerprint.ChangedMeanwhile: _l(
        "Someone else changed this while you were writing. Nothing has been saved: their words are shown, yours are"
        " kept in the fields. Bring the two together, then save again."
    ),
    outcome.OwnerMissing: _l("Say who has to do this: name the administration or the person."),
    outcome.RecordPublished: _l(
        "The record is published: decisions and actions can be corrected, but not added or struck."
        " Withdraw the record first."
    ),
    record.AlreadyBegun: _l("The record has been begun already. Nothing was changed."),
    record.AlreadyPublished: _l(
        "The record is published: its words can be corrected, but no paragraph can be added, moved or struck."
        " Withdraw the record first."
    ),
    record.NotPublished: _l("The record is not published. Nothing was changed."),
    record.RecordEmpty: _l("Nothing is written in the record yet. Write a paragraph or a decision, then publish it."),
    record.MeetingIsDraft: _l("The meeting is not announced, so nobody could read its record. Announce it first."),
    record.RecordGaps: lambda error: ngettext(
        "One text is missing or out of date in a language. Fill it, or say why it can wait.",
        "%(num)d texts are missing or out of date in a language. Fill them, or say why they can wait.",
        len(error.gaps),
    ),
    outbox.NotFailed: _l("This mail has not failed. Nothing was changed."),
    outbox.WayInOver: _l("This mail held a sign-in link, which is over. Its reader can ask for a new one."),
    agenda.RecordStands: _l(
        "The record of this meeting is published and follows this agenda. Withdraw the record first."
    ),
    person.AddressTaken: _l("Someone else is known by this address. Use another one."),
    register.CodeTaken: _l("Another organisation has this code. Choose another."),
    register.CodeReserved: _l("Addresses of this site use this word. Choose another code."),
    register.RegionMissing: _l("A Member belongs to a region. Choose one."),
    register.HeadAlready: _l("The organisation already has a head on that day. End that nomination first."),
    register.AlreadyNamed: _l("This person is already named from that day or a later one. Choose another day."),
    register.NamedElsewhere: _named_elsewhere,
    register.AccountClosed: _l("The account known by this address has been closed. Use another address."),
    register.AlreadyEnded: _l("The nomination has ended already. Nothing was changed."),
    register.EndsBeforeItBegins: _l("The last day is before the first one. Choose a later day."),
    register.FileEmpty: _l("The file holds no rows. Nothing was imported."),
    register.FileTooBig: _l("The file is bigger than 2 MB. Nothing was imported. Send it in parts."),
    register.TooManyRows: _l("The file has more than 10,000 rows. Nothing was imported. Send it in parts."),
    register.NotText: _l("This is a workbook or a document. Save it as CSV (UTF-8), then choose it again."),
    register.WrongEncoding: _wrong_encoding,
    register.QuotesBroken: _quotes_broken,
    register.HeaderWrong: _header_wrong,
    register.ImportHasProblems: _l("A row has a problem, so nothing was imported. Mend the file and choose it again."),
    register.ImportOutdated: _l("This preview is no longer good. Nothing was imported. Choose the file again."),
}

REFUSALS |= {
    registration.RegistrationClosed: _l("Registration for this meeting is closed. Nothing was changed."),
    registration.AlreadyRegistered: _l("You have a place at this meeting already. Nothing was changed."),
    registration.SessionNotOfMeeting: _l("This session belongs to another meeting. Choose one of those shown."),
    registration.SessionOver: _l("This session is over. Choose another, or read the record."),
    registration.SessionBegun: _l("The session has begun, so the place can no longer be given up."),
    registration.SessionFull: _l("All seats of that session are taken. Your place stays where it is."),
    registration.NotRegistered: _l("You have no place at this meeting. Nothing was changed."),
    registration.PeopleRegistered: _l(
        "People are registered, so the meeting stays announced. Cancel it instead; they will be told."
    ),
}


def _poll_closed(error: poll.PollClosed) -> str:
    """Say when the poll closed, in the reader's zone."""
    zone = viewer.zone(current_app)
    when = f"{i18n.moment(error.closed_at, zone)} ({i18n.city(zone)})"
    return str(_("The poll closed on %(when)s. Ballots are no longer taken.", when=when))


REFUSALS |= {
    poll.TooManyOptions: _l("A poll has at most ten options. Leave some out."),
    poll.TooManyAbstentions: _l("Only one option can be the abstention. Tick one."),
    poll.TooFewOptions: _l("A poll needs at least two options. Add one, then open the poll."),
    poll.GapsInPoll: _l(
        "The question or an option is missing or out of date in one language. Fill it: both languages vote together."
    ),
    poll.MeetingNotAnnounced: _l("The meeting is not announced yet. Announce it, then open the poll."),
    poll.MeetingCancelled: _l("The meeting has been cancelled, so its polls cannot be opened."),
    poll.NobodyEntitled: _l("No Member has an NCP today, so nobody could vote. Record nominations first."),
    poll.AlreadyOpened: _l("The poll has been opened. Its question and options can no longer change."),
    poll.ClosesInThePast: _l("This time has passed already. Choose a later one."),
    poll.PollNotOpen: _l("The poll is not open yet. Nothing was changed."),
    poll.PollClosed: _poll_closed,
    poll.NotEntitled: _l("You do not speak for an administration that has a ballot here. Nothing was changed."),
    poll.OptionUnknown: _l("This answer belongs to another poll. Choose one of those shown."),
    document.DocumentTitleMissing: _l("Write the title in at least one of the two languages."),
    document.SymbolUnusable: _l("Use letters, figures, dots and dashes, at most 40 characters, such as NCP0803."),
    document.SymbolTaken: _l("Another document of this meeting has this symbol. Choose another."),
    document.ItemElsewhere: _l("This agenda item is no longer there. Choose another."),
    document.VersionsRemain: _l("The document has files. Say that they may be removed with it."),
    uploads.FileEmpty: _l("The file is empty. Look at it, then choose it again."),
    uploads.FileTooBig: lambda error: _(
        "The file is larger than %(limit)s. Make it smaller, for example by shrinking its pictures.",
        limit=file_size(error.limit),
    ),
    uploads.FileTypeUnknown: lambda error: (
        _("Files that end in %(ending)s are not taken. Save it as PDF, for example.", ending=error.ending)
        if error.ending
        else _("The name of the file has no ending such as .pdf, so nobody could open it. Rename it.")
    ),
    uploads.FileNameUnusable: _l("The name of the file cannot be used. Rename it with letters and figures."),
    uploads.ContentDisagrees: _l("What is in the file is not what its name says. Save it again in its own program."),
    uploads.ArchiveSuspicious: _l("The inside of this file is unusual and could do harm. Save it again as PDF."),
}


def label(word: StrEnum) -> str:
    """Return the words for *word* of a closed list, in the reader's language."""
    return _label(type(word), word, i18n.language())


@lru_cache(maxsize=256)
def _label(choices: type[StrEnum], word: StrEnum, _language: Language) -> str:
    """Look the words up once in a language; equal words of two lists are two."""
    return str(LABELS[choices][word])


def refusal(error: Refused) -> str:
    """Return in the reader's language why something was refused."""
    found: Any = REFUSALS[type(error)]
    return str(found(error) if callable(found) else found)
