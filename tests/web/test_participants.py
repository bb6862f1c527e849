"""The list of participants, corrections by link, one’s own word, certificates and the page that checks them."""

import re
from datetime import timedelta
from io import BytesIO

import docx
import pypdf
import pytest
import python_calamine
import time_machine

from meetings.domain.attendance import actions, certificates, corrections, queries
from meetings.domain.organisation.queries import nomination_of
from meetings.extensions import db, transaction
from meetings.models.attendance import Presence, Source
from meetings.models.certificate import Certificate, ListCorrection
from meetings.models.confirmation import ChangeState
from meetings.models.meeting import Visibility
from meetings.models.organisation import Capacity
from meetings.models.outbox import Mail
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import Make

MEETING = "/en/meetings/ncp-plenary-8/"
HOME = f"{MEETING}participants/"


class Scene:
    """The day after a plenary: Kenya’s head and contact point were there, and an observer and a guest."""

    def __init__(self, make: Make, client: Browser) -> None:
        self.make, self.client = make, client
        self.secretariat = make.secretariat()
        kenya, self.albania = make.member(), make.member("AL", "Albania", region="EUR")
        self.ncp = make.ncp(kenya, "Wanjiru Abena")
        self.head = make.ncp(kenya, "Zawadi Zuberi", capacity=Capacity.HEAD)
        self.observer = make.ncp(make.observer("AAA", "Aardvark Society"), "Olaf Berg", capacity=Capacity.DELEGATE)
        self.absent = make.ncp(self.albania, "Ardit Hoxha")
        self.meeting = make.meeting(visibility=Visibility.OPEN)
        self.sessions = make.sessions(self.meeting)
        for person in (self.ncp, self.head, self.observer, self.absent):
            make.registration(self.meeting, person)
        self.now = self.sessions[1].ends_at + timedelta(hours=3)
        with transaction():
            for session, who in zip(self.sessions, ([self.ncp, self.head, self.observer], [self.ncp]), strict=True):
                actions.decide(session, who, Presence.PRESENT, minutes=80, by=self.secretariat, now=self.now)
            actions.welcome(
                self.sessions[0],
                "Noor Haddad",
                function="Guest speaker",
                organisation=None,
                by=self.secretariat,
                now=self.now,
            )

    def publish(self, stage: str = "final") -> None:
        self.client.sign_in(self.secretariat)
        assert self.client.post(f"{HOME}publish/", data={"stage": stage}).status_code == 303

    def link(self, person) -> str:
        return f"/en/participants/correct/{corrections.token(self.meeting, person, SECRET)}/"


@pytest.fixture
def scene(make: Make, client: Browser):
    scene = Scene(make, client)
    with time_machine.travel(scene.now, tick=False):
        yield scene


def names(page: str) -> list[str]:
    return re.findall(r"<div class=\"mb-1\">([^<]+?)(?: <span|<br|</div>)", page)


def test_list_is_hidden_until_it_is_published(scene: Scene) -> None:
    scene.client.sign_in(scene.absent)
    page = scene.client.get(HOME).text
    assert "not published yet" in page
    assert "Wanjiru" not in page
    assert scene.client.get(f"{MEETING}participants.xlsx").status_code == 404
    assert scene.client.get(f"{HOME}?stage=final").text.count("Wanjiru") == 0
    scene.publish()
    scene.client.sign_in(scene.absent)
    assert names(scene.client.get(HOME).text) == ["Zawadi Zuberi", "Wanjiru Abena", "Olaf Berg", "Noor Haddad"]


def test_list_is_for_people_who_are_signed_in(scene: Scene) -> None:
    scene.publish()
    scene.client.post("/en/sign-out/")
    scene.client.delete_cookie("session")
    assert "/sign-in/" in scene.client.get(HOME).location


def test_no_address_stands_on_the_list(scene: Scene) -> None:
    scene.publish()
    scene.client.sign_in(scene.absent)
    for path in (HOME, f"{MEETING}participants.xlsx", f"{MEETING}participants.docx"):
        assert b"@example.org" not in scene.client.get(path).data


def test_provisional_list_is_of_the_registered_in_protocol_order(scene: Scene) -> None:
    with transaction():
        scene.albania.protocol = scene.albania.protocol.revised(
            "Republic of Albania", "République d’Albanie", current=True
        )
    scene.publish("provisional")
    page = scene.client.get(HOME).text
    assert names(page) == ["Zawadi Zuberi", "Wanjiru Abena", "Ardit Hoxha", "Olaf Berg"]
    assert "Republic of Albania" in page


def test_publishing_says_what_it_does_and_writes_to_each_on_the_list(scene: Scene) -> None:
    scene.client.sign_in(scene.secretariat)
    page = scene.client.get(f"{HOME}publish/?stage=final").text
    assert "3 people get a message" in page
    assert "One guest without an account gets none." in page
    scene.publish()
    post.handle(50, now=scene.now)
    mails = db.session.query(Mail).filter_by(kind="participants.published").all()
    assert {mail.recipient_email for mail in mails} == {p.email for p in (scene.ncp, scene.head, scene.observer)}
    assert "/participants/correct/" in mails[0].text
    assert scene.client.post(f"{HOME}publish/", data={"stage": "final"}).status_code == 303  # says so, changes nothing
    post.handle(50, now=scene.now)
    assert db.session.query(Mail).filter_by(kind="participants.published").count() == 3


def test_list_is_taken_back(scene: Scene) -> None:
    scene.publish()
    assert scene.client.post(f"{HOME}withdraw/").status_code == 303
    scene.client.sign_in(scene.absent)
    assert "not published yet" in scene.client.get(HOME).text
    assert scene.client.get(scene.link(scene.ncp)).status_code == 410


@pytest.mark.parametrize("language", ["en", "fr"])
def test_files_in_each_language(scene: Scene, language: str) -> None:
    scene.publish()
    base = f"/{language}/meetings/ncp-plenary-8/participants"
    word = docx.Document(BytesIO(scene.client.get(f"{base}.docx").data))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert any("Zawadi Zuberi" in cell for cell in cells)
    pdf = pypdf.PdfReader(BytesIO(scene.client.get(f"{base}.pdf").data))
    assert "Wanjiru Abena" in "".join(page.extract_text() for page in pdf.pages)
    book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(scene.client.get(f"{base}.xlsx").data))
    assert book.get_sheet_by_index(0).to_python()[1][3] == "Zawadi Zuberi"


def test_correction_is_proposed_by_link_and_accepted(scene: Scene) -> None:
    scene.publish()
    address = scene.link(scene.ncp)
    stranger = scene.client.application.test_client().get(address)
    assert stranger.status_code == 200
    assert "Wanjiru Abena" in stranger.text
    kenya = nomination_of(scene.ncp, on=scene.now.date())
    data = {
        "about": scene.ncp.id,
        "name": "Wanjiru N. Abena",
        "function": "Director",
        "organisation": kenya.organisation_id if kenya else "",
    }
    assert scene.client.post(address, data=data).status_code == 303
    assert "waiting for approval" in scene.client.get(address).text
    correction = db.session.query(ListCorrection).one()
    scene.client.sign_in(scene.secretariat)
    assert "Wanjiru N. Abena" in scene.client.get(f"{HOME}corrections/").text
    assert scene.client.post(f"{HOME}corrections/{correction.id}/accept/").status_code == 303
    db.session.expire_all()
    assert (correction.state, scene.ncp.name) == (ChangeState.APPLIED, "Wanjiru N. Abena")
    assert "Wanjiru N. Abena" in scene.client.get(HOME).text


def test_contact_points_correct_their_colleagues_and_nobody_else(scene: Scene) -> None:
    scene.publish()
    address = scene.link(scene.head)
    page = scene.client.get(address).text
    assert "Wanjiru Abena" in page
    assert "Olaf Berg" not in page
    data = {"about": scene.observer.id, "name": "X Y", "function": "", "organisation": ""}
    assert scene.client.post(address, data=data).status_code == 422
    assert scene.client.post(address, data={**data, "about": scene.ncp.id, "name": " "}).status_code == 422


def test_organisation_is_corrected_for_this_meeting_only(scene: Scene) -> None:
    scene.publish()
    data = {"about": scene.ncp.id, "name": scene.ncp.name, "function": "", "organisation": scene.albania.id}
    assert scene.client.post(scene.link(scene.ncp), data=data).status_code == 303
    correction = db.session.query(ListCorrection).one()
    scene.client.sign_in(scene.secretariat)
    scene.client.post(f"{HOME}corrections/{correction.id}/accept/")
    db.session.expire_all()
    assert {row.organisation_id for row in queries.of_person(scene.meeting, scene.ncp)} == {scene.albania.id}
    named = nomination_of(scene.ncp, on=scene.now.date())
    assert named
    assert named.organisation_id != scene.albania.id


def test_correction_is_declined_with_a_reason(scene: Scene) -> None:
    scene.publish()
    data = {"about": scene.ncp.id, "name": "Somebody", "function": "", "organisation": ""}
    scene.client.post(scene.link(scene.ncp), data=data)
    correction = db.session.query(ListCorrection).one()
    scene.client.sign_in(scene.secretariat)
    path = f"{HOME}corrections/{correction.id}/decline/"
    assert scene.client.post(path, data={"reason": " "}).status_code == 422
    assert scene.client.post(path, data={"reason": "Not as in your passport"}).status_code == 303
    assert "Not as in your passport" in scene.client.get(scene.link(scene.ncp)).text
    assert scene.client.post(path, data={"reason": "again"}).status_code == 303


@pytest.mark.parametrize("token", ["x", "1-1-x", "999999-1-abc", "1-2", "-1-1-1", "9" * 30])
def test_forged_links_open_nothing(scene: Scene, token: str) -> None:
    scene.publish()
    assert scene.client.get(f"/en/participants/correct/{token}/").status_code == 404
    assert scene.client.post(f"/en/participants/correct/{token}/").status_code == 404


def test_link_of_another_meeting_does_not_serve(scene: Scene) -> None:
    scene.publish()
    other = scene.make.meeting(number=9, days=60)
    token = corrections.token(scene.meeting, scene.ncp, SECRET).replace(f"{scene.meeting.id}-", f"{other.id}-", 1)
    assert scene.client.get(f"/en/participants/correct/{token}/").status_code == 404


def test_own_word_until_the_final_list_is_published(scene: Scene) -> None:
    scene.client.sign_in(scene.absent)
    page = f"{MEETING}attendance/mine/"
    session = scene.sessions[0]
    assert scene.client.get(page).text.count("I was there") == 2
    assert scene.client.post(f"{page}say/", data={"session": session.id}).status_code == 303
    (row,) = queries.of_person(scene.meeting, scene.absent)
    assert (row.presence, row.source) == (Presence.PRESENT, Source.OWN)
    scene.client.post(f"{page}say/", data={"session": session.id, "back": "y"})
    db.session.expire_all()
    assert queries.of_person(scene.meeting, scene.absent) == []
    scene.publish()
    scene.client.sign_in(scene.absent)
    assert "I was there" not in scene.client.get(page).text
    scene.client.post(f"{page}say/", data={"session": session.id})
    db.session.expire_all()
    assert queries.of_person(scene.meeting, scene.absent) == []


@pytest.mark.parametrize("session", ["", "0", "999999", "x"])
def test_own_word_about_no_sitting_changes_nothing(scene: Scene, session: str) -> None:
    scene.client.sign_in(scene.absent)
    answer = scene.client.post(f"{MEETING}attendance/mine/say/", data={"session": session}, follow_redirects=True)
    assert "Choose one of the sessions." in answer.text


def issue(scene: Scene) -> Certificate:
    scene.client.sign_in(scene.secretariat)
    assert scene.client.post(f"{MEETING}certificates/issue/").status_code == 303
    db.session.expire_all()
    return db.session.query(Certificate).filter_by(person_id=scene.ncp.id).one()


def test_certificates_are_issued_once_told_of_and_fetched(scene: Scene) -> None:
    certificate = issue(scene)
    issue(scene)
    assert db.session.query(Certificate).count() == 3
    post.handle(50, now=scene.now)
    mail = db.session.query(Mail).filter_by(kind="certificate.issued", person_id=scene.ncp.id).one()
    assert certificates.shown(certificate.code) in mail.text
    scene.client.sign_in(scene.ncp)
    assert "Download the certificate" in scene.client.get(f"{MEETING}attendance/mine/").text
    assert certificates.shown(certificate.code) in scene.client.get("/en/certificates/").text
    data = scene.client.get(f"/en/certificates/{certificate.id}.pdf").data
    text = pypdf.PdfReader(BytesIO(data)).pages[0].extract_text()
    assert "Wanjiru Abena" in text
    assert certificates.shown(certificate.code) in text
    assert "Attestation" in text
    assert "Certificate of attendance" in text


def test_certificate_is_for_its_owner(scene: Scene) -> None:
    certificate = issue(scene)
    scene.client.sign_in(scene.head)
    assert scene.client.get(f"/en/certificates/{certificate.id}.pdf").status_code == 403


def test_anybody_checks_a_certificate(scene: Scene) -> None:
    certificate = issue(scene)
    stranger = scene.client.application.test_client()
    code = certificates.shown(certificate.code)
    answer = stranger.get(f"/en/verify/{code.lower()}")
    assert answer.status_code == 200
    assert "Valid" in answer.text
    assert "Wanjiru Abena" in answer.text
    assert (
        stranger.get(f"/fr/verify/?code={code.replace('-', ' ')}").location == f"/fr/verify/{code.replace('-', '%20')}"
    )
    scene.client.post(f"/en/certificates/{certificate.id}/withdraw/", data={"reason": "Issued by mistake"})
    answer = stranger.get(f"/en/verify/{code}")
    assert "was withdrawn" in answer.text
    assert "Issued by mistake" in answer.text
    assert "took part" not in answer.text
    assert scene.client.get(f"/en/certificates/{certificate.id}.pdf").status_code == 404


@pytest.mark.parametrize("code", ["AAAA-AAAA-AAAA", "x", "%00", "-", "A" * 500, "<script>"])
def test_unknown_codes_are_unknown(client: Browser, make: Make, code: str) -> None:
    answer = client.get(f"/en/verify/{code}")
    assert answer.status_code in {400, 404}
    assert "<script>" not in answer.text


def test_checking_is_limited(client: Browser, make: Make) -> None:
    answers = [client.get("/en/verify/AAAA-AAAA-AAAA").status_code for _ in range(31)]
    assert answers[-1] == 429


def test_withdrawing_needs_a_reason_and_can_be_followed_by_a_new_one(scene: Scene) -> None:
    certificate = issue(scene)
    path = f"/en/certificates/{certificate.id}/withdraw/"
    assert scene.client.post(path, data={"reason": " "}).status_code == 422
    assert scene.client.post(path, data={"reason": "Wrong name"}).status_code == 303
    scene.client.post(f"{MEETING}certificates/issue/")
    assert db.session.query(Certificate).filter_by(person_id=scene.ncp.id).count() == 2


@pytest.mark.parametrize(
    ("values", "status", "ready"),
    [
        ({"threshold": "100", "unit": "share"}, 303, 0),
        ({"threshold": "80", "unit": "minutes"}, 303, 3),
        ({"threshold": "101", "unit": "share"}, 422, None),
        ({"threshold": "0", "unit": "share"}, 422, None),
        ({"threshold": "", "unit": "share"}, 422, None),
        ({"threshold": "5", "unit": "years"}, 422, None),
    ],
)
def test_threshold_decides_who_gets_one(scene: Scene, values, status, ready) -> None:
    scene.client.sign_in(scene.secretariat)
    assert scene.client.post(f"{MEETING}certificates/threshold/", data=values).status_code == status
    if ready is not None:
        found = [one for one in certificates.holders(scene.meeting) if one.qualifies]
        assert len(found) == ready
