"""Uploads: what is let in, and what is refused and why."""

import hashlib
import io
import struct
import zipfile
import zlib

import docx
import pytest
import xlsxwriter

from meetings.core import packages, uploads
from meetings.core.errors import Refused

LIMIT = 50 * 1024 * 1024
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010101006000600000") + b"\x11" * 300 + b"\xff\xd9"


def check(name: str, content: bytes, *, limit: int = LIMIT) -> uploads.Accepted:
    return uploads.check(name, io.BytesIO(content), limit=limit)


def png_chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png() -> bytes:
    header = struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(png_chunk(kind, body) for kind, body in chunks)


def zipped(*members: tuple[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, body in members:
            archive.writestr(name, body)
    return out.getvalue()


def word(*more: tuple[str, bytes]) -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>"), *more)


def slides() -> bytes:
    return zipped(("[Content_Types].xml", b"<Types/>"), ("ppt/presentation.xml", b"<presentation/>"))


def opendocument(kind: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        name = f"application/vnd.oasis.opendocument.{kind}"
        archive.writestr("mimetype", name, compress_type=zipfile.ZIP_STORED)
        archive.writestr("content.xml", "<office:document-content/>")
    return out.getvalue()


def real_word() -> bytes:
    out = io.BytesIO()
    docx.Document().save(out)
    return out.getvalue()


def real_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        workbook.add_worksheet()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("a.pdf", PDF, "application/pdf"),
        ("a.PNG", png(), "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.docx", real_word(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.xlsx", real_workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.pptx", slides(), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("a.odt", opendocument("text"), "application/vnd.oasis.opendocument.text"),
        ("a.odp", opendocument("presentation"), "application/vnd.oasis.opendocument.presentation"),
        ("a.ods", opendocument("spreadsheet"), "application/vnd.oasis.opendocument.spreadsheet"),
        ("a.txt", "Réunion plénière".encode(), "text/plain"),
        ("a.csv", "\ufeffnom;pays\nAwa;Cameroun\n".encode(), "text/csv"),
    ],
)
def test_check_accepts_each_kind(name: str, content: bytes, content_type: str) -> None:
    accepted = check(name, content)
    assert accepted == uploads.Accepted(
        filename=name.lower(),
        content_type=content_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )


def test_check_leaves_the_stream_at_its_beginning() -> None:
    data = io.BytesIO(PDF)
    data.read(10)
    uploads.check("a.pdf", data, limit=LIMIT)
    assert data.read() == PDF


def test_check_refuses_an_empty_file() -> None:
    with pytest.raises(uploads.FileEmpty):
        check("a.pdf", b"")


def test_check_refuses_one_byte_over_the_limit() -> None:
    assert check("a.txt", b"x" * 1000, limit=1000).size == 1000
    with pytest.raises(uploads.FileTooBig) as refusal:
        check("a.txt", b"x" * 1001, limit=1000)
    assert refusal.value.limit == 1000


def test_check_reads_no_further_than_the_limit() -> None:
    data = io.BytesIO(b"x" * 20_000_000)
    with pytest.raises(uploads.FileTooBig):
        uploads.check("a.txt", data, limit=1000)
    assert data.tell() < 1_000_000


@pytest.mark.parametrize(
    "name", ["a.exe", "a.pdf.exe", "a.svg", "a.html", "a.docm", "a.zip", "a", "a.pdf/b", "annex\u202efdp.exe"]
)
def test_check_refuses_endings_not_on_the_list(name: str) -> None:
    with pytest.raises(uploads.FileTypeUnknown):
        check(name, PDF)


@pytest.mark.parametrize("name", ["", "..", ".pdf", "../.pdf", "\u202e", "a/", "\0"])
def test_check_refuses_a_name_of_which_nothing_is_left(name: str) -> None:
    with pytest.raises(uploads.FileNameUnusable):
        check(name, PDF)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../../etc/compte rendu.pdf", "compte rendu.pdf"),
        ("..\\..\\Décisions.pdf", "Décisions.pdf"),
        ("annex\u202eexe\u202c.pdf", "annexexe.pdf"),
        ("NUL.pdf", "_NUL.pdf"),
        ("a\r\nb\0.pdf", "a b.pdf"),
    ],
)
def test_check_gives_a_harmless_name(name: str, kept: str) -> None:
    assert check(name, PDF).filename == kept


@pytest.mark.parametrize("letter", ["x", "é", "議"])
def test_check_shortens_a_name_of_255_bytes_and_keeps_its_ending(letter: str) -> None:
    long = letter * (251 // len(letter.encode())) + ".pdf"
    kept = check(long, PDF).filename
    assert kept.endswith(f"{letter}.pdf")
    assert len(kept) <= 120
    assert len(kept.encode()) <= 255


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<!doctype html><script>alert(1)</script>"),
        ("drawing.pdf", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        ("photo.jpg", png()),
        ("photo.png", JPEG),
        ("program.pdf", b"MZ\x90\0" + b"\0" * 100),
        ("junk first.pdf", b"x" * 100 + PDF),
        ("pdf.docx", PDF),
        ("slides.docx", slides()),
        ("text.ods", opendocument("text")),
        ("word.odt", real_word()),
        ("plain.docx", zipped(("a.txt", b"hello"))),
        ("macros.docx", word(("word/vbaProject.bin", b"x"))),
        ("old.docx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600),
        ("pdf.txt", PDF),
        ("page.txt", b"\xef\xbb\xbf\n <HTML><script>alert(1)</script>"),
        ("drawing.csv", b'<?xml version="1.0"?><svg/>'),
        ("latin.csv", "Décisions".encode("latin-1")),
        ("wide.txt", "Décisions".encode("utf-16")),
        ("nul.txt", b"a\0b"),
        ("cut.txt", "é".encode()[:1]),
        ("program.txt", b"\x7fELF\x02\x01"),
    ],
)
def test_check_refuses_content_that_disagrees_with_the_ending(name: str, content: bytes) -> None:
    with pytest.raises(uploads.ContentDisagrees):
        check(name, content)


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.jpg"])
def test_check_refuses_an_archive_behind_a_document_or_picture(name: str) -> None:
    front = {"a.pdf": PDF, "a.png": png(), "a.jpg": JPEG}[name]
    for archive in (zipped(("x.jar", b"x")), word(), zipped(("x", b"x")) + b"trailing"):
        with pytest.raises(uploads.ContentDisagrees):
            check(name, front + archive)


def test_check_refuses_a_page_behind_a_picture() -> None:
    with pytest.raises(uploads.ContentDisagrees):
        check("a.png", png() + b"<script>alert(1)</script>")


def test_check_lets_a_signature_in_the_middle_of_a_photo_pass() -> None:
    assert check("a.jpg", JPEG + b"PK\x05\x06" + b"\x11" * 200).content_type == "image/jpeg"


@pytest.mark.parametrize("cut", [10, 200, -1, -22])
def test_check_refuses_a_cut_office_file(cut: int) -> None:
    with pytest.raises(uploads.ContentDisagrees):
        check("a.docx", real_word()[:cut])


def test_check_refuses_a_bomb_of_high_ratio() -> None:
    bomb = word(("word/media/zeros.bin", b"\0" * (packages.SMALL_UNPACKED + 1)))
    assert len(bomb) < 100_000
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", bomb)


def test_check_refuses_a_bomb_that_declares_gigabytes() -> None:
    content = bytearray(word(("word/a.xml", b"x")))
    entry = content.rfind(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", 0xFFFFFFF0)
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", bytes(content))


def test_check_refuses_too_many_members() -> None:
    many = [(f"word/{number}", b"") for number in range(packages.MOST_MEMBERS)]
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", word(*many))


def test_check_refuses_a_list_too_long_before_reading_it() -> None:
    content = bytearray(word())
    content[-10:-6] = struct.pack("<L", packages.LARGEST_LIST + 1)
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", bytes(content))


def test_check_refuses_members_that_share_their_bytes() -> None:
    content = bytearray(word(("word/a.xml", b"a" * 99), ("word/b.xml", b"b" * 99)))
    last = content.rfind(b"PK\x01\x02")
    before = content.rfind(b"PK\x01\x02", 0, last)
    content[last + 42 : last + 46] = content[before + 42 : before + 46]
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", bytes(content))


@pytest.mark.parametrize("name", ["../x", "word/../../x", "/etc/x", "C:/x", "..\\x"])
def test_check_refuses_members_that_lead_outside(name: str) -> None:
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", word((name, b"x")))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_check_refuses_two_members_of_one_name() -> None:
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", word(("word/document.xml", b"<other/>")))


def test_check_refuses_an_encrypted_member() -> None:
    content = bytearray(word())
    content[content.rfind(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", bytes(content))


def test_check_refuses_an_archive_behind_another() -> None:
    with pytest.raises(uploads.ArchiveSuspicious):
        check("a.docx", zipped(("x", b"x")) + word())


def test_check_accepts_a_sheet_of_equal_rows() -> None:
    rows = b'<row><c t="s"><v>0</v></c></row>' * 500_000
    sheet = zipped(("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", rows))
    assert check("a.xlsx", sheet).size < len(rows) / 100


def test_check_accepts_the_zip64_list_of_some_writers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    content = word()
    assert b"PK\x06\x07" in content
    assert check("a.docx", content).filename == "a.docx"


@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.pdf", "a.png", "a.jpg", "a.txt"])
def test_check_never_fails_on_damaged_files(name: str) -> None:
    whole = {"a.docx": real_word(), "a.odt": opendocument("text"), "a.pdf": PDF, "a.png": png(), "a.jpg": JPEG}
    content = whole.get(name, "décision".encode())
    for at in range(0, len(content), max(1, len(content) // 400)):
        for value in (0x00, 0x7F, 0xFF):
            damaged = bytearray(content)
            damaged[at] = value
            try:
                check(name, bytes(damaged))
            except Refused:
                continue
