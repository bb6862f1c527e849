"""Static files under names that carry their content's hash, with compressed twins, built once into a folder."""

import gzip
import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path

SOURCE = Path(__file__).parent / "static"
#: Files that readers fetch; licences and lists stay behind.
SERVED = {".css", ".js", ".svg", ".woff2", ".png", ".webmanifest"}
COMPRESSIBLE = {".css", ".js", ".svg"}
_URL = re.compile(rb"url\(([^)\"':]+\.woff2)\)")


@dataclass(frozen=True, slots=True)
class Assets:
    """Where the built files are, and the public name of each."""

    folder: Path
    names: dict[str, str]


def _hashed(path: str, content: bytes) -> str:
    """Return *path* with twelve hexadecimal digits of its content's SHA-256 before the ending."""
    stem, _, ending = path.rpartition(".")
    return f"{stem}.{hashlib.sha256(content).hexdigest()[:12]}.{ending}"


def _contents() -> dict[str, tuple[str, bytes]]:
    """Return each served file's public name and content; style sheets come last, since they name the fonts."""
    found: dict[str, tuple[str, bytes]] = {}
    files = [path for path in sorted(SOURCE.rglob("*")) if path.suffix in SERVED]
    for path in sorted(files, key=lambda file: file.suffix == ".css"):
        name, content = path.relative_to(SOURCE).as_posix(), path.read_bytes()
        if path.suffix == ".css":
            content = _URL.sub(partial(_public_url, path, found), content)
        found[name] = (_hashed(name, content), content)
    return found


def _public_url(sheet: Path, found: dict[str, tuple[str, bytes]], match: re.Match[bytes]) -> bytes:
    """Return the reference that a style sheet makes, with the public name of the file."""
    target = (sheet.parent / match.group(1).decode()).resolve().relative_to(SOURCE.resolve()).as_posix()
    return b"url(/static/%s)" % found[target][0].encode()


def build(into: Path) -> Assets:
    """Write the files below *into* unless they are there already, and return their names."""
    contents = _contents()
    names = {name: public for name, (public, _) in contents.items()}
    digest = hashlib.sha256("\n".join(sorted(names.values())).encode()).hexdigest()[:12]
    folder = into / f"static-{digest}"
    if not folder.exists():
        _write(folder, dict(contents.values()))
    return Assets(folder, names)


def _write(folder: Path, contents: dict[str, bytes]) -> None:
    """Write all *contents* beside *folder* first, so that another process never sees half of them."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".static-"))
    for name, content in contents.items():
        path = temporary / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix in COMPRESSIBLE:
            path.with_name(path.name + ".gz").write_bytes(gzip.compress(content, mtime=0))
    temporary.chmod(0o755)
    try:
        temporary.rename(folder)
    except OSError:
        shutil.rmtree(temporary)
