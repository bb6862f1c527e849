"""Lists of texts as XLIFF 1.2: read with a parser of XML, against what the standard says of its elements."""

from datetime import UTC, datetime

from lxml import etree

from meetings.exports import xliff
from meetings.exports.xliff import Unit

NS = f"{{{xliff.NAMESPACE}}}"
AT = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
UNITS = [
    Unit("7:agenda_item:1:title:fr", "Title of item 1", "missing", 300, 'Q&A <fast> "now"', "", "to be translated"),
    Unit("7:meeting:7:summary:fr", "Summary", "behind", 4000, "  two\nlines ", "Deux\nlignes", "out of date"),
    Unit("7:decision:1:text:fr", "Decision NCP7/D1", "machine", 20000, "Agreed\x0b.", "Convenu.", "to be revised"),
    Unit("7:meeting:7:title:fr", "Title", "current", 200, "Plenary", "Plénière", "current"),
]
#: Children of each element in their order, and the attributes it may have (XLIFF 1.2, section 2).
CHILDREN = {"xliff": ["file"], "file": ["body"], "body": ["trans-unit"], "trans-unit": ["source", "target", "note"]}
ATTRIBUTES = {
    "xliff": {"version"},
    "file": {"original", "source-language", "target-language", "datatype", "date"},
    "body": set(),
    "trans-unit": {"id", "resname", "maxwidth", "size-unit", "{http://www.w3.org/XML/1998/namespace}space"},
    "source": set(),
    "target": {"state", "state-qualifier"},
    "note": set(),
}
#: Some of section 3, “Pre-defined values” of the attribute state.
STATES = {"new", "needs-translation", "needs-review-translation", "translated", "signed-off", "final"}


def read() -> etree._Element:
    data = xliff.document(UNITS, original="ncp-plenary-7", source="en", target="fr", made_at=AT)
    return etree.fromstring(data)


def test_structure_is_that_of_the_standard() -> None:
    root = read()
    for element in root.iter():
        name = element.tag.removeprefix(NS)
        assert element.tag == NS + name
        assert set(element.keys()) <= ATTRIBUTES[name]
        expected = CHILDREN.get(name, [])
        assert [child.tag.removeprefix(NS) for child in element] == (expected * len(element))[: len(element)]
    assert root.get("version") == "1.2"
    assert {target.get("state") for target in root.iter(f"{NS}target")} <= STATES
    ids = [unit.get("id") for unit in root.iter(f"{NS}trans-unit")]
    assert len(set(ids)) == len(UNITS)


def test_one_file_with_its_two_languages() -> None:
    (file,) = read()
    assert dict(file.attrib) == {
        "original": "ncp-plenary-7",
        "source-language": "en",
        "target-language": "fr",
        "datatype": "plaintext",
        "date": "2027-03-02T09:00:00Z",
    }


def test_words_come_out_as_they_were_without_what_xml_cannot_hold() -> None:
    units = list(read().iter(f"{NS}trans-unit"))
    said = [(unit.findtext(f"{NS}source"), unit.findtext(f"{NS}target") or "") for unit in units]
    assert said == [(unit.source.replace("\x0b", ""), unit.target) for unit in UNITS]


def test_draft_of_a_machine_says_that_it_is_one() -> None:
    qualifiers = [target.get("state-qualifier") for target in read().iter(f"{NS}target")]
    assert qualifiers == [None, None, "mt-suggestion", None]
