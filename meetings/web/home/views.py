"""The first page, and the few pages about the site itself."""

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from meetings.core import clock
from meetings.web.authorize import authorize, everyone, safe_path
from meetings.web.home import page
from meetings.web.shell import THEMES
from meetings.web.viewer import viewer

bp = Blueprint("home", __name__)

ONE_YEAR = 31_536_000


@bp.route("/")
@authorize(everyone)
def index() -> ResponseReturnValue:
    """Show what is next: for everyone, and for the reader."""
    return render_template("home/index.html", page=page.first_page(viewer(), now=clock.now()))


@bp.route("/accessibility/")
@authorize(everyone)
def accessibility() -> ResponseReturnValue:
    """Say what the site does for accessibility, and whom to tell when it fails."""
    return render_template("home/accessibility.html")


@bp.route("/your-data/")
@authorize(everyone)
def your_data() -> ResponseReturnValue:
    """Say what is kept about people and why."""
    return render_template("home/your_data.html")


@bp.route("/display/", methods=["GET", "POST"])
@authorize(everyone)
def display() -> ResponseReturnValue:
    """Choose light or dark; kept in a cookie of this browser."""
    if request.method != "POST":
        return render_template("home/display.html")
    chosen = request.form.get("theme", "")
    response = make_response(redirect(safe_path(request.form.get("next", "")) or url_for(".display"), 303))
    if chosen in THEMES:
        response.set_cookie(
            "theme", chosen, max_age=ONE_YEAR, secure=current_app.config["SECURE"], httponly=True, samesite="Lax"
        )
    else:
        response.delete_cookie("theme")
    return response
