"""A wrong or missing setting stops the program with one sentence."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from config import Settings, SettingsError
from meetings.application import create_app

ROOT = Path(__file__).parent.parent


def _good(tmp_path: Path) -> dict[str, str]:
    return {
        "HEMICYCLE_DATABASE_URL": "sqlite:///x.sqlite",
        "HEMICYCLE_DATA_DIR": str(tmp_path),
        "HEMICYCLE_BASE_URL": "https://meetings.example.org/",
        "HEMICYCLE_SECRET_KEY": "s" * 40,
    }


def test_settings_are_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(_good(tmp_path))
    assert settings.base_url == "https://meetings.example.org"
    assert settings.secure
    assert not settings.demo


def test_translator_is_off_until_it_is_set(tmp_path: Path) -> None:
    assert Settings.from_environment(_good(tmp_path)).translator_url == ""
    given = {"HEMICYCLE_TRANSLATOR_URL": "http://localhost:5000/", "HEMICYCLE_TRANSLATOR_KEY": "a key"}
    settings = Settings.from_environment(_good(tmp_path) | given)
    assert (settings.translator_url, settings.translator_key) == ("http://localhost:5000", "a key")
    assert "a key" not in repr(settings)


def test_postgresql_means_psycopg(tmp_path: Path) -> None:
    for url in ("postgres://h/db", "postgresql://h/db", "postgresql+psycopg://h/db"):
        settings = Settings.from_environment(_good(tmp_path) | {"HEMICYCLE_DATABASE_URL": url})
        assert settings.database_url == "postgresql+psycopg://h/db"


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("DATABASE_URL", "", "missing"),
        ("DATABASE_URL", "mysql://h/db", "must begin with"),
        ("DATA_DIR", "/proc/none/here", "cannot be used"),
        ("BASE_URL", "meetings.example.org", "http"),
        ("BASE_URL", "https://example.org/path", "without a path"),
        ("SECRET_KEY", "short", "too short"),
        ("SECRET_KEY", "", "missing"),
        ("MAIL_URL", "http://h", "must begin with"),
        ("MAIL_URL", "smtp://h", "MAIL_FROM"),
        ("MAIL_FROM", "nobody", "not an e-mail address"),
        ("RETURN_ADDRESS", "nobody", "not an e-mail address"),
        ("RETURN_ADDRESS", "returns+x@example.org", "no +"),
        ("RETURN_ADDRESS", "a-mailbox-with-a-long-name@example.org", "20 characters"),
        ("IMAP_URL", "pop3://h", "must begin with"),
        ("IMAP_URL", "imaps://me:pw@h", "RETURN_ADDRESS is missing"),
        ("IMAP_TOKEN_URL", "http://login.example/token", "must be https"),
        ("IMAP_TOKEN_URL", "https://login.example/token", "IMAP_URL is missing"),
        ("INCOMING_KEY", "short", "too short"),
        ("INCOMING_KEY", "k" * 40, "RETURN_ADDRESS is missing"),
        ("BASE_URL", "http://[", "http"),
        ("BASE_URL", "http://example.org:port", "http"),
        ("MAIL_URL", "smtp://h:99999", "must begin with"),
        ("STORAGE_URL", "ftp://x", "must begin with"),
        ("TIME_ZONE", "Europe/Brussel", "time zone"),
        ("TIME_ZONE", "Nowhere at all", "time zone"),
        ("DEMO", "perhaps", "0 or 1"),
        ("TRUSTED_PROXIES", "many", "whole number"),
        ("UPLOAD_LIMIT", "12", "whole number"),
        ("SECOND_FACTOR", "perhaps", "required or optional"),
        ("TRANSLATOR_URL", "ftp://h", "must begin with"),
        ("TRANSLATOR_URL", "https://", "host name"),
        ("TRANSLATOR_URL", "https://user@h", "host name"),
        ("TRANSLATOR_URL", "https://h/?q=1", "host name"),
    ],
)
def test_wrong_setting_is_one_sentence(tmp_path: Path, name: str, value: str, word: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(_good(tmp_path) | {f"HEMICYCLE_{name}": value})
    sentence = str(caught.value)
    assert word in sentence
    assert sentence.startswith("HEMICYCLE_")
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_program_stops_with_the_sentence(tmp_path: Path) -> None:
    environment = _good(tmp_path) | {"HEMICYCLE_SECRET_KEY": "", "PATH": "/usr/bin:/bin"}
    run = subprocess.run(
        [sys.executable, "-c", "import wsgi"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert run.stderr.strip().count("\n") == 0
    assert "HEMICYCLE_SECRET_KEY is missing" in run.stderr


def test_storage_that_cannot_be_used_is_one_sentence(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^HEMICYCLE_STORAGE_URL is wrong\. .*\.$"):
        create_app(replace(settings, storage_url="s3://key@bucket", data_dir=tmp_path))


@pytest.mark.parametrize(
    ("demo", "value", "required"),
    [("0", "", True), ("1", "", False), ("0", "optional", False), ("1", "Required", True)],
)
def test_second_factor_is_required_unless_it_is_the_demonstration(
    tmp_path: Path, demo: str, value: str, required: bool
) -> None:
    chosen = {"HEMICYCLE_DEMO": demo, "HEMICYCLE_SECOND_FACTOR": value}
    assert Settings.from_environment(_good(tmp_path) | chosen).second_factor_required is required
