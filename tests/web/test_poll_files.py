"""The files of a result: each opens, says what was decided, and names nobody to whom names are not shown."""

import io
from xml.etree import ElementTree

import docx
import pypdf
import pytest
from PIL import Image

from meetings.models.poll import Majority, ResultsTo, Secrecy

ENDINGS = ("pdf", "docx", "svg", "png")


@pytest.fixture
def body(make):
    members = [make.member(f"M{n:02}", f"Member <{n}> & Co") for n in range(10)]
    return [(member, make.ncp(member, f"NCP of {member.code}")) for member in members]


def closed(make, body, number=8, **terms):
    poll = make.open_poll(make.meeting(number=number), majority=Majority.SIMPLE, **terms)
    for n, voter in enumerate(body[:number]):
        make.ballot(poll, *voter, n % 2)
    make.close(poll)
    return poll


def words_of(data, ending):
    """Return what a file says; of a picture made of points nothing but that it is one."""
    if ending == "pdf":
        return " ".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())
    if ending == "docx":
        document = docx.Document(io.BytesIO(data))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return " ".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if ending == "svg":
        return " ".join(ElementTree.fromstring(data).itertext())
    with Image.open(io.BytesIO(data)) as image:
        assert image.width > 1000
    return ""


def get(client, poll, ending, language="en"):
    return client.get(f"/{language}/polls/{poll.id}/results.{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_file_tells_the_result_in_the_language_of_the_reader(make, client, body, ending):
    poll = closed(make, body)
    client.sign_in(body[0][1])
    for language, told in (("en", "4 votes for or against"), ("fr", "Reconduire le groupe")):
        answer = get(client, poll, ending, language)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "private, no-store"
        said = words_of(answer.data, ending)
        assert ending == "png" or (told if language == "fr" else "Renew the group?") in said
        if ending in ("pdf", "docx"):
            assert "Member <0> & Co" in said


@pytest.mark.parametrize("ending", ENDINGS)
def test_files_pass_the_gate_and_name_nobody_at_a_level_that_promises_not_to(make, client, app, body, ending):
    sealed = closed(make, body, secrecy=Secrecy.CONFIDENTIAL)
    said = words_of(get(client.sign_in(body[0][1]), sealed, ending).data, ending)
    assert "Member" not in said
    assert ending == "png" or "Fewer than 10 answers: not shown." in said
    kept = closed(make, body, number=9, results_to=ResultsTo.MANAGERS)
    assert get(client, kept, ending).status_code == 403
