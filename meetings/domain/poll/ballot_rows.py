"""What is written of a ballot: the rows of a named one, or a sealed box and apart from it that somebody took part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meetings.core import ballot_box
from meetings.core.ballot_box import Keys
from meetings.domain.outbox.actions import Payload
from meetings.domain.poll import draft_rules, history
from meetings.domain.poll.ballot_facts import Facts
from meetings.models.person import Person
from meetings.models.poll import Poll, Secrecy
from meetings.models.proxy import Proxy

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt to cast a ballot."""

    poll: Poll
    voter: int
    choice: str
    by: Person
    #: The random name of the form it came by.
    form: str
    now: datetime
    #: Why they object, in a silence procedure.
    reason: str
    facts: Facts

    @property
    def whose(self) -> Row:
        """The key of the ballot."""
        return {"poll_id": self.poll.id, "voter": self.voter}


def said(attempt: Attempt, proxy: Proxy | None = None) -> Row:
    """Return what a named ballot says, by whom it was cast and when."""
    proxy_id = proxy.id if proxy else None
    return {
        "choice": attempt.choice,
        "cast_by_id": attempt.by.id,
        "cast_at": attempt.now,
        "proxy_id": proxy_id,
        "session_id": attempt.facts.sitting,
    }


def ballot(attempt: Attempt, proxy: Proxy | None = None) -> Row:
    """Return a named ballot as it stands."""
    return {**attempt.whose, **said(attempt, proxy)}


def entry(attempt: Attempt, last: int, seal: str, proxy: Proxy | None = None) -> Row:
    """Return the line of the history of a named poll that follows the line number *last*, which has the *seal*."""
    number, form = last + 1, fingerprint(attempt.form) if attempt.form else ""
    sealed = history.seal(attempt.poll.id, number, attempt.voter, attempt.choice, attempt.now, seal)
    row = {**ballot(attempt, proxy), "number": number, "form": form, "seal": sealed}
    # In which sitting they have a place can change, and is no part of the history.
    del row["session_id"]
    return row


def told(attempt: Attempt) -> Payload:
    """Return what is announced of a named ballot."""
    return {"poll": attempt.poll.id, "voter": attempt.voter, "choice": attempt.choice, "by": attempt.by.id}


def box(attempt: Attempt, keys: Keys | None) -> Row:
    """Return a sealed ballot; *keys* are those of a poll that can tell whose it is."""
    poll = attempt.poll
    room = ballot_box.WIDE_ROOM if poll.kind in draft_rules.OWN_WORDS else ballot_box.ROOM
    sealed = ballot_box.seal(_content(attempt), poll.public_key, room=room)
    slot = ballot_box.tag(keys, attempt.voter) if keys else ballot_box.slot()
    return {"poll_id": poll.id, "slot": slot, "sealed": sealed}


def _content(attempt: Attempt) -> dict[str, Any]:
    """Return what lies in the box: the choice, the fingerprint of the receipt, and what counting needs."""
    print_ = ballot_box.fingerprint("sheet", ballot_box.receipt(attempt.form))
    content: dict[str, Any] = {"choice": attempt.choice, "receipt": print_, "advisory": attempt.facts.advisory}
    if attempt.poll.secrecy is Secrecy.CONFIDENTIAL:
        content["sitting"] = attempt.facts.sitting
    return content


def part(attempt: Attempt, *, by_proxy: bool = False) -> Row:
    """Return that the voter took part, by which form, and who did so for them where the level says it."""
    by = attempt.by.id if attempt.poll.secrecy is Secrecy.CONFIDENTIAL else None
    return {**attempt.whose, "form": fingerprint(attempt.form), "by_proxy": by_proxy, "cast_by_id": by}


def fingerprint(form: str) -> str:
    """Return what is kept of the random name of a form, so that the same form sent again is known."""
    return ballot_box.fingerprint("form", form)
