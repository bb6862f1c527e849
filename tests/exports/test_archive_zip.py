"""ZIP files: clean names, equal bytes, little memory."""

import io
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.exports import archive_zip
from meetings.exports.archive_zip import Member

THEN = datetime(2026, 4, 7, 10, 30, 20, tzinfo=UTC)


def members_of(*members: Member) -> dict[str, bytes]:
    with archive_zip.archive(members) as file, zipfile.ZipFile(file) as opened:
        assert opened.testzip() is None
        return {entry.filename: opened.read(entry) for entry in opened.infolist()}


def test_archive_holds_bytes_and_streams() -> None:
    first = Member("Documents/Compte rendu.pdf", b"%PDF", THEN)
    second = Member("agenda.txt", io.BytesIO(b"1 Opening"), THEN)
    assert members_of(first, second) == {"Documents/Compte rendu.pdf": b"%PDF", "agenda.txt": b"1 Opening"}


def test_archive_of_nothing_is_an_empty_archive() -> None:
    assert members_of() == {}


def test_archive_marks_names_as_utf8() -> None:
    with archive_zip.archive([Member("Décisions – 8e.txt", b"x", THEN)]) as file, zipfile.ZipFile(file) as opened:
        entry = opened.infolist()[0]
    assert entry.filename == "Décisions – 8e.txt"
    assert entry.flag_bits & 0x800


@pytest.mark.parametrize(
    ("path", "clean"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        (r"..\..\windows\x.txt", "windows/x.txt"),
        ("C:/x.txt", "C-/x.txt"),
        ("a/./b//c.txt", "a/b/c.txt"),
        ("CON/aux.txt", "_CON/_aux.txt"),
        ("annex\u202efdp.txt", "annexfdp.txt"),
        ("", "document"),
        ("a/", "a/document"),
        ("a/..", "a/document"),
    ],
)
def test_clean_path_stays_inside(path: str, clean: str) -> None:
    assert archive_zip.clean_path(path) == clean


@given(st.text(alphabet=st.sampled_from("./\\a:\0\u202eé"), max_size=60))
def test_clean_path_stays_inside_for_any_text(path: str) -> None:
    parts = archive_zip.clean_path(path).split("/")
    assert all(part not in {"", ".", ".."} for part in parts)
    assert not set("".join(parts)) & set("\\:\0\u202e")


def test_archive_shortens_long_names_and_keeps_the_ending() -> None:
    (name,) = members_of(Member("é" * 300 + "/" + "議" * 300 + ".pdf", b"x", THEN))
    folder, _, last = name.partition("/")
    assert len(folder) == 60
    assert last.endswith(".pdf")
    assert len(last.encode()) <= 255


def test_archive_numbers_names_that_come_twice() -> None:
    names = ["a/x.pdf", "a/X.PDF", "a/x.pdf", "b/x.pdf", "a/x (2).pdf"]
    kept = list(members_of(*(Member(name, b"", THEN) for name in names)))
    assert kept == ["a/x.pdf", "a/X (2).pdf", "a/x (3).pdf", "b/x.pdf", "a/x (2) (2).pdf"]


def test_archive_is_the_same_for_the_same_papers() -> None:
    def build() -> bytes:
        papers = [Member("a.txt", b"x" * 1000, THEN), Member("b.pdf", io.BytesIO(b"y" * 1000), THEN)]
        with archive_zip.archive(papers) as file:
            return file.read()

    assert build() == build()


@pytest.mark.parametrize(
    ("modified", "kept"),
    [
        (THEN, (2026, 4, 7, 10, 30, 20)),
        (datetime(2026, 4, 7, 12, 30, 20, tzinfo=timezone(timedelta(hours=2))), (2026, 4, 7, 10, 30, 20)),
        (datetime(1970, 1, 1, tzinfo=UTC), (1980, 1, 1, 0, 0, 0)),
        (datetime(2200, 1, 1, tzinfo=UTC), (2107, 12, 31, 23, 59, 58)),
    ],
)
def test_archive_keeps_the_time_of_the_row(modified: datetime, kept: tuple[int, ...]) -> None:
    with archive_zip.archive([Member("a.txt", b"", modified)]) as file, zipfile.ZipFile(file) as opened:
        assert opened.infolist()[0].date_time == kept


def test_archive_of_two_hundred_megabytes_stays_out_of_memory() -> None:
    class Zeros(io.RawIOBase):
        left = 20 * 1024 * 1024

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            size = min(len(buffer), self.left)
            self.left -= size
            return size

    def papers() -> Iterator[Member]:
        for number in range(10):
            stream: BinaryIO = io.BufferedReader(Zeros())  # type: ignore[assignment]
            yield Member(f"{number}.pdf", stream, THEN)

    tracemalloc.start()
    with archive_zip.archive(papers()) as file:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert file.seek(0, io.SEEK_END) > 200 * 1024 * 1024
    assert peak < 20 * 1024 * 1024


def test_archive_lets_an_error_of_a_stream_through() -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        archive_zip.archive([Member("a.pdf", Broken(), THEN)])
