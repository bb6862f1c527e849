"""Words for the closed lists of the domain, and for what it refuses."""

from enum import StrEnum
from functools import lru_cache
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext, ngettext

from meetings import i18n
from meetings.core import fingerprint, uploads, zones
from meetings.core.bilingual import Language
from meetings.core.errors import Refused
from meetings.domain.access import address_change_rules as address_change
from meetings.domain.access import identity_rules as identity
from meetings.domain.access import rules as access
from meetings.domain.confirmation import rules as confirmation
from meetings.domain.document import rules as document
from meetings.domain.joining import rules as joining
from meetings.domain.organisation import rules as register
from meetings.domain.outcome import rules as outcome
from meetings.domain.person import rules as person
from meetings.domain.record import rules as record
from meetings.i18n import file_size, words
from meetings.models.access import Factor
from meetings.models.confirmation import AskState, ChangeState
from meetings.models.document import DocumentKind
from meetings.models.joining import RequestState
from meetings.models.meeting import Session
from meetings.models.organisation import Capacity
from meetings.models.outcome import ActionState, Owner
from meetings.models.person import Role
from meetings.web.admin import role_words
from meetings.web.agenda import agenda_words
from meetings.web.attendance import attendance_words
from meetings.web.console import wording as console
from meetings.web.deadline import wording as deadline
from meetings.web.floor import wording as floor
from meetings.web.incoming import wording as incoming
from meetings.web.invitation import wording as invitation
from meetings.web.mailing import wording as mailing
from meetings.web.meeting import plan_words
from meetings.web.merging import merge_words
from meetings.web.organisation import import_words
from meetings.web.outbox import wording as outbox
from meetings.web.parity import wording as parity
from meetings.web.poll import wording as poll
from meetings.web.privacy import held_words
from meetings.web.privacy import wording as privacy
from meetings.web.question import wording as question
from meetings.web.registration import wording as registration
from meetings.web.visa import wording as visa

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
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
    DocumentKind: {
        DocumentKind.DOCUMENT: _l("Document"),
        DocumentKind.PRESENTATION: _l("Presentation"),
    },
    Factor: {
        Factor.PASSKEY: _l("with a passkey"),
        Factor.AUTHENTICATOR: _l("with an authenticator app"),
        Factor.RECOVERY: _l("with a recovery code"),
        Factor.PROVIDER: _l("through your organisation"),
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
}


def _head_elsewhere(error: Any) -> str:
    sentence = _("This person is head NCP of %(name)s. End that nomination first.")
    return str(sentence % {"name": words(error.name)})


def _named_elsewhere(error: Any) -> str:
    sentence = _("This person is already named by %(name)s. End that nomination first.")
    return str(sentence % {"name": words(error.name)})


#: Words for each refusal; one that carries figures has a function that puts them into the sentence.
REFUSALS: dict[type[Refused], Any] = {
    zones.UnknownZone: _l("There is no time zone of this name. Choose one from the list."),
    zones.HourDoesNotExist: _l("The clocks are put forward on that day: this hour does not exist. Choose another."),
    access.TooManyRequests: _l(
        "Too many links were asked for in a short time. Wait a quarter of an hour, then try again."
    ),
    access.LinkSpent: _l("This link has been used or is too old. Ask for a new one."),
    access.CodeWrong: _l("These are not the six digits of the mail. Look again, or ask for a new mail."),
    access.FactorCodeWrong: _l(
        "This is neither what your app shows now nor a recovery code that is left. Digits work once: wait for the next."
    ),
    access.AuthenticatorCodeWrong: _l(
        "These are not the digits that go with this secret. Wait for the next ones; see that the time of your telephone"
        " is right."
    ),
    access.TooManyWrongCodes: _l(
        "Too many wrong codes were typed. Wait a quarter of an hour, or use another way that you have."
    ),
    access.SecretTooOld: _l("The picture was too old. Here is a new one: give it to the app in place of the other."),
    access.PasskeyRefused: _l("The passkey was not accepted. Nothing has been changed. Try again, or use another way."),
    access.PasskeyUnknown: _l("This passkey is not known here. Use another one, or sign in by mail."),
    access.PasskeyKnown: _l("This passkey is known here already."),
    access.LastFactor: _l(
        "It is your only second step, and everyone who runs this house needs one. Add another, then remove this one."
    ),
    address_change.SameAddress: _l("You are known by this address already. Write another one."),
    address_change.TooManyChanges: _l("You have asked for another address five times in a day. Try again tomorrow."),
    address_change.ChangeOver: _l(
        "This link has been used or is too old, or the change was stopped. Nothing happened."
    ),
    address_change.OwnChange: _l("Nobody agrees to a change of their own address. Ask a colleague of the secretariat."),
    identity.VisitOver: _l("This sign-in was begun in another browser, too long ago, or was used. Begin again."),
    identity.ProviderRefused: _l("Your organisation did not let you in. Try again, or let us send you a link."),
    identity.ProviderWrong: _l(
        "The answer of your organisation cannot be trusted, so nobody was signed in. Tell the secretariat."
    ),
    identity.ProviderAway: _l("Your organisation does not answer at the moment. Let us send you a link instead."),
    identity.NobodyKnown: _l(
        "Your organisation knows you, but nobody is known here by your address. Ask your administration to name you,"
        " or write to the secretariat; then come again."
    ),
    identity.AddressUnverified: _l(
        "Your organisation does not vouch for your address, so it cannot tell us who you are. Let us send you a link"
        " this time, and ask those who look after your account there."
    ),
    access.AlreadySetUp: _l("Hemicycle has been set up already. Sign in."),
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
        error.texts,
    ),
    person.AddressTaken: _l("Someone else is known by this address. Use another one."),
    register.CodeTaken: _l("Another organisation has this code. Choose another."),
    register.CodeReserved: _l("Addresses of this site use this word. Choose another code."),
    register.RegionMissing: _l("Organisations of this kind belong to a region. Choose one."),
    register.NoCountry: _l("Organisations of this kind are countries, and no country has this code."),
    register.LeavesBeforeItJoins: _l("The last day in the body is before the day of accession. Choose a later day."),
    register.LeftTheBody: _l("The organisation is not of the body on that day. Choose another day."),
    register.NamedLater: _l(
        "Somebody is named from a day after this one. Correct that nomination or take it back, then come again."
    ),
    register.KindMissing: _l("No kind of organisation votes. Make one that does, then add the Members."),
    register.KindInUse: _l("There are organisations of this kind. Give them another kind, then remove this one."),
    register.RegionInUse: _l(
        "An organisation, a meeting or a poll belongs to this region, so it stays. It can be renamed."
    ),
    register.RegionNeeded: _l("A kind that votes belongs to regions, since the chamber is ordered by them. Tick both."),
    register.RegionsLacking: _l("Some organisations of this kind have no region. Give each of them one first."),
    register.CapacityNotOffered: _l("The organisation names nobody in this capacity. Choose one of those shown."),
    register.CountriesLacking: _l(
        "The codes of some organisations of this kind are no countries. Give them another kind first."
    ),
    register.HeadAlready: _l(
        "The organisation already has a head on that day. Say whom the new head replaces, or end that nomination first."
    ),
    register.AlreadyNamed: _l("This person is already named from that day or a later one. Choose another day."),
    register.NamedElsewhere: _named_elsewhere,
    register.HeadElsewhere: _head_elsewhere,
    register.Overlaps: _l("This person is named in a part of this time already. Choose other days."),
    register.OnlyContactPoints: _l(
        "The head of an organisation names NCPs and alternates. Another head is recorded by the secretariat, unless"
        " you are the one to be replaced."
    ),
    register.SeatBecomesVacant: _l(
        "Nobody would be head after you. Name your successor first, or tick that the seat becomes vacant."
    ),
    register.TooLateToUndo: _l("This was recorded more than seven days ago. End the nomination or correct it instead."),
    register.UndoLaterFirst: _l("A later nomination follows from this one. Take that one back first."),
    register.LetterNotPdf: _l("A letter of nomination is a PDF. Save it as PDF, then choose it again."),
    register.AccountClosed: _l("The account known by this address has been closed. Use another address."),
    register.AlreadyEnded: _l("The nomination has ended already. Nothing was changed."),
    register.EndsBeforeItBegins: _l("The last day is before the first one. Choose a later day."),
}

LABELS |= incoming.LABELS | invitation.LABELS | registration.LABELS
REFUSALS |= incoming.REFUSALS | invitation.REFUSALS | registration.REFUSALS | visa.REFUSALS


REFUSALS |= poll.REFUSALS | {
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


LABELS |= {
    AskState: {
        AskState.ASKED: _l("asked"),
        AskState.OPENED: _l("opened"),
        AskState.CONFIRMED: _l("confirmed"),
        AskState.CHANGED: _l("changes named"),
        AskState.UNREACHABLE: _l("cannot be asked"),
        AskState.SILENT: _l("silent"),
    },
    ChangeState: {
        ChangeState.WAITING: _l("waiting for approval"),
        ChangeState.APPLIED: _l("taken over"),
        ChangeState.REFUSED: _l("refused"),
        ChangeState.REPLACED: _l("replaced by a later answer"),
    },
    joining.InvitationState: {
        joining.InvitationState.OPEN: _l("not answered yet"),
        joining.InvitationState.ACCEPTED: _l("accepted"),
        joining.InvitationState.WITHDRAWN: lazy_pgettext("invitation", "withdrawn"),
        joining.InvitationState.EXPIRED: _l("expired"),
    },
    RequestState: {
        RequestState.UNCONFIRMED: _l("address not confirmed"),
        RequestState.WAITING: _l("waiting for a decision"),
        RequestState.APPROVED: _l("approved"),
        RequestState.REFUSED: _l("refused"),
        RequestState.EXPIRED: _l("expired"),
    },
}
REFUSALS |= {
    confirmation.CampaignStarted: _l("The campaign has been sent, so it can no longer be changed or discarded."),
    confirmation.CampaignNotRunning: _l("The campaign is not running. Nothing was changed."),
    confirmation.EndsInThePast: _l("This day is over already. Choose a later one."),
    confirmation.EndsTooLate: _l("A campaign lasts a year at most. Choose an earlier day."),
    confirmation.NobodyToAsk: _l("Nobody would be asked. Choose other organisations, or name people first."),
    confirmation.NobodySilent: _l("Everybody who was asked has answered. Nobody was written to."),
    confirmation.RemindedJustNow: _l("They were written to less than an hour ago. Nobody was written to again."),
    confirmation.CampaignOver: _l("The time for answers is over. Nothing was changed."),
    confirmation.NothingChanged: _l(
        "No change is named yet. Say what is different, or press the button that everything is correct."
    ),
    confirmation.ChangeDecided: _l("This change has been decided, or a later answer took its place."),
    confirmation.PersonGone: _l("This nomination is no longer in the register. Look at what it says now."),
    joining.AlreadyInvited: _l("This address has been invited and can still accept. Send that invitation again."),
    joining.AlreadyNamed: _l("This person speaks for the organisation already."),
    joining.TooManyInvitations: _l("Too many invitations are open. Withdraw some, or wait until they are accepted."),
    joining.InvitationOver: _l("The invitation has been accepted or withdrawn. Nothing was changed."),
    joining.InvitationSpent: _l("This invitation was used, withdrawn or is too old. Ask for a new one."),
    joining.TooManyRequests: _l("Access was asked for too often. Try again tomorrow, or write to the secretariat."),
    joining.RequestSpent: _l("This link was used or is too old. Ask for access again."),
    joining.RequestDecided: _l("This request has been decided, or it is too old. Nothing was changed."),
}

LABELS |= agenda_words.LABELS | plan_words.LABELS | merge_words.LABELS | role_words.LABELS | held_words.LABELS
LABELS |= parity.LABELS | attendance_words.LABELS | console.LABELS | deadline.LABELS | outbox.LABELS | mailing.LABELS
LABELS |= poll.LABELS | question.LABELS | floor.LABELS
REFUSALS |= agenda_words.REFUSALS | import_words.REFUSALS | privacy.REFUSALS | plan_words.REFUSALS
REFUSALS |= merge_words.REFUSALS | role_words.REFUSALS | parity.REFUSALS | attendance_words.REFUSALS
REFUSALS |= console.REFUSALS | deadline.REFUSALS | outbox.REFUSALS | mailing.REFUSALS
REFUSALS |= question.REFUSALS | floor.REFUSALS


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


def session_name(session: Session) -> str:
    """Return what readers call *session*: its own title, or else its language."""
    return i18n.words(session.title) if session.title else label(session.language)
