"""Two people change the same prepared poll: the second sees both versions and chooses, and loses nothing."""

import pytest

from meetings.domain.poll import actions, queries
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft
from meetings.extensions import db, transaction
from tests.make import both
from tests.web.test_mailing_edits import hidden
from tests.web.test_poll_manage import typed
from tests.web.test_poll_pictures import sent

YES, NO = OptionDraft(both("Yes", "Oui")), OptionDraft(both("No", "Non"))


@pytest.fixture
def poll(make):
    return make.poll(make.meeting(), question=both("Renew?", "Reconduire ?"), options=(YES, NO))


@pytest.fixture
def desk(make, client):
    return client.sign_in(make.secretariat())


@pytest.fixture
def address(poll):
    return f"/en/polls/{poll.id}/edit/"


@pytest.fixture
def theirs(make, app, poll):
    """Let somebody else change the poll."""

    def change(question="Renew?", options=(YES, NO)):
        draft = PollDraft(both(question, "Reconduire ?"), None, tuple(options))
        with transaction():
            actions.revise(poll, draft, files=app.extensions["storage"], by=None, now=make.now)

    return change


def stands(poll):
    db.session.expire_all()
    return poll.question.en, [option.text.en for option in queries.options(poll)]


@pytest.mark.parametrize(("choice", "question"), [("theirs", "Theirs?"), ("mine", "Mine?")])
def test_both_are_shown_and_the_editor_chooses(desk, address, poll, theirs, choice, question):
    seen = hidden(desk.get(address).text)
    theirs("Theirs?")
    form = typed(**{"question-en": "Mine?", "options-1-text-en": "Only mine"})
    answer = desk.post(address, data=form | seen.to_dict())
    assert answer.status_code == 409
    for words in ("Somebody else has changed this", "They wrote: Theirs?", "You wrote: Mine?", "Only mine"):
        assert words in answer.text
    assert desk.post(address, data=hidden(answer.text)).status_code == 409, "nothing was chosen"
    chosen = hidden(answer.text)
    chosen["take-question-en"] = choice
    assert desk.post(address, data=chosen).status_code == 303
    assert stands(poll) == (question, ["Yes", "Only mine"])


@pytest.mark.parametrize(("take", "options"), [("theirs", ["Yes", "No", "Later"]), ("mine", ["Yes", "No"])])
def test_option_that_they_added_is_not_lost(desk, address, poll, theirs, take, options):
    seen = hidden(desk.get(address).text)
    theirs(options=(YES, NO, OptionDraft(both("Later", "Plus tard"))))
    answer = desk.post(address, data=typed() | seen.to_dict())
    assert "They wrote: Later" in answer.text
    chosen = hidden(answer.text)
    for language in ("en", "fr"):
        chosen[f"take-options-2-text-{language}"] = take
    assert desk.post(address, data=chosen).status_code == 303
    assert stands(poll)[1] == options


def test_option_that_they_took_away_can_be_left_away(desk, make, address, poll, theirs):
    theirs(options=(YES, NO, OptionDraft(both("Later", "Plus tard"))))
    seen = hidden(desk.get(address).text)
    theirs()
    form = typed(**{"options-2-text-en": "Sooner", "options-2-text-fr": "Plus tard"})
    answer = desk.post(address, data=form | seen.to_dict())
    assert "You wrote: Sooner" in answer.text
    chosen = hidden(answer.text)
    chosen["take-options-2-text-en"] = "theirs"
    chosen["take-options-2-text-fr"] = "theirs"
    desk.post(address, data=chosen)
    assert stands(poll)[1] == ["Yes", "No"]


def test_picture_of_mine_survives_the_comparison(desk, address, poll, theirs):
    seen = hidden(desk.get(address).text)
    theirs("Theirs?")
    answer = desk.post(address, data=sent() | seen.to_dict())
    assert answer.status_code == 409
    chosen = hidden(answer.text)
    chosen["take-question-en"] = "theirs"
    assert desk.post(address, data=chosen).status_code == 303
    db.session.expire_all()
    assert queries.options(poll)[0].image_key
    assert poll.question.en == "Theirs?"
