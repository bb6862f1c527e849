"""Reads campaigns, their questions and their answers."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from meetings.core import tokens
from meetings.domain.confirmation import rules
from meetings.models.confirmation import Ask, AskLink, AskState, Campaign, Change, ChangeState, Reminder
from meetings.models.database import current
from meetings.models.organisation import Nomination, Organisation
from meetings.models.person import Person, by_name


def by_id(number: int) -> Campaign | None:
    """Return one campaign."""
    return current().get(Campaign, number)


def change_by_id(number: int) -> Change | None:
    """Return one change with what it belongs to."""
    return current().scalar(_changes().where(Change.id == number))


def link_by_token(token: str) -> AskLink | None:
    """Return the personal link with *token*, with its question, its campaign, its organisation and its person."""
    ask = joinedload(AskLink.ask)
    query = select(AskLink).where(AskLink.token_hash == tokens.hashed(token))
    organisation = ask.joinedload(Ask.organisation)
    return current().scalar(
        query.options(
            ask.joinedload(Ask.campaign),
            organisation.joinedload(Organisation.kind),
            organisation.joinedload(Organisation.region),
            joinedload(AskLink.person),
        )
    )


def targets(scope: rules.Scope, *, on: date) -> list[rules.Target]:
    """Return every organisation that *scope* means on the day *on*, by code; two statements."""
    query = select(Organisation).options(joinedload(Organisation.kind), joinedload(Organisation.region))
    organisations = current().scalars(query.order_by(Organisation.code)).all()
    named = _nominations()
    return [
        rules.Target(organisation, rules.to_ask(named[organisation.id], on=on))
        for organisation in organisations
        if organisation.belongs_on(on) and scope.holds(organisation)
        if not scope.gaps or _has_gap(organisation, named[organisation.id], on)
    ]


def _nominations() -> dict[int, list[Nomination]]:
    found: dict[int, list[Nomination]] = defaultdict(list)
    query = select(Nomination).join(Nomination.person).options(contains_eager(Nomination.person))
    for nomination in current().scalars(query.order_by(*by_name(), Nomination.id)):
        found[nomination.organisation_id].append(nomination)
    return found


def _has_gap(organisation: Organisation, nominations: Sequence[Nomination], on: date) -> bool:
    in_force = [n for n in nominations if n.holds_on(on) and n.person.disabled_at is None]
    return rules.has_gap(in_force, needs_head=organisation.kind.names_contact_points)


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign in the list, with how many were asked and how many have answered."""

    campaign: Campaign
    asked: int
    answered: int


def everything() -> list[Listed]:
    """Return all campaigns, the newest first; two statements."""
    rows = current().execute(select(Ask.campaign_id, Ask.state, func.count()).group_by(Ask.campaign_id, Ask.state))
    counts: dict[int, Counter[AskState]] = defaultdict(Counter)
    for campaign_id, state, number in rows:
        counts[campaign_id][state] = number
    campaigns = current().scalars(select(Campaign).order_by(Campaign.id.desc())).all()
    return [
        Listed(
            one,
            counts[one.id].total() - counts[one.id][AskState.UNREACHABLE],
            sum(counts[one.id][state] for state in rules.ANSWERED),
        )
        for one in campaigns
    ]


def asks(campaign: Campaign) -> Sequence[Ask]:
    """Return every question of *campaign* with its organisation and who answered, by code."""
    query = select(Ask).join(Ask.organisation).where(Ask.campaign_id == campaign.id).order_by(Organisation.code)
    organisation = contains_eager(Ask.organisation)
    return (
        current()
        .scalars(
            query.options(
                organisation.joinedload(Organisation.region),
                organisation.joinedload(Organisation.kind),
                joinedload(Ask.answered_by),
            )
        )
        .all()
    )


def asked_people(campaign: Campaign) -> dict[int, list[Person]]:
    """Return who was written to, by the id of the question."""
    query = select(AskLink).join(AskLink.ask).join(AskLink.person).where(Ask.campaign_id == campaign.id)
    found: dict[int, list[Person]] = defaultdict(list)
    for link in current().scalars(query.options(contains_eager(AskLink.person)).order_by(*by_name())):
        found[link.ask_id].append(link.person)
    return found


def waiting_by_ask(campaign: Campaign) -> dict[int, int]:
    """Return how many changes wait for a decision, by the id of the question."""
    query = select(Change.ask_id, func.count()).join(Change.ask)
    query = query.where(Ask.campaign_id == campaign.id, Change.state == ChangeState.WAITING)
    rows = current().execute(query.group_by(Change.ask_id))
    return {ask_id: number for ask_id, number in rows}  # noqa: C416


def _silent(campaign_id: int) -> Select[AskLink]:
    """Select the personal links whose questions have no answer, of people who can be written to."""
    return (
        select(AskLink)
        .join(AskLink.ask)
        .join(AskLink.person)
        .where(
            Ask.campaign_id == campaign_id,
            Ask.state.in_(rules.UNANSWERED),
            Person.disabled_at.is_(None),
            Person.address_failed_at.is_(None),
        )
    )


def silent_people(campaign: Campaign) -> Sequence[int]:
    """Return the ids of the people who were asked and for whose organisations nobody has answered."""
    query = _silent(campaign.id).with_only_columns(AskLink.person_id).distinct()
    return current().scalars(query.order_by(AskLink.person_id)).all()


def silent_links(campaign_id: int, person_id: int) -> Sequence[AskLink]:
    """Return the links of one person whose questions have no answer yet, with their organisations."""
    query = _silent(campaign_id).where(AskLink.person_id == person_id).order_by(AskLink.id)
    ask = contains_eager(AskLink.ask)
    return (
        current()
        .scalars(
            query.options(
                ask.joinedload(Ask.organisation), ask.joinedload(Ask.campaign), contains_eager(AskLink.person)
            )
        )
        .all()
    )


def link_of(ask: Ask, person_id: int | None) -> AskLink | None:
    """Return the link to *ask* of one person, while they can be written to."""
    query = select(AskLink).join(AskLink.person).where(AskLink.ask_id == ask.id, AskLink.person_id == person_id)
    return current().scalar(query.where(Person.disabled_at.is_(None)).options(contains_eager(AskLink.person)))


def ask_by_id(number: int) -> Ask | None:
    """Return one question with its organisation and its campaign."""
    query = select(Ask).where(Ask.id == number)
    return current().scalar(query.options(joinedload(Ask.organisation), joinedload(Ask.campaign)))


def reminders(campaign: Campaign) -> Sequence[Reminder]:
    """Return when the silent of *campaign* were reminded, the latest first."""
    query = select(Reminder).where(Reminder.campaign_id == campaign.id)
    return current().scalars(query.order_by(Reminder.sent_at.desc(), Reminder.id.desc())).all()


def _changes() -> Select[Change]:
    ask = joinedload(Change.ask)
    return select(Change).options(
        ask.joinedload(Ask.organisation),
        ask.joinedload(Ask.campaign),
        joinedload(Change.by),
        joinedload(Change.nomination).joinedload(Nomination.person),
    )


def waiting(campaign: Campaign) -> Sequence[Change]:
    """Return the changes named in *campaign* that wait for a decision, by organisation, in the order of the answer."""
    query = _changes().join(Change.ask).join(Ask.organisation)
    query = query.where(Ask.campaign_id == campaign.id, Change.state == ChangeState.WAITING)
    return current().scalars(query.order_by(Organisation.code, Change.id)).all()


def changes_of(ask: Ask) -> Sequence[Change]:
    """Return what the last answer to *ask* changes, in its order."""
    query = _changes().where(Change.ask_id == ask.id, Change.state != ChangeState.REPLACED)
    if ask.answered_at is None:
        return ()
    return current().scalars(query.where(Change.created_at == ask.answered_at).order_by(Change.id)).all()


def running() -> Sequence[Campaign]:
    """Return the campaigns that have been started and not ended, whether or not their time is over."""
    query = select(Campaign).where(Campaign.started_at.is_not(None), Campaign.ended_at.is_(None))
    return current().scalars(query.order_by(Campaign.id)).all()


def something_is_due(now: datetime) -> bool:
    """Say whether a campaign should end at *now* or a planned reminder should go."""
    campaigns = running()
    return any(one.ends_at <= now or rules.due_reminders(one, done=planned(one), now=now) for one in campaigns)


def planned(campaign: Campaign) -> list[date]:
    """Return the planned days on which reminders of *campaign* have gone."""
    query = select(Reminder.planned_on).where(Reminder.campaign_id == campaign.id, Reminder.planned_on.is_not(None))
    return [day for day in current().scalars(query) if day is not None]


def last_written(campaign: Campaign) -> datetime | None:
    """Return when the silent of *campaign* were last written to."""
    last = current().scalar(select(func.max(Reminder.sent_at)).where(Reminder.campaign_id == campaign.id))
    return max(filter(None, (last, campaign.started_at)), default=None)


def waiting_of(ask: Ask) -> Sequence[Change]:
    """Return the changes of *ask* that wait for a decision, in the order of the answer."""
    query = _changes().where(Change.ask_id == ask.id, Change.state == ChangeState.WAITING)
    return current().scalars(query.order_by(Change.id)).all()
