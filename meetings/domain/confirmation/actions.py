"""Prepares campaigns, sends them, reminds the silent, and ends them."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime

from meetings.core import tokens
from meetings.domain.audit import actions as audit
from meetings.domain.confirmation import queries, rules
from meetings.domain.outbox import actions as outbox
from meetings.models.confirmation import Ask, AskLink, AskState, Campaign, Reminder
from meetings.models.database import add, current, lock
from meetings.models.person import Person


def prepare(plan: rules.Plan, *, zone: str, by: Person | None, now: datetime) -> Campaign:
    """Prepare a campaign that nobody hears of yet; its last day is one of the clocks of *zone*.

    Raises ``EndsInThePast`` and ``EndsTooLate``.
    """
    campaign = add(
        Campaign(
            title=plan.title,
            text=plan.text,
            scope=plan.scope.stored(),
            needs_approval=plan.needs_approval,
            last_day=plan.last_day,
            ends_at=_end(plan.last_day, zone, now),
            reminders=list(plan.reminders),
            created_at=now,
            created_by_id=by.id if by else None,
            started_at=None,
            ended_at=None,
        )
    )
    audit.record("confirmation.prepared", campaign, by=by, now=now)
    return campaign


def revise(campaign: Campaign, plan: rules.Plan, *, zone: str, by: Person | None, now: datetime) -> None:
    """Rewrite a campaign that has not been sent; raises ``CampaignStarted``, ``EndsInThePast`` and ``EndsTooLate``."""
    _hold_prepared(campaign)
    campaign.title, campaign.text, campaign.scope = plan.title, plan.text, plan.scope.stored()
    campaign.needs_approval, campaign.reminders = plan.needs_approval, list(plan.reminders)
    campaign.last_day, campaign.ends_at = plan.last_day, _end(plan.last_day, zone, now)
    audit.record("confirmation.revised", campaign, by=by, now=now)


def discard(campaign: Campaign, *, by: Person | None, now: datetime) -> None:
    """Delete a campaign that has not been sent; raises ``CampaignStarted``."""
    _hold_prepared(campaign)
    audit.record("confirmation.discarded", campaign, by=by, now=now)
    current().delete(campaign)


def start(campaign: Campaign, *, secret: str, by: Person | None, now: datetime) -> None:
    """Ask every organisation that the campaign means; *secret* is the application's, for the personal links.

    Raises ``CampaignStarted``, ``EndsInThePast`` and ``NobodyToAsk``.
    """
    _hold_prepared(campaign)
    if campaign.ends_at <= now:
        raise rules.EndsInThePast
    targets = queries.targets(rules.Scope.read(campaign.scope), on=now.date())
    if not any(target.people for target in targets):
        raise rules.NobodyToAsk
    campaign.started_at = now
    asks = [_ask(campaign, target) for target in targets]
    current().add_all(asks)
    current().flush()
    current().add_all(
        _link(ask, person, secret) for ask, target in zip(asks, targets, strict=True) for person in target.people
    )
    people = {person.id for target in targets for person in target.people}
    _write_to(people, "confirmation.asked", campaign, now)
    audit.record("confirmation.started", campaign, by=by, now=now, organisations=len(targets), people=len(people))


def remind(campaign: Campaign, *, planned_on: date | None = None, by: Person | None, now: datetime) -> int:
    """Write once more to everybody whose organisations have not answered; return how many people that are.

    *planned_on* is the day of the plan; without one somebody does it by hand. Raises ``CampaignNotRunning``, and
    by hand ``RemindedJustNow`` and ``NobodySilent``.
    """
    lock(campaign)
    if not rules.is_open(campaign, now):
        raise rules.CampaignNotRunning
    people = queries.silent_people(campaign)
    if planned_on is None:
        _check_by_hand(campaign, len(people), now)
    current().add(Reminder(campaign_id=campaign.id, planned_on=planned_on, sent_at=now, people=len(people)))
    _write_to(people, "confirmation.reminded", campaign, now)
    audit.record("confirmation.reminded", campaign, by=by, now=now, people=len(people))
    return len(people)


def extend(campaign: Campaign, last_day: date, *, zone: str, by: Person | None, now: datetime) -> None:
    """Give until *last_day* to answer, also once the campaign is over: its links then work again.

    Raises ``CampaignNotRunning``, ``EndsInThePast`` and ``EndsTooLate``.
    """
    lock(campaign)
    if campaign.started_at is None:
        raise rules.CampaignNotRunning
    campaign.last_day, campaign.ends_at, campaign.ended_at = last_day, _end(last_day, zone, now), None
    audit.record("confirmation.extended", campaign, by=by, now=now, last_day=last_day.isoformat())


def end(campaign: Campaign, *, by: Person | None, now: datetime) -> None:
    """End a campaign: its links no longer work; raises ``CampaignNotRunning``."""
    lock(campaign)
    if campaign.started_at is None or campaign.ended_at is not None:
        raise rules.CampaignNotRunning
    campaign.ended_at = now
    audit.record("confirmation.ended", campaign, by=by, now=now)


def keep_time(*, now: datetime) -> None:
    """End the campaigns whose time is over, and send the planned reminders of the others, one mail for all missed."""
    for campaign in queries.running():
        lock(campaign)
        due = rules.due_reminders(campaign, done=queries.planned(campaign), now=now)
        if campaign.ended_at is None and campaign.ends_at <= now:
            end(campaign, by=None, now=now)
        elif due:
            for missed in due[:-1]:
                current().add(Reminder(campaign_id=campaign.id, planned_on=missed, sent_at=now, people=0))
            remind(campaign, planned_on=due[-1], by=None, now=now)


def _end(last_day: date, zone: str, now: datetime) -> datetime:
    """Return when *last_day* is over; raises ``EndsInThePast`` and ``EndsTooLate``."""
    ends_at = rules.end_of(last_day, zone)
    if ends_at <= now:
        raise rules.EndsInThePast
    if ends_at > now + rules.LONGEST_CAMPAIGN:
        raise rules.EndsTooLate
    return ends_at


def _hold_prepared(campaign: Campaign) -> None:
    lock(campaign)
    if campaign.started_at is not None:
        raise rules.CampaignStarted


def _check_by_hand(campaign: Campaign, people: int, now: datetime) -> None:
    last = queries.last_written(campaign)
    if last is not None and now - last < rules.REST:
        raise rules.RemindedJustNow
    if not people:
        raise rules.NobodySilent


def _ask(campaign: Campaign, target: rules.Target) -> Ask:
    return Ask(
        campaign=campaign,
        organisation=target.organisation,
        state=AskState.ASKED if target.people else AskState.UNREACHABLE,
        opened_at=None,
        answered_at=None,
        answered_by_id=None,
    )


def _link(ask: Ask, person: Person, secret: str) -> AskLink:
    nonce = secrets.token_hex(16)
    return AskLink(ask=ask, person=person, nonce=nonce, token_hash=tokens.hashed(rules.link_token(nonce, secret)))


def _write_to(people: Iterable[int], kind: str, campaign: Campaign, now: datetime) -> None:
    """Announce one mail a person, however many organisations they are asked for."""
    for person_id in sorted(people):
        outbox.announce(kind, {"campaign": campaign.id, "person": person_id}, now=now)
