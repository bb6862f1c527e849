"""Decides how long things are kept, and lets go of what is over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from meetings.domain.audit import actions as audit
from meetings.domain.audit import sealing
from meetings.domain.person import queries as people
from meetings.domain.privacy import actions_erasure, retention, rules
from meetings.domain.registration import forgetting
from meetings.models.database import add, current
from meetings.models.person import Person
from meetings.models.privacy import RetentionPeriod, RetentionReport
from meetings.storage import Bin


def set_periods(wanted: Mapping[str, int], *, by: Person, now: datetime) -> None:
    """Keep things of each class *wanted* for so many days from now on; raises ``PeriodOutOfBounds``."""
    before = retention.periods()
    for name, days in wanted.items():
        kept = retention.CLASSES[name]
        if not kept.low <= days <= kept.high:
            raise rules.PeriodOutOfBounds(kept.low, kept.high)
        if days != before[name]:
            period = current().merge(RetentionPeriod(name=name, days=days, changed_at=now))
            audit.record("privacy.period_set", period, by=by, now=now, name=name, days=days, before=before[name])


def let_go(*, files: Bin, now: datetime) -> RetentionReport:
    """Delete everything whose time is over, and keep a report of how much it was."""
    gone = {}
    for name, days in retention.periods().items():
        before = now - timedelta(days=days)
        if name == "closed_accounts":
            gone[name] = _erase_closed(before, files=files, now=now)
        elif name == retention.ANSWERS:
            gone[name] = forgetting.forget_over(before, most=days, files=files)
        elif name == "audit_lines":
            gone[name] = sealing.forget_before(before, now=now)
        else:
            gone[name] = retention.drop(name, before)
    report = add(RetentionReport(at=now, gone=gone))
    audit.record("privacy.let_go", report, by=None, now=now, number=sum(gone.values()))
    return report


def _erase_closed(before: datetime, *, files: Bin, now: datetime) -> int:
    """Erase the accounts that have been closed for long."""
    closed = [person for number in retention.closed_before(before) if (person := people.by_id(number))]
    actions_erasure.erase_closed(closed, files=files, now=now)
    return len(closed)
