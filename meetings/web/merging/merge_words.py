"""Words for what two records have in common, what hangs on them, and what merging refuses."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.merging import duplicates, rules
from meetings.domain.merging.references import Hanging

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    duplicates.Reason: {
        duplicates.Reason.SAME_NAME: _l("the same name"),
        duplicates.Reason.NAME_ALIKE: _l("the same name but for accents or the order of its parts"),
        duplicates.Reason.INITIALS: _l("the same name, once with first letters only"),
        duplicates.Reason.ADDRESS_ALIKE: _l("addresses that differ by dots or a part after a plus sign"),
        duplicates.Reason.DOMAINS_ALIKE: _l("the same mailbox in two domains of one administration"),
        duplicates.Reason.SAME_ORGANISATION: _l("both named by the same organisation"),
        duplicates.Reason.TWO_ORGANISATIONS: _l("named by two organisations"),
    },
    duplicates.Likelihood: {
        duplicates.Likelihood.NEARLY_CERTAIN: _l("nearly certain"),
        duplicates.Likelihood.LIKELY: _l("likely"),
        duplicates.Likelihood.POSSIBLE: _l("possible"),
    },
    Hanging: {
        Hanging.NOMINATIONS: _l("Nominations"),
        Hanging.REGISTRATIONS: _l("Places at meetings"),
        Hanging.AGENDAS: _l("Agenda items presented or proposed, questions asked"),
        Hanging.ATTENDANCE: _l("Attendance, certificates"),
        Hanging.ACTIONS: _l("Actions"),
        Hanging.BALLOTS: _l("Ballots cast for an administration"),
        Hanging.FILES: _l("Files uploaded"),
        Hanging.GRANTS: _l("Roles granted"),
        Hanging.MAILS: _l("Mails"),
        Hanging.CAMPAIGNS: _l("Answers to campaigns and invitations"),
        Hanging.KEEPING: _l("Entries made in the register"),
        Hanging.WAYS_IN: _l("Ways in: sessions, passkeys, codes"),
        Hanging.PRIVACY: _l("Privacy: acceptances and requests"),
        Hanging.TRAIL: _l("Lines of the audit trail"),
        Hanging.MERGES: _l("Earlier merges"),
    },
}
_MOVES = _l("moves to the record that stays")
#: What becomes of what hangs on the closed record.
BECOMES: dict[Hanging, Any] = {
    Hanging.NOMINATIONS: _MOVES,
    Hanging.REGISTRATIONS: _MOVES,
    Hanging.AGENDAS: _MOVES,
    Hanging.ATTENDANCE: _MOVES,
    Hanging.ACTIONS: _MOVES,
    Hanging.BALLOTS: _l("stays as it was counted"),
    Hanging.FILES: _MOVES,
    Hanging.GRANTS: _MOVES,
    Hanging.MAILS: _MOVES,
    Hanging.CAMPAIGNS: _MOVES,
    Hanging.KEEPING: _MOVES,
    Hanging.WAYS_IN: _l("opens nothing any more; only an account at another sign-in service moves"),
    Hanging.PRIVACY: _l("requests move, acceptances stay with the closed record"),
    Hanging.TRAIL: _l("stays as it is"),
    Hanging.MERGES: _l("stays with the closed record"),
}
REFUSALS: dict[type[Refused], Any] = {
    rules.RecordClosed: _l("One of the two records is closed, so there is nothing to merge."),
    rules.YourOwnRecord: _l("One of these records is your own. Ask a colleague to merge them."),
    rules.AdministratorNeeded: _l("One of the two has a role in the house. Only an administrator can merge them."),
    rules.HeadsOfTwo: _l(
        "Both are head NCP, of two different organisations. End one of the two nominations first, then merge."
    ),
    rules.UndoOver: _l("This merge can no longer be undone. Nothing was changed."),
    rules.ChangedSince: _l("Something has changed since, so the merge cannot be undone. Nothing was changed."),
}
