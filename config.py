"""Settings: read once from the environment, checked at start, never changed afterwards."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit
from zoneinfo import available_timezones

PREFIX = "HEMICYCLE_"
SHORTEST_SECRET = 32
#: Only there may a secret go without encryption.
HERE = frozenset({"localhost", "127.0.0.1", "::1"})
#: Words of the button in English and French, if nothing else is set.
OIDC_NAMES = ("Sign in through your organisation", "Se connecter par votre organisation")


class SettingsError(Exception):
    """A setting is wrong or missing; the message is one sentence for the operator."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator decides outside the program; see docs/operating.md for each name."""

    database_url: str
    data_dir: Path
    base_url: str
    secret_key: str
    mail_url: str = ""
    mail_from: str = ""
    return_address: str = ""
    imap_url: str = field(default="", repr=False)
    imap_read_folder: str = ""
    imap_token_url: str = ""
    imap_client_id: str = ""
    imap_client_secret: str = field(default="", repr=False)
    imap_scope: str = ""
    imap_refresh_token: str = field(default="", repr=False)
    incoming_key: str = field(default="", repr=False)
    mail_per_minute: int = 0
    dkim_key_file: str = ""
    dkim_selector: str = ""
    storage_url: str = ""
    poll_keys_dir: Path | None = None
    organisation_name: str = "Hemicycle"
    contact_email: str = ""
    time_zone: str = "Europe/Brussels"
    demo: bool = False
    trusted_proxies: int = 0
    upload_limit: int = 50_000_000
    second_factor: str = "required"
    limits_url: str = "memory://"
    oidc_url: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name_en: str = OIDC_NAMES[0]
    oidc_name_fr: str = OIDC_NAMES[1]
    translator_url: str = ""
    translator_key: str = field(default="", repr=False)

    @property
    def poll_keys(self) -> Path:
        """The folder of the keys of secret polls."""
        return self.poll_keys_dir or self.data_dir / "poll-keys"

    @property
    def secure(self) -> bool:
        """Whether readers reach the site by https."""
        return self.base_url.startswith("https://")

    @property
    def second_factor_required(self) -> bool:
        """Whether the secretariat and administrators sign in with a second factor only."""
        return self.second_factor == "required"

    @property
    def sender(self) -> str:
        """The address mails come from and calendars name as organiser."""
        return self.mail_from or self.contact_email

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read and check every setting; raises ``SettingsError`` with one sentence."""
        reader = _Reader(os.environ if environment is None else environment)
        demo = reader.flag("DEMO")
        base_url = reader.base_url()
        return cls(
            database_url=reader.database_url(),
            data_dir=reader.folder("DATA_DIR"),
            base_url=base_url,
            secret_key=reader.secret(),
            mail_url=reader.url("MAIL_URL", ("smtp", "smtps", "smtp+plain")),
            mail_from=reader.address("MAIL_FROM", required="MAIL_URL"),
            imap_url=reader.url("IMAP_URL", ("imap", "imaps", "imap+plain")),
            imap_read_folder=reader.optional("IMAP_READ_FOLDER"),
            imap_token_url=reader.token_url(),
            imap_client_id=reader.optional("IMAP_CLIENT_ID"),
            imap_client_secret=reader.optional("IMAP_CLIENT_SECRET"),
            imap_scope=reader.optional("IMAP_SCOPE"),
            imap_refresh_token=reader.optional("IMAP_REFRESH_TOKEN"),
            incoming_key=reader.key("INCOMING_KEY"),
            return_address=reader.return_address(),
            mail_per_minute=reader.number("MAIL_PER_MINUTE", 0, 100_000, 0),
            dkim_key_file=reader.optional("DKIM_KEY_FILE"),
            dkim_selector=reader.selector(),
            poll_keys_dir=Path(keys) if (keys := reader.optional("POLL_KEYS_DIR")) else None,
            storage_url=reader.url("STORAGE_URL", ("file", "s3")),
            organisation_name=reader.optional("ORGANISATION_NAME")
            or ("Smart Customs Project" if demo else "Hemicycle"),
            contact_email=reader.address("CONTACT_EMAIL") or ("secretariat@hemicycle.example" if demo else ""),
            time_zone=reader.zone("TIME_ZONE", "Europe/Brussels"),
            demo=demo,
            trusted_proxies=reader.number("TRUSTED_PROXIES", 0, 10, 0),
            upload_limit=reader.number("UPLOAD_LIMIT", 100_000, 2_000_000_000, 50_000_000),
            second_factor=reader.choice("SECOND_FACTOR", ("required", "optional"), "optional" if demo else "required"),
            limits_url=reader.limits(),
            oidc_url=reader.provider(),
            oidc_client_id=reader.optional("OIDC_CLIENT_ID"),
            oidc_client_secret=reader.optional("OIDC_CLIENT_SECRET"),
            oidc_name_en=reader.optional("OIDC_NAME_EN") or OIDC_NAMES[0],
            oidc_name_fr=reader.optional("OIDC_NAME_FR") or OIDC_NAMES[1],
            translator_url=reader.translator(),
            translator_key=reader.optional("TRANSLATOR_KEY"),
        )


def _parts(address: str) -> SplitResult | None:
    """Return the parts of *address*, or nothing when its host or port cannot be one."""
    try:
        parts = urlsplit(address)
        return parts if parts.port is None or parts.port > 0 else None
    except ValueError:
        return None


class _Reader:
    """Reads single settings and says in one sentence what is wrong with them."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def optional(self, name: str) -> str:
        return self.environment.get(PREFIX + name, "").strip()

    def required(self, name: str, example: str) -> str:
        value = self.optional(name)
        if not value:
            raise SettingsError(f"{PREFIX}{name} is missing: set it, for example to {example}.")
        return value

    def flag(self, name: str) -> bool:
        value = self.optional(name).lower()
        if value not in {"", "0", "1", "false", "true", "no", "yes"}:
            raise SettingsError(f"{PREFIX}{name} must be 0 or 1, not “{value}”.")
        return value in {"1", "true", "yes"}

    def number(self, name: str, low: int, high: int, default: int) -> int:
        value = self.optional(name)
        if not value:
            return default
        if not re.fullmatch(r"[0-9]{1,12}", value) or not low <= int(value) <= high:
            raise SettingsError(f"{PREFIX}{name} must be a whole number from {low} to {high}, not “{value}”.")
        return int(value)

    def secret(self) -> str:
        value = self.required("SECRET_KEY", "the output of: python3 -c 'import secrets; print(secrets.token_hex(32))'")
        if len(value) < SHORTEST_SECRET:
            raise SettingsError(f"{PREFIX}SECRET_KEY is too short: it needs at least {SHORTEST_SECRET} characters.")
        return value

    def database_url(self) -> str:
        value = self.required("DATABASE_URL", "sqlite:////srv/hemicycle/hemicycle.sqlite")
        value = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", value)
        if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise SettingsError(f"{PREFIX}DATABASE_URL must begin with sqlite:/// or postgresql://.")
        return value

    def base_url(self) -> str:
        value = self.required("BASE_URL", "https://meetings.example.org").rstrip("/")
        parts = _parts(value)
        if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
            raise SettingsError(f"{PREFIX}BASE_URL must be http:// or https:// and a host name, without a path.")
        return value

    def folder(self, name: str) -> Path:
        path = Path(self.required(name, "/srv/hemicycle")).absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(f"{PREFIX}{name} cannot be used as a folder: {path} ({error.strerror}).") from error
        if not os.access(path, os.W_OK):
            raise SettingsError(f"{PREFIX}{name} cannot be written to: {path}.")
        return path

    def url(self, name: str, schemes: tuple[str, ...]) -> str:
        value = self.optional(name)
        parts = _parts(value)
        if value and (parts is None or parts.scheme not in schemes):
            raise SettingsError(f"{PREFIX}{name} must begin with one of: {', '.join(s + '://' for s in schemes)}.")
        return value

    def selector(self) -> str:
        value = self.optional("DKIM_SELECTOR")
        if bool(value) != bool(self.optional("DKIM_KEY_FILE")):
            raise SettingsError(f"{PREFIX}DKIM_KEY_FILE and {PREFIX}DKIM_SELECTOR go together: set both, or neither.")
        if value and not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?", value):
            raise SettingsError(f"{PREFIX}DKIM_SELECTOR must be one word of letters, digits and hyphens.")
        return value

    def choice(self, name: str, words: tuple[str, ...], default: str) -> str:
        value = self.optional(name).lower() or default
        if value not in words:
            raise SettingsError(f"{PREFIX}{name} must be {' or '.join(words)}, not “{value}”.")
        return value

    def limits(self) -> str:
        value = self.optional("LIMITS_URL") or "memory://"
        if value != "off" and not re.fullmatch(r"[a-z][a-z+]+://\S*", value):
            raise SettingsError(f"{PREFIX}LIMITS_URL must be memory://, redis://host:6379, or off.")
        return value

    def provider(self) -> str:
        value = self.url("OIDC_URL", ("https", "http")).rstrip("/")
        parts = _parts(value)
        if value and (parts is None or not parts.hostname or parts.query or parts.fragment or len(value) > 300):
            raise SettingsError(f"{PREFIX}OIDC_URL must be the issuer of the provider: https:// and a host name.")
        if parts and parts.scheme == "http" and parts.hostname not in HERE:
            raise SettingsError(f"{PREFIX}OIDC_URL must begin with https://, unless the provider is on this machine.")
        for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET"):
            if value and not self.optional(name):
                raise SettingsError(f"{PREFIX}{name} is missing: it goes with {PREFIX}OIDC_URL.")
        return value

    def token_url(self) -> str:
        value = self.url("IMAP_TOKEN_URL", ("https", "http"))
        parts = _parts(value)
        if value and (parts is None or not parts.hostname or (parts.scheme == "http" and parts.hostname not in HERE)):
            raise SettingsError(f"{PREFIX}IMAP_TOKEN_URL must be https:// and a host name.")
        for name in ("IMAP_URL", "IMAP_CLIENT_ID"):
            if value and not self.optional(name):
                raise SettingsError(f"{PREFIX}{name} is missing: it goes with {PREFIX}IMAP_TOKEN_URL.")
        if value and not self.optional("IMAP_CLIENT_SECRET") and not self.optional("IMAP_REFRESH_TOKEN"):
            raise SettingsError(
                f"{PREFIX}IMAP_CLIENT_SECRET or {PREFIX}IMAP_REFRESH_TOKEN is missing: "
                f"one of them goes with {PREFIX}IMAP_TOKEN_URL."
            )
        return value

    def translator(self) -> str:
        value = self.url("TRANSLATOR_URL", ("https", "http")).rstrip("/")
        parts = _parts(value)
        if value and (parts is None or not parts.hostname or parts.query or parts.fragment or parts.username):
            raise SettingsError(f"{PREFIX}TRANSLATOR_URL must be https:// or http:// and a host name.")
        return value

    def address(self, name: str, required: str = "") -> str:
        value = self.optional(name)
        if required and self.optional(required) and not value:
            raise SettingsError(f"{PREFIX}{name} is missing: with {PREFIX}{required}, mails need a sender's address.")
        if value and not re.fullmatch(r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:]+", value):
            raise SettingsError(f"{PREFIX}{name} is not an e-mail address: “{value}”.")
        return value

    def return_address(self) -> str:
        value = self.address("RETURN_ADDRESS").lower()
        if value and not re.fullmatch(r"[a-z0-9._-]{1,20}@[a-z0-9.-]{1,180}", value):
            raise SettingsError(
                f"{PREFIX}RETURN_ADDRESS needs at most 20 characters before the @, and no +, not “{value}”."
            )
        for name in ("IMAP_URL", "INCOMING_KEY"):
            if self.optional(name) and not value:
                raise SettingsError(
                    f"{PREFIX}RETURN_ADDRESS is missing: with {PREFIX}{name}, mails need one to come back to."
                )
        return value

    def key(self, name: str) -> str:
        value = self.optional(name)
        if value and len(value) < SHORTEST_SECRET:
            raise SettingsError(f"{PREFIX}{name} is too short: it needs at least {SHORTEST_SECRET} characters.")
        return value

    def zone(self, name: str, default: str) -> str:
        value = self.optional(name) or default
        place = re.fullmatch(r"[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}|UTC", value)
        if not place or value not in available_timezones():
            raise SettingsError(f"{PREFIX}{name} must be a time zone such as Europe/Brussels, not “{value}”.")
        return value
