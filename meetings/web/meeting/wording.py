"""Words for what the history of a meeting, and the whole audit trail, show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core.bilingual import Bilingual
from meetings.domain.audit import queries
from meetings.domain.merging import queries as merges
from meetings.i18n import words
from meetings.models import agenda, attendance
from meetings.models.audit import AuditLine
from meetings.models.deadline import Closing
from meetings.models.mailing import Dropped, MailingKind
from meetings.models.organisation import Capacity, Organisation
from meetings.models.outcome import ActionState
from meetings.models.person import Person, Role
from meetings.models.question import Intake
from meetings.models.registration import Place
from meetings.models.role import Granted
from meetings.models.timeline import StepKind, StepState
from meetings.web.access import audit_words as access_words
from meetings.web.agenda import agenda_words
from meetings.web.attendance import audit_words as attendance_words
from meetings.web.confirmation import audit_words as confirmation_words
from meetings.web.floor import audit_words as floor_words
from meetings.web.organisation import audit_words as organisation_words
from meetings.web.poll import audit_words as poll_words
from meetings.web.question import audit_words as question_words
from meetings.web.registration import audit_words as registration_words
from meetings.web.wording import label

#: Every verb that an action writes, with what it notes of the thing; features with many keep theirs in a list of their
#: own. A test checks that none is missing.
VERBS: dict[str, Any] = {
    "person.role_set": _l("Role in the house changed from %(was)s to %(role)s"),
    "person.closed": _l("Account closed"),
    "person.reopened": _l("Account opened again"),
    "role.granted": _l("Role given: %(role)s"),
    "role.ended": _l("Role ended: %(role)s"),
    "audit.cut": _l("Old lines of the audit trail deleted (%(lines)s)"),
    "person.enrolled": _l("Person added"),
    "person.revised": _l("Person changed"),
    "person.visibility_set": _l("Decided who sees what of oneself"),
    "person.mails_chosen": _l("Optional mails chosen"),
    "person.photo_set": _l("Photo set"),
    "person.photo_removed": _l("Photo removed"),
    "privacy.notice_begun": _l("Privacy notice %(version)s begun"),
    "privacy.notice_revised": _l("Privacy notice %(version)s changed"),
    "privacy.notice_published": _l("Privacy notice %(version)s published"),
    "privacy.notice_discarded": _l("Privacy notice %(version)s thrown away"),
    "privacy.notice_accepted": _l("Privacy notice %(version)s accepted"),
    "privacy.data_downloaded": _l("Own data downloaded"),
    "privacy.erasure_asked": _l("Asked to be forgotten"),
    "privacy.erasure_withdrawn": _l("Request to be forgotten taken back"),
    "privacy.erasure_refused": _l("Request to be forgotten refused"),
    "privacy.erased": _l("Account erased"),
    "privacy.erased_again": _l("Account erased once more, after an older database was put back"),
    "privacy.period_set": _l("Period of %(name)s set to %(days)s days"),
    "privacy.let_go": _l("What was over deleted, %(number)s rows"),
    "person.feed_renewed": _l("Secret calendar address renewed"),
    "person.merged": _l("Record merged with record %(gone)s of the same person"),
    "person.merge_undone": _l("Merge with record %(gone)s undone"),
    "person.merge_settled": _l("Merge with record %(gone)s made final"),
    "person.told_apart": _l("Found to be another person than record %(other)s"),
    "person.address_failed": _l("Mail address refused by its server"),
    "person.address_cleared": _l("Mail address said to work again"),
    "person.complained": _l("Complaint about our mails: reminders stopped"),
    "person.address_reached": _l("Mail address works again"),
    "joining.invited": _l("Person invited"),
    "joining.invited_again": _l("Invitation sent again"),
    "joining.withdrawn": _l("Invitation withdrawn"),
    "joining.accepted": _l("Invitation accepted"),
    "joining.asked": _l("Access asked for"),
    "joining.address_confirmed": _l("Address of a request for access confirmed"),
    "joining.approved": _l("Access given"),
    "joining.refused": _l("Access refused"),
    "joining.expired": _l("Request for access expired"),
    "incoming.taken": _l("Message that came back taken"),
    "outbox.retried": _l("Mail put back into the queue"),
    "outbox.tested": _l("Test message asked for"),
    "outbox.withheld": _l("Mail held back"),
    "outbox.released": _l("Mail that was held back let go"),
    "series.begun": _l("Series begun"),
    "series.revised": _l("Series changed"),
    "series.sittings_set": _l("Series: sessions of its meetings set (%(number)s)"),
    "series.agenda_set": _l("Series: agenda of its meetings set (%(number)s items)"),
    "series.deadlines_set": _l("Series: dates of registration set (%(number)s)"),
    "meeting.agenda_begun": _l("Agenda begun from the series (%(number)s items)"),
    "mailing.begun": _l("Mail to many goes out (%(people)s due)"),
    "mailing.deleted": _l("Mail to many deleted: %(kind)s"),
    "mailing.dropped": _l("Mail to many dropped: %(reason)s"),
    "mailing.ended": _l("Mail to many has gone"),
    "mailing.moved": _l("Mail to many moved along with the meeting; it was %(was)s before"),
    "mailing.plan_set": _l("Mail plan of the series changed (%(number)s steps)"),
    "mailing.planned": _l("Mail to many planned (%(people)s people today)"),
    "mailing.prepared": _l("Mail to many written: %(kind)s"),
    "mailing.revised": _l("Mail to many changed"),
    "mailing.series_followed": _l("Mail plan of the series taken over (%(number)s steps)"),
    "mailing.stopped": _l("Mail to many stopped (%(people)s held back)"),
    "mailing.words_forgotten": _l("Words with which mails begin given up: %(kind)s"),
    "mailing.words_set": _l("Words with which mails begin changed: %(kind)s"),
    "meeting.copied": _l("Planned after the model of %(slug)s"),
    "meeting.planned": _l("Meeting planned"),
    "meeting.revised": _l("Plan changed"),
    "meeting.reworded": _l("Text of the meeting changed"),
    "meeting.announced": _l("Meeting announced"),
    "meeting.taken_back": _l("Announcement taken back"),
    "meeting.cancelled": _l("Meeting cancelled"),
    "meeting.dates_confirmed": _l("Dates confirmed"),
    "meeting.registration_opened": _l("Registration opened before its time"),
    "meeting.postponed": _l("Meeting postponed"),
    "meeting.dates_fixed": _l("New dates of the postponed meeting fixed"),
    "meeting.record_adopted": _l("Record adopted by a later meeting"),
    "meeting.hosts_set": _l("Hosts of the meeting named (%(number)s)"),
    "session.cancelled": _l("Session cancelled"),
    "session.reworded": _l("Words of a session changed"),
    "breakout.added": _l("Break-out planned"),
    "breakout.revised": _l("Break-out changed"),
    "breakout.filled": _l("Free places of a break-out given to %(people)s who waited"),
    "breakout.removed": _l("Break-out taken out"),
    "session.recomputed": _l("Session moved, because the rules of its time zone changed"),
    "session.followed": _l("Calendar entries of the registered brought up to date"),
    "document.added": _l("Document %(symbol)s added"),
    "document.revised": _l("Document %(symbol)s changed"),
    "document.removed": _l("Document %(symbol)s removed"),
    "document.uploaded": _l("Document %(symbol)s: file uploaded (%(language)s, revision %(revision)s)"),
    "document.version_removed": _l("Document %(symbol)s: file removed (%(language)s, revision %(revision)s)"),
    "invitation.sent": _l("Invitation sent to %(people)s people"),
    "invitation.reminded": _l("Reminder of an invitation sent to %(people)s people"),
    "invitation.opened": _l("Personal link opened"),
    "invitation.declined": _l("Invitation declined"),
    "visa.asked": _l("Letter of invitation asked for"),
    "visa.taken_back": _l("Request for a letter of invitation taken back"),
    "visa.issued": _l("Letter of invitation %(reference)s signed"),
    "decision.made": _l("Decision %(number)s written"),
    "decision.revised": _l("Decision %(number)s changed"),
    "decision.struck": _l("Decision %(number)s struck"),
    "action.added": _l("Action %(number)s written"),
    "action.revised": _l("Action %(number)s changed"),
    "action.state_set": _l("Action %(number)s: state changed"),
    "action.struck": _l("Action %(number)s struck"),
    "record.begun": _l("Record begun"),
    "record.published": _l("Record published"),
    "record.waiver_reworded": _l("Reason why a language of the record is missing changed"),
    "record.withdrawn": _l("Published record taken back"),
    "paragraph.added": _l("Paragraph of the record added"),
    "paragraph.revised": _l("Paragraph of the record changed"),
    "paragraph.moved": _l("Paragraph of the record moved"),
    "paragraph.struck": _l("Paragraph of the record struck"),
    "parity.waived": _l("Done although %(number)s texts were not current in both languages"),
    "translation.drafted": _l("Translation drafted by a machine"),
    "translation.accepted": _l("Machine’s draft of a translation accepted or changed"),
    "translation.file_brought": _l("Translator’s list brought back: %(rows)s rows"),
    "translation.file_applied": _l("Translator’s list taken over: %(texts)s texts"),
    "translation.file_undone": _l("Translator’s list undone: %(texts)s texts"),
    "translation.file_dropped": _l("Translator’s list deleted"),
    "deadline.set": _l("Deadline set: %(closing)s, until %(until)s"),
    "deadline.moved": _l("Deadline moved: %(closing)s, until %(until)s; %(told)s people told"),
    "deadline.removed": _l("Deadline removed: %(closing)s"),
    "deadline.recomputed": _l("Deadline follows the clocks: %(closing)s"),
    "deadline.reworded": _l("Title of a deadline changed: %(closing)s"),
    "deadline.reason_reworded": _l("Reason why a deadline was moved changed: %(closing)s"),
    "timeline.added": _l("Step added: %(step)s, due on %(due)s"),
    "timeline.decided": _l("Step changed: %(step)s, %(state)s"),
    "timeline.removed": _l("Step removed: %(step)s"),
}
VERBS |= access_words.VERBS | agenda_words.VERBS | attendance_words.VERBS | confirmation_words.VERBS
VERBS |= floor_words.VERBS | organisation_words.VERBS | poll_words.VERBS | question_words.VERBS
VERBS |= registration_words.VERBS


class Details(dict[str, Any]):
    """What a line notes of its thing; a dash for what an older line did not note."""

    def __missing__(self, name: str) -> str:
        return "–"


#: Details that hold a word of a closed list, and the lists in which it may stand.
WORDS: dict[str, tuple[type[StrEnum], ...]] = {
    "role": (Role, Granted),
    "was": (Role,),
    "state": (ActionState, StepState),
    "step": (StepKind,),
    "closing": (Closing,),
    "place": (Place,),
    "stage": (agenda.Stage,),
    "presence": (attendance.Presence,),
    "which": (attendance.Stage,),
    "capacity": (Capacity,),
    "kind": (MailingKind,),
    "intake": (Intake,),
    "reason": (Dropped,),
}
LANGUAGES = {"en": _l("English"), "fr": _l("French")}


@dataclass(frozen=True, slots=True)
class Told:
    """What the codes and ids of some lines stand for, to say in the reader's language what was done."""

    organisations: Mapping[str, Organisation]
    people: Mapping[int, str]
    #: Into whose record those were merged whose ids the lines keep.
    merged: Mapping[int, Person] = field(default_factory=dict)

    def done(self, line: AuditLine) -> str:
        """Return what *line* says was done."""
        noted = {name: self._said(name, value) for name, value in line.details.items()}
        return str(VERBS.get(line.verb, line.verb)) % Details(noted)

    def who(self, line: AuditLine) -> str:
        """Return who did it, also when their name was erased, or when it was the clock."""
        if line.verb == "question.asked_nameless":
            return str(_("somebody who gave no name"))
        if line.actor_name:
            return line.actor_name
        return str(_("somebody whose name was erased") if line.actor_id else _("Hemicycle, by itself"))

    def for_whom(self, line: AuditLine) -> str:
        """Return for whom it was done, if that was somebody else."""
        return self.people.get(line.on_behalf_of_id, "") if line.on_behalf_of_id else ""

    def merged_into(self, line: AuditLine) -> str:
        """Return whose record that of the actor has become part of since, or nothing."""
        found = self.merged.get(line.actor_id or 0)
        return found.name if found else ""

    def _said(self, name: str, value: Any) -> Any:
        """Return *value*, or the words for it when it is a code."""
        if name == "language" and value in LANGUAGES:
            return str(LANGUAGES[value])
        if name == "organisation" and value in self.organisations:
            return words(self.organisations[value].name)
        found = next((choices(value) for choices in WORDS.get(name, ()) if value in list(choices)), None)
        return label(found) if found else value


def told(lines: Sequence[AuditLine]) -> Told:
    """Look up what *lines* name, in three statements at most."""
    actors = {line.actor_id for line in lines if line.actor_id}
    return Told(queries.organisations_of(lines), queries.names_of(lines), merges.leads_to(sorted(actors)))


def reason(line: AuditLine) -> str:
    """Return why it was done although a language was missing, where *line* holds that."""
    noted = line.details
    both = Bilingual(noted.get("waiver_en") or "", noted.get("waiver_fr") or "")
    return str(noted.get("waiver") or words(both))
