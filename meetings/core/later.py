"""Large libraries that few pages need: read when something of them is first asked for, not at start."""

import importlib
from typing import Any


class Later:
    """Stands for a module; its names are the module's."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        """Read the module, unless that was done before, and return what it calls *name*."""
        return getattr(importlib.import_module(self._name), name)
