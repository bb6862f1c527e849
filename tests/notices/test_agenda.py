"""Whoever proposed an item hears what became of it, in their language."""

from datetime import timedelta

import pytest

from meetings.core.bilingual import FRENCH
from meetings.domain.agenda import actions_proposals as actions
from meetings.domain.agenda.proposal_rules import ProposalDraft
from meetings.extensions import db, transaction
from meetings.models.agenda import AgendaProposal, Purpose
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.make import BRUSSELS, Make, both


@pytest.fixture
def secretary(make: Make) -> Person:
    return make.secretariat()


@pytest.fixture
def proposal(make: Make) -> AgendaProposal:
    meeting, cameroon = make.meeting(), make.member("CM", "Cameroun", region="WCA")
    odile = make.ncp(cameroon, "Odile", language=FRENCH)
    closes = (make.now + timedelta(days=5)).replace(tzinfo=None)
    draft = ProposalDraft(both("Drones", "Les drones"), Purpose.GUIDANCE, both("They fly."), None)
    with transaction():
        actions.set_deadline(meeting, closes, BRUSSELS, by=None, now=make.now)
        return actions.propose(meeting, cameroon, draft, by=odile, now=make.now)


def mails(make: Make) -> list[Mail]:
    post.handle(50, now=make.now)
    return db.session.query(Mail).filter_by(kind="agenda.proposal_answered").all()


def test_accepted(make: Make, proposal: AgendaProposal, secretary: Person) -> None:
    with transaction():
        actions.accept(proposal, by=secretary, now=make.now)
    (mail,) = mails(make)
    assert (mail.recipient_name, mail.language) == ("Odile", "fr")
    assert mail.subject.endswith("votre point «\u00a0Les drones\u00a0» figure à l’ordre du jour")
    assert "point 1" in mail.text
    assert "/fr/meetings/ncp-plenary-8/agenda/proposals/" in mail.text


def test_asked(make: Make, proposal: AgendaProposal, secretary: Person) -> None:
    with transaction():
        actions.ask(proposal, both("How long?", "Combien de temps ?"), by=secretary, now=make.now)
    (mail,) = mails(make)
    assert "Combien de temps\u00a0?" in mail.text
    assert "Combien de temps" in mail.html


def test_declined(make: Make, proposal: AgendaProposal, secretary: Person) -> None:
    with transaction():
        actions.decline(proposal, both("No time.", "Pas le temps."), by=secretary, now=make.now)
    (mail,) = mails(make)
    assert "Pas le temps." in mail.text


def test_what_no_longer_stands_is_not_sent(make: Make, proposal: AgendaProposal, secretary: Person) -> None:
    with transaction():
        actions.ask(proposal, both("How long?"), by=secretary, now=make.now)
        actions.withdraw(proposal, by=secretary, now=make.now)
    assert mails(make) == []
