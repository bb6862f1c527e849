"""What pages have in common that are a way in, or that nobody else may keep."""

from typing import NoReturn

from flask import Response, abort, make_response, render_template


def no_store(response: Response) -> Response:
    """Let nobody keep a page that holds a way in."""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def keep_private(response: Response) -> Response:
    """Let nothing keep a page, nor tell the next site its address: the address is a way in."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return no_store(response)


def leave(status: int, sentence: str) -> NoReturn:
    """Answer with *status* and the page that says in a *sentence* why a link does not work."""
    abort(make_response(render_template("errors/_link.html", sentence=sentence), status))
