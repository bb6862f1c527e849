"""Words for what is held about people, for classes of things that go after a while, and for what is refused."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.person import pictures
from meetings.domain.privacy import rules
from meetings.models.person import Seen

#: Every place where people stand, as the download calls it.
PLACES: dict[str, Any] = {
    "person": _l("Account"),
    "person.merged": _l("Records merged into the account"),
    "sign_in_request.person_id": _l("Links and codes to sign in, as asked for"),
    "web_session.person_id": _l("Browsers signed in"),
    "passkey.person_id": _l("Passkeys"),
    "passkey_challenge.person_id": _l("Questions put to passkeys"),
    "authenticator.person_id": _l("Authenticator app"),
    "recovery_code.person_id": _l("Recovery codes, without the codes themselves"),
    "wrong_code.person_id": _l("Wrong codes typed for the account"),
    "identity.person_id": _l("Account with another provider"),
    "address_change.person_id": _l("Changes of address"),
    "address_alias.person_id": _l("Earlier addresses that still find the account"),
    "nomination.person_id": _l("Nominations"),
    "register_reading.person_id": _l("How many entries of the register were read, by the minute"),
    "register_import.by_id": _l("Files brought to the register"),
    "campaign.created_by_id": _l("Campaigns begun"),
    "confirmation_ask.answered_by_id": _l("Entries of the register confirmed"),
    "confirmation_change.by_id": _l("Changes to the register proposed"),
    "invitation.invited_by_id": _l("Invitations sent"),
    "invitation.accepted_by_id": _l("Invitations accepted"),
    "merge.kept_id": _l("Records brought together"),
    "merge.gone_id": _l("Records given up for another"),
    "role_grant.person_id": _l("Roles given"),
    "registration.person_id": _l("Places at meetings"),
    "agenda_presenter.person_id": _l("Items of agendas presented"),
    "agenda_proposal.proposed_by_id": _l("Items proposed for agendas"),
    "ballot.cast_by_id": _l("Ballots cast for the organisation"),
    "ballot_entry.cast_by_id": _l("Every ballot cast, replaced ones too"),
    "attendance.person_id": _l("Attendance at sittings"),
    "connection_list.by_id": _l("Lists of connections brought in"),
    "connection_row.person_id": _l("Rows of lists of connections"),
    "known_as.person_id": _l("Names of lists that were recognised"),
    "certificate.person_id": _l("Certificates of attendance"),
    "list_correction.person_id": _l("Corrections of the entry on lists of participants"),
    "list_correction.by_id": _l("Corrections proposed for lists of participants"),
    "action.person_id": _l("Actions taken on"),
    "document_version.uploaded_by_id": _l("Files uploaded"),
    "translation_file.by_id": _l("Lists of translators brought back"),
    "mail.person_id": _l("Mails received"),
    "audit_line.actor_id": _l("What the person did, from the audit trail"),
    "audit_line.on_behalf_of_id": _l("What was done on the person’s behalf"),
    "audit_line.thing": _l("What others did to the account"),
    "privacy_acceptance.person_id": _l("Privacy notices accepted"),
    "erasure_request.person_id": _l("Requests to be forgotten"),
}

#: By whom something is seen.
SEEN: dict[Seen, Any] = {
    Seen.EVERYONE: _l("Everyone who is signed in"),
    Seen.ORGANISATION: _l("My own organisation and the secretariat"),
    Seen.SECRETARIAT: _l("The secretariat only"),
}

#: What the columns of the download hold.
COLUMNS: dict[str, Any] = {
    "name": _l("Name"),
    "family_name": _l("Family name"),
    "function": _l("Function"),
    "email": _l("E-mail address"),
    "phone": _l("Telephone"),
    "language": _l("Language"),
    "speaks": _l("Languages spoken"),
    "zone": _l("Time zone"),
    "role": _l("Role"),
    "address_seen_by": _l("Address seen by"),
    "phone_seen_by": _l("Telephone seen by"),
    "photo_seen_by": _l("Photo seen by"),
    "unwanted": _l("Mails not wanted"),
    "accepted_version": _l("Privacy notice accepted"),
    "created_at": _l("Since"),
    "disabled_at": _l("Closed"),
    "expires_at": _l("Runs out"),
    "used_at": _l("Used"),
    "browser": _l("Browser"),
    "seen_at": _l("Last used"),
    "ended_at": _l("Ended"),
    "ceremony": _l("Purpose"),
    "factor": _l("Second factor"),
    "at": _l("When"),
    "issuer": _l("Provider"),
    "subject": _l("Subject"),
    "linked_at": _l("Linked"),
    "old_email": _l("Old address"),
    "new_email": _l("New address"),
    "asked_at": _l("Asked on"),
    "done_at": _l("Done"),
    "undone_at": _l("Undone"),
    "address": _l("Address"),
    "organisation": _l("Organisation"),
    "capacity": _l("Capacity"),
    "since_on": _l("From"),
    "until_on": _l("Until"),
    "minute": _l("Minute"),
    "number": _l("Number"),
    "state": _l("State"),
    "started_at": _l("Begun"),
    "answered_at": _l("Answered"),
    "kind": _l("Kind"),
    "accepted_at": _l("Accepted"),
    "merged_at": _l("Brought together"),
    "meeting": _l("Meeting"),
    "session": _l("Session"),
    "place": _l("Place"),
    "poll": _l("Poll"),
    "option": _l("Answer"),
    "cast_at": _l("Cast"),
    "due_on": _l("Due"),
    "changed_at": _l("Changed"),
    "document": _l("Document"),
    "item": _l("Agenda item"),
    "revision": _l("Revision"),
    "uploaded_at": _l("Uploaded"),
    "brought_at": _l("Brought back"),
    "recipient_name": _l("To"),
    "recipient_email": _l("Address"),
    "sent_at": _l("Sent"),
    "verb": _l("What"),
    "thing": _l("On what"),
    "details": _l("Details"),
    "notice": _l("Version"),
    "due_at": _l("To be decided by"),
    "reason": _l("Reason"),
    "presence": _l("Attendance"),
    "source": _l("Source"),
    "minutes": _l("Minutes"),
    "joins": _l("Connections"),
    "decided_at": _l("Decided"),
    "code": _l("Code"),
    "issued_at": _l("Issued"),
    "withdrawn_at": _l("Withdrawn"),
    "after": _l("As it should be"),
}

#: Classes of things that go by themselves.
CLASSES: dict[str, Any] = {
    "sign_ins": _l("Links and codes to sign in, after they ran out"),
    "sessions": _l("Signed-in browsers, after they were signed out"),
    "register_reading": _l("Counts of how much of the register somebody read"),
    "announcements": _l("Notes of what happened, from which mails were made"),
    "imports": _l("Files imported into the register, and what they changed"),
    "translation_files": _l("Lists that translators sent back, and what they changed"),
    "access_requests": _l("Requests for access that were refused or given up"),
    "invitations": _l("Invitations that were accepted, withdrawn or ran out"),
    "mails": _l("Mails that left, once the meeting is over"),
    "withdrawn_places": _l("Places that were given up, once the meeting is over"),
    "erasure_requests": _l("Requests to be forgotten, after they were decided"),
    "reports": _l("Reports of what was deleted"),
    "closed_accounts": _l("Closed accounts: they are erased"),
    "audit_lines": _l("The audit trail"),
}

#: Words for each refusal.
REFUSALS: dict[type[Refused], Any] = {
    rules.NoticeIncomplete: _l(
        "The text and the sentence on what is new are needed in both languages, neither behind the other, and somebody"
        " who answers for the data has to be named."
    ),
    rules.NoticeIsTemplate: _l("The text still says that it is a template. Check it, then take that paragraph out."),
    rules.NoticePublished: _l("This version is published and cannot be changed. Write a new one."),
    rules.NoticeMoved: _l("Another version came into force in the meantime. Please read this one."),
    rules.AlreadyAsked: _l("You have asked already. Nothing was changed."),
    rules.RequestDecided: _l("This request has been decided or taken back. Nothing was changed."),
    rules.AlreadyErased: _l("This account has been erased already. Nothing was changed."),
    rules.LastAdministrator: _l("This is the last administrator. Make somebody else administrator first."),
    rules.PeriodOutOfBounds: lambda error: _(
        "Write a number of days from %(low)d to %(high)d.", low=error.low, high=error.high
    ),
    pictures.PhotoUnreadable: _l(
        "This is no picture in JPEG, PNG or WebP. Save it as one of these, then choose it again."
    ),
    pictures.PhotoTooBig: _l("The picture is too big. Make it smaller than 8 MB and 40 megapixels."),
    pictures.PhotoTooSmall: _l("The picture is too small. Choose one with at least 100 points on each side."),
}
