"""Meetings of the story from their files: dates worked out, outcomes numbered, places and ballots given."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from meetings.cli.demo.events import (
    NOTHING,
    Action,
    AgendaItem,
    Ballot,
    Decision,
    Document,
    Meeting,
    Option,
    Paragraph,
    Poll,
    Proposal,
    Record,
    Registration,
    Session,
)
from meetings.cli.demo.people import BRUSSELS
from meetings.cli.demo.texts import text
from meetings.core.bilingual import Bilingual

Table = dict[str, Any]
CLOSING_HOUR = time(18)
OPENS_DAYS_BEFORE = 42
CLOSES_DAYS_BEFORE = 4
#: Month and day on which nobody would plan a plenary.
HOLIDAYS = {*((12, day) for day in range(22, 32)), (1, 1), (1, 2)}
ABSTENTION = Option(Bilingual("Abstention", "Abstention"), abstention=True)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who there is to take part: people of each organisation, the head first, and when Members named them."""

    people: Mapping[str, Sequence[str]]
    nominated_on: Mapping[str, date]

    def organisation_of(self) -> dict[str, str]:
        """Return the organisation of each address."""
        return {email: code for code, emails in self.people.items() for email in emails}

    def electorate(self, day: date) -> tuple[str, ...]:
        """Return the Members that had an NCP on *day*."""
        return tuple(sorted(code for code, since in self.nominated_on.items() if since <= day))


def meeting(table: Table, today: date, cast: Cast) -> Meeting:
    """Return the meeting told in *table*, as it stands on *today*, with people of *cast*."""
    first = _planned_day(table["sessions"][0], today)
    planned = [
        first + timedelta(days=row["after"]) if "after" in row else _planned_day(row, today)
        for row in table["sessions"]
    ]
    sessions = tuple(
        _session(row, table, day) for row, day in zip(table["sessions"], _outside_holidays(planned), strict=True)
    )
    opens, closes = _registration_window(planned, sessions)
    places = _registrations(table, cast, opens, min(closes, _brussels(today, time(9))))
    agenda = table["agenda"]
    return Meeting(
        slug=table["slug"],
        series=table["series"],
        number=table["number"],
        region=table.get("region"),
        title=text(table["title"]),
        summary=text(table["summary"]),
        registration_opens_at=opens,
        registration_closes_at=closes,
        sessions=sessions,
        agenda=tuple(_item(number, row) for number, row in enumerate(agenda, 1)),
        versions=tuple(table.get("versions", {}).items()),
        proposals=tuple(_proposal(row) for row in table.get("proposals", ())),
        documents=tuple(_document(number, row, today) for number, row in _under(agenda, "documents")),
        polls=tuple(_poll(number, row, sessions, places, cast) for number, row in _under(agenda, "polls")),
        record=_record(table),
        decisions=_decisions(table),
        actions=_actions(table, today),
        registrations=places,
        host=table.get("host"),
        cohosts=tuple(table.get("cohosts", ())),
    )


def _planned_day(row: Table, today: date) -> date:
    told: date | None = row.get("date")
    return told or _on_weekday(today + timedelta(days=row["days"]), row["weekday"])


def _outside_holidays(days: Sequence[date]) -> list[date]:
    """Return *days*, moved to the week of the second Tuesday of January, and their weekdays, when one is a holiday."""
    if not any((day.month, day.day) in HOLIDAYS for day in days):
        return list(days)
    tuesday = _on_weekday(date(days[0].year + (days[0].month == 12), 1, 8), 2)
    later = tuesday + timedelta(days=days[0].isoweekday() - 2) - days[0]
    return [day + later for day in days]


def _session(row: Table, meeting: Table, day: date) -> Session:
    zone = row.get("zone", BRUSSELS)
    return Session(
        key=row.get("key", ""),
        title=text(row["title"]) if "title" in row else NOTHING,
        language=row["language"],
        starts_local=datetime.combine(day, row["start"]),
        ends_local=datetime.combine(day, row["end"]),
        zone=zone,
        mode=row.get("mode", "online"),
        platform=row.get("platform") or meeting.get("platform", ""),
        place=text(row["place"]) if "place" in row else NOTHING,
        address=row.get("address", ""),
        join_link=row.get("join_link", ""),
        capacity=row.get("capacity"),
        breakouts=tuple(
            _session({"zone": zone, "mode": "on_site"} | group, meeting, day) for group in row.get("breakouts", ())
        ),
    )


def _on_weekday(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.isoweekday()) % 7)


def _brussels(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(BRUSSELS)).astimezone(UTC)


def _registration_window(planned: Iterable[date], sessions: Iterable[Session]) -> tuple[datetime, datetime]:
    first = min(session.starts_local for session in sessions).date()
    return (
        _brussels(min(planned) - timedelta(days=OPENS_DAYS_BEFORE), time(9)),
        _brussels(first - timedelta(days=CLOSES_DAYS_BEFORE), CLOSING_HOUR),
    )


def _item(number: int, row: Table) -> AgendaItem:
    presenter = text(row["presenter"]) if "presenter" in row else NOTHING
    return AgendaItem(
        number,
        text(row["title"]),
        row["purpose"],
        presenter,
        row.get("minutes"),
        session=row.get("session", ""),
        sub=row.get("sub", False),
        pause=row.get("pause"),
        notes=text(row["notes"]) if "notes" in row else NOTHING,
        presenters=tuple(row.get("presenters", ())),
        proposer=row.get("proposer", ""),
        since=row.get("since", 1),
        changed_in=row.get("changed_in", 1),
        minutes_before=row.get("minutes_before"),
    )


def _proposal(row: Table) -> Proposal:
    return Proposal(row["email"], row["days"], text(row["title"]), row["purpose"], text(row["why"]), row["minutes"])


def _under(agenda: Iterable[Table], key: str) -> Iterator[tuple[int, Table]]:
    for number, item in enumerate(agenda, 1):
        for row in item.get(key, []):
            yield number, row


def _document(number: int, row: Table, today: date) -> Document:
    return Document(
        row["symbol"],
        text(row["title"]),
        row.get("kind", "document"),
        number,
        row.get("revisions", {"en": 1, "fr": 1}),
        today + timedelta(days=row["expected_days"]) if "expected_days" in row else None,
    )


def _record(table: Table) -> Record | None:
    if "record" not in table:
        return None
    paragraphs = tuple(Paragraph(number, text(row)) for number, row in _under(table["agenda"], "record"))
    return Record(_brussels(table["record"]["published"], time(9)), paragraphs)


def _decisions(table: Table) -> tuple[Decision, ...]:
    return tuple(
        Decision(count, number, text(row))
        for count, (number, row) in enumerate(_under(table["agenda"], "decisions"), 1)
    )


def _actions(table: Table, today: date) -> tuple[Action, ...]:
    return tuple(
        Action(
            count,
            number,
            text(row),
            row["owner"],
            row.get("due") or today + timedelta(days=row["due_days"]),
            row["state"],
        )
        for count, (number, row) in enumerate(_under(table["agenda"], "actions"), 1)
    )


def _registrations(table: Table, cast: Cast, opens: datetime, until: datetime) -> tuple[Registration, ...]:
    return tuple(
        Registration(
            email,
            key,
            opens + (until - opens) * _share(table["slug"] + email),
        )
        for key, codes in table["places"].items()
        for email in _people(codes, cast)
    )


def _people(codes: str, cast: Cast) -> Iterator[str]:
    """Yield the people written as *codes*: ``KE`` the head, ``KE*2`` the first two, ``KE.2`` the second."""
    for written in codes.split():
        if "*" in written:
            code, count = written.split("*")
            yield from cast.people[code][: int(count)]
        else:
            code, _dot, place = written.partition(".")
            yield cast.people[code][int(place or 1) - 1]


def _share(word: str) -> float:
    return zlib.crc32(word.encode()) % 1000 / 1000


def _poll(number: int, row: Table, sessions: Sequence[Session], places: Sequence[Registration], cast: Cast) -> Poll:
    question, options = text(row["question"]), (*(Option(text(option)) for option in row["options"]), ABSTENTION)
    if "counts" not in row:
        return Poll(question, options, number, "prepared", None, None, (), ())
    opened = sessions[0].starts_at + timedelta(minutes=50)
    closed = sessions[-1].starts_at + timedelta(minutes=90)
    ballots = tuple(_ballots(row, sessions, places, cast))
    return Poll(question, options, number, "closed", opened, closed, cast.electorate(opened.date()), ballots)


def _ballots(row: Table, sessions: Sequence[Session], places: Sequence[Registration], cast: Cast) -> Iterator[Ballot]:
    starts = {session.key: session.starts_at for session in sessions}
    counts = [*row["counts"], row["abstentions"]]
    choices = [choice for choice, count in enumerate(counts) for _ballot in range(count)]
    voters = sorted(_voters(places, cast).items(), key=lambda pair: _share(row["question"]["en"] + pair[0]))
    for place, ((member, registration), choice) in enumerate(zip(voters, choices, strict=False)):
        cast_at = starts[registration.session] + timedelta(minutes=55 + place % 20, seconds=place % 60)
        yield Ballot(member, registration.email, choice, cast_at)


def _voters(places: Sequence[Registration], cast: Cast) -> dict[str, Registration]:
    organisation_of, voters = cast.organisation_of(), dict[str, Registration]()
    for place in places:
        member = organisation_of[place.email]
        if member in cast.nominated_on:
            voters.setdefault(member, place)
    return voters
