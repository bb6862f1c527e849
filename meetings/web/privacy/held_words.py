"""Words for the codes in what is held about somebody: kinds of mails, things of the audit trail, closed lists."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.models.access import Ceremony
from meetings.models.confirmation import ChangeKind
from meetings.models.person import Seen
from meetings.models.privacy import ErasureState
from meetings.models.register_import import ImportState
from meetings.web.organisation import import_words
from meetings.web.privacy.wording import SEEN

#: What a mail was about, by its kind.
MAILS: dict[str, Any] = {
    "access.asked": _l("Link and code to sign in"),
    "access.proof_asked": _l("Code to confirm who is there"),
    "access.security_changed": _l("Change to the security of the account"),
    "action.reported": _l("Report on an action"),
    "address.approval": _l("Change of address of somebody else to be decided"),
    "address.asked_new": _l("Question to the new address"),
    "address.asked_old": _l("Question to the old address"),
    "address.changed_new": _l("Address changed, to the new one"),
    "address.changed_old": _l("Address changed, to the old one"),
    "address.in_use": _l("Somebody wanted to use the address"),
    "address.undone": _l("Change of address undone"),
    "agenda.proposal_answered": _l("Answer about an item proposed for an agenda"),
    "certificate.issued": _l("Certificate of attendance"),
    "confirmation.asked": _l("Question whether the register is still correct"),
    "confirmation.decided": _l("Decision on changes to the register"),
    "confirmation.reminded": _l("Reminder whether the register is still correct"),
    "daily.gathered": _l("Daily mail"),
    "deadline.moved": _l("Deadline moved"),
    "delivery.tested": _l("Test message"),
    "invitation.reminded": _l("Reminder of an invitation to a meeting"),
    "invitation.sent": _l("Invitation to a meeting"),
    "joining.asked": _l("Confirmation of a request for access"),
    "joining.decided": _l("Decision on a request for access"),
    "joining.invited": _l("Invitation to speak for an organisation"),
    "joining.settled": _l("Request for access decided by somebody else"),
    "joining.waiting": _l("Request for access to be decided"),
    "mailing.connection": _l("Connection details"),
    "mailing.follow_up": _l("Follow-up of a meeting"),
    "mailing.free": _l("Message about a meeting"),
    "mailing.invitation": _l("Invitation letter"),
    "mailing.reminder": _l("Reminder of a meeting"),
    "mailing.save_the_date": _l("Date of a meeting"),
    "mailing.test": _l("Test of a mail to many"),
    "meeting.cancelled": _l("Meeting cancelled"),
    "meeting.postponed": _l("Meeting postponed"),
    "meeting.session_cancelled": _l("Session cancelled"),
    "meeting.session_moved": _l("Session moved or changed"),
    "participants.published": _l("List of participants published"),
    "person.merged": _l("Two records brought together"),
    "poll.ballot_cast": _l("Ballot cast by somebody else"),
    "poll.deadline_moved": _l("New deadline of a poll"),
    "poll.not_opened": _l("Poll that did not open by itself"),
    "poll.over": _l("Outcome of a poll"),
    "poll.procedure_opened": _l("Poll to be answered"),
    "poll.reminder": _l("Reminder of a poll"),
    "poll.silence_broken": _l("Objections that stop a silence procedure"),
    "privacy.erasure_asked": _l("Request to be forgotten to be decided"),
    "privacy.erasure_refused": _l("Request to be forgotten refused"),
    "proxy.ended": _l("Proxy taken back or declined"),
    "proxy.given": _l("Proxy given"),
    "question.assigned": _l("Question to be answered"),
    "question.settled": _l("Answer to a question"),
    "record.published": _l("Record published"),
    "registration.breakout_free": _l("Place in a break-out"),
    "registration.confirmed": _l("Place at a meeting"),
    "registration.day": _l("One of several days at a meeting"),
    "registration.day_off": _l("Day left out at a meeting"),
    "registration.days_changed": _l("Other days at a meeting"),
    "registration.moved": _l("Place in another session"),
    "registration.promoted": _l("Place from the waiting list"),
    "registration.refused": _l("Request for a place refused"),
    "registration.replaced": _l("Somebody comes in one’s place"),
    "registration.returned": _l("Place back from a substitute"),
    "registration.substitute_ended": _l("End of standing in for somebody"),
    "registration.substitute_named": _l("Standing in for somebody"),
    "registration.substitute_told": _l("Substitute in one’s organisation"),
    "registration.requested": _l("Request for a place"),
    "registration.waiting": _l("Waiting list of a meeting"),
    "registration.withdrawn": _l("Place given back"),
    "visa.issued": _l("Letter of invitation"),
}

#: What a line of the audit trail is about, by its table.
THINGS: dict[str, Any] = {
    "access_request": _l("Request for access"),
    "action": _l("Action"),
    "address_change": _l("Change of address"),
    "agenda_item": _l("Agenda item"),
    "agenda_presenter": _l("Presenter"),
    "agenda_proposal": _l("Item proposed for an agenda"),
    "agenda_version": _l("Version of an agenda"),
    "attendance": _l("Attendance"),
    "authenticator": _l("Authenticator app"),
    "campaign": _l("Campaign"),
    "certificate": _l("Certificate of attendance"),
    "confirmation_ask": _l("Question of a campaign"),
    "confirmation_change": _l("Proposed change to the register"),
    "connection_list": _l("List of connections"),
    "deadline": _l("Deadline"),
    "deadline_move": _l("Deadline moved"),
    "decision": _l("Decision"),
    "document": _l("Document"),
    "document_version": _l("File"),
    "erasure_request": _l("Request to be forgotten"),
    "floor_plan": _l("Speaking time"),
    "floor_request": _l("Request for the floor"),
    "guest": _l("Guest"),
    "identity": _l("Account with another provider"),
    "incoming": _l("Message that came back"),
    "invitation": _l("Invitation to speak for an organisation"),
    "list_correction": _l("Correction of the list of participants"),
    "invitation_letter": _l("Letter of invitation"),
    "invitation_round": _l("Invitations to a meeting"),
    "mail": lazy_pgettext("thing", "Mail"),
    "mail_template": _l("Words with which mails begin"),
    "mailing": _l("Mail to many"),
    "meeting": _l("Meeting"),
    "meeting_link": _l("Invitation to a meeting"),
    "nomination": _l("Nomination"),
    "nomination_letter": _l("Letter of nomination"),
    "organisation": _l("Organisation"),
    "organisation_kind": _l("Kind of organisation"),
    "paragraph": _l("Paragraph"),
    "passkey": lazy_pgettext("thing", "Passkey"),
    "passkey_challenge": _l("Question put to a passkey"),
    "person": _l("Account"),
    "poll": _l("Poll"),
    "privacy_notice": _l("Privacy notice"),
    "proof_request": _l("Code to confirm who is there"),
    "proxy": _l("Proxy at a meeting"),
    "question": _l("Question at a meeting"),
    "question_plan": _l("How questions are taken"),
    "record": _l("Record"),
    "region": _l("Region"),
    "register_import": _l("File brought to the register"),
    "register_import_matching": _l("Remembered columns of a file"),
    "registration": _l("Place at a meeting"),
    "registration_question": _l("Question to the registered"),
    "substitution": _l("Substitute at a meeting"),
    "retention_period": _l("Period after which things go"),
    "retention_report": _l("Report of what was deleted"),
    "role_grant": _l("Role"),
    "series": _l("Series"),
    "session": _l("Session"),
    "sign_in_request": _l("Link and code to sign in"),
    "timeline_step": _l("Step on the line of a meeting"),
    "translation_file": _l("Translator’s list"),
    "web_session": _l("Browser"),
}

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Seen: SEEN,
    ImportState: import_words.STATES,
    Ceremony: {
        Ceremony.ENROL: _l("to be added"),
        Ceremony.SIGN_IN: _l("to sign in"),
        Ceremony.PROVE: _l("to confirm who is there"),
    },
    ChangeKind: {
        ChangeKind.CORRECT: _l("details corrected"),
        ChangeKind.RESIGN: _l("no longer speaks for the organisation"),
        ChangeKind.REPLACE: _l("somebody else takes over"),
        ChangeKind.ADD: _l("somebody new"),
        ChangeKind.ORGANISATION: _l("the organisation itself"),
    },
    ErasureState: {
        ErasureState.ASKED: lazy_pgettext("request", "to be decided"),
        ErasureState.WITHDRAWN: lazy_pgettext("request", "taken back"),
        ErasureState.REFUSED: lazy_pgettext("request", "refused"),
        ErasureState.DONE: lazy_pgettext("request", "carried out"),
    },
}


def mail(kind: str) -> str:
    """Return what mails of *kind* are about."""
    return str(MAILS.get(kind, kind))


def thing(code: str) -> str:
    """Return the words for what the audit trail writes as *code*, such as “poll:12”."""
    table, _colon, number = code.partition(":")
    return f"{THINGS[table]} {number}".strip() if table in THINGS else code
