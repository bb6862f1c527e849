"""Mail on its way to a mail server that misbehaves, sent by processes that stop: nothing lost, nothing doubled."""

import threading
import time
from datetime import timedelta

import pytest
from flask import Flask

from meetings.domain.outbox import actions, queries, rules
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail, MailReason, MailState
from tests.conftest import Browser
from tests.faults.conftest import Outbox, Start, run
from tests.faults.smtp import PostOffice
from tests.make import Make

MINUTE = timedelta(minutes=1)


def test_killed_between_the_reply_and_the_commit_one_mail_comes_twice_as_the_same(
    office: PostOffice, outbox: Outbox, scheduler: Start
) -> None:
    outbox.fill(12)
    kills = 2
    for _ in range(kills):
        run(scheduler("kill"))
    assert office.recipients.total() == kills
    assert outbox.states().count(MailState.IN_FLIGHT) == kills
    assert outbox.send() == 12 - kills, "those stay in hand until their lease is over"
    assert outbox.send(actions.LEASE + MINUTE) == kills
    assert outbox.all_sent()
    assert len(office.copies) == len(office.recipients) == 12, "every copy has the Message-ID of the first"
    assert office.copies.total() == 12 + kills


def test_two_schedulers_send_each_mail_once(office: PostOffice, outbox: Outbox, scheduler: Start) -> None:
    outbox.fill(80)
    run(scheduler(), scheduler())
    assert outbox.all_sent()
    assert set(office.copies.values()) == {1}
    assert len(office.copies) == 80


def test_control_two_schedulers_that_claim_nothing_send_mails_twice(
    office: PostOffice, outbox: Outbox, scheduler: Start
) -> None:
    outbox.fill(40)
    office.does.slow = 0.01
    run(scheduler("careless"), scheduler("careless"))
    assert max(office.copies.values()) > 1


def test_two_schedulers_keep_to_the_pace_together(office: PostOffice, outbox: Outbox, scheduler: Start) -> None:
    outbox.fill(30)
    run(scheduler(pace=10), scheduler(pace=10))
    assert office.recipients.total() == 10


def test_control_schedulers_that_count_without_holding_the_pace_exceed_it(
    app: Flask, outbox: Outbox, make: Make
) -> None:
    outbox.fill(10)
    taken: list[int] = []
    gate = threading.Barrier(2)

    def task() -> None:
        with app.app_context():
            left = 3 - queries.taken_since(make.now - rules.MINUTE)
            db.session.rollback()
            gate.wait()
            with transaction():
                taken.extend(mail.id for mail in actions.claim_mails(left, now=make.now))

    threads = [threading.Thread(target=task) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(taken) == 6


def test_server_that_is_down_for_an_hour_gets_everything_within_five_minutes(
    office: PostOffice, outbox: Outbox
) -> None:
    outbox.fill(50)
    office.close()
    for minute in range(60):
        assert outbox.send(minute * MINUTE) == 0
    assert set(outbox.states()) <= set(rules.TO_BE_SENT)
    office.open()
    sent = sum(outbox.send((60 + minute) * MINUTE) for minute in range(5))
    assert sent == 50
    assert set(office.copies.values()) == {1}


def test_pages_do_not_wait_for_a_server_that_hangs(
    app: Flask, office: PostOffice, outbox: Outbox, make: Make, client: Browser
) -> None:
    client.sign_in(make.secretariat())
    client.get("/en/outbox/")
    outbox.fill(3)
    office.does.hangs = {"person0@ncp.example"}

    def task() -> None:
        with app.app_context():
            outbox.send()

    thread = threading.Thread(target=task)
    thread.start()
    while not office.seen:
        time.sleep(0.01)
    began = time.perf_counter()
    assert client.post("/en/sign-in/", data={"email": "person0@ncp.example"}).status_code < 400
    assert client.get("/en/outbox/").status_code == 200
    took = time.perf_counter() - began
    assert thread.is_alive(), "the server still hangs"
    thread.join()
    assert took < 0.9


def test_mail_at_which_the_server_hangs_goes_behind_the_others(office: PostOffice, outbox: Outbox) -> None:
    mails = outbox.fill(20)
    office.does.hangs = {"person0@ncp.example"}
    assert outbox.send() == 0
    assert outbox.send(MINUTE) == 19
    db.session.refresh(mails[0])
    assert (mails[0].state, mails[0].reason) == (MailState.WAITING, MailReason.TIMEOUT)
    office.does.hangs = set()
    assert outbox.send(30 * MINUTE) == 1


def test_mail_at_which_the_server_breaks_off_fails_in_the_end_and_stops_nobody(
    office: PostOffice, outbox: Outbox
) -> None:
    mails = outbox.fill(200)
    office.does.drops = {"person7@ncp.example"}
    sent = sum(outbox.send(timedelta(hours=hours)) for hours in range(24))
    assert sent == 199
    db.session.refresh(mails[7])
    assert (mails[7].state, mails[7].reason) == (MailState.FAILED, MailReason.DISCONNECTED)
    assert mails[7].tries == rules.TRIES
    assert set(office.copies.values()) == {1}


def test_server_that_closes_each_connection_after_some_mails_gets_all_in_one_round(
    office: PostOffice, outbox: Outbox
) -> None:
    outbox.fill(25)
    office.does.carries, office.does.slow = 5, 0.03
    assert outbox.send() == 25
    assert set(office.copies.values()) == {1}
    assert len(office.carried) > 4


def test_greylisted_mails_come_at_the_second_try(office: PostOffice, outbox: Outbox) -> None:
    mails = outbox.fill(10)
    office.does.greylists = True
    assert outbox.send() == 0
    assert outbox.send(MINUTE) == 10
    db.session.refresh(mails[0])
    assert (mails[0].tries, mails[0].reason) == (2, None)


def test_slow_server_is_waited_for_and_a_round_ends_in_time(office: PostOffice, outbox: Outbox, make: Make) -> None:
    outbox.fill(5)
    office.does.slow = 0.2
    assert outbox.send() == 5


def test_half_of_the_recipients_refused_the_others_get_theirs_once(office: PostOffice, outbox: Outbox) -> None:
    outbox.fill(20)
    office.does.refused = {f"person{number}@ncp.example": "550 no such mailbox" for number in range(0, 20, 2)}
    assert outbox.send() == 10
    assert outbox.send(timedelta(hours=1)) == 0
    assert outbox.states() == [MailState.BOUNCED, MailState.SENT] * 10
    assert set(office.copies.values()) == {1}


@pytest.mark.parametrize(
    ("column", "value"),
    [("message_id", "<two\nlines@x>"), ("recipient_email", "nobody"), ("calendar", b"X"), ("language", "??")],
)
def test_poison_row_does_not_stop_the_others(
    office: PostOffice, outbox: Outbox, column: str, value: str | bytes
) -> None:
    poison = outbox.fill(30)[10]
    with transaction():
        setattr(db.session.get_one(Mail, poison.id), column, value)
    assert outbox.send() == 29
    db.session.refresh(poison)
    assert (poison.state, poison.reason) == (MailState.FAILED, MailReason.MESSAGE)


def test_what_came_too_late_is_held_back_with_a_line_that_says_so(
    outbox: Outbox, make: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    late, good = outbox.fill(1, worthless_after=make.now + MINUTE), outbox.fill(1)
    assert outbox.send(timedelta(days=3)) == 1
    assert outbox.states() == [MailState.WITHHELD, MailState.SENT]
    db.session.refresh(late[0])
    assert (late[0].reason, good[0].state) == (MailReason.TOO_LATE, MailState.SENT)
    assert f"mail {late[0].id} is not sent: it is too late for it" in caplog.text
