"""Options with a picture or a document: taken in the form of a poll, shown, copied, and forgotten with the poll."""

import io
import re
from html import unescape
from zipfile import ZipFile

import pytest
from PIL import Image

from meetings.domain.document import actions as documents
from meetings.domain.document.rules import Draft
from meetings.domain.poll import actions, pictures, queries
from meetings.extensions import db, transaction
from meetings.models.document import DocumentKind
from meetings.models.poll import Poll
from tests.make import both
from tests.web.test_poll_manage import typed

NEW = "/en/meetings/ncp-plenary-8/polls/new/"
PICTURE = "options-0-picture"


def drawn(kind="PNG", size=(1600, 800), mode="RGB"):
    """Return a picture as a file, with a place in it that nobody is to learn."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    Image.new(mode, size, "teal" if mode == "RGB" else 1).save(out, kind, exif=exif)
    out.seek(0)
    return out


def sent(name="flag.png", file=None, **fields):
    return typed(**{f"{PICTURE}-file": (file or drawn(), name)}, **fields)


def the_poll():
    db.session.rollback()
    return db.session.scalars(db.select(Poll).order_by(Poll.id.desc())).first()


def key_of(poll, place=0):
    return queries.options(poll)[place].image_key


def hidden(page, name):
    return unescape(re.search(f'name="{name}" value="([^"]*)"', page)[1])


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def desk(make, client, meeting):
    return client.sign_in(make.secretariat())


@pytest.fixture
def storage(app):
    return app.extensions["storage"]


@pytest.fixture
def poll(desk):
    """A prepared poll whose first option has a picture."""
    assert desk.post(NEW, data=sent()).status_code == 303
    return the_poll()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_picture_is_written_anew_and_served(desk, storage, kind):
    words = {"options-0-picture_text-en": "A teal flag", "options-0-picture_text-fr": "Un drapeau bleu"}
    desk.post(NEW, data=sent(file=drawn(kind), **words))
    poll = the_poll()
    page = desk.get(f"/fr/polls/{poll.id}/").text
    source = unescape(re.search(r'class="hc-pic" src="([^"]+)" alt="Un drapeau bleu"', page)[1])
    answer = desk.get(source)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    with Image.open(io.BytesIO(answer.data)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (1000, 500), {})
    assert desk.get(source, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert storage.exists(key_of(poll))


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (io.BytesIO(b"no picture"), "no picture in JPEG, PNG or WebP"),
        (drawn("GIF"), "no picture in JPEG, PNG or WebP"),
        (drawn(size=(40, 40)), "too small"),
        (drawn(size=(8000, 5001), mode="1"), "too big"),
    ],
)
def test_wrong_file_is_named_at_its_field(desk, meeting, file, words):
    answer = desk.post(NEW, data=sent(file=io.BytesIO(file.getvalue())))
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert "Option 1: Picture" in answer.text
    assert the_poll() is None


def test_picture_is_kept_while_another_field_is_wrong(desk, meeting, storage):
    answer = desk.post(NEW, data=sent(**{"question-en": "", "question-fr": ""}))
    assert answer.status_code == 422
    assert "This picture is kept" in answer.text
    waiting = hidden(answer.text, PICTURE)
    assert waiting.startswith(pictures.WAITING)
    assert desk.post(NEW, data=typed(**{PICTURE: waiting})).status_code == 303
    kept = key_of(the_poll())
    assert kept.startswith(f"{pictures.FOLDER}/")
    assert storage.exists(kept)


@pytest.mark.parametrize("key", ["../secret", "photos/" + "0" * 32, f"{pictures.WAITING}/{'0' * 32}", "\x00"])
def test_key_of_something_else_is_no_picture(desk, meeting, storage, key):
    storage.put("photos/" + "0" * 32, io.BytesIO(b"somebody"))
    desk.post(NEW, data=typed(**{PICTURE: key}))
    assert key_of(the_poll()) == ""


def test_picture_without_words_is_refused(desk, meeting):
    answer = desk.post(
        NEW, data=sent(**{"options-0-text-en": "", "options-0-text-fr": "", "options-2-text-en": "More"})
    )
    assert answer.status_code == 422
    assert "Write the words of this option" in answer.text


def test_another_picture_takes_its_place_and_removing_forgets_it(desk, storage, poll):
    first, edit = key_of(poll), f"/en/polls/{poll.id}/edit/"
    assert hidden(desk.get(edit).text, PICTURE) == first
    desk.post(edit, data=sent(**{PICTURE: first}))
    second = key_of(the_poll())
    assert (storage.exists(first), storage.exists(second)) == (False, True)
    desk.post(edit, data=typed(**{PICTURE: second, "options-0-bare": "y"}))
    assert key_of(the_poll()) == ""
    assert not storage.exists(second)


def test_copies_share_the_picture_until_the_last_is_discarded(desk, storage, poll):
    desk.post(f"/en/polls/{poll.id}/duplicate/")
    copy, key = the_poll(), key_of(poll)
    assert (copy.id != poll.id, key_of(copy)) == (True, key)
    desk.post(f"/en/polls/{poll.id}/discard/")
    assert storage.exists(key)
    desk.post(f"/en/polls/{copy.id}/discard/")
    assert not storage.exists(key)


def test_picture_is_for_those_who_see_the_poll(make, desk, client, meeting, poll):
    source = f"/en/polls/{poll.id}/options/{queries.options(poll)[0].id}/picture.jpg"
    assert desk.get(source).headers["Cache-Control"] == "private, no-cache"
    assert desk.get(source.replace("options/", "options/9")).status_code == 404
    ncp = client.sign_in(make.ncp(make.member()))
    assert ncp.get(source).status_code == 404, "nobody else knows of a prepared poll"


def test_document_of_the_meeting_is_chosen_and_shown(make, desk, meeting):
    with transaction():
        draft = Draft("NCP0801", both("Work plan", "Plan de travail"), DocumentKind.DOCUMENT, None, None)
        paper = documents.add(meeting, draft, by=None, now=make.now)
    desk.post(NEW, data=typed(**{"options-1-document": str(paper.id)}))
    poll = the_poll()
    assert [option.document_id for option in queries.options(poll)] == [None, paper.id]
    assert f"documents/#d{paper.id}" in desk.get(f"/en/polls/{poll.id}/").text
    assert desk.post(NEW, data=typed(**{"options-1-document": "999"})).status_code == 422


def test_result_and_archive_show_the_picture(make, desk, poll):
    make.ncp(make.member())
    with transaction():
        actions.open_(poll, by=None, now=make.now)
    make.close(poll)
    assert 'class="hc-pic low"' in desk.get(f"/en/polls/{poll.id}/results/").text
    assert 'class="hc-pic low"' in desk.get(f"/en/polls/{poll.id}/present/").text
    with desk.get("/en/meetings/ncp-plenary-8/archive.zip") as answer, ZipFile(io.BytesIO(answer.data)) as archive:
        assert [name for name in archive.namelist() if re.fullmatch(r"polls/.+-1\.jpg", name)]
