"""Hands a ballot in; what cannot be taken stays on the paper with the reason."""

from collections.abc import Callable
from typing import TypeVar

from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.domain.poll import actions_casting
from meetings.domain.poll.actions_casting import Acknowledged
from meetings.extensions import transaction
from meetings.models.poll import Poll
from meetings.web.poll.keys import keyring
from meetings.web.poll.slip import Slip
from meetings.web.viewer import signed_in

Taken = TypeVar("Taken")


def take(slip: Slip, write: Callable[[], Taken]) -> Taken | None:
    """Do *write* in one transaction and return what it returns; nothing once *slip* says why it was refused."""
    try:
        with transaction(keep=True):
            return write()
    except Refused as error:
        slip.refuse(error)
    except OperationalError:
        slip.refusals.append(
            _("So many ballots arrive at once that this one was not taken. Send it again: it counts only once.")
        )
    return None


def hand_in(poll: Poll, voter: int | None, slip: Slip) -> Acknowledged:
    """Cast the ballot of *voter*, or else the one that the viewer has, in *poll* as *slip* says."""
    return actions_casting.cast(
        poll, voter, slip.given(), by=signed_in(), clock=clock.now, form=slip.form, keys=keyring(), reason=slip.reason
    )
