"""Confidential and secret polls: casting, replacing, closing, and what is left afterwards."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from meetings.core import ballot_box
from meetings.core.bilingual import Bilingual
from meetings.domain.poll import (
    actions,
    actions_casting,
    actions_closing,
    draft_rules,
    live,
    policy,
    queries,
    results,
    rules,
)
from meetings.domain.poll.actions_casting import Acknowledged
from meetings.domain.poll.draft_rules import OptionDraft
from meetings.extensions import db, transaction
from meetings.models.audit import AuditLine
from meetings.models.ballot import Ballot, BallotEntry, BallotReceipt, Participation, SealedBallot, TallySheet
from meetings.models.outbox import Announcement
from meetings.models.poll import PollState, QuestionKind, ResultsWhen, Secrecy
from tests.make import both

LEVELS = [Secrecy.CONFIDENTIAL, Secrecy.SECRET]


def rows(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.fixture
def body(make):
    """Twelve Members of two regions, each with an NCP."""
    members = [make.member(f"M{n:02}", region="ESA" if n < 6 else "EUR") for n in range(12)]
    return [(member, make.ncp(member, f"NCP of {member.code}")) for member in members]


def cast(make, poll, voter, place, form="", later=0):
    member, person = voter
    option_id = queries.options(poll)[place].id
    with transaction():
        return actions_casting.cast(
            poll,
            member.id,
            [option_id],
            by=person,
            clock=lambda: make.now + timedelta(minutes=later),
            form=form,
            keys=make.keys,
        )


@pytest.mark.parametrize("secrecy", LEVELS)
def test_ballots_are_counted_after_closing_and_nothing_sealed_is_left(make, body, secrecy):
    poll = make.open_poll(make.meeting(), secrecy=secrecy)
    receipts = [cast(make, poll, voter, n % 3, form=f"form {n}").receipt for n, voter in enumerate(body)]
    assert (rows(SealedBallot), rows(TallySheet), rows(Ballot), rows(BallotEntry)) == (12, 0, 0, 0)
    make.close(poll)
    result = results.result(poll)
    assert [line.count for line in result.options] == [4, 4, 4]
    assert (result.cast, result.entitled) == (12, 12)
    assert (rows(SealedBallot), rows(TallySheet), rows(Participation)) == (0, 12, 12)
    assert (poll.public_key, poll.sealed_keys) == ("", "")
    published = set(db.session.scalars(sa.select(BallotReceipt.fingerprint)))
    assert published == {ballot_box.fingerprint("sheet", receipt) for receipt in receipts}


@pytest.mark.parametrize("secrecy", LEVELS)
def test_casting_leaves_no_trail_and_no_mail(make, body, secrecy):
    poll = make.open_poll(make.meeting(), secrecy=secrecy)
    before = (rows(AuditLine), rows(Announcement))
    cast(make, poll, body[0], 0)
    assert (rows(AuditLine), rows(Announcement)) == before


def test_sealed_ballots_of_a_poll_are_equally_long_whatever_they_say(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    for n, voter in enumerate(body):
        cast(make, poll, voter, n % 3)
    assert len({len(sealed) for sealed in db.session.scalars(sa.select(SealedBallot.sealed))}) == 1


def test_confidential_ballot_can_be_replaced_and_the_last_counts(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.CONFIDENTIAL)
    cast(make, poll, body[0], 0)
    cast(make, poll, body[0], 1)
    assert (rows(SealedBallot), rows(Participation)) == (1, 1)
    make.close(poll)
    assert [line.count for line in results.result(poll).options] == [0, 1, 0]


def test_secret_ballot_is_final(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    cast(make, poll, body[0], 0)
    with pytest.raises(rules.AlreadyCast):
        cast(make, poll, body[0], 1)
    make.close(poll)
    assert [line.count for line in results.result(poll).options] == [1, 0, 0]


@pytest.mark.parametrize("secrecy", LEVELS)
def test_same_form_again_shows_the_same_receipt_and_changes_nothing(make, body, secrecy):
    poll = make.open_poll(make.meeting(), secrecy=secrecy)
    first = cast(make, poll, body[0], 0, form="a form")
    again = Acknowledged(receipt=first.receipt, again=True)
    assert cast(make, poll, body[0], 0, form="a form") == again
    make.close(poll)
    assert cast(make, poll, body[0], 0, form="a form", later=90) == again
    assert results.result(poll).cast == 1


def test_confidential_table_by_region_is_kept_with_small_cells_left_out(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.CONFIDENTIAL)
    for n, voter in enumerate(body):
        cast(make, poll, voter, 0 if n % 6 < (4 if n < 6 else 2) else 1)
    make.close(poll)
    assert [(line.region.code, line.counts, line.few, line.cast) for line in results.result(poll).regions] == [
        ("ESA", (None, None, 0), (0, 1), 6),
        ("EUR", (None, None, 0), (0, 1), 6),
    ]


def test_secret_poll_has_no_table_by_region(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    for voter in body:
        cast(make, poll, voter, 0)
    make.close(poll)
    assert results.result(poll).regions == ()


def test_unanimous_result_is_held_until_it_is_released(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    for voter in body:
        cast(make, poll, voter, 0)
    make.close(poll)
    reader = body[0][1]
    assert poll.held
    assert not policy.can_see_result(reader, poll)
    with transaction():
        actions_closing.release(poll, by=None, now=make.now)
    assert policy.can_see_result(reader, poll)


def test_live_result_of_a_confidential_poll_moves_in_steps(make, body):
    others = [make.member(f"N{n:02}", region="MENA") for n in range(4)]
    voters = [*body, *((member, make.ncp(member)) for member in others)]
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.CONFIDENTIAL, results_when=ResultsWhen.LIVE)
    seen = []
    for voter in voters:
        cast(make, poll, voter, 0)
        seen.append(poll.shown_cast)
    # Each step once five further ballots are in, so that the result never differs from the last one by fewer.
    assert seen == [0] * 14 + [10] * 2
    shown = live.read(poll.shown).shown
    assert [(share.total, share.ballots) for share in shown.shares.values()] == [(10, 10)]


def test_without_its_key_a_poll_is_closed_and_says_so(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    cast(make, poll, body[0], 0)
    make.keys.forget(poll.id)
    make.close(poll)
    assert (poll.state, poll.key_lost) == (PollState.CLOSED, True)
    assert not policy.can_see_result(make.secretariat(), poll)


def test_withdrawn_poll_throws_its_ballots_away_unread(make, body):
    poll = make.open_poll(make.meeting(), secrecy=Secrecy.SECRET)
    cast(make, poll, body[0], 0)
    with transaction():
        actions_closing.withdraw(poll, "The list was wrong", by=None, now=make.now)
    assert (rows(SealedBallot), rows(TallySheet)) == (0, 0)
    with pytest.raises(rules.PollWithdrawn):
        cast(make, poll, body[1], 0)


def test_paused_poll_takes_no_ballots_until_it_is_taken_up_again(make, body):
    poll = make.open_poll(make.meeting())
    with transaction():
        actions.pause(poll, by=None, now=make.now)
    with pytest.raises(rules.PollPaused):
        cast(make, poll, body[0], 0)
    with transaction():
        actions.resume(poll, by=None, now=make.now)
    cast(make, poll, body[0], 0)
    assert results.result(poll).cast == 1


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        ({"kind": QuestionKind.TEXT, "secrecy": Secrecy.SECRET}, draft_rules.OwnWordsAtSecretLevel),
        ({"results_when": ResultsWhen.LIVE, "secrecy": Secrecy.SECRET}, draft_rules.LiveAtSecretLevel),
        ({"kind": QuestionKind.NUMBER, "least": 5, "most": 5}, draft_rules.BoundsWrong),
        ({"kind": QuestionKind.SEVERAL, "least": 0, "most": 2}, draft_rules.BoundsWrong),
        ({"method": "schulze"}, draft_rules.MethodDoesNotFit),
    ],
)
def test_rule_that_makes_no_sense_is_refused(make, terms, refusal):
    options = [OptionDraft(Bilingual("One", "Un")), OptionDraft(both("Two"))]
    with pytest.raises(refusal):
        make.poll(make.meeting(), options=options, **terms)
