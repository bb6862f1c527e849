"""Words for what the history of a meeting, and the whole audit trail, show."""

from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.models.audit import AuditLine

#: Every verb that an action writes, with what it notes of the thing; a test checks that none is missing.
VERBS: dict[str, Any] = {
    "access.asked": _l("Sign-in link asked for"),
    "access.link_issued": _l("Sign-in link issued"),
    "access.code_refused": _l("Wrong code typed"),
    "access.signed_in": _l("Signed in"),
    "access.signed_out": _l("Signed out"),
    "access.others_signed_out": _l("Signed out in other browsers"),
    "person.enrolled": _l("Person added"),
    "person.revised": _l("Person changed"),
    "person.feed_renewed": _l("Secret calendar address renewed"),
    "region.added": _l("Region added"),
    "organisation.added": _l("Organisation added"),
    "nomination.recorded": _l("Nomination recorded"),
    "nomination.corrected": _l("Nomination corrected"),
    "nomination.ended": _l("Nomination ended"),
    "register.imported": _l("Register imported"),
    "outbox.retried": _l("Mail put back into the queue"),
    "series.begun": _l("Series begun"),
    "meeting.planned": _l("Meeting planned"),
    "meeting.revised": _l("Plan changed"),
    "meeting.announced": _l("Meeting announced"),
    "meeting.taken_back": _l("Announcement taken back"),
    "meeting.cancelled": _l("Meeting cancelled"),
    "session.recomputed": _l("Session moved, because the rules of its time zone changed"),
    "session.followed": _l("Calendar entries of the registered brought up to date"),
    "agenda.item_added": _l("Agenda item %(number)s added"),
    "agenda.item_revised": _l("Agenda item %(number)s changed"),
    "agenda.item_moved": _l("Agenda item %(was)s moved to place %(number)s"),
    "agenda.item_removed": _l("Agenda item %(number)s removed"),
    "document.added": _l("Document %(symbol)s added"),
    "document.revised": _l("Document %(symbol)s changed"),
    "document.removed": _l("Document %(symbol)s removed"),
    "document.uploaded": _l("Document %(symbol)s: file uploaded (%(language)s, revision %(revision)s)"),
    "document.version_removed": _l("Document %(symbol)s: file removed (%(language)s, revision %(revision)s)"),
    "registration.made": _l("Registration made"),
    "registration.moved": _l("Registration moved to another session"),
    "registration.promoted": _l("Place given to the first on the waiting list"),
    "registration.withdrawn": _l("Registration withdrawn"),
    "poll.prepared": _l("Poll prepared"),
    "poll.revised": _l("Poll changed"),
    "poll.discarded": _l("Poll discarded"),
    "poll.opened": _l("Poll opened, %(entitled)s administrations entitled"),
    "poll.extended": _l("Closing time of a poll moved"),
    "poll.closed": _l("Poll closed, %(cast)s of %(entitled)s ballots cast"),
    "poll.ballot_cast": _l("Ballot of %(organisation)s cast"),
    "poll.ballot_replaced": _l("Ballot of %(organisation)s changed"),
    "decision.made": _l("Decision %(number)s written"),
    "decision.revised": _l("Decision %(number)s changed"),
    "decision.struck": _l("Decision %(number)s struck"),
    "action.added": _l("Action %(number)s written"),
    "action.revised": _l("Action %(number)s changed"),
    "action.state_set": _l("Action %(number)s: state changed"),
    "action.struck": _l("Action %(number)s struck"),
    "record.begun": _l("Record begun"),
    "record.published": _l("Record published"),
    "record.withdrawn": _l("Published record taken back"),
    "paragraph.added": _l("Paragraph of the record added"),
    "paragraph.revised": _l("Paragraph of the record changed"),
    "paragraph.moved": _l("Paragraph of the record moved"),
    "paragraph.struck": _l("Paragraph of the record struck"),
}


class Details(dict[str, Any]):
    """What a line notes of its thing; a dash for what an older line did not note."""

    def __missing__(self, name: str) -> str:
        return "–"


def done(line: AuditLine) -> str:
    """Return in the reader's language what *line* says was done."""
    return str(VERBS.get(line.verb, line.verb)) % Details(line.details)


def reason(line: AuditLine) -> str:
    """Return why it was done although a language was missing, where *line* holds that."""
    return str(line.details.get("waiver") or "")
