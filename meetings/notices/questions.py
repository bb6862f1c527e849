"""Who hears of a question: whoever is to answer it, and whoever asked it, or one merged into it, by name."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from meetings.domain.question import queries, rules
from meetings.notices.notice import Notice

Payload = dict[str, Any]


def _settled(payload: Payload, now: datetime) -> list[Notice]:
    """Each of them gets one mail, if what was announced still stands."""
    question = queries.of_notice(payload["question"])
    if question is None or question.state.value != payload["state"]:
        return []
    askers = {each.asker.id: (each.asker, each) for each in reversed(queries.together(question)) if each.asker}
    return [
        Notice(
            kind="question.settled",
            person=person,
            meeting=question.meeting,
            page=("question.index", {"slug": question.meeting.slug, "_anchor": f"q{question.number}"}),
            facts={"question": question, "asked": asked, "symbol": rules.symbol(question)},
        )
        for person, asked in askers.values()
    ]


def _assigned(payload: Payload, now: datetime) -> list[Notice]:
    """Whoever is to answer a question hears of it, if it still waits for them."""
    question = queries.of_notice(payload["question"])
    if question is None or question.owner is None or question.owner.id != payload["owner"]:
        return []
    if question.state not in rules.UNSETTLED or question.into_id is not None:
        return []
    return [
        Notice(
            kind="question.assigned",
            person=question.owner,
            meeting=question.meeting,
            page=("question_manage.show", {"slug": question.meeting.slug, "asked_id": str(question.id)}),
            facts={"question": question, "symbol": rules.symbol(question), "asked_by": rules.asked_by},
        )
    ]


KINDS: dict[str, Callable[[Payload, datetime], list[Notice]]] = {
    "question.assigned": _assigned,
    "question.settled": _settled,
}
