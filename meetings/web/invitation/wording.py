"""Words for invitations to meetings: what became of them, and what is refused."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.invitation import rules
from meetings.domain.invitation.rules import State

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    State: {
        State.INVITED: _l("no reaction yet"),
        State.OPENED: _l("opened the link"),
        State.REGISTERED_EN: _l("registered, English session"),
        State.REGISTERED_FR: _l("registered, French session"),
        State.REGISTERED_BOTH: _l("registered, both languages"),
        State.WAITING: _l("waits for a seat or approval"),
        State.DECLINED: _l("does not come"),
        State.WITHDREW: _l("gave the place back"),
        State.REFUSED: _l("request refused"),
        State.REPLACED: _l("somebody else comes instead"),
        State.SILENT: _l("stayed silent"),
    },
}

#: Words for each refusal.
REFUSALS: dict[type[Refused], Any] = {
    rules.NotAnnounced: _l("Registration for this meeting is not open, so nobody can be invited."),
    rules.NobodyToInvite: _l("Nobody answers this choice who was not invited already. Nobody was written to."),
    rules.NobodySilent: _l("Everybody who was invited has answered. Nobody was written to."),
    rules.RemindedJustNow: _l("People were written to less than an hour ago. Nobody was written to again."),
    rules.LinkOver: _l("The meeting is over or does not take place, so this link no longer works."),
}
