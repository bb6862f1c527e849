"""What an empty register can begin with: the six regions and 186 Members of the WCO."""

import csv
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from meetings.core.bilingual import ENGLISH, FRENCH, Bilingual
from meetings.domain.organisation import actions, catalogue, queries, rules
from meetings.models.person import Person

DATA = Path(__file__).parents[2] / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Read the rows of a table in the package's data folder."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def begin_with_members(*, by: Person | None, now: datetime) -> None:
    """Add the regions from west to east, then all Members; raises ``KindMissing`` when there is no kind that votes."""
    member = next((kind for kind in queries.kinds() if kind.votes), None)
    if member is None:
        raise rules.KindMissing
    regions = {
        row["code"]: catalogue.add_region(
            row["code"], Bilingual(row["name_en"], row["name_fr"]), position=int(row["position"]), by=by, now=now
        )
        for row in rows("regions.csv")
    }
    for row in rows("members.csv"):
        actions.add_organisation(
            row["code"],
            Bilingual(row["name_en"], row["name_fr"]),
            kind=member,
            region=regions[row["region"]],
            working_language=FRENCH if row["working_language"] == FRENCH else ENGLISH,
            by=by,
            now=now,
        )
