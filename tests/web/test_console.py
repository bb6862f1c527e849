"""The console of a meeting: its line, its figures, its gaps, and the steps that are decided by hand."""

import re
from datetime import timedelta

import pytest

from meetings.domain.meeting import actions as meetings
from meetings.domain.outbox import actions as outbox
from meetings.extensions import db, transaction
from meetings.models.deadline import Closing
from meetings.models.outbox import Mail, MailState
from tests.conftest import Browser
from tests.domain.deadline.test_actions import set_
from tests.make import Make, both
from tests.queries import counted
from tests.web.test_meeting_manage import again

HOME = "/en/meetings/ncp-plenary-8/console/"


@pytest.fixture
def secretariat(make: Make, client: Browser) -> Browser:
    return client.sign_in(make.secretariat())


def mail(make: Make, state: MailState, number: int, meeting_id: int) -> None:
    """Put a mail about a meeting into the outbox."""
    db.session.add(
        Mail(
            kind="registration.confirmed",
            meeting_id=meeting_id,
            recipient_name="N",
            recipient_email="n@example.org",
            language="en",
            subject="S",
            text="T",
            html="",
            message_id=f"<{number}@example.org>",
            state=state,
            created_at=make.now,
            due_at=make.now,
        )
    )


def words(text: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_console_counts_administrations_people_texts_and_mails(make: Make, secretariat: Browser) -> None:
    meeting, kenya = make.meeting(), make.member()
    make.member("TZ", "Tanzania")
    make.registration(meeting, make.ncp(kenya))
    make.ncp(make.member("UG", "Uganda"))
    make.item(meeting, "Only in English", "")
    with transaction():
        for number, state in enumerate((MailState.SENT, MailState.FAILED, MailState.QUEUED)):
            mail(make, state, number, meeting.id)
    page = words(secretariat.get(HOME).text)
    assert "1 administration registered, of 2 with an NCP" in page
    assert "1 person with a place" in page
    assert "1 mail not delivered, of" in page
    assert "1 administration with an NCP is not registered" in page
    assert "Uganda" in page
    assert "Title of item 1" in page
    assert "French" in page


def test_line_says_what_is_late_and_leads_there(make: Make, secretariat: Browser) -> None:
    make.meeting(announced=False)
    page = secretariat.get(HOME).text
    assert "days late." in page
    assert 'href="/en/meetings/ncp-plenary-8/check/"' in page
    assert "The agenda has no item yet." in page
    assert "steps are late." in page


def test_deadlines_are_steps_that_lead_to_their_page(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    for days, kind in enumerate((Closing.DOCUMENTS, Closing.REGISTRATION, Closing.PROPOSALS, Closing.SURVEY), 2):
        set_(make, meeting, kind, days)
    page = secretariat.get(HOME).text
    for kind in ("documents", "registration", "proposals", "survey"):
        assert f'href="/en/meetings/ncp-plenary-8/deadlines/{kind}/"' in page
    assert "Documents due" in words(page)


def test_people_who_do_not_run_the_meeting_see_no_console(make: Make, client: Browser) -> None:
    make.meeting()
    assert client.sign_in(make.ncp(make.member())).get(HOME).status_code == 403


def test_own_step_is_added_ticked_and_removed(make: Make, secretariat: Browser) -> None:
    make.meeting()
    new = f"{HOME}steps/new/"
    refused = secretariat.post(new, data={"title": " ", "due": "soon"})
    assert refused.status_code == 422
    assert "Write what is to be done." in refused.text
    assert 'value="soon"' in refused.text
    due = (make.now + timedelta(days=3)).date().isoformat()
    assert secretariat.post(new, data={"title": "Order lunch", "due": due}).status_code == 303
    assert "Order lunch" in secretariat.get(HOME).text
    secretariat.post(f"{HOME}steps/own-1/done/")
    assert "The step is done." in secretariat.get(HOME).text
    form = again(secretariat.get(f"{HOME}steps/own-1/").text, title="Order dinner", state="open")
    assert secretariat.post(f"{HOME}steps/own-1/", data=form).status_code == 303
    assert "Order dinner" in secretariat.get(HOME).text
    secretariat.post(f"{HOME}steps/own-1/remove/")
    assert "Order dinner" not in secretariat.get(HOME).text.replace("Step removed", "")
    secretariat.post(f"{HOME}steps/own-1/remove/")
    assert "Somebody else has removed this step." in secretariat.get(HOME).text


def test_usual_step_is_moved_dropped_and_taken_up_again(make: Make, secretariat: Browser) -> None:
    make.meeting()
    page = f"{HOME}steps/reminder/"
    due = make.now.date().isoformat()
    secretariat.post(page, data={"due": due, "state": "open"})
    assert "One step is due today." in words(secretariat.get(HOME).text)
    secretariat.post(page, data={"due": "", "state": "dropped"})
    assert "Not needed for this meeting:" in secretariat.get(HOME).text
    secretariat.post(page, data={"due": "", "state": "open"})
    assert "Not needed for this meeting:" not in secretariat.get(HOME).text
    assert secretariat.post(page, data={"due": "", "state": "perhaps"}).status_code == 422


@pytest.mark.parametrize(
    "key",
    ["session", "registration_opens", "nothing", "own", "own-", "own-x", "own-01", "own-99999999999", "reminder-1"],
)
def test_steps_that_there_are_not_answer_404(make: Make, secretariat: Browser, key: str) -> None:
    make.meeting()
    assert secretariat.get(f"{HOME}steps/{key}/").status_code == 404
    assert secretariat.post(f"{HOME}steps/{key}/done/").status_code in (303, 404)


def test_usual_step_cannot_be_removed(make: Make, secretariat: Browser) -> None:
    make.meeting()
    assert secretariat.post(f"{HOME}steps/reminder/remove/").status_code == 404


def test_cancelled_meeting_has_nothing_due(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    with transaction():
        meetings.cancel(meeting, both("No room", "Pas de salle"), by=None, now=make.now)
    page = secretariat.get(HOME).text
    assert "This meeting does not take place" in page
    assert " late" not in page
    assert "Move or tick" not in page


def test_number_of_statements_does_not_grow_with_the_meeting(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()

    def asked() -> int:
        make.again(None)
        with counted() as statements:
            assert secretariat.get(HOME).status_code == 200
        return len(statements)

    make.registration(meeting, make.ncp(make.member()))
    make.open_poll(meeting)
    secretariat.get(HOME)
    make.item(meeting)
    few, unchanged = asked(), asked()
    for number in range(12):
        make.item(meeting, f"Item {number}")
        make.registration(meeting, make.ncp(make.member(f"{chr(65 + number)}A", f"Land {number}")))
        with transaction():
            outbox.announce("record.published", {"meeting": meeting.id}, now=make.now)
            mail(make, MailState.SENT, number, meeting.id)
    assert (asked(), asked()) == (few, unchanged)
    assert unchanged < few


def test_what_is_remembered_of_a_meeting_follows_every_write(make: Make, secretariat: Browser) -> None:
    meeting = make.meeting()
    assert "The agenda has no item yet." in secretariat.get(HOME).text
    item = make.item(meeting)
    assert "The agenda has no item yet." not in secretariat.get(HOME).text
    assert "title of item" not in secretariat.get(HOME).text.lower()
    secretariat.post(f"/en/meetings/ncp-plenary-8/agenda/{item.id}/remove/")
    assert "The agenda has no item yet." in secretariat.get(HOME).text
