"""Who represented whom at a meeting that is over."""

from datetime import date, timedelta

import time_machine

from meetings.domain.organisation import actions, queries
from meetings.domain.poll import actions_closing as polls
from meetings.extensions import transaction
from meetings.models.organisation import Capacity
from tests.conftest import Browser
from tests.make import Make
from tests.queries import counted


def test_organisation_page_answers_from_the_stored_days(make: Make, client: Browser) -> None:
    kenya = make.member()
    wanjiru, otieno = make.ncp(kenya, capacity=Capacity.HEAD), make.ncp(kenya, "Otieno Juma")
    meeting = make.meeting(number=4)
    make.registration(meeting, otieno)
    poll = make.open_poll(meeting, closes_at=make.now + timedelta(days=11))
    make.ballot(poll, kenya, wanjiru)
    with transaction():
        polls.close(poll, by=None, now=make.now)
    client.sign_in(make.person())
    assert "Who represented it" not in client.get("/en/organisations/ke/").text
    with time_machine.travel(make.now + timedelta(days=40), tick=False):
        later = date(2027, 4, 1)
        newcomer = make.person("Amani Newcomer")
        with transaction():
            (former,) = queries.nominations_of(wanjiru)
            actions.nominate(
                newcomer, kenya, capacity=Capacity.HEAD, since=later, succeeds=former, by=None, now=make.now
            )
        client.sign_in(make.person())
        page = client.get("/en/organisations/ke/").text
        table = page[page.index("Who represented it") :]
        for words in ("4th NCP Plenary", "Wanjiru Kamande", "Otieno Juma", "English session", "Renew the group?"):
            assert words in table
        assert "Amani Newcomer" not in table
        whole = client.get("/en/organisations/representation/ncp-plenary-4/").text
        assert "Otieno Juma" in whole
        assert "Amani Newcomer" not in whole


def test_list_is_there_when_the_meeting_is_over_and_not_before(make: Make, client: Browser) -> None:
    make.member()
    meeting = make.meeting()
    client.sign_in(make.person())
    path = f"/en/organisations/representation/{meeting.slug}/"
    assert client.get(path).status_code == 404
    assert path not in client.get(f"/en/meetings/{meeting.slug}/").text
    with time_machine.travel(make.now + timedelta(days=40), tick=False):
        client.sign_in(make.person())
        assert client.get(path).status_code == 200
        assert path in client.get(f"/en/meetings/{meeting.slug}/").text
    assert client.get("/en/organisations/representation/nonsense/").status_code == 404


def test_person_whose_account_was_closed_still_represented_it(make: Make, client: Browser) -> None:
    person = make.ncp(make.member())
    make.meeting()
    with transaction():
        person.disabled_at = make.now + timedelta(days=20)
    with time_machine.travel(make.now + timedelta(days=40), tick=False):
        page = client.sign_in(make.person("Somebody Else")).get("/en/organisations/ke/").text
    assert "Wanjiru Kamande" in page[page.index("Who represented it") :]


def test_page_takes_as_many_statements_for_thirty_meetings_as_for_one(make: Make, client: Browser) -> None:
    kenya = make.member()
    make.ncp(kenya)

    def statements() -> int:
        with time_machine.travel(make.now + timedelta(days=40), tick=False):
            client.sign_in(make.person())
            with counted() as found:
                assert client.get("/en/organisations/ke/?meetings=all").status_code == 200
            return len(found)

    make.meeting(number=1)
    few = statements()
    for number in range(2, 20):
        make.meeting(number=number)
    assert statements() == few


def test_reader_without_the_right_to_the_register_sees_only_the_own_organisation(make: Make, client: Browser) -> None:
    make.ncp(make.member())
    togo = make.member("TG", "Togo", region="WCA")
    reader, meeting = make.ncp(togo, "Ama"), make.meeting()
    with transaction():
        togo.kind = make.kind("observer")
        make.kind("observer").reads_register = False
    with time_machine.travel(make.now + timedelta(days=40), tick=False):
        client.sign_in(reader)
        assert client.get("/en/organisations/tg/").status_code == 200
        assert client.get("/en/organisations/").location == "/en/organisations/tg/"
        for path in ("ke/", f"representation/{meeting.slug}/"):
            assert client.get(f"/en/organisations/{path}").status_code == 403
