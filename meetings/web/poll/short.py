"""The short address of a poll, for screens and QR codes: it leads there and does nothing else."""

from typing import TYPE_CHECKING

from flask import Blueprint, abort, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from meetings.core import short_code
from meetings.core.later import Later
from meetings.i18n import preferred
from meetings.models.poll import Poll
from meetings.web.authorize import authorize, everyone
from meetings.web.loaders import HIGHEST_ID
from meetings.web.viewer import viewer

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

bp = Blueprint("short", __name__)


@bp.route("/v/<code>")
@authorize(everyone)
def poll(code: str) -> ResponseReturnValue:
    """Lead to the poll of this code in the reader's language; whether there is one, and for whom, its page says."""
    number = short_code.read(code)
    if number is None or number > HIGHEST_ID:
        abort(404)
    person = viewer()
    response = redirect(url_for("poll.show", poll_id=number, lang=person.language if person else preferred()), 303)
    response.vary.add("Accept-Language")
    return response


def address(poll: Poll) -> str:
    """Return the short address of *poll*, as it is typed."""
    return url_for("short.poll", code=short_code.written(poll.id), _external=True)


def drawing(poll: Poll) -> Markup:
    """Return the QR code of the short address of *poll*, to be put into a page."""
    drawn = segno.make(address(poll), error="m", micro=False).svg_inline(
        border=4, light="#fff", svgclass=None, omitsize=True
    )
    return Markup(drawn)  # noqa: S704 - drawn here
