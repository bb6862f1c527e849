"""Polls of other kinds: a roll call, an order of preference and marks that were given, and an election prepared."""

from dataclasses import fields
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import joinedload

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.questions import meeting_called
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read
from meetings.core.bilingual import Bilingual
from meetings.domain.meeting import queries as meetings
from meetings.domain.poll import actions, actions_casting, actions_closing, ballot_queries, electorate, queries
from meetings.domain.poll.draft_rules import OptionDraft, PollDraft, Terms
from meetings.domain.poll.keys import Keyring
from meetings.models.database import current
from meetings.models.organisation import Nomination
from meetings.models.outbox import Announcement
from meetings.models.person import Person
from meetings.models.poll import Majority, Method, Poll, PollOption, QuestionKind, Secrecy, Ties

_WORDS: dict[str, Any] = {
    "kind": QuestionKind,
    "secrecy": Secrecy,
    "method": Method,
    "majority": Majority,
    "ties": Ties,
}
_TERMS = {field.name for field in fields(Terms)}


def tell(register: Register, diary: Diary, *, keys: Keyring, now: datetime) -> None:
    """Prepare the polls, and let administrations answer those that are over; nobody is written to."""
    by, chance = register.secretariat[0], Random(7)  # noqa: S311 - a story, no secret
    with diary.following():
        for place, row in enumerate(read("polls.toml")["polls"]):
            meeting = meeting_called(row["meeting"])
            held = "ballots" in row
            at = meetings.sessions_of(meeting)[0].starts_at + timedelta(minutes=40 + 15 * place) if held else now
            poll = actions.prepare(meeting, _draft(row), by=by, now=at - timedelta(days=2))
            if held:
                _hold(poll, row, keys, chance, by, at)
        current().flush()
        current().execute(delete(Announcement))


def _draft(row: dict[str, Any]) -> PollDraft:
    options = tuple(
        OptionDraft(Bilingual(each["en"], each["fr"]), each.get("abstention", False), each.get("none_of_these", False))
        for each in row["options"]
    )
    given = {name: _WORDS.get(name, lambda value: value)(value) for name, value in row.items() if name in _TERMS}
    return PollDraft(Bilingual(row["question"]["en"], row["question"]["fr"]), None, options, Terms(**given))


def _hold(poll: Poll, row: dict[str, Any], keys: Keyring, chance: Random, by: Person, at: datetime) -> None:
    """Open *poll*, take as many ballots as *row* says from those who could cast them, and close it."""
    actions.open_(poll, by=by, now=at, keys=keys)
    options = list(queries.options(poll))
    speakers = _speakers(poll, at)
    for number, (voter, person) in enumerate(chance.sample(speakers, min(row["ballots"], len(speakers)))):
        moment = at + timedelta(seconds=5 * number + 5)
        answer = _answer(poll, options, row["weights"], chance)
        actions_casting.cast(poll, voter, answer, by=person, clock=partial(max, moment, at), keys=keys)
    actions_closing.close(poll, by=by, now=at + timedelta(minutes=8), keys=keys)


def _speakers(poll: Poll, at: datetime) -> list[tuple[int, Person]]:
    """Return one person of each organisation entitled in *poll* who could cast its ballot on that day."""
    entitled = ballot_queries.electors(poll)
    found: dict[int, Person] = {}
    for nomination in current().scalars(electorate.speaking(at.date()).options(joinedload(Nomination.person))):
        if nomination.organisation_id in entitled and nomination.person.disabled_at is None:
            found.setdefault(nomination.organisation_id, nomination.person)
    return sorted(found.items())


def _answer(poll: Poll, options: list[PollOption], weights: list[int], chance: Random) -> object:
    """Draw an answer: the heavier an option, the oftener it is chosen, put first or given a good mark."""
    ids = [option.id for option in options]
    if poll.kind is QuestionKind.RATING:
        return {
            number: min(5, max(1, weight + chance.randint(-2, 1))) for number, weight in zip(ids, weights, strict=True)
        }
    if poll.kind is QuestionKind.RANKING:
        drawn = sorted(zip(ids, weights, strict=True), key=lambda pair: -pair[1] * chance.random())
        return [number for number, _weight in drawn][: chance.randint(2, len(ids))]
    return chance.choices(ids, weights)
