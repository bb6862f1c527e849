"""Lists of participants and certificates as files."""

from datetime import UTC, datetime
from io import BytesIO

import docx
import pypdf
import pytest

from meetings.core.bilingual import Bilingual
from meetings.exports.attendance_values import (
    CertificatePrint,
    DelegationPrint,
    GroupPrint,
    ListPrint,
    PersonPrint,
)
from meetings.exports.participants_docx import participants_docx
from meetings.exports.pdf import pdf

#: With a fraction of a second, as the clock has it.
NOW = datetime(2027, 3, 20, 10, 0, 0, 123_456, tzinfo=UTC)
PEOPLE = (
    PersonPrint("Zawadi Zuberi", "Chief", "head NCP", "English session"),
    PersonPrint("#evil [x] $1$", "=cmd() *bold* <b>", "", ""),
)
LIST = ListPrint(
    title="List of participants",
    meeting="8th NCP Plenary",
    state="Final list",
    sittings=("English session, 12 March 2027",),
    summary="2 participants, 1 organisation",
    groups=(
        GroupPrint("Members", (DelegationPrint("KE", "Republic of Kenya", PEOPLE),)),
        GroupPrint("Other participants", (DelegationPrint("", "", PEOPLE[:1]),)),
    ),
    author="Test Body",
)


def text_of(data: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(data)).pages)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_list_as_pdf_holds_everybody_and_reads_no_markup(language) -> None:
    text = text_of(pdf("participants", LIST, languages=(language,), modified=NOW))
    for words in ("Zawadi Zuberi", "Republic of Kenya", "#evil [x] $1$", "*bold* <b>", "Final list"):
        assert words in text


def test_list_as_docx() -> None:
    document = docx.Document(BytesIO(participants_docx(LIST, language="en")))
    assert document.paragraphs[0].text == "List of participants"
    first = document.tables[0].rows[0].cells
    assert [cell.text for cell in first] == ["Republic of Kenya", "Zawadi Zuberi\nChief", "head NCP"]
    assert document.tables[0].rows[1].cells[0].text == ""
    assert document.core_properties.title == "List of participants: 8th NCP Plenary"


def test_certificate_says_everything_in_both_languages_on_one_page() -> None:
    values = CertificatePrint(
        title=Bilingual("Certificate of attendance", "Attestation de participation"),
        lead=Bilingual("This is to certify that", "Il est certifié que"),
        name="Éloïse N’Guessan",
        said=Bilingual("took part in", "a participé à"),
        meeting=Bilingual("8th NCP Plenary", "8e réunion plénière des PCN"),
        sittings=(Bilingual("English session, 12 March", "Séance en anglais, 12 mars"),),
        issued=Bilingual("Issued on 20 March 2027", "Délivrée le 20 mars 2027"),
        code="ABCD-EFGH-JKMN",
        check=Bilingual("Check this certificate.", "Vérifiez cette attestation."),
        link="https://hemicycle.example/en/verify/ABCD-EFGH-JKMN",
        author="Test Body",
    )
    data = pdf("certificate", values, languages=("fr", "en"), modified=NOW)
    assert len(pypdf.PdfReader(BytesIO(data)).pages) == 1
    text = text_of(data)
    for words in ("Attestation de participation", "Certificate of attendance", "Éloïse N’Guessan", "ABCD-EFGH-JKMN"):
        assert words in text
