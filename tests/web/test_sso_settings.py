"""The settings of a provider of OpenID Connect."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import Settings, SettingsError
from tests.web.test_sso import ROOT


def test_start_without_the_extra_stops_with_one_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['authlib'] = None\n"
        "from pathlib import Path; from config import Settings, SettingsError\n"
        "from meetings.application import create_app\n"
        "folder, provider = Path(sys.argv[1]), 'https://id.example'\n"
        "settings = Settings(f'sqlite:///{folder}/x.sqlite', folder, 'http://localhost', 's' * 40, oidc_url=provider)\n"
        "try:\n    create_app(settings)\nexcept SettingsError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "install Hemicycle with its extra “sso”" in done.stdout
    assert done.stderr == ""


GOOD = {
    "HEMICYCLE_DATABASE_URL": "sqlite:///x.sqlite",
    "HEMICYCLE_BASE_URL": "https://meetings.example.org",
    "HEMICYCLE_SECRET_KEY": "s" * 40,
    "HEMICYCLE_OIDC_URL": "https://id.example.org/realms/customs/",
    "HEMICYCLE_OIDC_CLIENT_ID": "hemicycle",
    "HEMICYCLE_OIDC_CLIENT_SECRET": "secret",
}


def test_settings_of_the_provider_are_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(GOOD | {"HEMICYCLE_DATA_DIR": str(tmp_path)})
    assert settings.oidc_url == "https://id.example.org/realms/customs"
    assert (settings.oidc_name_en, settings.limits_url) == ("Sign in through your organisation", "memory://")
    assert "secret'" not in repr(settings).replace("s" * 40, "")


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("OIDC_URL", "ftp://id.example.org", "begin with"),
        ("OIDC_URL", "https://", "issuer"),
        ("OIDC_URL", "https://id.example.org/?x=1", "issuer"),
        ("OIDC_URL", "http://id.example.org", "https://"),
        ("OIDC_CLIENT_ID", "", "missing"),
        ("OIDC_CLIENT_SECRET", "", "missing"),
        ("LIMITS_URL", "everything", "LIMITS_URL"),
        ("LIMITS_URL", "://", "LIMITS_URL"),
    ],
)
def test_wrong_settings_are_refused(tmp_path: Path, name: str, value: str, word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        Settings.from_environment(GOOD | {"HEMICYCLE_DATA_DIR": str(tmp_path), f"HEMICYCLE_{name}": value})
