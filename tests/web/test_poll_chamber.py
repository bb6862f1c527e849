"""The chamber of a poll: while it is open some have not voted yet; once it is closed they did not vote."""

import pytest

from meetings.models.poll import QuestionKind, Secrecy
from tests.web.test_poll import text_of


@pytest.fixture
def members(make):
    found = [make.member(f"M{n}", f"Member {n}") for n in range(3)]
    return [(member, make.ncp(member, f"NCP of {member.code}")) for member in found]


WORDS = {"en": ("2 not yet", "2 did not vote"), "fr": ("2 pas encore", "2 n’ont pas voté")}


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("secrecy", [Secrecy.NAMED, Secrecy.CONFIDENTIAL])
def test_every_page_of_a_closed_poll_says_who_did_not_vote(make, client, members, secrecy, language):
    poll = make.open_poll(make.meeting(), secrecy=secrecy, kind=QuestionKind.SEVERAL, least=1, most=2)
    make.ballot(poll, *members[0])
    client.sign_in(members[0][1])
    before, after = WORDS[language]
    assert before in text_of(client.get(f"/{language}/polls/{poll.id}/").text)
    make.close(poll)
    for path in (f"/{language}/polls/{poll.id}/results/", f"/{language}/polls/{poll.id}/"):
        page = text_of(client.get(path).text)
        assert before not in page
    assert after in page
    projector = client.sign_in(make.secretariat()).get(f"/{language}/polls/{poll.id}/present/").text
    assert "not yet" not in text_of(projector)
