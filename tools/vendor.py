#!/usr/bin/env python3
"""Fetch the front-end files of other projects into this repository (for maintainers; needs npm).

To upgrade one: change its version in PACKAGES, run ``tools/vendor.py``, then rename it where it is used.
"""

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "meetings" / "static" / "vendor"
LOCK = STATIC / "vendor.lock.json"
SOURCE_MAP = re.compile(rb"\n?/\*# sourceMappingURL=.*?\*/\s*$")


@dataclass(frozen=True)
class Package:
    """One npm package, the file taken from it and the folder it goes to."""

    name: str
    version: str
    licence: str
    source: str
    folder: Path
    purpose: str


PACKAGES = (
    Package(
        "bootstrap",
        "5.3.9",
        "MIT",
        "dist/css/bootstrap.min.css",
        STATIC / "bootstrap-5.3.9",
        "the base of every page's style; the comment that names its source map is removed",
    ),
    Package(
        "@fontsource-variable/radio-canada",
        "5.3.0",
        "OFL-1.1",
        "files/radio-canada-latin-wght-normal.woff2",
        STATIC / "radio-canada-5.3.0",
        "the typeface, latin letters",
    ),
    Package(
        "ical.js",
        "2.2.1",
        "MPL-2.0",
        "dist/ical.min.js",
        ROOT / "tests" / "calendars" / "vendor",
        "a second opinion on our calendars, in tests only; never sent to a browser",
    ),
)


@dataclass(frozen=True)
class Locked:
    """What the lock file records of one file."""

    name: str
    version: str
    licence: str
    file: str
    sha384: str


def sha384(content: bytes) -> str:
    """The digest of *content* as browsers write it in an ``integrity`` attribute."""
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def download(folder: Path) -> None:
    """Install the packages below *folder*, running none of their scripts."""
    wanted = [f"{package.name}@{package.version}" for package in PACKAGES]
    (folder / "package.json").write_text("{}", encoding="utf-8")
    subprocess.run(
        ["npm", "install", "--ignore-scripts", "--no-save", "--no-audit", "--no-fund", *wanted],
        cwd=folder,
        check=True,
    )


def take(package: Package, folder: Path) -> list[Locked]:
    """Copy the file and the licence of *package* from *folder* and say what was copied."""
    home = folder / "node_modules" / package.name
    manifest = json.loads((home / "package.json").read_text(encoding="utf-8"))
    if manifest["license"] != package.licence:
        raise SystemExit(f"{package.name} is now under {manifest['license']}; check before going on.")
    shutil.rmtree(package.folder, ignore_errors=True)
    package.folder.mkdir(parents=True)
    return [
        place(package, name, SOURCE_MAP.sub(b"\n", (home / source).read_bytes()))
        for name, source in ((Path(package.source).name, package.source), ("LICENSE", "LICENSE"))
    ]


def place(package: Package, name: str, content: bytes) -> Locked:
    """Write *content* as *name* into the folder of *package* and return its line for the lock file."""
    target = package.folder / name
    target.write_bytes(content)
    file = target.relative_to(ROOT).as_posix()
    return Locked(package.name, package.version, package.licence, file, sha384(content))


def readme() -> str:
    """The table of what is here, for people."""
    lines = [
        "# Files of other projects",
        "",
        "Taken unchanged unless said otherwise, each beside its licence. A test recomputes the checksums in",
        "`vendor.lock.json`. Do not edit these files: `tools/vendor.py` says how to upgrade.",
        "",
        "| package | version | licence | file | what for |",
        "|---|---|---|---|---|",
    ]
    for package in PACKAGES:
        file = (package.folder / Path(package.source).name).relative_to(ROOT).as_posix()
        lines.append(f"| {package.name} | {package.version} | {package.licence} | `{file}` | {package.purpose} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Fetch everything in PACKAGES and write the lock file and the README."""
    if STATIC.exists():
        shutil.rmtree(STATIC)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        download(folder)
        locked = [entry for package in PACKAGES for entry in take(package, folder)]
    LOCK.write_text(json.dumps([asdict(entry) for entry in locked], indent=2) + "\n", encoding="utf-8")
    (STATIC / "README.md").write_text(readme(), encoding="utf-8")


if __name__ == "__main__":
    main()
