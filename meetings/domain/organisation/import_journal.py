"""Remembers each row of the database that an import wrote, as it was before and after."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

Values = dict[str, Any]


@dataclass(slots=True)
class Journal:
    """What an import wrote: table, id, before (nothing where it was added) and after."""

    changes: list[Values] = field(default_factory=list)

    def added(self, table: str, number: int, after: Values) -> None:
        """Note a row that was added."""
        self.changes.append({"thing_table": table, "thing_id": number, "before": None, "after": plain(after)})

    def changed(self, table: str, number: int, before: Values, after: Values) -> None:
        """Note a row that was changed."""
        entry = {"thing_table": table, "thing_id": number, "before": plain(before), "after": plain(after)}
        self.changes.append(entry)


def plain(values: Values) -> Values:
    """Return *values* as JSON can hold them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
