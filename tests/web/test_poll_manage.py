"""Polls as the secretariat prepares, opens and closes them."""

from datetime import timedelta

import pytest

from meetings.core.bilingual import Bilingual
from meetings.domain.poll import queries
from meetings.extensions import db
from meetings.models.ballot import Elector
from meetings.models.poll import Poll, PollState
from tests.web.test_poll import AS_A_FORM, fresh, rows, text_of


@pytest.fixture
def kenya(make):
    return make.member()


@pytest.fixture
def ncp(make, kenya):
    return make.ncp(kenya)


@pytest.fixture
def meeting(make):
    return make.meeting()


@pytest.fixture
def poll(make, ncp, meeting):
    """An open poll in which Kenya is entitled."""
    return make.open_poll(meeting)


def typed(**fields):
    """Return a form of a vote as the browser sends it."""
    form = {"question-en": "Renew?", "question-fr": "Reconduire ?", "item": ""}
    for n, (en, fr) in enumerate((("Yes", "Oui"), ("No", "Non"))):
        form |= {f"options-{n}-text-en": en, f"options-{n}-text-fr": fr}
    return form | fields


class TestManaging:
    @pytest.fixture
    def desk(self, make, client):
        """The browser of the secretariat."""
        return client.sign_in(make.secretariat())

    NEW = "/en/meetings/ncp-plenary-8/polls/new/"

    def test_secretariat_prepares_opens_and_closes(self, make, desk, meeting, ncp):
        answer = desk.post(self.NEW, data=typed(**{"options-2-text-en": "Abstention", "options-2-abstention": "y"}))
        poll = db.session.scalars(db.select(Poll)).one()
        assert (answer.status_code, answer.location) == (303, f"/en/polls/{poll.id}/")
        refused = desk.get(f"/en/polls/{poll.id}/open/")
        assert "missing or out of date in one language" in refused.text
        assert "datetime-local" not in refused.text
        desk.post(
            f"/en/polls/{poll.id}/edit/",
            data=typed(
                **{
                    "options-2-text-en": "Abstention",
                    "options-2-text-fr": "Abstention",
                    "options-2-abstention": "y",
                }
            ),
        )
        assert "1 organisation has a ballot." in desk.get(f"/en/polls/{poll.id}/open/").text
        assert desk.post(f"/en/polls/{poll.id}/open/", data={"closes": "2027-03-02T11:30"}).status_code == 303
        poll = fresh(poll.id)
        assert (poll.state, poll.closes_at) == (PollState.OPEN, make.now + timedelta(hours=1, minutes=30))
        page = desk.get(f"/en/polls/{poll.id}/close/")
        assert "0 of 1 administrations have voted." in page.text
        answer = desk.post(f"/en/polls/{poll.id}/close/")
        assert (answer.status_code, answer.location) == (303, f"/en/polls/{poll.id}/results/")
        assert fresh(poll.id).state is PollState.CLOSED
        assert desk.post(f"/en/polls/{poll.id}/close/").status_code == 422

    def test_preset_offers_yes_no_and_abstention(self, desk, meeting):
        page = desk.get(f"{self.NEW}?preset=yes-no").text
        assert all(f'value="{word}"' in page for word in ("Yes", "Oui", "No", "Non", "Abstention"))

    def test_another_option_keeps_what_was_typed_and_saves_nothing(self, desk, meeting):
        page = desk.post(self.NEW, data=typed(add="1"))
        assert page.status_code == 200
        assert 'value="Oui"' in page.text
        assert 'name="options-2-text-en"' in page.text
        assert 'name="options-3-text-en"' not in page.text
        assert rows(Poll) == 0

    def test_thirtieth_option_is_the_last(self, desk, meeting):
        options = {f"options-{n}-text-en": f"Option {n}" for n in range(30)}
        page = desk.post(self.NEW, data=typed(**options, add="1"))
        assert 'name="options-30-text-en"' not in page.text
        assert 'name="add" value="1"' not in page.text

    def test_empty_rows_are_not_kept(self, desk, meeting):
        desk.post(self.NEW, data=typed(**{"options-2-text-en": " ", "options-5-text-en": "Later"}))
        poll = db.session.scalars(db.select(Poll)).one()
        assert [option.text.en for option in queries.options(poll)] == ["Yes", "No", "Later"]

    def test_bytes_that_are_no_text_do_no_harm(self, desk, meeting):
        page = desk.post(self.NEW, data=b"question-en=%ED%A0%80", content_type=AS_A_FORM)
        assert page.status_code in {303, 422}
        assert desk.get("/en/meetings/ncp-plenary-8/polls/").status_code == 200

    def test_edit_marks_the_translation_that_did_not_follow(self, make, desk, meeting):
        poll = make.poll(meeting)
        desk.post(f"/en/polls/{poll.id}/edit/", data=typed(**{"options-0-text-en": "Yes, renew it"}))
        db.session.expire_all()
        options = queries.options(poll)
        assert [option.text for option in options] == [
            Bilingual("Yes, renew it", "Oui", "en", True),
            Bilingual("No", "Non"),
        ]

    def test_item_of_the_agenda_is_chosen_from_this_meeting(self, desk, meeting):
        page = desk.post(self.NEW, data=typed(item="7"))
        assert (page.status_code, rows(Poll)) == (422, 0)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"question-en": "", "question-fr": ""}, "at least one of the two languages"),
            ({"question-en": "x" * 501}, "At most 500 characters"),
            ({"options-0-text-fr": "x" * 201}, "Option 1, French: At most 200 characters"),
            ({"question-en": "a\x00b"}, "cannot be stored"),
            ({"options-1-text-en": "a\u202eb"}, "cannot be stored"),
            ({"options-0-abstention": "y", "options-1-abstention": "y"}, "Only one option can be the abstention"),
        ],
    )
    def test_bad_input_is_named_and_what_was_typed_is_kept(self, desk, meeting, fields, words):
        page = desk.post(self.NEW, data=typed(**fields))
        assert page.status_code == 422
        assert words in text_of(page.text)
        assert 'value="Non"' in page.text
        assert rows(Poll) == 0

    @pytest.mark.parametrize(
        "body",
        [
            b"question-en=Q&item=9223372036854775808",
            b"question-en=&options-%C2%B2-text-en=a",
            b"question-en=&options-99999999999999999999-text-en=a",
            b"question-en=&" + b"&".join(b"options-%d-text-en=a" % n for n in range(100)),
        ],
    )
    def test_crafted_form_is_refused(self, desk, meeting, body):
        page = desk.post(self.NEW, data=body, content_type=AS_A_FORM)
        assert (page.status_code, rows(Poll)) == (422, 0)

    @pytest.mark.parametrize(
        ("closes", "words"),
        [
            ("2027-03-02T10:00", "passed already"),
            ("2027-03-28T02:30", "this hour does not exist"),
            ("soon", "Write a date and a time"),
            ("\x00", "Write a date and a time"),
        ],
    )
    def test_impossible_closing_time_is_refused_at_its_field(self, make, desk, meeting, ncp, closes, words):
        poll = make.poll(meeting)
        page = desk.post(f"/en/polls/{poll.id}/open/", data={"closes": closes})
        assert page.status_code == 422
        assert words in page.text
        assert 'id="closes-error"' in page.text
        assert (fresh(poll.id).state, rows(Elector)) == (PollState.PREPARED, 0)

    def test_opened_poll_is_not_edited_opened_or_discarded(self, desk, poll):
        assert desk.get(f"/en/polls/{poll.id}/edit/").status_code == 303
        assert desk.post(f"/en/polls/{poll.id}/edit/", data=typed()).status_code == 303
        for verb in ("open", "discard"):
            assert desk.post(f"/en/polls/{poll.id}/{verb}/").status_code == 422
        assert fresh(poll.id).question.en == "Renew the group?"

    def test_discarded_poll_is_gone(self, make, desk, meeting):
        poll = make.poll(meeting)
        assert "Nobody outside the secretariat" in desk.get(f"/en/polls/{poll.id}/discard/").text
        assert desk.post(f"/en/polls/{poll.id}/discard/").location == "/en/meetings/ncp-plenary-8/polls/"
        assert rows(Poll) == 0

    def test_closing_time_is_moved_with_a_reason(self, make, desk, poll):
        page = desk.post(f"/en/polls/{poll.id}/extend/", data={"closes": "2027-03-02T12:00"})
        assert (page.status_code, "Write the reason" in page.text) == (422, True)
        data = {"closes": "2027-03-02T12:00", "reason": "The line was down"}
        assert desk.post(f"/en/polls/{poll.id}/extend/", data=data).status_code == 303
        assert fresh(poll.id).closes_at == make.now + timedelta(hours=2)
