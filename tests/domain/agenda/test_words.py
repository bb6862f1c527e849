"""Rewording single texts of an agenda, also when its readers have a version already."""

from datetime import timedelta

import pytest

from meetings.core import fingerprint
from meetings.core.bilingual import Bilingual
from meetings.core.fingerprint import ChangedMeanwhile
from meetings.domain.agenda import actions, actions_proposals, actions_versions, actions_words, issued, rules
from meetings.domain.agenda.proposal_rules import ProposalDecided, ProposalDraft
from meetings.domain.agenda.rules import ItemDraft
from meetings.domain.parity import actions as parity
from meetings.extensions import transaction
from meetings.models.agenda import AgendaItem, Purpose, Stage
from meetings.models.meeting import Meeting
from tests.make import Make, both

GAP = Bilingual("Drones")


def issued_with_gap(make: Make, stage: Stage) -> tuple[Meeting, AgendaItem]:
    """Return a meeting whose agenda was issued although the French of its one item was missing."""
    meeting = make.meeting()
    with transaction():
        item = actions.add(meeting, ItemDraft(GAP, Purpose.DECISION, Bilingual(), 10), by=None, now=make.now)
        parity.issue(meeting, stage, "The translator is ill.", by=None, now=make.now)
    return meeting, item


def reword(make: Make, item: AgendaItem, text: Bilingual, seen: str | None = None) -> None:
    with transaction():
        actions_words.reword(item, "title", text, seen=seen, by=None, now=make.now)


def shown(meeting: Meeting) -> Bilingual:
    """Return the title of the first item, as readers see it."""
    return issued.shown(meeting).points[0].title


@pytest.mark.parametrize("stage", [Stage.PROVISIONAL, Stage.ADOPTED])
def test_gap_is_filled_for_readers_of_the_version_in_force(make: Make, stage: Stage) -> None:
    meeting, item = issued_with_gap(make, stage)
    reword(make, item, GAP.revised("Drones", "Aéronefs"))
    assert shown(meeting) == item.title == Bilingual("Drones", "Aéronefs")
    assert item.revision == 2


def test_form_of_the_item_fills_it_too(make: Make) -> None:
    meeting, item = issued_with_gap(make, Stage.PROVISIONAL)
    draft = ItemDraft(GAP.revised("Drones", "Aéronefs"), Purpose.DECISION, Bilingual(), 10)
    with transaction():
        actions.revise(item, draft, by=None, now=make.now)
    assert shown(meeting).fr == "Aéronefs"


def test_translation_of_other_words_waits_for_the_next_version(make: Make) -> None:
    meeting, item = issued_with_gap(make, Stage.PROVISIONAL)
    reword(make, item, Bilingual("Small drones", "Petits aéronefs"))
    assert shown(meeting) == GAP


@pytest.mark.parametrize("text", [Bilingual("Ships", ""), Bilingual("Ships", "Navires")])
def test_adopted_words_stay(make: Make, text: Bilingual) -> None:
    meeting, item = issued_with_gap(make, Stage.ADOPTED)
    with pytest.raises(rules.AgendaAdopted):
        reword(make, item, text)
    reword(make, item, Bilingual("Drones", "Aéronefs"))
    with pytest.raises(rules.AgendaAdopted):
        reword(make, item, Bilingual("Drones", "Drones"))
    assert shown(meeting).fr == "Aéronefs"


def test_words_that_somebody_else_wrote_stay(make: Make) -> None:
    _meeting, item = issued_with_gap(make, Stage.PROVISIONAL)
    seen = fingerprint.of(item.title)
    reword(make, item, Bilingual("Drones", "Aéronefs"), seen)
    with pytest.raises(ChangedMeanwhile):
        reword(make, item, Bilingual("Drones", "Drones"), seen)


def test_words_of_a_proposal_change_until_it_is_decided(make: Make) -> None:
    meeting, member = make.meeting(), make.member()
    by = make.ncp(member)
    with transaction():
        closes = (make.now + timedelta(days=1)).replace(tzinfo=None)
        actions_proposals.set_deadline(meeting, closes, "UTC", by=None, now=make.now)
        draft = ProposalDraft(GAP, Purpose.GUIDANCE, both("Why", "Motif"), 10)
        proposal = actions_proposals.propose(meeting, member, draft, by=by, now=make.now)
        words = Bilingual("Drones", "Aéronefs")
        actions_words.reword_proposal(proposal, "title", words, by=by, now=make.now)
    assert proposal.title == words
    with transaction():
        actions_proposals.withdraw(proposal, by=by, now=make.now)
    with pytest.raises(ProposalDecided), transaction():
        actions_words.reword_proposal(proposal, "title", GAP, by=by, now=make.now)


def test_reason_of_a_correction_is_reworded(make: Make) -> None:
    meeting, _item = issued_with_gap(make, Stage.ADOPTED)
    with transaction():
        version = actions_versions.correct(meeting, Bilingual("A slip"), by=None, now=make.now)
        actions_words.reword_reason(version, both("A slip", "Une erreur"), by=None, now=make.now)
    assert version.reason == both("A slip", "Une erreur")
