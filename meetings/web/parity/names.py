"""How the texts of a meeting are called, and where each is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from meetings.core.bilingual import Bilingual
from meetings.domain.parity.rules import Kind, Step, Text
from meetings.models.meeting import Meeting

KINDS: dict[Kind, Any] = {
    Kind.MEETING: _l("The meeting"),
    Kind.AGENDA: _l("Agenda"),
    Kind.DOCUMENT: _l("Documents"),
    Kind.REGISTRATION: _l("Registration"),
    Kind.POLL: _l("Polls"),
    Kind.QUESTION: _l("Questions"),
    Kind.OUTCOME: _l("Decisions and actions"),
    Kind.RECORD: _l("Record"),
    Kind.MAIL: _l("Mails"),
}
#: The name of every text of the registry, by table and attribute, with the numbers of its thing.
NAMES: dict[str, Any] = {
    "meeting.title": _l("Title"),
    "meeting.summary": _l("Summary"),
    "meeting.postponement": _l("Reason why it is postponed"),
    "meeting.cancellation": _l("Reason why it is cancelled"),
    "session.title": _l("Title of session %s"),
    "session.place": _l("Room of session %s"),
    "session.cancellation": _l("Reason why session %s is cancelled"),
    "deadline.title": _l("Title of deadline %s"),
    "deadline_move.reason": _l("Why a deadline was moved, %s"),
    "agenda_item.title": _l("Title of item %s"),
    "agenda_item.presenter": _l("Presenter of item %s"),
    "agenda_item.notes": _l("Notes for the chair on item %s"),
    "agenda_version.reason": _l("Why the agenda was corrected, version %s"),
    "agenda_proposal.title": _l("Title of the item proposed by %s"),
    "agenda_proposal.why": _l("Why %s proposes an item"),
    "agenda_proposal.answer": _l("Question about the item proposed by %s"),
    "document.title": _l("Title of %s"),
    "registration_question.label": _l("Question %s to those who register"),
    "registration_question.help": _l("Help for question %s to those who register"),
    "registration_option.text": _l("Choice %s of question %s to those who register"),
    "poll.question": _l("Question of poll %s"),
    "poll_option.text": _l("Option %s of poll %s"),
    "poll_option.image_text": _l("Picture of option %s of poll %s"),
    "question.text": _l("Question %s"),
    "question.answer": _l("Answer to question %s"),
    "question.reason": _l("Why question %s is declined"),
    "paragraph.text": _l("Paragraph %s"),
    "decision.text": _l("Decision %s"),
    "action.text": _l("Action %s"),
    "mailing.subject": _l("Subject of mail %s"),
    "mailing.body": _l("Text of mail %s"),
    "record.waiver": _l("Why a language of the record is missing"),
}

STEPS: dict[str, Any] = {
    Step.ANNOUNCE: _l("Meeting announced"),
    Step.ISSUE: _l("Agenda issued"),
    Step.PUBLISH: _l("Record published"),
}


def _plan(meeting: Meeting, text: Text) -> str:
    return url_for("meeting_manage.edit", slug=meeting.slug, _anchor=_anchor(text))


def _session(meeting: Meeting, text: Text) -> str:
    if text.thing.parent_id:
        return url_for("programme.edit", slug=meeting.slug, session_id=text.thing.id)
    return url_for("meeting_manage.edit", slug=meeting.slug, _anchor="sessions")


def _deadline(meeting: Meeting, text: Text) -> str:
    return url_for("deadline.edit", slug=meeting.slug, kind=text.thing.kind.value, _anchor=_anchor(text))


def _item(meeting: Meeting, text: Text) -> str:
    return url_for("agenda.item", slug=meeting.slug, item_id=text.thing.id, _anchor=_anchor(text))


def _notes(meeting: Meeting, text: Text) -> str:
    return url_for("agenda_run.notes", slug=meeting.slug, item_id=text.thing.id)


def _proposal(meeting: Meeting, text: Text) -> str:
    return url_for("agenda_proposals.decide", slug=meeting.slug, proposal_id=text.thing.id)


def _document(meeting: Meeting, text: Text) -> str:
    return url_for("document_manage.edit", slug=meeting.slug, document_id=text.thing.id, _anchor=_anchor(text))


def _asked(meeting: Meeting, text: Text) -> str:
    return url_for("registration_questions.edit", slug=meeting.slug, question_id=text.thing.id, _anchor=_anchor(text))


def _choice(meeting: Meeting, text: Text) -> str:
    return url_for("registration_questions.edit", slug=meeting.slug, question_id=text.thing.question_id)


def _poll(_meeting: Meeting, text: Text) -> str:
    return url_for("poll_manage.edit" if not text.locked else "poll.show", poll_id=text.thing.id)


def _option(_meeting: Meeting, text: Text) -> str:
    return url_for("poll_manage.edit" if not text.locked else "poll.show", poll_id=text.thing.poll_id)


def _question(meeting: Meeting, text: Text) -> str:
    return url_for("question_manage.show", slug=meeting.slug, asked_id=text.thing.id)


def _paragraph(meeting: Meeting, text: Text) -> str:
    return url_for("record_manage.paragraph", slug=meeting.slug, paragraph_id=text.thing.id)


def _decision(_meeting: Meeting, text: Text) -> str:
    return url_for("outcome_manage.decision", decision_id=text.thing.id)


def _action(_meeting: Meeting, text: Text) -> str:
    return url_for("outcome_manage.action", action_id=text.thing.id)


def _mail(meeting: Meeting, text: Text) -> str:
    return url_for("mailing.show" if text.locked else "mailing.edit", slug=meeting.slug, mailing_id=text.thing.id)


#: The page on which every text is written besides the parity page; nothing where there is none.
PAGES: dict[str, Callable[[Meeting, Text], str] | None] = {
    "meeting.title": _plan,
    "meeting.summary": _plan,
    "meeting.postponement": None,
    "meeting.cancellation": None,
    "session.title": _session,
    "session.place": _session,
    "session.cancellation": None,
    "deadline.title": _deadline,
    "deadline_move.reason": None,
    "agenda_item.title": _item,
    "agenda_item.presenter": _item,
    "agenda_item.notes": _notes,
    "agenda_version.reason": None,
    "agenda_proposal.title": _proposal,
    "agenda_proposal.why": _proposal,
    "agenda_proposal.answer": _proposal,
    "document.title": _document,
    "registration_question.label": _asked,
    "registration_question.help": _asked,
    "registration_option.text": _choice,
    "poll.question": _poll,
    "poll_option.text": _option,
    "poll_option.image_text": _option,
    "question.text": _question,
    "question.answer": _question,
    "question.reason": _question,
    "paragraph.text": _paragraph,
    "decision.text": _decision,
    "action.text": _action,
    "mailing.subject": _mail,
    "mailing.body": _mail,
    "record.waiver": None,
}


def name(text: Text) -> str:
    """Return what *text* is called, with the numbers of its thing."""
    return str(NAMES[text.place]) % text.marks


def page(meeting: Meeting, text: Text) -> str:
    """Return the address at which *text* is written, empty where only the parity page has it."""
    where = PAGES[text.place]
    if where is None or (where in (_plan, _session) and meeting.cancelled_at):
        return ""
    return where(meeting, text)


def step(which: str) -> str:
    """Return what was done although a language was missing."""
    return str(STEPS.get(which, which))


def states() -> list[tuple[str, str]]:
    """Return the states that somebody can ask for, in words."""
    return [
        ("", _("All gaps")),
        ("missing", _("Missing")),
        ("behind", _("Out of date")),
        ("machine", _("Machine’s draft")),
        ("current", _("Current")),
        ("all", _("All texts")),
    ]


def kind(which: Kind) -> str:
    """Return what texts of a kind are called together."""
    return str(KINDS[which])


def _anchor(text: Text) -> str:
    """Return the id of the field that is missing or behind, on the page of its thing."""
    return f"{text.part.name}-{text.words.translation}"


def state_words(text: Text) -> str:
    """Return what is to be done about *text*, in words for a list."""
    state, french = text.state, text.words.translation == "fr"
    if state == "missing":
        return str(_("French is missing") if text.words.en else _("English is missing"))
    if state == "behind":
        return str(_("French is out of date") if french else _("English is out of date"))
    if state == "machine":
        return str(_("French is a machine’s draft") if french else _("English is a machine’s draft"))
    return str(_("current in both languages"))


@dataclass(frozen=True, slots=True)
class Gap:
    """One text that is not current in both languages: its name, what is to be done, and where it is written."""

    name: str
    text: Bilingual
    said: str
    url: str


def listed(meeting: Meeting, gaps: Iterable[Text]) -> list[Gap]:
    """Return *gaps* of *meeting* as lists show them."""
    parity = url_for("parity.show", slug=meeting.slug)
    return [Gap(name(gap), gap.words, state_words(gap), page(meeting, gap) or parity) for gap in gaps]
