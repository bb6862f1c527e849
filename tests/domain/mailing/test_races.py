"""Two schedulers at the same moment: each mail once, with a control that shows the race with the lock off."""

import threading
from collections import Counter
from datetime import UTC, datetime

import pytest

from meetings.domain.mailing import actions_clock, queries
from meetings.extensions import db
from meetings.models.mailing import MailingRecipient
from meetings.models.outbox import Mail
from meetings.notices import mailings
from tests.domain.mailing.test_actions import planned
from tests.domain.registration.test_races import at_once, without_lock
from tests.make import Make

PEOPLE = 12
AT = datetime(2027, 3, 5, 20, 0, tzinfo=UTC)


def _started(make: Make) -> int:
    member = make.member()
    for number in range(PEOPLE):
        make.ncp(member, f"Person {number}")
    return planned(make.meeting(), make.now).id


def _mails() -> Counter[str]:
    return Counter(mail.recipient_name for mail in db.session.query(Mail))


def test_two_schedulers_begin_and_write_each_mail_once(make: Make, app) -> None:
    number = _started(make)
    assert at_once(app, [lambda: actions_clock.look_at(number, now=AT)] * 2) == []
    assert db.session.query(MailingRecipient).count() == PEOPLE
    assert at_once(app, [lambda: mailings.write_portion(number, now=AT)] * 2) == []
    assert set(_mails().values()) == {1}
    assert len(_mails()) == PEOPLE


def test_control_without_the_lock_mails_are_written_twice(make: Make, app, monkeypatch: pytest.MonkeyPatch) -> None:
    number = _started(make)
    at_once(app, [lambda: actions_clock.look_at(number, now=AT)])
    monkeypatch.setattr(mailings, "_is_held", lambda mailing: True)
    gate, portion = threading.Barrier(2), queries.portion

    def both_have_read(mailing):
        rows = portion(mailing)
        gate.wait(timeout=30)
        return rows

    monkeypatch.setattr(mailings.queries, "portion", both_have_read)
    failures = at_once(app, [lambda: mailings.write_portion(number, now=AT)] * 2, hold=without_lock)
    assert failures or max(_mails().values()) == 2
