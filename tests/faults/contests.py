"""What shuts each other out in a poll: who takes part, what they send, and what must hold afterwards."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

import sqlalchemy as sa
from flask import Flask

from meetings.core import zones
from meetings.domain.poll import (
    actions,
    actions_casting,
    actions_closing,
    actions_lock,
    actions_proxy,
    actions_repeat,
    ballot_queries,
    queries,
    results,
)
from meetings.domain.poll.actions_proxy import Draft
from meetings.domain.poll.proxy_rules import Terms
from meetings.extensions import db, transaction
from meetings.jobs import clockwork
from meetings.models.audit import AuditLine
from meetings.models.ballot import BallotEntry, Elector, SealedBallot
from meetings.models.organisation import Capacity
from meetings.models.person import Person
from meetings.models.poll import Poll, PollState, Secrecy
from tests import voters
from tests.conftest import SECRET
from tests.faults.racing import Answer, Post, press
from tests.make import Make
from tests.voters import Voter

CLOSED = "The poll closed on "


class Stage:
    """A meeting, two people who run it, and two Members; the one has a head, two NCPs, and a proxy with the other."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.make = make = Make(datetime.now(UTC), SECRET, app.extensions["keyring"])
        kenya, malta = make.member(), make.member("MT", "Malta")
        self.kenya = kenya.id
        self.head, self.ncp, self.other = (
            make.ncp(kenya, "Amina Head", capacity=Capacity.HEAD),
            make.ncp(kenya, "Wanjiru Kamande"),
            make.ncp(kenya, "Daniel Otieno"),
        )
        self.holder, self.chair, self.clerk = make.ncp(malta, "Maria"), make.secretariat(), make.secretariat()
        self.meeting = make.meeting()
        with transaction():
            actions_proxy.set_terms(self.meeting, Terms(most=1, own_vote=True), by=None, now=make.now)
            actions_proxy.give(self.meeting, Draft(kenya, malta), by=None, now=make.now)
        people = ("head", "ncp", "other", "holder", "chair", "clerk")
        self.browsers = {name: voters.browser(app, getattr(self, name)) for name in people}

    def browser(self, name: str) -> Voter:
        return self.browsers[name]


class Race:
    """A poll, and two things that shut each other out; ``broken`` names what did not hold."""

    #: What the second one is told, and what does not hold without the lock.
    TOLD, WITHOUT_LOCK = "", frozenset[str]()
    #: Where the second one hesitates without it.
    AT: ClassVar[str] = "read"
    SECRECY: ClassVar[Secrecy] = Secrecy.NAMED
    OPEN: ClassVar[bool] = True

    def __init__(self, stage: Stage) -> None:
        self.stage, make = stage, stage.make
        made = (make.open_poll if self.OPEN else make.poll)(stage.meeting, secrecy=self.SECRECY)
        self.id, self.options = made.id, [option.id for option in queries.options(made)]
        self.begin()
        db.session.commit()

    @property
    def poll(self) -> Poll:
        return db.session.get_one(Poll, self.id)

    @property
    def now(self) -> datetime:
        return datetime.now(UTC)

    def begin(self) -> None:
        """Bring the poll to where the race begins."""

    def step(self, who: str, name: str, **fields: str) -> Post:
        return press(self.stage.browser(who), f"/en/polls/{self.id}/{name}/", **fields)

    def vote(self, who: str, place: int, *, path: str = "") -> Post:
        voter = self.stage.browser(who)
        return Post(voter, f"/en/polls/{self.id}/{path}", voter.form(self.options[place]))

    def cast(self, who: str, place: int) -> None:
        """Cast the ballot here, as *who*."""
        by = db.session.get_one(Person, getattr(self.stage, who).id)
        answer, form = [self.options[place]], f"form of {who}"
        actions_casting.cast(
            self.poll, self.stage.kenya, answer, by=by, clock=lambda: self.now, form=form, keys=self.stage.make.keys
        )

    def close(self) -> None:
        actions_closing.close(self.poll, by=None, now=self.now, keys=self.stage.make.keys)

    def lines(self, *verbs: str) -> list[str]:
        """Return the lines of the trail about the poll with one of *verbs*, in their order."""
        query = sa.select(AuditLine.verb).where(AuditLine.thing == f"poll:{self.id}", AuditLine.verb.in_(verbs))
        return list(db.session.scalars(query.order_by(AuditLine.id)))

    def rows(self, model: Any) -> int:
        return db.session.scalar(sa.select(sa.func.count()).select_from(model).where(model.poll_id == self.id)) or 0

    def first(self) -> None:
        """Do here what comes first."""
        raise NotImplementedError

    def posts(self) -> tuple[list[Post], list[Post]]:
        """Return what both send; the last of the second one is the one that hesitates without the lock."""
        raise NotImplementedError

    def told(self, answer: Answer) -> bool:
        """Say whether whoever was refused reads why."""
        return answer.status == 422 and self.TOLD in answer.says

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        """Return what did not hold; there is no first answer where the first thing was done here."""
        raise NotImplementedError

    def found(self, **held: bool) -> set[str]:
        return {name for name, holds in held.items() if not holds}

    def outcomes(self, first: Answer | None, second: Answer) -> list[Answer]:
        return [answer for answer in (first, second) if answer]


class Opening(Race):
    """Two open the same poll: one electorate, one line, one pair of keys."""

    TOLD, WITHOUT_LOCK = "The poll has been opened", frozenset({"told", "keys"})
    SECRECY, OPEN = Secrecy.SECRET, False

    def first(self) -> None:
        actions.open_(self.poll, by=None, now=self.now, keys=self.stage.make.keys)

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.step("chair", "open")], [self.step("clerk", "open")]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        refused = [answer for answer in self.outcomes(first, second) if not answer.done]
        lines, electors = self.lines("poll.opened"), self.rows(Elector)
        with transaction():
            self.cast("ncp", 0)
        with transaction():
            self.close()
        return self.found(
            told=len(refused) == 1 and self.told(refused[0]),
            once=(lines, electors) == (["poll.opened"], 2),
            keys=results.result(self.poll).cast == 1 and not self.poll.key_lost,
        )


class Closing(Race):
    """Two close the same poll: it is counted once."""

    TOLD, WITHOUT_LOCK = CLOSED, frozenset({"told", "once"})
    SECRECY = Secrecy.SECRET

    def begin(self) -> None:
        with transaction():
            self.cast("ncp", 0)

    def first(self) -> None:
        self.close()

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.step("chair", "close")], [self.step("clerk", "close")]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        refused = [answer for answer in self.outcomes(first, second) if not answer.done]
        return self.found(
            told=len(refused) == 1 and self.told(refused[0]),
            once=self.lines("poll.closed", "poll.key_lost") == ["poll.closed"],
            counted=results.result(self.poll).cast == 1,
        )


class Extending(Race):
    """One moves the closing time while another closes: what is closed has no later end."""

    TOLD, WITHOUT_LOCK = CLOSED, frozenset({"closed stays closed"})
    AT = "clock"

    def begin(self) -> None:
        self.until = (self.now + timedelta(hours=2)).replace(second=0, microsecond=0)

    def first(self) -> None:
        self.close()

    def posts(self) -> tuple[list[Post], list[Post]]:
        wall = zones.local(self.until, self.stage.meeting.zone).strftime("%Y-%m-%dT%H:%M")
        return [self.step("chair", "close")], [self.step("clerk", "extend", closes=wall, reason="More time")]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        lines = self.lines("poll.extended", "poll.closed")
        return self.found(
            told=second.done or self.told(second),
            **{"closed stays closed": lines == ["poll.extended"] * second.done + ["poll.closed"]},
            moved=(self.poll.closes_at == self.until) == second.done,
            closed=self.poll.state is PollState.CLOSED and (first is None or first.done),
        )


class Withdrawing(Race):
    """Somebody votes while the poll is taken back: nothing stays in the box, and nobody is told that it counts."""

    TOLD, WITHOUT_LOCK = "The poll was withdrawn", frozenset({"told", "empty"})
    AT, SECRECY = "put", Secrecy.SECRET

    def first(self) -> None:
        actions_closing.withdraw(self.poll, "The text has changed.", by=None, now=self.now)

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.step("chair", "withdraw", reason="The text has changed.")], [self.vote("ncp", 0)]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        there = len(ballot_queries.have_voted(self.poll))
        return self.found(
            told=(first is not None and second.done) or self.told(second),
            empty=self.rows(SealedBallot) == 0,
            roll=there == second.done,
            withdrawn=self.poll.state is PollState.WITHDRAWN and (first is None or first.done),
        )


class NewRound(Race):
    """A ballot comes late while the question is put again: it is in neither round."""

    TOLD, WITHOUT_LOCK = CLOSED, frozenset({"told", "counted"})
    AT = "put"

    def first(self) -> None:
        self.close()
        actions_repeat.again(self.poll, by=None, now=self.now)

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.step("chair", "close"), self.step("chair", "again")], [self.vote("ncp", 0)]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        line = db.session.scalars(
            sa.select(AuditLine).where(AuditLine.thing == f"poll:{self.id}", AuditLine.verb == "poll.closed")
        ).one()
        following = db.session.scalars(sa.select(Poll).where(Poll.follows_id == self.id)).one()
        return self.found(
            told=(first is not None and second.done) or self.told(second),
            counted=line.details["cast"] == second.done == len(ballot_queries.have_voted(self.poll)),
            anew=(following.round, following.state, ballot_queries.have_voted(following))
            == (2, PollState.PREPARED, set()),
        )


class TwoNcps(Race):
    """Two contact points of one administration vote: one ballot, and the last one stands."""

    WITHOUT_LOCK = frozenset({"taken", "history"})
    AT = "put"

    def first(self) -> None:
        self.cast("ncp", 0)

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.vote("ncp", 0)], [self.vote("other", 1)]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        query = sa.select(BallotEntry).where(BallotEntry.poll_id == self.id).order_by(BallotEntry.number)
        entries = db.session.scalars(query).all()
        ballot = ballot_queries.ballot(self.poll, self.stage.kenya)
        return self.found(
            taken=all(answer.status == 200 for answer in self.outcomes(first, second)),
            one=ballot_queries.have_voted(self.poll) == {self.stage.kenya} and results.result(self.poll).cast == 1,
            history=[entry.number for entry in entries] == [1, 2],
            last=ballot is not None and ballot.choice == entries[-1].choice and self._mine(entries[-1]),
        )

    def _mine(self, entry: BallotEntry) -> bool:
        """Say whether an *entry* says by what right it was cast."""
        return (entry.proxy_id is None) == (entry.cast_by_id != self.stage.holder.id)


class ProxyHolder(TwoNcps):
    """Whoever holds the proxy of an administration votes, and its own contact point: the same."""

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.vote("ncp", 0)], [self.vote("holder", 1, path=f"for/{self.stage.kenya}/")]


class Locking(Race):
    """The head of a delegation locks its ballot while a colleague replaces it: after the lock nothing changes."""

    TOLD, WITHOUT_LOCK = "The head of your delegation has locked the ballot", frozenset({"told", "stays"})
    AT = "put"

    def begin(self) -> None:
        with transaction():
            self.cast("head", 0)

    def first(self) -> None:
        actions_lock.lock(self.poll, by=db.session.get_one(Person, self.stage.head.id), now=self.now)

    def posts(self) -> tuple[list[Post], list[Post]]:
        return [self.step("head", "lock")], [self.vote("other", 1)]

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        lines = self.lines("poll.ballot_replaced", "poll.ballot_locked")
        return self.found(
            told=(first is not None and second.done) or self.told(second),
            stays=lines == ["poll.ballot_replaced"] * second.done + ["poll.ballot_locked"],
            locked=first is None or "The ballot is locked." in first.says,
        )


class AtTheEnd(Extending):
    """Somebody moves the closing time at the very instant at which the clock closes the poll."""

    #: How many seconds before the end the race begins.
    BEFORE: ClassVar[float] = 0.4

    def begin(self) -> None:
        super().begin()
        self.end = self.now + timedelta(seconds=self.BEFORE)
        with transaction():
            actions.extend(self.poll, self.end, "", by=None, clock=lambda: self.now)

    def wait(self, seconds: float = 0.0) -> None:
        """Wait until so many *seconds* after the end."""
        time.sleep(max(0.0, (self.end - self.now).total_seconds() + seconds))

    def close_by_the_clock(self) -> None:
        """Do what the scheduler does each second, at the end."""
        with self.stage.app.app_context():
            self.wait()
            clockwork.close_polls()

    def broken(self, first: Answer | None, second: Answer) -> set[str]:
        lines, state = self.lines("poll.extended", "poll.closed")[1:], self.poll.state
        return self.found(
            told=second.done or self.told(second),
            kept=lines == (["poll.extended"] if second.done else ["poll.closed"]),
            state=state is (PollState.OPEN if second.done else PollState.CLOSED),
            moved=self.poll.closes_at == (self.until if second.done else self.end),
        )
