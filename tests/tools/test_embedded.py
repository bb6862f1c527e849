"""The settings that a site run from its checkout makes for itself."""

from pathlib import Path

import pytest

from tools import embedded


@pytest.mark.parametrize(
    ("environment", "demo"),
    [({}, True), ({"DEMO": "0"}, False), ({"DEMO": ""}, True), ({"DEMO": "1", "HEMICYCLE_DEMO": "0"}, False)],
)
def test_demo_is_shown_unless_refused(environment: dict[str, str], demo: bool) -> None:
    assert embedded.is_demo(environment) is demo


def test_settings_keep_what_the_environment_says(tmp_path: Path) -> None:
    given = {"HEMICYCLE_DATA_DIR": str(tmp_path), "PORT": "8123", "HEMICYCLE_BASE_URL": "https://example.org"}
    made = embedded.settings(given)
    assert made["HEMICYCLE_DATABASE_URL"] == f"sqlite:///{tmp_path / 'hemicycle.sqlite'}"
    assert {name: made[name] for name in given} == given


def test_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = embedded.settings({"HEMICYCLE_DATA_DIR": str(tmp_path)})["HEMICYCLE_SECRET_KEY"]
    second = embedded.settings({"HEMICYCLE_DATA_DIR": str(tmp_path)})["HEMICYCLE_SECRET_KEY"]
    assert first == second
    assert len(first) >= 32
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_settings_leave_a_given_secret_key_alone(tmp_path: Path) -> None:
    made = embedded.settings({"HEMICYCLE_DATA_DIR": str(tmp_path), "HEMICYCLE_SECRET_KEY": "k" * 32})
    assert made["HEMICYCLE_SECRET_KEY"] == "k" * 32
    assert not (tmp_path / "secret-key").exists()
