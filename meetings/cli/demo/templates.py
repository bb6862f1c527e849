"""What the series of the story keep for their next meetings: sittings, agenda, dates, and who is invited."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from meetings.cli.demo.people import BRUSSELS
from meetings.cli.demo.story import Story
from meetings.cli.demo.texts import text
from meetings.core.bilingual import Bilingual
from meetings.domain.organisation import queries as find_register
from meetings.models.agenda import Purpose
from meetings.models.database import current
from meetings.models.meeting import Mode, Series, SessionLanguage
from meetings.models.series import (
    INVITED_KINDS,
    DeadlineKind,
    ItemKind,
    SeriesDeadline,
    SeriesItem,
    SeriesSitting,
)

NOTHING = Bilingual()


def keep(story: Story, rows: Mapping[str, Series]) -> None:
    """Write what each series of *story* keeps into its row of *rows*."""
    kinds = {kind.code: kind.id for kind in find_register.kinds()}
    for told in story.series:
        series, kept = rows[told.slug], told.kept
        series.feminine, series.holidays = kept.get("feminine", True), kept.get("holidays", "")
        series.body = text(kept["body"]) if "body" in kept else NOTHING
        series.summary = text(kept["summary"]) if "summary" in kept else NOTHING
        invited = [{"series_id": series.id, "kind_id": kinds[code]} for code in kept.get("kinds", ())]
        if invited:
            current().execute(insert(INVITED_KINDS), invited)
        current().add_all(_sitting(series, row, place) for place, row in enumerate(kept.get("sittings", ()), 1))
        current().add_all(_item(series, row, place) for place, row in enumerate(kept.get("agenda", ()), 1))
        current().add_all(
            SeriesDeadline(series_id=series.id, kind=DeadlineKind(kind), days=days, at=at)
            for kind, (days, at) in kept.get("deadlines", {}).items()
        )


def _sitting(series: Series, row: Mapping[str, Any], place: int) -> SeriesSitting:
    return SeriesSitting(
        series_id=series.id,
        position=place,
        title=NOTHING,
        language=SessionLanguage(row["language"]),
        day=row["day"],
        starts=row["starts"],
        minutes=row["minutes"],
        zone=BRUSSELS,
        mode=Mode.ONLINE,
        platform=row["platform"],
        place=NOTHING,
        address="",
        capacity=row["capacity"],
    )


def _item(series: Series, row: Mapping[str, Any], place: int) -> SeriesItem:
    return SeriesItem(
        series_id=series.id,
        position=place,
        kind=ItemKind(row.get("kind", "plain")),
        title=text(row["title"]),
        purpose=Purpose(row["purpose"]),
        presenter=text(row["presenter"]),
        minutes=row["minutes"],
    )
