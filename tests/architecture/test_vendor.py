"""The vendored front-end files are the ones that were recorded, with their licences."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "meetings" / "static" / "vendor"
LOCKED: list[dict[str, Any]] = json.loads((STATIC / "vendor.lock.json").read_text(encoding="utf-8"))
FILES = [entry["file"] for entry in LOCKED]


@pytest.mark.parametrize("entry", LOCKED, ids=FILES)
def test_vendored_file_has_the_recorded_checksum(entry: dict[str, Any]) -> None:
    digest = hashlib.sha384((ROOT / entry["file"]).read_bytes()).digest()
    assert entry["sha384"] == "sha384-" + base64.b64encode(digest).decode()


def test_vendor_folders_hold_only_recorded_files() -> None:
    folders = {ROOT / file for file in FILES}
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in {STATIC, *(file.parent for file in folders)}
        for path in folder.rglob("*")
        if path.is_file() and path.name not in {"README.md", "vendor.lock.json"}
    }
    assert found == set(FILES)


def test_each_vendored_package_has_its_licence_beside_it() -> None:
    folders = {Path(file).parent for file in FILES}
    assert all((folder / "LICENSE").as_posix() in FILES for folder in folders)


def test_vendor_readme_names_each_package_with_version_and_licence() -> None:
    readme = (STATIC / "README.md").read_text(encoding="utf-8")
    for entry in LOCKED:
        assert f"| {entry['name']} | {entry['version']} | {entry['licence']} |" in readme


def test_vendored_styles_ask_for_no_other_file() -> None:
    for file in FILES:
        if file.endswith(".css"):
            assert "sourceMappingURL" not in (ROOT / file).read_text(encoding="utf-8")
