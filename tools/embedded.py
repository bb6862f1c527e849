"""The settings of a site that runs from its checkout, for what the environment leaves open.

``embedded.py sign-in EMAIL`` prints a one-time address; ``embedded.py ARGUMENTS`` runs ``flask ARGUMENTS``.
"""

import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NO = {"0", "no", "false"}


def is_demo(environment: Mapping[str, str]) -> bool:
    """Whether the site shows the demo: yes, unless DEMO=0 was given."""
    return (environment.get("HEMICYCLE_DEMO") or environment.get("DEMO") or "1").lower() not in NO


def settings(environment: Mapping[str, str]) -> dict[str, str]:
    """*environment* with a value for every setting the site needs; makes the data folder and its secret key."""
    demo = is_demo(environment)
    given = {name: value for name, value in environment.items() if value}
    folder = Path(given.get("HEMICYCLE_DATA_DIR") or ROOT / "var" / ("demo" if demo else "site")).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    port = given.get("PORT", "8000")
    defaults = {
        "HOST": "127.0.0.1",
        "PORT": port,
        # Threads share two stores of memory: many of their own would keep what they no longer use.
        "MALLOC_ARENA_MAX": "2",
        "HEMICYCLE_DATA_DIR": str(folder),
        "HEMICYCLE_DATABASE_URL": f"sqlite:///{folder / 'hemicycle.sqlite'}",
        "HEMICYCLE_BASE_URL": f"http://localhost:{port}",
        "HEMICYCLE_DEMO": "1" if demo else "0",
    }
    if "HEMICYCLE_SECRET_KEY" not in given:
        defaults["HEMICYCLE_SECRET_KEY"] = secret_key(folder / "secret-key")
    return {**environment, **defaults, **given}


def secret_key(file: Path) -> str:
    """The key kept in *file*, which only its owner can read; made the first time."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    key = secrets.token_hex(32)
    with os.fdopen(descriptor, "w", encoding="ascii") as stream:
        stream.write(key + "\n")
    return key


def flask(*arguments: str) -> list[str]:
    """The command line of the application's own command *arguments*."""
    return [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]


def main(arguments: list[str]) -> None:
    """Become the application's command *arguments*, under the embedded settings."""
    environment = settings(os.environ)
    if arguments[:1] == ["sign-in"]:
        if not all(arguments[1:2]) or len(arguments) != 2:
            raise SystemExit("Say who signs in: make sign-in EMAIL=secretariat@hemicycle.example")
        arguments = ["demo" if is_demo(environment) else "setup", *arguments]
    os.chdir(ROOT)
    os.execve(sys.executable, flask(*arguments), environment)


if __name__ == "__main__":
    main(sys.argv[1:])
