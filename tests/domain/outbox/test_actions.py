"""What becomes of mails that hold a way in."""

from datetime import timedelta

import pytest

from meetings.domain.outbox import actions, rules
from meetings.domain.outbox.actions import Letter
from meetings.extensions import transaction
from meetings.models.outbox import Mail, MailState
from tests.make import Make


def way_in(make: Make) -> Mail:
    letter = Letter("access.asked", "Zoé", "zoe@example.org", "en", "Sign in", "123 456", "<p>123 456</p>", secret=True)
    with transaction():
        mail = actions.queue(letter, host="localhost", keep=False, now=make.now)
        mail.tries = 1
    return mail


def test_refused_way_in_is_wiped_and_not_sent_again(make: Make) -> None:
    mail = way_in(make)
    with transaction():
        actions.failed(mail, "Refused.")
    assert (mail.state, mail.text, mail.html) == (MailState.FAILED, "", "")
    with pytest.raises(rules.WayInOver), transaction():
        actions.retry(mail, by=None, now=make.now)


@pytest.mark.parametrize(("minutes", "state"), [(1, MailState.WAITING), (8, MailState.WAITING), (10, MailState.FAILED)])
def test_way_in_waits_no_longer_than_it_works(make: Make, minutes: int, state: MailState) -> None:
    mail = way_in(make)
    with transaction():
        actions.postponed(mail, "Later.", now=make.now + timedelta(minutes=minutes))
    assert mail.state is state
    other = way_in(make)
    with transaction():
        actions.unreached(other, "Away.", now=make.now + timedelta(minutes=minutes))
    assert other.state is state
    assert bool(other.text) is (state is MailState.WAITING)
