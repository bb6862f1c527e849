"""Verbs of the campaigns that ask whether the register is right, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "confirmation.prepared": _l("Campaign “Still correct?” prepared"),
    "confirmation.revised": _l("Campaign changed"),
    "confirmation.discarded": _l("Campaign discarded"),
    "confirmation.started": _l("Campaign sent to %(organisations)s organisations"),
    "confirmation.reminded": _l("Reminder of a campaign sent to %(people)s people"),
    "confirmation.extended": _l("End of a campaign moved"),
    "confirmation.ended": _l("Campaign ended"),
    "confirmation.opened": _l("Link of a campaign opened"),
    "confirmation.confirmed": _l("Register confirmed as correct"),
    "confirmation.changed": _l("Changes to the register named: %(changes)s"),
    "confirmation.change_applied": _l("Named change taken over"),
    "confirmation.change_refused": _l("Named change refused"),
}
