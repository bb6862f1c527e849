"""Verbs of requests for the floor, as the trail shows them."""

from typing import Any

from flask_babel import lazy_gettext as _l

VERBS: dict[str, Any] = {
    "floor.limit_set": _l("Speaking time: %(minutes)s minutes"),
    "floor.closed": _l("List of speakers closed"),
    "floor.opened": _l("List of speakers opened again"),
    "floor.asked": _l("Floor asked for by %(organisation)s"),
    "floor.withdrawn": _l("Request for the floor of %(organisation)s taken off the list"),
    "floor.moved": _l("Request for the floor of %(organisation)s moved"),
    "floor.given": _l("Floor given to %(organisation)s"),
    "floor.ended": _l("Statement of %(organisation)s over"),
    "floor.taken_back": _l("Last step with the request of %(organisation)s taken back"),
}
