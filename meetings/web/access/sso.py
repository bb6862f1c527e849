"""Signing in through the organisation's own provider: there and back."""

import importlib
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from config import Settings, SettingsError
from meetings.core import clock
from meetings.core.bilingual import ENGLISH, FRENCH, Language
from meetings.core.errors import Refused
from meetings.domain.access import identity_actions as actions
from meetings.domain.access import identity_rules as rules
from meetings.extensions import transaction
from meetings.i18n import in_language, language
from meetings.web.access.landing import land
from meetings.web.authorize import authorize, everyone, safe_path
from meetings.web.viewer import browser_name, browser_token, viewer
from meetings.web.wording import refusal

if TYPE_CHECKING:
    from meetings.web.access.provider import Provider

PROVIDER = "meetings.web.access.provider"

bp = Blueprint("sso", __name__, url_prefix="/sign-in/provider")
#: One address without a language, since providers want to know it beforehand.
back_bp = Blueprint("sso_back", __name__, url_prefix="/sign-in/provider")


def _provider() -> "Provider":
    """Return the provider, or answer 404 where none is set."""
    found: Any = current_app.extensions.get("provider")
    if found is None:
        abort(404)
    provider: Provider = found
    return provider


def _back() -> str:
    """Return the address to which the provider sends people back; it never follows what a request claims."""
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url + url_for("sso_back.back")


@bp.route("/")
@authorize(everyone)
def start() -> ResponseReturnValue:
    """Send the reader to the provider."""
    provider, path = _provider(), safe_path(request.args.get("next", ""))
    if viewer():
        return redirect(path or url_for("home.index"), 303)
    try:
        way = provider.way(_back())
    except Refused as error:
        return _refused(error, language())
    with transaction():
        actions.send(
            way.state,
            nonce=way.nonce,
            verifier=way.verifier,
            browser=browser_token(),
            language=language(),
            next_path=path,
            now=clock.now(),
        )
    return redirect(way.url, 303)


@back_bp.route("/")
@authorize(everyone)
def back() -> ResponseReturnValue:
    """Take back whom the provider sends, once, and only in the browser that left."""
    provider = _provider()
    try:
        with transaction():
            visit = actions.come_back(_asked("state"), browser=browser_token(), now=clock.now())
            nonce, verifier, spoken, path = visit.nonce, visit.verifier, visit.language, visit.next_path
    except Refused as error:
        return _refused(error, ENGLISH)
    try:
        _check_answer(provider)
        claims = provider.claims(_asked("code"), back=_back(), nonce=nonce, verifier=verifier)
        with transaction():
            person, token = actions.sign_in(claims, browser_name=browser_name(), now=clock.now())
            path = path or url_for("home.index", lang=person.language)
    except Refused as error:
        return _refused(error, spoken)
    return land(token, path)


def _asked(name: str) -> str:
    return request.args.get(name, "")[:4_000]


def _check_answer(provider: "Provider") -> None:
    """Raise unless the provider let them in, and it is the one that was asked (RFC 9207)."""
    if _asked("iss") and _asked("iss").rstrip("/") != provider.issuer:
        raise rules.ProviderWrong
    if request.args.get("error") or not _asked("code"):
        raise rules.ProviderRefused


def _refused(error: Refused, spoken: Language) -> ResponseReturnValue:
    """Say on the sign-in page why it did not work, and what to do."""
    current_app.logger.warning("sign-in through the provider: %s (%s)", type(error).__name__, error.__cause__)
    with in_language(spoken):
        flash(refusal(error), "bad")
    return redirect(url_for("access.new", lang=spoken), 303)


def register(app: Flask) -> None:
    """Give *app* its provider, if one is set; raises ``SettingsError`` when what speaks to it is not installed."""
    settings: Settings = app.extensions["settings"]
    words = {ENGLISH: settings.oidc_name_en, FRENCH: settings.oidc_name_fr} if settings.oidc_url else {}
    app.jinja_env.globals["provider_words"] = lambda: words.get(language(), "")
    app.extensions["provider"] = _load(settings) if settings.oidc_url else None


def _load(settings: Settings) -> "Provider":
    try:
        found: Provider = importlib.import_module(PROVIDER).Provider(settings)
    except ImportError as error:
        raise SettingsError(
            "HEMICYCLE_OIDC_URL is set, but what signs in there is not installed: install Hemicycle with its extra"
            " “sso”."
        ) from error
    return found
