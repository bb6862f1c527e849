"""Words for who was there, who says so, what was found in a list, and what the attendance refuses."""

from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.attendance import certificates, corrections, list_rules, publishing, rules
from meetings.domain.attendance.listing import Known
from meetings.models.attendance import Presence, Source, Stage, Unit
from meetings.models.connection_list import Choice, How, Platform, Verdict
from meetings.models.register_import import ImportState

_PRESENT = lazy_pgettext("attendance", "present")
_EXCUSED = lazy_pgettext("attendance", "excused")
_REPLACED = lazy_pgettext("attendance", "replaced")
_ABSENT = lazy_pgettext("attendance", "absent")

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Presence: {
        Presence.PRESENT: _PRESENT,
        Presence.EXCUSED: _EXCUSED,
        Presence.REPLACED: _REPLACED,
        Presence.ABSENT: _ABSENT,
    },
    Known: {
        Known.PRESENT: _PRESENT,
        Known.EXCUSED: _EXCUSED,
        Known.REPLACED: _REPLACED,
        Known.ABSENT: _ABSENT,
        Known.SILENT: _l("nothing known yet"),
        Known.UNREGISTERED: _l("came without being registered"),
    },
    Source: {
        Source.SECRETARIAT: _l("the secretariat"),
        Source.DOOR: _l("at the door"),
        Source.LIST: _l("list of connections"),
        Source.OWN: _l("own word"),
    },
    Stage: {
        Stage.PROVISIONAL: _l("Provisional list, from the registrations"),
        Stage.FINAL: _l("Final list, from the attendance"),
    },
    Unit: {
        Unit.MINUTES: _l("minutes of one sitting"),
        Unit.SHARE: _l("per cent of one sitting"),
    },
    Platform: {
        Platform.ZOOM: "Zoom",
        Platform.TEAMS: "Microsoft Teams",
        Platform.WEBEX: "Webex",
        Platform.OTHER: _l("another platform"),
    },
    Verdict: {
        Verdict.SURE: _l("recognised"),
        Verdict.DOUBTFUL: _l("doubtful"),
        Verdict.UNKNOWN: _l("unknown"),
        Verdict.OUTSIDE: _l("not during the sitting"),
    },
    How: {
        How.ADDRESS: _l("by the address"),
        How.ALIAS: _l("by an earlier address"),
        How.REMEMBERED: _l("as decided for an earlier list"),
        How.NAME: _l("by the name, among the registered"),
        How.ALIKE: _l("by a name that is nearly the same, among the registered"),
        How.CHOSEN: _l("as somebody decided"),
    },
    Choice: {
        Choice.PERSON: _l("somebody of the register"),
        Choice.GUEST: _l("a guest"),
        Choice.IGNORE: _l("left out"),
    },
}


def _brought_before(error: Any) -> str:
    return str(_("This file was brought here already, as %(name)s. Nothing was done.", name=error.file_name))


REFUSALS: dict[type[Refused], Any] = {
    rules.SessionNotHeld: _l("This session does not take place, so nobody can be there. Nothing was changed."),
    rules.SessionNotBegun: _l("The sitting has not begun, so nobody can have been there. Nothing was changed."),
    rules.DoorClosed: _l("The door opens two hours before the sitting. Nothing was noted."),
    rules.OwnWordOver: _l(
        "The record or the final list of participants is published, so it is too late. Write to the secretariat."
    ),
    rules.OwnWordNotNeeded: _l("It is known already what became of you at this sitting. Nothing was changed."),
    rules.ReasonMissing: _l("Say why they are excused."),
    rules.NobodyNamed: _l("Tick at least one person of this list. Nothing was changed."),
    list_rules.NoConnections: _l(
        "No table of participants was found in this file: it needs a column with names, and one with times or"
        " durations. Export the report of participants of Zoom, Teams or Webex once more."
    ),
    list_rules.RowsMerged: _l(
        "Cells of this workbook are merged, so rows cannot be told apart. Choose the file as the platform exported it."
    ),
    list_rules.TimesUnreadable: _l(
        "No time and no duration of this file can be read. Choose the file as the platform exported it."
    ),
    list_rules.BroughtBefore: _brought_before,
    list_rules.ListOutdated: _l(
        "Somebody did something else with this list meanwhile. Nothing was done. Look again, then decide."
    ),
    list_rules.SessionMissing: _l("It is not clear of which sitting this list is. Choose it."),
    list_rules.NothingInside: _l("Nobody of this list counts for this sitting, so there is nothing to take over."),
    list_rules.RowsOpen: _l("Some rows are still open. Settle them, or tick that they are left out."),
    list_rules.ChoiceUnknown: _l("Nobody with an open account is known by this address. Nothing was changed."),
    publishing.ListPublished: _l("This list is published already. Nothing was changed."),
    publishing.ListNotPublished: _l("No list is published. Nothing was changed."),
    publishing.NobodyListed: _l("Nobody would stand on this list, so it cannot be published."),
    publishing.MeetingHidden: _l("The meeting is not announced or was cancelled, so it has no list of participants."),
    corrections.NothingDifferent: _l("The list says the same already. Nothing was sent."),
    corrections.NotOnList: _l("This person is not on the list, or not one of yours. Nothing was sent."),
    corrections.CorrectionDecided: _l("This correction was decided already. Nothing was changed."),
    certificates.MeetingNotOver: _l("Certificates can be issued once the meeting is over. Nothing was issued."),
    certificates.NobodyQualifies: _l("Nobody reaches the threshold without having a certificate. Nothing was issued."),
    certificates.CertificateWithdrawn: _l("This certificate was withdrawn already. Nothing was changed."),
    certificates.ReasonNeeded: _l("Say why the certificate is withdrawn; whoever checks it reads it."),
    list_rules.UndoOver: _l("A list can be taken back for 30 days. They are over."),
}

#: Where a list stands.
STATES: dict[ImportState, Any] = {
    ImportState.CHOOSING: _l("sitting to be chosen"),
    ImportState.WAITING: _l("waiting its turn"),
    ImportState.JUDGING: _l("being read"),
    ImportState.READY: _l("not taken over yet"),
    ImportState.ASKED: _l("about to be taken over"),
    ImportState.APPLYING: _l("being taken over"),
    ImportState.APPLIED: _l("taken over"),
    ImportState.TAKING_BACK: _l("being undone"),
    ImportState.UNDONE: _l("taken back"),
    ImportState.FAILED: _l("not taken over"),
}
MARKS: dict[ImportState, str] = {
    ImportState.APPLIED: "full ok",
    ImportState.UNDONE: "",
    ImportState.FAILED: "bad",
}
#: What happens, while it takes its time.
UNDER_WAY: dict[ImportState, Any] = {
    ImportState.WAITING: _l("The list waits until its people are recognised."),
    ImportState.JUDGING: _l("The people of the list are being recognised."),
    ImportState.ASKED: _l("The list waits until it is taken over."),
    ImportState.APPLYING: _l("The list is being taken over, all at once."),
    ImportState.TAKING_BACK: _l("The list is being taken back."),
}


def state(which: ImportState) -> str:
    """Return the words for where a list stands."""
    return str(STATES[which])


def mark(which: ImportState) -> str:
    """Return the classes of the mark beside these words."""
    return MARKS.get(which, "half warn")


def progress(done: int, total: int) -> str:
    """Return how far a list is, in words."""
    return str(_("%(done)d of %(total)d people", done=done, total=total))


def failure(name: str) -> str:
    """Return the sentence for the refusal called *name*; without one, a step broke off again and again."""
    found = next((words for kind, words in REFUSALS.items() if kind.__name__ == name), None)
    if found is None or callable(found):
        return str(_("Something went wrong again and again. Nothing was changed. Write to whoever runs this site."))
    return str(found)
