"""Words for the roles that can be given, and for what stands against giving one."""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from meetings.core.errors import Refused
from meetings.domain.role import rules
from meetings.models.role import Granted

LABELS: dict[type[StrEnum], dict[Any, Any]] = {
    Granted: {
        Granted.ASSISTANT: _l("Assistant"),
        Granted.PRESENTER: _l("Presenter"),
        Granted.AUDITOR: _l("Auditor"),
    },
}
REFUSALS: dict[type[Refused], Any] = {
    rules.LastAdministrator: _l(
        "This is the last administrator: nobody could give roles any more. Make somebody else an administrator first."
    ),
    rules.RoleUnchanged: _l("This person has this role already. Choose another one."),
    rules.ScopeMissing: _l("An assistant is for one series or one meeting, an auditor for the whole house. Choose it."),
    rules.AlreadyGranted: _l("This person has this role for the same thing already. Nothing was changed."),
    rules.GrantEndsBeforeItBegins: _l("The last day is before the first one. Choose a later day."),
    rules.GrantOver: _l("This role has been ended already. Nothing was changed."),
    rules.AccountIsClosed: _l("The account is closed. Open it first."),
    rules.AccountIsOpen: _l("The account is open already. Nothing was changed."),
    rules.AccountErased: _l("The account was erased. Nothing of it is left that could be opened."),
}
