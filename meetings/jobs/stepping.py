"""Leads a file that somebody brought from state to state, one step at a time, whichever process does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.extensions import db, transaction
from meetings.models.connection_list import ConnectionList
from meetings.models.database import lock
from meetings.models.register_import import ImportState, RegisterImport

Brought = TypeVar("Brought", RegisterImport, ConnectionList)


@dataclass(frozen=True)
class Stepping(Generic[Brought]):
    """The steps of one sort of files, each by the state that it leads on from."""

    table: type[Brought]
    has_work: Callable[[datetime], bool]
    claim: Callable[..., Brought | None]
    #: Notes why a file cannot be led further.
    fail: Callable[[Brought, Refused], None]
    steps: Mapping[ImportState, Callable[[int], None]]

    def step(self) -> None:
        """Do the next step of the file that has waited longest; the database is not held while there is none."""
        if not self.has_work(clock.now()):
            return
        with transaction():
            claimed = self.claim(now=clock.now())
            number, state = (claimed.id, claimed.state) if claimed else (0, ImportState.FAILED)
        if number:
            self.go_on(number, state)

    def go_on(self, number: int, state: ImportState) -> None:
        """Do what is due in *state*, or note why it cannot be done, unless another process has led it further."""
        try:
            self.steps[state](number)
        except Refused as error:
            with transaction():
                brought = lock(db.session.get_one(self.table, number))
                if brought.state is state:
                    self.fail(brought, error)
