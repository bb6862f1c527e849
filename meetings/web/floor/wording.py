"""Words for what one asks the floor for, where a request stands, and what is refused."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from meetings.core.errors import Refused
from meetings.domain.floor import rules
from meetings.models.floor import FloorKind, FloorState

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    FloorKind: {
        FloorKind.STATEMENT: _l("Statement"),
        FloorKind.REPLY: _l("Right of reply"),
        FloorKind.ORDER: _l("Point of order"),
    },
    FloorState: {
        FloorState.WAITING: _l("waits for the floor"),
        FloorState.SPEAKING: _l("has the floor"),
        FloorState.ENDED: _l("has spoken"),
        FloorState.WITHDRAWN: lazy_pgettext("floor", "taken off the list"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.ListClosed: _l("The list of speakers of this session is closed. Only points of order are still taken."),
    rules.NotRunning: _l("The meeting or the session does not take place, or is not announced yet."),
    rules.AlreadyAsked: _l("Your administration is on the list for this item already."),
    rules.RequestMoved: _l("Somebody else has changed the list meanwhile. Nothing was changed."),
    rules.SomebodySpeaks: _l("Another administration has the floor. End its statement first."),
}
