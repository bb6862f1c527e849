"""Mails of polls between meetings: to whom, in which language and zone, once each, and not too late."""

from datetime import timedelta

import pytest

from meetings.core.bilingual import FRENCH
from meetings.domain.organisation import queries as organisations
from meetings.domain.outbox.rules import PORTION
from meetings.domain.person import actions as people
from meetings.domain.person.rules import MailGroup
from meetings.domain.poll import (
    actions,
    actions_casting,
    actions_closing,
    actions_proxy,
    actions_schedule,
    ballot_queries,
    queries,
)
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.procedures import SILENCE_OPTIONS
from meetings.domain.poll.proxy_rules import Terms
from meetings.extensions import db, transaction
from meetings.models.outbox import Mail
from meetings.models.poll import Procedure, ResultsWhen
from meetings.notices import post

DAY = timedelta(days=1)
SILENCE = {"procedure": Procedure.SILENCE, "options": SILENCE_OPTIONS}


@pytest.fixture
def odile(make):
    return make.ncp(make.member("CM", "Cameroun", region="WCA"), "Odile", language=FRENCH)


@pytest.fixture
def wanjiru(make):
    return make.ncp(make.member(), "Wanjiru")


@pytest.fixture
def poll(make, odile, wanjiru):
    make.secretariat()
    return make.open_poll(make.meeting(), closes_at=make.now + 10 * DAY, **SILENCE)


def mails(make, kind, after=timedelta(0)):
    """Write what was announced and return the mails of one *kind*, by the name of their readers."""
    post.handle(50, now=make.now + after)
    return db.session.query(Mail).filter_by(kind=kind).order_by(Mail.recipient_name, Mail.id).all()


def answer(make, poll, person, place, reason=""):
    organisation = next(
        o for o in ballot_queries.roll(poll) if o.organisation.code == ("CM" if person.name == "Odile" else "KE")
    )
    chosen = [queries.options(poll)[place].id]
    with transaction():
        actions_casting.cast(poll, organisation.voter, chosen, by=person, clock=lambda: make.now, reason=reason)


def remind(make, poll, days):
    with transaction():
        actions_schedule.remind_due(now=make.now + days * DAY)


def test_opening_is_told_to_each_who_casts_in_their_language_and_zone_once(make, poll):
    odile, wanjiru = mails(make, "poll.procedure_opened")
    assert mails(make, "poll.procedure_opened") == [odile, wanjiru]
    assert odile.subject.startswith("Procédure d’approbation tacite jusqu’au")
    assert "qui ne dit rien approuve" in odile.text
    assert wanjiru.subject.startswith("Silence procedure until")
    assert "whoever says nothing agrees" in wanjiru.text
    assert "(Nairobi time)" in wanjiru.text
    assert f"/fr/polls/{poll.id}/" in odile.text
    assert odile.worthless_after == poll.closes_at


def test_only_the_silent_are_reminded_as_they_are_when_the_mail_is_written(make, poll, wanjiru):
    remind(make, poll, 3)
    answer(make, poll, wanjiru, 0)
    (mail,) = mails(make, "poll.reminder", 3 * DAY)
    assert mail.recipient_name == "Odile"
    assert mail.worthless_after == poll.closes_at


def test_reminder_that_comes_after_the_closing_or_a_new_deadline_is_dropped(make, poll):
    remind(make, poll, 9)
    assert mails(make, "poll.reminder", 10 * DAY) == []
    with transaction():
        actions.extend(poll, make.now + 20 * DAY, "Holidays", by=None, clock=lambda: make.now + DAY)
    assert mails(make, "poll.reminder", 9 * DAY) == []


def test_reminders_can_be_refused_formal_mails_not(make, poll, odile):
    with transaction():
        people.refuse_mails(odile, MailGroup.REMINDERS, now=make.now)
    remind(make, poll, 3)
    assert [mail.recipient_name for mail in mails(make, "poll.reminder", 3 * DAY)] == ["Wanjiru"]
    assert len(mails(make, "poll.procedure_opened")) == 2


def test_new_deadline_is_told_with_the_old_one_and_why(make, poll):
    with transaction():
        actions.extend(poll, make.now + 20 * DAY, "Jours fériés", by=None, clock=lambda: make.now + DAY)
    odile, wanjiru = mails(make, "poll.deadline_moved", DAY)
    assert "Pourquoi" in odile.text or "Motif" in odile.text
    assert "Jours fériés" in wanjiru.text


def test_the_secretariat_hears_that_silence_is_broken_unless_it_is_mended(make, poll, wanjiru):
    answer(make, poll, wanjiru, 1, "The cost is not known.")
    (mail,) = mails(make, "poll.silence_broken")
    assert "The cost is not known." in mail.text
    answer(make, poll, wanjiru, 0)
    answer(make, poll, wanjiru, 1, "Again.")
    answer(make, poll, wanjiru, 0)
    assert len(mails(make, "poll.silence_broken")) == 1


def test_outcome_goes_to_all_and_names_the_objections(make, poll, wanjiru):
    answer(make, poll, wanjiru, 1, "The cost is not known.")
    assert mails(make, "poll.over") == []
    with transaction():
        actions_closing.close_due(now=make.now + 10 * DAY)
    found = mails(make, "poll.over", 10 * DAY)
    assert len(found) == 3
    odile = next(mail for mail in found if mail.recipient_name == "Odile")
    assert odile.subject.startswith("Non adopté")
    assert "The cost is not known." in odile.text


def test_outcome_that_waits_is_told_when_it_is_released(make, odile, wanjiru):
    terms = {"procedure": Procedure.WRITTEN, "results_when": ResultsWhen.ON_RELEASE}
    poll = make.open_poll(make.meeting(), closes_at=make.now + DAY, **terms)
    with transaction():
        actions_closing.close_due(now=make.now + DAY)
    assert mails(make, "poll.over", DAY) == []
    with transaction():
        actions_closing.release(poll, by=None, now=make.now + DAY)
    assert len(mails(make, "poll.over", DAY)) == 2


def test_withdrawal_is_told(make, poll):
    with transaction():
        actions_closing.withdraw(poll, "A mistake in the text", by=None, now=make.now)
    found = mails(make, "poll.over")
    assert all("A mistake in the text" in mail.text for mail in found)
    assert len(found) == 3


def test_many_are_written_to_in_portions_each_once(make):
    everybody = [make.ncp(make.member(f"M{number}")) for number in range(PORTION + 3)]
    make.open_poll(make.meeting(), closes_at=make.now + DAY, **SILENCE)
    found = mails(make, "poll.procedure_opened")
    assert sorted(mail.person_id for mail in found) == sorted(person.id for person in everybody)


def by_proxy(make, odile, person=None, **terms):
    """Open a silence procedure in which Kenya, or one *person* of it, may answer for Cameroon."""
    meeting = make.meeting()
    cameroon, kenya = (organisations.by_code(code) for code in ("CM", "KE"))
    with transaction():
        actions_proxy.set_terms(meeting, Terms(most=1, **terms), by=None, now=make.now)
    with transaction():
        actions_proxy.give(meeting, Draft(cameroon, kenya, person=person), by=odile, now=make.now)
    return make.open_poll(meeting, closes_at=make.now + 10 * DAY, **SILENCE)


def test_who_votes_by_proxy_is_reminded_instead_of_who_gave_it(make, odile, wanjiru):
    poll = by_proxy(make, odile)
    assert [mail.recipient_name for mail in mails(make, "poll.procedure_opened")] == ["Odile", "Wanjiru"]
    remind(make, poll, 3)
    (mail,) = mails(make, "poll.reminder", 3 * DAY)
    assert mail.recipient_name == "Wanjiru"
    assert "Your administration has not answered" in mail.text
    assert "You may answer by proxy for Cameroun" in mail.text
    assert "You may answer by proxy for" in mail.html


def test_who_has_answered_is_reminded_of_the_proxy_alone(make, odile, wanjiru):
    poll = by_proxy(make, odile)
    answer(make, poll, wanjiru, 0)
    remind(make, poll, 3)
    (mail,) = mails(make, "poll.reminder", 3 * DAY)
    assert "An answer that you may give by proxy is still missing." in mail.text
    assert "Your administration has not answered" not in mail.text
    assert "votes by proxy for one that has not answered" in mail.text


def test_who_gave_a_proxy_and_may_still_answer_is_reminded_as_well(make, odile, wanjiru):
    poll = by_proxy(make, odile, own_vote=True)
    remind(make, poll, 3)
    of_odile, of_wanjiru = mails(make, "poll.reminder", 3 * DAY)
    assert "procuration" not in of_odile.text
    assert "You may answer by proxy for" in of_wanjiru.text


def test_only_the_one_person_who_holds_a_proxy_is_reminded_of_it(make, odile, wanjiru):
    daniel = make.ncp(organisations.by_code("KE"), "Daniel", language=FRENCH)
    poll = by_proxy(make, odile, person=daniel)
    remind(make, poll, 3)
    of_daniel, of_wanjiru = mails(make, "poll.reminder", 3 * DAY)
    assert "Vous pouvez répondre par procuration pour" in of_daniel.text
    assert "by proxy" not in of_wanjiru.text
