"""What the secretariat decided of the steps of the next plenary: one done, two of its own, one of them due today."""

from datetime import datetime, timedelta

from sqlalchemy import select

from meetings.cli.demo.diary import Diary
from meetings.cli.demo.register import Register
from meetings.cli.demo.texts import read
from meetings.core import zones
from meetings.domain.console import actions
from meetings.models.database import current
from meetings.models.meeting import Meeting


def tell(register: Register, diary: Diary, *, now: datetime) -> None:
    """Put the steps of the story on the line of their meeting, counted in days from *now*."""
    told, by = read("timeline.toml"), register.secretariat[1]
    meeting = current().scalars(select(Meeting).where(Meeting.slug == told["meeting"])).one()
    today, noted = zones.local(now, meeting.zone).date(), now - timedelta(hours=told["noted_hours_ago"])
    with diary.following():
        for step in told["steps"]:
            row = actions.add(meeting, step["title"], today + timedelta(step["days"]), by=by, now=noted)
            if step.get("done"):
                actions.tick(meeting, row.kind, row.number, by=by, now=noted)
