"""The record as a Word file: read again with python-docx."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn

from meetings.core.bilingual import Bilingual, Language
from meetings.exports import words
from meetings.exports.record_docx import record_docx
from meetings.exports.values import ActionPrint, ItemPrint, ParagraphPrint, RecordPrint

BOTH: tuple[Language, ...] = ("en", "fr")
RECORD = RecordPrint(
    symbol=Bilingual("NCP0712E1c", "NCP0712F1c"),
    title=Bilingual("Record of the 7th NCP Plenary", "Compte rendu de la 7e réunion plénière des PCN"),
    state=Bilingual("Adopted by the 8th plenary", "Adopté par la 8e réunion plénière"),
    sessions=(
        Bilingual("English session, 7 April 2026, online", "Séance en anglais, 7 avril 2026, en ligne"),
        Bilingual("French session, 9 April 2026, online", "Séance en français, 9 avril 2026, en ligne"),
    ),
    items=(
        ItemPrint(
            "1",
            Bilingual("Opening", "Ouverture"),
            (
                ParagraphPrint(1, Bilingual("The Chair **welcomed** all.", "La présidence *salue* chacun.")),
                ParagraphPrint(
                    2, Bilingual("The plenary adopted the agenda.", "La réunion adopte l’ordre du jour."), "NCP7/D1"
                ),
            ),
        ),
        ItemPrint(
            "2",
            Bilingual("Tools", "Outils"),
            (
                ParagraphPrint(3, Bilingual("- one\n- two\n\n1. a\n2. b", "")),
                ParagraphPrint(4, Bilingual("See [it](https://example.org/x).", "1. c\n2. d")),
            ),
        ),
    ),
    actions=(
        ActionPrint(
            "NCP7/A1",
            Bilingual("Send comments", "Envoyer les observations"),
            Bilingual("All NCPs", "Tous les PCN"),
            date(2026, 10, 1),
            Bilingual("done", "fait"),
        ),
    ),
    modified=datetime(2026, 9, 17, 12, tzinfo=UTC),
    organisation="Smart Customs Project",
    link="https://hemicycle.example/en/meetings/ncp-plenary-7/record/",
)


def opened(record: RecordPrint, *languages: Language) -> Document:
    return docx.Document(io.BytesIO(record_docx(record, languages=languages)))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs if paragraph.text]


def spoken(document: Document) -> dict[str, str]:
    """Return the language of each run of the body, by its text."""
    return {
        run.findtext(qn("w:t")): run.find(f".//{qn('w:lang')}").get(qn("w:val"))
        for run in document.element.body.iter(qn("w:r"))
        if run.find(qn("w:t")) is not None
    }


def test_record_in_english_has_everything_in_its_order() -> None:
    document = opened(RECORD, "en")
    assert texts(document) == [
        "Record of the 7th NCP Plenary",
        "NCP0712E1c",
        "Adopted by the 8th plenary",
        "English session, 7 April 2026, online",
        "French session, 9 April 2026, online",
        "https://hemicycle.example/en/meetings/ncp-plenary-7/record/",
        "1 Opening",
        "1\tThe Chair welcomed all.",
        "2 Tools",
        "3\t",
        "one",
        "two",
        "a",
        "b",
        "4\tSee it.",
        "Actions",
    ]
    decision, actions = document.tables
    assert [cell.text for cell in decision.rows[0].cells] == [
        "2",
        "Decision NCP7/D1\nThe plenary adopted the agenda.",
    ]
    assert [[cell.text for cell in row.cells] for row in actions.rows] == [
        ["No.", "Action", "Owner", "Due", "State"],
        ["NCP7/A1", "Send comments", "All NCPs", "1\u00a0October\u00a02026", "done"],
    ]


def test_record_in_french_marks_what_is_there_in_english_only() -> None:
    document = opened(RECORD, "fr")
    assert "[EN]" not in texts(document)[0]
    assert document.tables[0].rows[0].cells[1].text.startswith("Décision NCP7/D1\n")
    assert document.tables[1].rows[1].cells[3].text == "1er\u00a0octobre\u00a02026"
    languages = spoken(document)
    assert languages["Compte rendu de la 7e réunion plénière des PCN"] == "fr-FR"
    assert languages["two"] == "en-GB"
    assert texts(document)[9:12] == ["3\t[EN]", "one", "two"]


def test_record_in_both_stands_in_two_columns() -> None:
    document = opened(RECORD, *BOTH)
    table = document.tables[0]
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[:4] == [
        ["§", "English", "Français"],
        ["", "1 Opening", "1 Ouverture"],
        ["1", "The Chair welcomed all.", "La présidence salue chacun."],
        [
            "2",
            "Decision NCP7/D1\nThe plenary adopted the agenda.",
            "Décision NCP7/D1\nLa réunion adopte l’ordre du jour.",
        ],
    ]
    assert rows[5][2] == words.MISSING.fr
    languages = spoken(document)
    assert languages["1 Ouverture"] == "fr-FR"
    assert languages["The plenary adopted the agenda."] == "en-GB"
    assert document.tables[1].rows[0].cells[2].text == "Owner\nResponsable"


@pytest.mark.parametrize("languages", [("en",), ("fr",), BOTH])
def test_record_sets_decisions_off_and_keeps_them_whole(languages: tuple[Language, ...]) -> None:
    document = opened(RECORD, *languages)
    (row,) = [row for row in document.tables[0].rows if "NCP7/D1" in row.cells[1].text]
    assert row._tr.trPr.find(qn("w:cantSplit")) is not None
    assert all(cell._tc.tcPr.find(qn("w:shd")).get(qn("w:fill")) == "E1F0E9" for cell in row.cells)


@pytest.mark.parametrize("languages", [("en",), ("fr",), BOTH])
def test_record_is_on_a4_and_knows_its_title_and_languages(languages: tuple[Language, ...]) -> None:
    document = opened(RECORD, *languages)
    section, properties = document.sections[0], document.core_properties
    assert [round(section.page_width.mm), round(section.page_height.mm)] == [210, 297]
    assert [round(section.top_margin.mm), round(section.left_margin.mm)] == [18, 16]
    assert properties.title == " · ".join(RECORD.title.text(each) for each in languages)
    assert properties.language == ", ".join(words.TAGS[each] for each in languages)
    assert properties.author == "Smart Customs Project"
    assert properties.modified == RECORD.modified
    default = document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == words.TAGS[languages[0]]


def test_record_has_headings_and_heads_of_tables_that_repeat() -> None:
    document = opened(RECORD, "en")
    headings = [each.text for each in document.paragraphs if each.style and each.style.name == "Heading 1"]
    assert headings == ["1 Opening", "2 Tools", "Actions"]
    assert document.tables[-1].rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None


def test_record_numbers_its_pages() -> None:
    footer = opened(RECORD, "en").sections[0].footer
    fields = [each.get(qn("w:instr")) for each in footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert footer.paragraphs[0].text.startswith("NCP0712E1c")


def test_record_begins_each_numbered_list_anew() -> None:
    document = opened(RECORD, *BOTH)
    lists = [
        paragraph._p.pPr.numPr.numId.val
        for row in document.tables[0].rows
        for cell in row.cells
        for paragraph in cell.paragraphs
        if paragraph.style and paragraph.style.name == "List Number"
    ]
    assert len(lists) == 4
    assert lists[0] == lists[1] != lists[2] == lists[3]


def test_record_keeps_links() -> None:
    document = opened(RECORD, "en")
    (link,) = [each for paragraph in document.paragraphs for each in paragraph.hyperlinks]
    assert (link.text, link.address) == ("it", "https://example.org/x")


def test_record_is_the_same_for_the_same_values() -> None:
    assert record_docx(RECORD, languages=BOTH) == record_docx(RECORD, languages=BOTH)


def test_record_carries_nothing_of_the_template() -> None:
    with zipfile.ZipFile(io.BytesIO(record_docx(RECORD, languages=("en",)))) as file:
        assert "docProps/thumbnail.jpeg" not in file.namelist()
        assert b"python-docx" not in file.read("docProps/core.xml")


def test_record_takes_text_that_no_file_can_hold() -> None:
    bad = Bilingual("a\0b\ud800c\x0b]]>&<w:t>", "")
    item = ItemPrint("1", bad, (ParagraphPrint(1, bad, "D\0"), ParagraphPrint(2, Bilingual())))
    action = ActionPrint("\0", bad, bad, None, bad)
    record = replace(RECORD, title=bad, symbol=bad, state=bad, sessions=(bad,), items=(item,), actions=(action,))
    for languages in (("en",), ("fr",), BOTH):
        document = opened(replace(record, organisation="x\0", link="y\0"), *languages)
        assert "abc]]>&<w:t>" in texts(document)[0]


def test_record_without_items_actions_or_texts_is_still_a_record() -> None:
    empty = RecordPrint(Bilingual(), Bilingual("T", "T"), Bilingual(), (), (), (), RECORD.modified)
    assert texts(opened(empty, "en")) == ["T"]
    assert opened(empty, *BOTH).tables[0].rows[0].cells[1].text == "English"
