"""Which texts a meeting has, in which state, and that the list is complete."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.agenda import actions_proposals as proposals
from meetings.domain.agenda import actions_versions as versions
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.domain.deadline import actions as deadlines
from meetings.domain.deadline.rules import Draft
from meetings.domain.meeting import actions as meetings
from meetings.domain.outcome import actions as outcomes
from meetings.domain.outcome.rules import Task
from meetings.domain.parity import actions, queries, rules
from meetings.domain.parity.actions import Edit
from meetings.domain.parity.rules import Kind, Step, Text
from meetings.domain.poll import actions as polls
from meetings.domain.poll.draft_rules import YES_NO_ABSTENTION, OptionDraft
from meetings.domain.poll.rules import AlreadyOpened
from meetings.domain.question import actions as put
from meetings.domain.question import actions_moderation as moderation
from meetings.domain.question.rules import Draft as Asked
from meetings.domain.record import actions as records
from meetings.domain.registration import actions_questions
from meetings.domain.registration.question_rules import QuestionDraft
from meetings.extensions import db, transaction
from meetings.models.agenda import Purpose, Stage
from meetings.models.base import Base
from meetings.models.deadline import Closing
from meetings.models.meeting import Meeting
from meetings.models.question import Voice
from meetings.models.registration_details import QuestionKind
from meetings.models.translation import TranslationSource
from meetings.web.agenda.forms import ItemForm
from meetings.web.agenda.issuing import CorrectionForm
from meetings.web.agenda.proposals import ProposalForm, VerdictForm
from meetings.web.agenda.run import NotesForm
from meetings.web.deadline.forms import DeadlineForm
from meetings.web.document.forms import DocumentForm
from meetings.web.mailing.forms import MailingForm
from meetings.web.meeting.forms import CancelForm, PlanForm
from meetings.web.meeting.session_forms import SessionForm
from meetings.web.meeting.step_forms import PostponeForm, ReasonForm
from meetings.web.outcome.forms import ActionForm
from meetings.web.parity import names
from meetings.web.poll.poll_form import OptionForm, PollForm
from meetings.web.question.forms import AnswerForm, DeclineForm
from meetings.web.question.forms import WordsForm as WordsOfQuestion
from meetings.web.record.forms import PublishForm, WordsForm
from meetings.web.registration.question_form import OptionForm as ChoiceForm
from meetings.web.registration.question_form import QuestionForm
from tests.domain.mailing.test_actions import prepared
from tests.make import Make, both
from tests.queries import counted

GAP = Bilingual("Only English")


@pytest.fixture
def full(make: Make) -> Meeting:
    """A meeting that has every sort of text."""
    meeting = make.meeting(number=7)
    item = make.item(meeting)
    with transaction():
        item.presenter, item.notes = both("Chair", "Présidence"), both("Be brief", "Soyez bref")
        session = make.sessions(meeting)[0]
        session.title, session.place = both("Day 1", "Jour 1"), both("Room", "Salle")
        session.cancellation, meeting.postponement = both("Ill", "Maladie"), both("Strike", "Grève")
    due(make, meeting)
    prepared(meeting, make.now)
    make.document(meeting, "NCP0701")
    pictured = OptionDraft(both("Yes", "Oui"), image_text=both("A flag", "Un drapeau"))
    make.poll(meeting, options=(pictured, *YES_NO_ABSTENTION[1:]))
    propose(make, meeting)
    with transaction():
        actions.issue(meeting, Stage.ADOPTED, "", by=None, now=make.now)
        versions.correct(meeting, both("A slip", "Une erreur"), by=None, now=make.now)
    _question(make, meeting)
    _put(make, meeting)
    record = make.record(meeting, both("Said.", "Dit."), GAP)
    make.action(meeting)
    with transaction():
        outcomes.decide(meeting, both("Agreed.", "Convenu."), item=item, by=None, now=make.now)
        records.publish(record, both("Later.", "Plus tard."), gaps=1, by=None, now=make.now)
        meetings.cancel(meeting, both("Storm.", "Tempête."), by=None, now=make.now)
    return meeting


def due(make: Make, meeting: Meeting) -> None:
    """Give *meeting* a deadline with a title of its own, and move it."""
    closes = (make.now + timedelta(days=1)).replace(tzinfo=None)
    drafts = [Draft(closes + timedelta(days=days), "UTC", both("Remarks", "Remarques")) for days in (0, 1)]
    with transaction():
        deadlines.set_(meeting, Closing.COMMENTS, drafts[0], by=None, now=make.now)
        deadlines.move(meeting, Closing.COMMENTS, drafts[1], both("Late", "Retard"), by=None, now=make.now)


def propose(make: Make, meeting: Meeting) -> None:
    """Let a Member propose an item, about which it is asked something."""
    member = make.member()
    by, draft = make.ncp(member), ProposalDraft(both("Drones", "Drones"), Purpose.GUIDANCE, both("Why", "Motif"), 10)
    closes = (make.now + timedelta(days=1)).replace(tzinfo=None)
    with transaction():
        proposals.set_deadline(meeting, closes, "UTC", by=None, now=make.now)
        proposal = proposals.propose(meeting, member, draft, by=by, now=make.now)
        proposals.ask(proposal, both("How long?", "Combien de temps\u00a0?"), by=by, now=make.now)


def _question(make: Make, meeting: Meeting) -> None:
    """Ask one question with choices of those who register for *meeting*."""
    options = ((None, both("Yes", "Oui")), (None, both("Later", "Plus tard")))
    draft = QuestionDraft(QuestionKind.ONE, both("Dinner?", "Dîner ?"), both("On Monday", "Lundi"), options=options)
    with transaction():
        actions_questions.ask(meeting, draft, by=None, now=make.now)


def _put(make: Make, meeting: Meeting) -> None:
    """Put two questions at *meeting*: one is answered, one is not taken."""
    by = make.person()
    with transaction():
        answered, declined = (
            put.ask(meeting, Asked(both("When?", "Quand\u00a0?"), Voice.PERSON), by=by, now=make.now) for _ in range(2)
        )
        moderation.publish(answered, by=None, now=make.now)
        moderation.answer(answered, both("In May", "En mai"), by=None, now=make.now)
        moderation.decline(declined, both("Not ours", "Pas à nous"), by=None, now=make.now)


def by_place(meeting: Meeting) -> dict[str, Text]:
    """Return the first text of each sort."""
    found: dict[str, Text] = {}
    for text in queries.texts(meeting):
        found.setdefault(text.place, text)
    return found


def test_every_sort_of_text_is_found_named_and_numbered(app: Any, full: Meeting) -> None:
    found = queries.texts(full)
    assert {text.place for text in found} == set(names.NAMES) == set(names.PAGES)
    with app.test_request_context("/en/"):
        said = [names.name(text) for text in found]
    assert "Title of item 1" in said
    assert "Option 2 of poll 1" in said
    assert "Title of NCP0701" in said
    assert "Choice 2 of question 1 to those who register" in said
    assert said[said.index("Paragraph 1") + 1] == "Paragraph 2"
    assert "Decision NCP7/D1" in said
    assert "Action NCP7/A1" in said


#: Texts in two languages that are no text of one meeting.
OF_THE_HOUSE = {
    "series",
    "series_item",
    "series_sitting",
    "region",
    "organisation_kind",
    "organisation",
    "campaign",
    "mail_template",
    "privacy_notice",
}
#: Words that readers were given stay as they were; those of the item that they come from fill their gaps. Nothing
#: follows words of mails that have been sent.
FROZEN = {"agenda_issued_item", "invitation_round"}


def test_registry_holds_every_bilingual_text_of_a_meeting() -> None:
    """A table with words in two languages is in the registry, belongs to the house, or is frozen."""
    known = {place.partition(".")[0] for place in names.NAMES}
    bilingual = {
        mapper.local_table.name  # type: ignore[attr-defined]
        for mapper in Base.registry.mappers
        if any(text.composite_class is Bilingual for text in mapper.composites)
    }
    assert bilingual - OF_THE_HOUSE - FROZEN == known


def test_words_that_nobody_wrote_are_no_text(make: Make) -> None:
    meeting = make.meeting()
    make.item(meeting)
    assert "agenda_item.presenter" not in by_place(meeting)


@pytest.mark.parametrize(
    ("text", "state", "gap"),
    [
        (both("Hello", "Bonjour"), "current", False),
        (GAP, "missing", True),
        (Bilingual("", "Seul", "fr"), "missing", True),
        (Bilingual("a", "b", behind=True), "behind", True),
        (GAP.drafted("Seulement"), "machine", True),
    ],
)
def test_text_says_what_is_to_be_done(make: Make, text: Bilingual, state: str, gap: bool) -> None:
    meeting = make.meeting()
    with transaction():
        meeting.title = text
    found = by_place(meeting)["meeting.title"]
    assert (found.state, found.is_gap) == (state, gap)
    assert getattr(rules.figures([found]), state) == 1


def test_steps_count_only_what_their_readers_see(make: Make) -> None:
    meeting = make.meeting(announced=False)
    make.poll(meeting, question=GAP)
    make.record(meeting, GAP)
    assert queries.gaps(meeting, Step.ANNOUNCE) == []
    assert [gap.place for gap in queries.gaps(meeting, Step.PUBLISH)] == ["paragraph.text"]


def test_number_of_statements_does_not_grow_with_the_texts(make: Make) -> None:
    few, many = make.meeting(number=1), make.meeting(number=2)
    for meeting, number in ((few, 1), (many, 30)):
        for place in range(number):
            make.item(meeting)
            make.poll(meeting)
            _question(make, meeting)
            make.document(meeting, f"NCP{place}")
            make.action(meeting, Task(both("Do")))
        make.record(meeting, *[both("a")] * number)
    counts = []
    for meeting in (few, many):
        db.session.expire_all()
        assert meeting.id
        with counted() as statements:
            queries.sources(queries.texts(meeting))
        counts.append(len(statements))
    assert counts[0] == counts[1]


FORMS: dict[str, Callable[[], Any]] = {
    "question.text": lambda: WordsOfQuestion().text,
    "question.answer": lambda: AnswerForm().answer,
    "question.reason": lambda: DeclineForm().reason,
    "meeting.title": lambda: PlanForm().title,
    "meeting.summary": lambda: PlanForm().summary,
    "meeting.postponement": lambda: PostponeForm().reason,
    "meeting.cancellation": lambda: CancelForm().reason,
    "session.title": lambda: SessionForm().title,
    "session.place": lambda: SessionForm().place,
    "session.cancellation": lambda: ReasonForm().reason,
    "deadline.title": lambda: DeadlineForm().title,
    "deadline_move.reason": lambda: DeadlineForm().reason,
    "agenda_item.title": lambda: ItemForm().title,
    "agenda_item.presenter": lambda: ItemForm().presenter,
    "agenda_item.notes": lambda: NotesForm().text,
    "agenda_version.reason": lambda: CorrectionForm().reason,
    "agenda_proposal.title": lambda: ProposalForm().title,
    "agenda_proposal.why": lambda: ProposalForm().why,
    "agenda_proposal.answer": lambda: VerdictForm().answer,
    "document.title": lambda: DocumentForm().title,
    "registration_question.label": lambda: QuestionForm([], [], None).label,
    "registration_question.help": lambda: QuestionForm([], [], None).help,
    "registration_option.text": lambda: ChoiceForm().text,
    "poll.question": lambda: PollForm([], zone="Europe/Brussels").question,
    "poll_option.text": lambda: OptionForm().text,
    "poll_option.image_text": lambda: OptionForm().picture_text,
    "paragraph.text": lambda: WordsForm().text,
    "decision.text": lambda: WordsForm().text,
    "action.text": lambda: ActionForm().text,
    "mailing.subject": lambda: MailingForm().subject,
    "mailing.body": lambda: MailingForm().body,
    "record.waiver": lambda: PublishForm().waiver,
}


def test_texts_may_be_as_long_as_the_form_of_their_thing_lets_them(app: Any, full: Meeting) -> None:
    limits = {place: text.part.limit for place, text in by_place(full).items()}
    with app.test_request_context("/en/"):
        typed = {
            place: next(v for v in form().form.en.validators if hasattr(v, "max")).max for place, form in FORMS.items()
        }
    assert limits == typed


@pytest.mark.parametrize("place", sorted(set(FORMS) - {"poll.question", "poll_option.text", "poll_option.image_text"}))
def test_every_text_is_written_through_its_feature(make: Make, full: Meeting, place: str) -> None:
    text = by_place(full)[place]
    edit = Edit(text.key, (text.words.en, text.words.fr), ("New words", "Nouveaux mots"))
    with transaction():
        assert actions.save(full, [edit], by=None, now=make.now) == 1
    assert by_place(full)[place].words == Bilingual("New words", "Nouveaux mots", text.words.original)


def test_texts_of_a_poll_can_be_written_until_it_is_opened(make: Make) -> None:
    meeting = make.meeting()
    make.ncp(make.member())
    poll = make.poll(meeting)
    for place in ("poll.question", "poll_option.text"):
        text = by_place(meeting)[place]
        with transaction():
            actions.save(meeting, [_renamed(text)], by=None, now=make.now)
        assert by_place(meeting)[place].words.en == "New words"
    with transaction():
        polls.open_(poll, by=None, now=make.now)
    text = by_place(meeting)["poll_option.text"]
    assert text.locked
    with pytest.raises(AlreadyOpened), transaction():
        actions.save(meeting, [Edit(text.key, _both(text), ("Other", "Autre"))], by=None, now=make.now)


def _both(text: Text) -> tuple[str, str]:
    return text.words.en, text.words.fr


def _renamed(text: Text) -> Edit:
    return Edit(text.key, _both(text), ("New words", "Nouveaux mots"))


def test_edits_are_all_done_or_none(make: Make) -> None:
    meeting = make.meeting()
    make.item(meeting)
    title, item = by_place(meeting)["meeting.title"], by_place(meeting)["agenda_item.title"]
    stale = Edit(item.key, ("Something else", ""), ("New", "Nouveau"))
    with pytest.raises(ChangedMeanwhile), transaction():
        actions.save(meeting, [_renamed(title), stale], by=None, now=make.now)
    db.session.expire_all()
    assert by_place(meeting)["meeting.title"].words == title.words
    with pytest.raises(rules.TextGone), transaction():
        actions.save(meeting, [Edit("agenda_item:99:title", ("", ""), ("a", ""))], by=None, now=make.now)


def test_original_can_be_turned_where_somebody_wrote_both(make: Make) -> None:
    meeting = make.meeting()
    text = by_place(meeting)["meeting.title"]
    with transaction():
        actions.save(meeting, [Edit(text.key, _both(text), _both(text), turned=True)], by=None, now=make.now)
    assert by_place(meeting)["meeting.title"].words.original == "fr"
    for words in (GAP, GAP.drafted("Seulement")):
        with transaction():
            meeting.title = words
        wanted = (words.en, words.fr)
        with pytest.raises(rules.NothingToTurn), transaction():
            actions.save(meeting, [Edit(text.key, wanted, wanted, turned=True)], by=None, now=make.now)


def test_marking_as_current_forgets_what_the_original_said(make: Make) -> None:
    meeting = make.meeting()
    text = by_place(meeting)["meeting.title"]
    with transaction():
        actions.save(meeting, [Edit(text.key, _both(text), ("Moved", text.words.fr))], by=None, now=make.now)
    behind = by_place(meeting)["meeting.title"]
    assert (behind.state, queries.sources([behind])[text.key].words) == ("behind", text.words.en)
    with transaction():
        actions.save(meeting, [Edit(text.key, _both(behind), _both(behind), current=True)], by=None, now=make.now)
    assert by_place(meeting)["meeting.title"].state == "current"
    assert db.session.scalars(db.select(TranslationSource)).all() == []


def test_kinds_all_have_a_name() -> None:
    assert set(names.KINDS) == set(Kind)
    assert set(names.STEPS) == set(Step)
