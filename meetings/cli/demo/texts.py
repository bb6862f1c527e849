"""How the files of the story are read, and the texts in two languages they hold."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from meetings.core.bilingual import Bilingual

FOLDER = Path(__file__).parent / "story"


def text(table: dict[str, Any]) -> Bilingual:
    """Return the text written as *table*, with its keys ``en`` and ``fr``."""
    return Bilingual(table["en"], table.get("fr", ""), behind=table.get("behind", False))


def read(name: str) -> dict[str, Any]:
    """Return the file *name* of the story."""
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
