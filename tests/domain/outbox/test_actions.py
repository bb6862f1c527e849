"""What becomes of mails, by themselves and by hand."""

from datetime import timedelta
from typing import Any

import pytest

from meetings.domain.outbox import actions, actions_hand, queries, rules
from meetings.domain.outbox.actions import Letter
from meetings.extensions import transaction
from meetings.models.outbox import Mail, MailReason, MailState
from tests.make import Make


def plain(make: Make, to: str = "zoe@example.org", kind: str = "test", **words: Any) -> Mail:
    letter = Letter(kind, "Zoé Lefèvre", to, "fr", "Séance déplacée", "Bonjour", "<p>Bonjour</p>", **words)
    with transaction():
        return actions.queue(letter, host="localhost", keep=False, now=make.now)


def way_in(make: Make) -> Mail:
    letter = Letter("access.asked", "Zoé", "zoe@example.org", "en", "Sign in", "123 456", "<p>123 456</p>", secret=True)
    with transaction():
        mail = actions.queue(letter, host="localhost", keep=False, now=make.now)
        mail.tries = 1
    return mail


def test_refused_way_in_is_wiped_and_not_sent_again(make: Make) -> None:
    mail = way_in(make)
    with transaction():
        actions.failed(mail, MailReason.CONTENT, "554 refused")
    assert (mail.state, mail.text, mail.html) == (MailState.FAILED, "", "")
    with pytest.raises(rules.WayInOver), transaction():
        actions_hand.retry(mail, by=None, now=make.now)


@pytest.mark.parametrize(("minutes", "state"), [(1, MailState.WAITING), (8, MailState.WAITING), (10, MailState.FAILED)])
def test_way_in_waits_no_longer_than_it_works(make: Make, minutes: int, state: MailState) -> None:
    mail = way_in(make)
    with transaction():
        actions.postponed(mail, MailReason.LATER, now=make.now + timedelta(minutes=minutes))
    assert mail.state is state
    other = way_in(make)
    with transaction():
        actions.unreached(other, MailReason.UNREACHABLE, now=make.now + timedelta(minutes=minutes))
    assert other.state is state
    assert bool(other.text) is (state is MailState.WAITING)


def test_address_that_is_refused_is_not_the_same_as_a_mail_that_failed(make: Make) -> None:
    gone, broken = plain(make), plain(make)
    with transaction():
        actions.failed(gone, MailReason.RECIPIENT, "550 no such mailbox")
        actions.failed(broken, MailReason.CONTENT, "554 refused")
    assert (gone.state, broken.state) == (MailState.BOUNCED, MailState.FAILED)
    for mail in (gone, broken):
        with transaction():
            actions_hand.retry(mail, by=None, now=make.now)
        assert (mail.state, mail.reason, mail.error) == (MailState.QUEUED, None, "")


def test_all_that_failed_of_a_kind_go_once_more_but_no_refused_address_and_no_way_in(make: Make) -> None:
    gone, broken, other, secret = plain(make), plain(make), plain(make, kind="other"), plain(make, secret=True)
    with transaction():
        actions.failed(gone, MailReason.RECIPIENT)
        for mail in (broken, other, secret):
            actions.failed(mail, MailReason.CONTENT)
    assert queries.failed_by_kind() == {"other": 1, "test": 1}
    with transaction():
        assert actions_hand.retry_all("test", by=None, now=make.now) == 1
    states = [mail.state for mail in (gone, broken, other, secret)]
    assert states == [MailState.BOUNCED, MailState.QUEUED, MailState.FAILED, MailState.FAILED]


def test_what_waits_is_held_back_and_let_go(make: Make) -> None:
    mail = plain(make, worthless_after=make.now)
    with transaction():
        actions_hand.withhold(mail, by=None, now=make.now)
    assert (mail.state, mail.reason) == (MailState.WITHHELD, MailReason.BY_HAND)
    assert not queries.something_is_due(now=make.now)
    with pytest.raises(rules.HasLeft), transaction():
        actions_hand.withhold(mail, by=None, now=make.now)
    with transaction():
        actions_hand.release(mail, by=None, now=make.now)
    assert (mail.state, mail.reason, mail.worthless_after) == (MailState.QUEUED, None, None)
    with pytest.raises(rules.NotHeldBack), transaction():
        actions_hand.release(mail, by=None, now=make.now)


def test_way_in_that_came_too_late_is_wiped_and_stays(make: Make) -> None:
    mail = way_in(make)
    assert mail.worthless_after == make.now + rules.SECRET_LASTS
    with transaction():
        actions.too_late(mail)
    assert (mail.state, mail.reason, mail.text) == (MailState.WITHHELD, MailReason.TOO_LATE, "")
    with pytest.raises(rules.WayInOver), transaction():
        actions_hand.release(mail, by=None, now=make.now)


def test_no_more_are_taken_in_a_minute_than_the_pace_allows(make: Make) -> None:
    for _ in range(5):
        plain(make)

    def take(seconds: int) -> int:
        with transaction():
            return len(actions.claim_mails(10, now=make.now + timedelta(seconds=seconds), per_minute=2))

    assert [take(seconds) for seconds in (0, 30, 59, 60, 90, 120)] == [2, 0, 0, 2, 0, 1]


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (queries.Wanted(), 3),
        (queries.Wanted(state=MailState.BOUNCED), 1),
        (queries.Wanted(kind="other"), 1),
        (queries.Wanted(words="LEFEVRE"), 3),
        (queries.Wanted(words="gone@"), 1),
        (queries.Wanted(words="deplacee", kind="test"), 2),
        (queries.Wanted(words="%"), 0),
        (queries.Wanted(meeting_id=1), 0),
    ],
)
def test_mails_are_found_by_state_kind_meeting_and_words(make: Make, wanted: queries.Wanted, number: int) -> None:
    gone, _, _ = plain(make, "gone@example.org"), plain(make), plain(make, kind="other")
    with transaction():
        actions.failed(gone, MailReason.RECIPIENT)
    assert queries.found(wanted).total == len(queries.all_found(wanted, limit=9)) == number
    assert sorted(queries.kinds()) == ["other", "test"]
