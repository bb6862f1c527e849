"""The other way in for what comes back: a mail server hands each message over by HTTP."""

from flask import Blueprint, abort, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from config import Settings
from meetings.core import tokens
from meetings.domain.incoming import rules
from meetings.extensions import csrf
from meetings.notices import house, returns
from meetings.web.authorize import authorize, everyone

bp = Blueprint("incoming_hook", __name__)
#: Those who post show a key instead.
csrf.exempt(bp)

KIND = "message/rfc822"


@bp.route("/incoming/hook", methods=["POST"])
@authorize(everyone)
def receive() -> ResponseReturnValue:
    """Take one raw message: 404 without a key in the settings, 401 without that key, 200 when it was taken before."""
    settings: Settings = current_app.extensions["settings"]
    address = house.returns()
    if not settings.incoming_key or address is None:
        abort(404)
    kind, _space, key = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not tokens.equal(key.strip(), settings.incoming_key):
        abort(401)
    if request.mimetype != KIND:
        abort(415)
    request.max_content_length = rules.LONGEST
    octets = request.get_data(cache=False)
    if not octets:
        abort(400)
    sort = returns.receive(octets, address)
    return jsonify(taken=sort), 200 if sort is None else 201
