"""Assembles the application, nothing else."""

import re
from pathlib import Path
from wsgiref.headers import Headers

import pytz
import tzdata
from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from config import Settings, SettingsError
from meetings import assets, i18n, storage, web
from meetings.domain.access.rules import OTHERS_STAY
from meetings.extensions import babel, csrf, db, login
from meetings.keyring import Keyring
from meetings.notices.access_token import TokenSource
from meetings.notices.mailbox import Box
from meetings.notices.mailer import Mailer, Server
from meetings.notices.signing import Signer
from meetings.translator import LibreTranslate, Translator
from meetings.turns import Turns
from meetings.web import security

ROOT = Path(__file__).parent.parent


def create_app(settings: Settings) -> Flask:
    """Build the application for *settings*; raises ``SettingsError`` when they cannot be served."""
    _check_zone_data()
    app = Flask("meetings", template_folder=str(ROOT / "templates"), static_folder=None)
    app.config.update(_configuration(settings))
    app.extensions["settings"] = settings
    app.extensions["storage"] = _storage(settings)
    app.extensions["keyring"] = Keyring(settings.poll_keys, secret=settings.secret_key)
    app.extensions["mailer"] = _mailer(settings)
    app.extensions["mailbox"] = _mailbox(settings)
    app.extensions["translator"] = _translator(settings)
    # There are more templates than Jinja keeps compiled unless it is told to keep all.
    app.jinja_options = {"cache_size": -1}
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    babel.init_app(app, locale_selector=i18n.select_locale)
    csrf.init_app(app)
    login.init_app(app)
    i18n.register(app)
    app.wsgi_app = Turns(app.wsgi_app)  # type: ignore[method-assign]
    web.register(app)
    _serve_assets(app, settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app


def _check_zone_data() -> None:
    """Refuse to run on two time-zone databases of different age: a page would show two different hours."""
    if tzdata.IANA_VERSION != pytz.OLSON_VERSION:
        raise SettingsError(
            f"The packages tzdata ({tzdata.IANA_VERSION}) and pytz ({pytz.OLSON_VERSION}) must be of the same"
            " release: install both again."
        )


def _storage(settings: Settings) -> storage.Storage:
    """Return where files lie; raises ``SettingsError``."""
    try:
        return storage.from_url(settings.storage_url, settings.data_dir / "documents")
    except ValueError as error:
        raise SettingsError(f"HEMICYCLE_STORAGE_URL is wrong. {error}") from error


def _mailer(settings: Settings) -> Mailer | None:
    """Return the way out for mail, or nothing when mails stay here; raises ``SettingsError``."""
    if not settings.mail_url:
        return None
    try:
        return Mailer(Server.from_url(settings.mail_url), _signer(settings))
    except ValueError as error:
        raise SettingsError(f"HEMICYCLE_MAIL_URL is wrong. {error}") from error


def _mailbox(settings: Settings) -> Box | None:
    """Return the mailbox for what comes back, if it is read by IMAP; raises ``SettingsError``."""
    if not settings.imap_url:
        return None
    try:
        return Box.from_url(settings.imap_url, done=settings.imap_read_folder, tokens=_tokens(settings))
    except ValueError as error:
        raise SettingsError(f"HEMICYCLE_IMAP_URL is wrong. {error}") from error


def _tokens(settings: Settings) -> TokenSource | None:
    """Return where access tokens for the mailbox come from, if it is not opened with a password."""
    if not settings.imap_token_url:
        return None
    return TokenSource(
        url=settings.imap_token_url,
        client_id=settings.imap_client_id,
        client_secret=settings.imap_client_secret,
        scope=settings.imap_scope,
        refresh_token=settings.imap_refresh_token,
    )


def _signer(settings: Settings) -> Signer | None:
    """Return what signs mails, if there is a key; raises ``SettingsError``."""
    if not settings.dkim_key_file:
        return None
    try:
        return Signer.from_file(settings.dkim_key_file, selector=settings.dkim_selector, sender=settings.sender)
    except ValueError as error:
        raise SettingsError(f"HEMICYCLE_DKIM_KEY_FILE is wrong. {error}") from error


def _translator(settings: Settings) -> Translator | None:
    """Return the machine that drafts translations, if one was set."""
    return LibreTranslate(settings.translator_url, settings.translator_key) if settings.translator_url else None


def _configuration(settings: Settings) -> dict[str, object]:
    """Return what Flask and its extensions need to know."""
    prefix = "__Host-" if settings.secure else ""
    return {
        "SECRET_KEY": settings.secret_key,
        "SECURE": settings.secure,
        "DEMO": settings.demo,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_pre_ping": not settings.database_url.startswith("sqlite"),
            # A connection for each thread of a web server; beyond that, new ones would come and go.
            "pool_size": 16,
            # What went wrong is logged without what somebody wrote: a ballot, an address.
            "hide_parameters": True,
            # Whoever asks next gets the connection that was used last: it remembers most.
            "pool_use_lifo": True,
        },
        "BABEL_DEFAULT_LOCALE": "en",
        "BABEL_DEFAULT_TIMEZONE": "UTC",
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "SESSION_COOKIE_NAME": f"{prefix}hemicycle",
        "SESSION_COOKIE_SECURE": settings.secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # The row in the database decides; the cookie only must not end before it.
        "PERMANENT_SESSION_LIFETIME": OTHERS_STAY,
        "SESSION_REFRESH_EACH_REQUEST": False,
        "WTF_CSRF_TIME_LIMIT": None,
        # Two files, one in each language, can come in one form.
        "MAX_CONTENT_LENGTH": 2 * settings.upload_limit + 1_000_000,
        "MAX_FORM_MEMORY_SIZE": 2_000_000,
        "MAX_FORM_PARTS": 2_000,
    }


def _serve_assets(app: Flask, settings: Settings) -> None:
    """Serve the static files under their public names, for a year."""

    def add_headers(headers: Headers, _path: str, _url: str) -> None:
        for name, value in security.always(settings.secure).items():
            headers[name] = value

    built = assets.build(settings.data_dir)
    app.jinja_env.globals["asset"] = lambda name: f"/static/{built.names[name]}"
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(built.folder),
        prefix="static/",
        allow_all_origins=False,
        add_headers_function=add_headers,
        immutable_file_test=lambda _path, url: re.search(r"\.[0-9a-f]{12}\.", url) is not None,
    )
