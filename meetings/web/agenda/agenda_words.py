"""Words for what agendas hold, for what they refuse, and for what was done to them."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.agenda import proposal_rules as proposals
from meetings.domain.agenda import rules, versions
from meetings.models.agenda import ProposalState, Purpose, Stage

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Purpose: {
        Purpose.DECISION: _l("For decision"),
        Purpose.GUIDANCE: _l("For guidance"),
        Purpose.INFORMATION: _l("For information"),
    },
    ProposalState: {
        ProposalState.WAITING: _l("waits for the secretariat"),
        ProposalState.ASKED: _l("the secretariat asks"),
        ProposalState.ACCEPTED: lazy_pgettext("proposal", "accepted"),
        ProposalState.DECLINED: _l("not taken"),
        ProposalState.WITHDRAWN: lazy_pgettext("proposal", "withdrawn"),
    },
    Stage: {
        Stage.PROVISIONAL: _l("provisional"),
        Stage.REVISED: _l("revised"),
        Stage.ADOPTED: _l("adopted"),
        Stage.CORRECTED: _l("corrected"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.ItemTitleMissing: _l("The item has no title yet. Write one in at least one of the two languages."),
    rules.ItemGone: _l("Somebody else removed this item in the meantime. Nothing was changed."),
    rules.OrderChanged: _l(
        "Somebody else changed the order in the meantime. Nothing was moved: look at the agenda as it is now."
    ),
    rules.AgendaAdopted: _l("The agenda is adopted. Begin a correction with a reason, then change it."),
    rules.AlreadyPresents: _l("Already named for this item. Nothing was changed."),
    rules.SessionElsewhere: _l("This session is no longer part of the meeting. Choose another."),
    versions.AgendaEmpty: _l("The agenda has no item yet. Add one, then issue it."),
    versions.NothingToIssue: _l("Nothing has changed since the last version. Nothing was issued."),
    versions.StageNotOffered: _l("Somebody else issued a version in the meantime. Look at it, then choose again."),
    versions.CorrectionWritten: _l(
        "Something has been corrected already. Issue the correction, or take the changes back first."
    ),
    versions.NotAdopted: _l("This agenda is not adopted, so it is revised and not corrected."),
    rules.RecordStands: _l(
        "The record of this meeting is published and follows this agenda. Withdraw the record first."
    ),
}
REFUSALS |= {
    proposals.ProposalsClosed: _l("The time to propose items is over. Write to the secretariat if it is urgent."),
    proposals.ProposalDecided: _l("This proposal has been decided or withdrawn. Nothing was changed."),
    proposals.AnswerMissing: _l("Write the question or the reason, in at least one of the two languages."),
    proposals.MembersCountOnIt: _l("Members know this deadline: move it on the page of the deadlines, with a reason."),
    proposals.ClosesTooLate: _l("The first session would have begun by then. Choose an earlier time."),
}
#: Verbs of the audit trail.
VERBS: dict[str, Any] = {
    "agenda.item_added": _l("Agenda item %(number)s added"),
    "agenda.item_revised": _l("Agenda item %(number)s changed"),
    "agenda.item_moved": _l("Agenda item %(was)s moved to place %(number)s"),
    "agenda.item_removed": _l("Agenda item %(number)s removed"),
    "agenda.item_noted": _l("Notes for the chair on agenda item %(number)s changed"),
    "agenda.deadline_set": _l("Deadline for proposed items: %(until)s"),
    "agenda.item_proposed": _l("Item proposed by %(organisation)s"),
    "agenda.proposal_revised": _l("Proposed item of %(organisation)s changed"),
    "agenda.proposal_withdrawn": _l("Proposed item of %(organisation)s withdrawn"),
    "agenda.proposal_accepted": _l("Proposed item of %(organisation)s accepted"),
    "agenda.proposal_asked": _l("%(organisation)s asked about its proposed item"),
    "agenda.proposal_declined": _l("Proposed item of %(organisation)s declined"),
    "agenda.proposal_reworded": _l("Words of the proposed item of %(organisation)s changed"),
    "agenda.reason_reworded": _l("Reason for the correction of the agenda changed"),
    "agenda.issued": _l("Agenda issued: %(stage)s, version %(number)s"),
    "agenda.correction_begun": _l("Correction of the adopted agenda begun"),
    "agenda.correction_dropped": _l("Correction of the adopted agenda given up"),
    "agenda.presenter_named": _l("Presenter of agenda item %(number)s named"),
    "agenda.presenter_left": _l("Presenter of agenda item %(number)s taken off"),
}
