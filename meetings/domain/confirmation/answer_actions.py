"""Takes answers, and takes the changes over into the register or refuses them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta

from meetings.core import fingerprint
from meetings.core.bilingual import ENGLISH, FRENCH, Language
from meetings.domain.audit import actions as audit
from meetings.domain.confirmation import queries, rules
from meetings.domain.organisation import actions as register
from meetings.domain.organisation import keeping
from meetings.domain.organisation import queries as nominations
from meetings.domain.organisation import rules as register_rules
from meetings.domain.outbox import actions as outbox
from meetings.domain.person import actions as people
from meetings.models.confirmation import Ask, AskLink, AskState, Change, ChangeKind, ChangeState
from meetings.models.database import add, current, fresh, lock
from meetings.models.organisation import Capacity, Nomination
from meetings.models.person import Person


def open_(link: AskLink, *, now: datetime) -> None:
    """Note that somebody looks at what is on record, by *link*; raises ``CampaignOver``.

    Only a button does this: programs that look through mails open links, and press nothing.
    """
    ask = _hold_open(link, now)
    if ask.state is not AskState.ASKED:
        return
    ask.state, ask.opened_at = AskState.OPENED, now
    audit.record("confirmation.opened", ask, by=link.person, now=now)


def answer(
    link: AskLink, drafts: Sequence[rules.Draft], *, seen: str | None, secret: str, zone: str, now: datetime
) -> Ask:
    """Take an answer by *link*: everything is correct, or *drafts* say what is not; an earlier answer gives way.

    *seen* is the mark of what was on record when the page was made; *secret* is the application's and *zone* the
    house's, for people who are not known yet. Changes wait, or are taken over at once, as the campaign says.
    Raises ``CampaignOver``, ``ChangedMeanwhile``, and what the register refuses.
    """
    ask = _hold_open(link, now)
    on_record = nominations.nominated(ask.organisation, on=now.date())
    if seen is not None and seen != rules.mark(ask.organisation, on_record):
        raise fingerprint.ChangedMeanwhile
    for earlier in queries.waiting_of(ask):
        earlier.state, earlier.decided_at = ChangeState.REPLACED, now
    ask.state = AskState.CHANGED if drafts else AskState.CONFIRMED
    ask.opened_at = ask.opened_at or now
    ask.answered_at, ask.answered_by_id = now, link.person_id
    changes = [add(_change(ask, draft, on_record, link, now)) for draft in drafts]
    audit.record(
        "confirmation.changed" if drafts else "confirmation.confirmed",
        ask,
        by=link.person,
        now=now,
        changes=len(drafts),
    )
    if not ask.campaign.needs_approval:
        for change in sorted(changes, key=rules.order_of):
            _take_over(change, secret=secret, zone=zone, by=None, now=now)
    return ask


def approve(changes: Sequence[Change], *, secret: str, zone: str, by: Person, now: datetime) -> None:
    """Take *changes* over into the register; those who named them are told when all is decided.

    Raises ``ChangeDecided``, ``PersonGone``, and what the register refuses; then none is taken over.
    """
    for change in sorted(changes, key=rules.order_of):
        _hold_waiting(change)
        _take_over(change, secret=secret, zone=zone, by=by, now=now)
    for ask in {change.ask_id: change.ask for change in changes}.values():
        _tell_when_decided(ask, now)


def refuse(change: Change, reason: str, *, by: Person, now: datetime) -> None:
    """Refuse *change* and say why; the register stays as it is. Raises ``ChangeDecided``."""
    _hold_waiting(change)
    change.state, change.reason, change.decided_at, change.decided_by_id = ChangeState.REFUSED, reason, now, by.id
    audit.record("confirmation.change_refused", change, by=by, now=now, on_behalf_of=change.by)
    _tell_when_decided(change.ask, now)


def _hold_open(link: AskLink, now: datetime) -> Ask:
    ask = lock(link.ask)
    if not rules.is_open(fresh(ask.campaign), now):
        raise rules.CampaignOver
    return ask


def _hold_waiting(change: Change) -> None:
    lock(change)
    if change.state is not ChangeState.WAITING:
        raise rules.ChangeDecided


def _change(ask: Ask, draft: rules.Draft, on_record: Sequence[Nomination], link: AskLink, now: datetime) -> Change:
    nomination = next((n for n in on_record if n.id == draft.nomination_id), None)
    if draft.nomination_id is not None and nomination is None:
        raise rules.PersonGone
    return Change(
        ask=ask,
        kind=draft.kind,
        nomination=nomination,
        before=_before(draft, ask, nomination),
        after=draft.values,
        state=ChangeState.WAITING,
        created_at=now,
        by=link.person,
        decided_at=None,
        decided_by_id=None,
        reason="",
    )


def _before(draft: rules.Draft, ask: Ask, nomination: Nomination | None) -> dict[str, str]:
    """Return what the register says of what *draft* is about."""
    if draft.kind is ChangeKind.ORGANISATION:
        return rules.said_of(ask.organisation)
    return rules.said_by(nomination) if nomination else {}


def _take_over(change: Change, *, secret: str, zone: str, by: Person | None, now: datetime) -> None:
    """Bring the register in line with *change*, through its own actions; nobody does it where the campaign says so."""
    _APPLY[change.kind](change, secret, zone, by, now)
    change.state, change.decided_at, change.decided_by_id = ChangeState.APPLIED, now, by.id if by else None
    audit.record("confirmation.change_applied", change, by=by, now=now, on_behalf_of=change.by)


def _about(change: Change) -> Nomination:
    """Return whose nomination *change* is about; raises ``PersonGone``."""
    if change.nomination is None:
        raise rules.PersonGone
    return change.nomination


def _correct(change: Change, _secret: str, _zone: str, by: Person | None, now: datetime) -> None:
    nomination, values = _about(change), change.after
    person = lock(nomination.person)
    said = {"name": person.name, "function": person.function, "language": person.language}
    if any(values[name] != said[name] for name in said):
        people.revise(
            person,
            name=values["name"],
            function=values["function"],
            language=_language(values["language"]),
            zone=person.zone,
            by=by,
            now=now,
        )
    capacity = Capacity(values["capacity"])
    if capacity is not nomination.capacity:
        register.correct_nomination(nomination, capacity=capacity, by=by, now=now)


def _resign(change: Change, _secret: str, _zone: str, by: Person | None, now: datetime) -> None:
    last_day = date.fromisoformat(change.after["last_day"])
    register.end_nomination(_about(change), last_day=last_day, by=by, now=now)


def _replace(change: Change, secret: str, zone: str, by: Person | None, now: datetime) -> None:
    """End the nomination on the day before somebody else takes over."""
    nomination = _about(change)
    if nomination.capacity is Capacity.HEAD:
        _name(change, secret, zone, by, now, succeeds=nomination)
        return
    last_day = date.fromisoformat(change.after["since"]) - timedelta(days=1)
    register.end_nomination(nomination, last_day=last_day, by=by, now=now)
    _name(change, secret, zone, by, now)


def _add(change: Change, secret: str, zone: str, by: Person | None, now: datetime) -> None:
    _name(change, secret, zone, by, now)


def _name(
    change: Change,
    secret: str,
    zone: str,
    by: Person | None,
    now: datetime,
    *,
    succeeds: Nomination | None = None,
) -> None:
    """Name whoever *change* says, who *succeeds* the head of now where there is one."""
    values, organisation = change.after, change.ask.organisation
    register.name_person(
        organisation,
        values["email"],
        values["name"],
        function=values["function"],
        language=_language(values["language"]),
        zone=register_rules.usual_zone(organisation.code, zone),
        capacity=Capacity(values["capacity"]),
        since=date.fromisoformat(values["since"]),
        succeeds=succeeds,
        secret=secret,
        by=by,
        now=now,
    )


def _organisation(change: Change, _secret: str, _zone: str, by: Person | None, now: datetime) -> None:
    organisation, values = change.ask.organisation, change.after
    protocol = organisation.protocol
    if (protocol.en, protocol.fr) != (values["protocol_en"], values["protocol_fr"]):
        protocol = protocol.revised(values["protocol_en"], values["protocol_fr"], current=True)
    draft = keeping.OrganisationDraft(
        kind=organisation.kind,
        region=organisation.region,
        name=organisation.name,
        protocol=protocol,
        working_language=_language(values["working_language"]),
        since_on=organisation.since_on,
        until_on=organisation.until_on,
    )
    keeping.change(organisation, draft, seen=organisation.revision, by=by, now=now)


#: How each kind of change is taken over.
_APPLY: Mapping[ChangeKind, Callable[[Change, str, str, Person | None, datetime], None]] = {
    ChangeKind.CORRECT: _correct,
    ChangeKind.RESIGN: _resign,
    ChangeKind.REPLACE: _replace,
    ChangeKind.ADD: _add,
    ChangeKind.ORGANISATION: _organisation,
}


def _language(code: str) -> Language:
    return FRENCH if code == FRENCH else ENGLISH


def _tell_when_decided(ask: Ask, now: datetime) -> None:
    """Let whoever answered hear what became of it, once nothing waits any more."""
    current().flush()
    if not queries.waiting_of(ask) and ask.answered_by_id is not None:
        outbox.announce("confirmation.decided", {"ask": ask.id, "person": ask.answered_by_id}, now=now)
