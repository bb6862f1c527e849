"""Writes what series keep for their mails: the plan, and the words with which each kind begins."""

from collections.abc import Sequence
from datetime import datetime

from meetings.core import fingerprint
from meetings.domain.audit import actions as audit
from meetings.domain.mailing import defaults, places, queries, rules
from meetings.domain.mailing.defaults import Step, Words
from meetings.domain.mailing.rules import Draft, Segment
from meetings.models.database import add, current, lock
from meetings.models.mailing import MailingKind, MailTemplate, SeriesMailing
from meetings.models.meeting import Series
from meetings.models.person import Person


def set_plan(series: Series, steps: Sequence[Step], *, seen: int, by: Person | None, now: datetime) -> None:
    """Let each meeting of *series* begin with the mailings of *steps*; meetings that are planned stay as they are.

    Raises ``TooManyMailings``, ``OnlyRegistered``, ``HourMissing``, and ``ChangedMeanwhile`` when the series is no
    longer what the editor has *seen*.
    """
    lock(series)
    if series.revision != seen:
        raise fingerprint.ChangedMeanwhile
    if len(steps) > rules.MOST_STEPS:
        raise rules.TooManyMailings
    for step in steps:
        words = queries.words(step.kind, series)
        rules.check(Draft(step.kind, words.subject, words.body, Segment(step.audience), step.moment))
    for row in queries.steps(series):
        current().delete(row)
    current().flush()
    current().add_all([_row(series, step, place) for place, step in enumerate(steps, start=1)])
    series.revision += 1
    audit.record("mailing.plan_set", series, by=by, now=now, number=len(steps))


def set_words(
    kind: MailingKind, series: Series | None, words: Words, *, seen: str, by: Person | None, now: datetime
) -> None:
    """Let mailings of *kind* begin with *words*: those of *series*, or all of the house.

    Raises ``WordsWrong``, and ``ChangedMeanwhile`` when they are no longer what the editor has *seen*.
    """
    places.check(words.subject, words.body, kind)
    if series:
        lock(series)
    if seen != defaults.mark(queries.words(kind, series)):
        raise fingerprint.ChangedMeanwhile
    found = queries.template(kind, series)
    if found:
        found.subject, found.body = words.subject, words.body
    else:
        number = series.id if series else None
        found = add(MailTemplate(series_id=number, kind=kind, subject=words.subject, body=words.body))
    audit.record("mailing.words_set", found, by=by, now=now, kind=kind.value)


def forget_words(kind: MailingKind, series: Series | None, *, by: Person | None, now: datetime) -> None:
    """Let mailings of *kind* begin again with the words of the house, or with those built in."""
    found = queries.template(kind, series)
    if found is None:
        return
    audit.record("mailing.words_forgotten", found, by=by, now=now, kind=kind.value)
    current().delete(found)
    current().flush()


def _row(series: Series, step: Step, position: int) -> SeriesMailing:
    moment = step.moment
    return SeriesMailing(
        series_id=series.id,
        position=position,
        kind=step.kind,
        audience=step.audience,
        timing=moment.timing,
        number=moment.number,
        unit=moment.unit,
        hour=moment.hour,
    )
