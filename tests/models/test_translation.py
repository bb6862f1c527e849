"""What an original said is remembered while its translation is behind."""

from sqlalchemy import select

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import queries as polls
from meetings.extensions import db, transaction
from meetings.models.meeting import Meeting
from meetings.models.poll import Poll
from meetings.models.translation import TranslationSource, key_of
from tests.make import Make


def notes() -> dict[str, str]:
    return {note.text: note.words for note in db.session.scalars(select(TranslationSource))}


def edit(meeting: Meeting, en: str, fr: str, *, current: bool = False) -> None:
    with transaction():
        meeting.title = meeting.title.revised(en, fr, current=current)


def test_first_words_are_kept_until_the_translation_follows(make: Make) -> None:
    meeting = make.meeting()
    was, fr = meeting.title.en, meeting.title.fr
    edit(meeting, "Plenary, moved", fr)
    edit(meeting, "Plenary, moved again", fr)
    assert notes() == {key_of(meeting, "title"): was}
    edit(meeting, "Plenary, moved again", "Réunion déplacée")
    assert notes() == {}
    edit(meeting, "Plenary", "Réunion déplacée")
    edit(meeting, "Plenary", "Réunion déplacée", current=True)
    assert notes() == {}


def test_words_are_known_also_when_nobody_read_them_before(make: Make) -> None:
    meeting = make.meeting()
    was = meeting.title
    with transaction():
        meeting.title = Bilingual("Another", was.fr, behind=True)
    assert notes() == {key_of(meeting, "title"): was.en}


def test_other_original_and_a_deleted_thing_leave_no_note(make: Make) -> None:
    meeting = make.meeting()
    edit(meeting, "Plenary, moved", meeting.title.fr)
    with transaction():
        meeting.title = meeting.title.turned()
    assert notes() == {}
    poll: Poll = make.poll(meeting)
    option = polls.options(poll)[0]
    with transaction():
        option.text = option.text.revised("Aye", option.text.fr)
    assert len(notes()) == 1
    with transaction():
        db.session.delete(option)
    assert notes() == {}
