"""The pages with which people come in: invitations, and requests for access."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from meetings.domain.joining import actions, rules
from meetings.domain.organisation import queries as register
from meetings.extensions import db, transaction
from meetings.models.joining import AccessRequest, Invitation, RequestState
from meetings.models.organisation import Capacity, Organisation
from meetings.models.outbox import Mail
from meetings.models.person import Person
from meetings.notices import post
from tests.conftest import SECRET, Browser
from tests.make import Make
from tests.queries import counted

JOIN, LIST = "/en/join/", "/en/joining/"


@pytest.fixture
def kenya(make: Make) -> Organisation:
    return make.member()


@pytest.fixture
def head(make: Make, kenya: Organisation) -> Person:
    return make.ncp(kenya, capacity=Capacity.HEAD)


def asking(whose: Organisation, **changed: object) -> dict[str, object]:
    """Return the form of a request, filled."""
    return {
        "organisation": whose.id,
        "name": "Achieng <b>Odhiambo</b>",
        "function": "Officer",
        "email": "Achieng@example.org",
        "language": "fr",
        "zone": "Africa/Nairobi",
        "message": "I follow Otieno.",
        **changed,
    }


def mails(make: Make, kind: str) -> list[Mail]:
    post.handle(50, now=make.now)
    return list(db.session.scalars(db.select(Mail).filter_by(kind=kind).order_by(Mail.id)))


def request_link() -> str:
    request = db.session.scalars(db.select(AccessRequest).order_by(AccessRequest.id.desc())).first()
    assert request is not None
    return f"{JOIN}address/{rules.request_token(request.nonce, SECRET)}/"


def invitation_link() -> str:
    invitation = db.session.scalars(db.select(Invitation).order_by(Invitation.id.desc())).first()
    assert invitation is not None
    return f"{JOIN}invitation/{rules.invitation_token(invitation.nonce, SECRET)}/"


def waiting(make: Make, client: Browser, organisation: Organisation) -> AccessRequest:
    client.post(JOIN, data=asking(organisation))
    client.post(request_link())
    db.session.expire_all()
    return db.session.scalars(db.select(AccessRequest)).one()


def invited(make: Make, organisation: Organisation, by: Person, email: str = "achieng@example.org") -> Invitation:
    with transaction():
        return actions.invite(organisation, email, Capacity.NCP, language="en", secret=SECRET, by=by, now=make.now)


def test_sign_in_page_leads_to_the_request(client: Browser) -> None:
    assert JOIN in client.get("/en/sign-in/").text


def test_request_is_heard_of_once_the_address_is_confirmed(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    assert client.post(JOIN, data=asking(kenya)).location == f"{JOIN}sent/"
    assert "within two days" in client.get(f"{JOIN}sent/").text
    (mail,) = mails(make, "joining.asked")
    assert (mail.recipient_email, mail.language, mail.secret) == ("achieng@example.org", "fr", True)
    assert request_link().replace("/en/", "/fr/") in mail.text
    assert mails(make, "joining.waiting") == []
    link = request_link()
    assert client.get(link).status_code == client.head(link).status_code == 200
    assert client.get(link).status_code == 200
    assert "on its way" in client.post(link).text
    assert client.post(link).status_code == 410
    assert client.get(link).status_code == 410
    assert [mail.recipient_email for mail in mails(make, "joining.waiting")] == [head.email]


def test_request_goes_to_the_secretariat_where_there_is_no_head(
    make: Make, client: Browser, kenya: Organisation
) -> None:
    secretariat = make.secretariat()
    waiting(make, client, kenya)
    assert [mail.recipient_email for mail in mails(make, "joining.waiting")] == [secretariat.email]


def test_answer_is_the_same_for_known_and_unknown_addresses(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    known = client.post(JOIN, data=asking(kenya, email=head.email))
    unknown = client.post(JOIN, data=asking(kenya, email="nobody@example.org"))
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    told = mails(make, "joining.asked")
    assert len({mail.subject for mail in told}) == 2
    assert [mail.recipient_name for mail in told if mail.recipient_email == head.email] == [head.name]


def test_requests_are_limited_for_an_address_and_from_a_place(make: Make, client: Browser, kenya: Organisation) -> None:
    for _ in range(rules.PER_ADDRESS):
        assert client.post(JOIN, data=asking(kenya)).status_code == 303
    assert client.post(JOIN, data=asking(kenya)).status_code == 422
    for number in range(rules.PER_PLACE - rules.PER_ADDRESS):
        assert client.post(JOIN, data=asking(kenya, email=f"a{number}@example.org")).status_code == 303
    late = client.post(JOIN, data=asking(kenya, email="last@example.org"))
    assert (late.status_code, "asked for too often" in late.text) == (422, True)
    assert "I follow Otieno." in late.text


@pytest.mark.parametrize("decider", ["head", "secretariat"])
def test_request_is_approved_by_the_head_or_the_secretariat(
    make: Make, client: Browser, kenya: Organisation, head: Person, decider: str
) -> None:
    secretariat = make.secretariat()
    request = waiting(make, client, kenya)
    client.sign_in(head if decider == "head" else secretariat)
    page = client.get(f"{LIST}requests/{request.id}/").text
    assert "Achieng &lt;b&gt;" in page
    assert ('value="head"' in page) is (decider == "secretariat")
    answer = client.post(f"{LIST}requests/{request.id}/", data={"verdict": "approve", "capacity": "alternate"})
    assert answer.location == LIST
    db.session.expire_all()
    (_head, named) = register.nominated(kenya, on=make.now.date())
    assert (named.person.email, named.capacity, named.person.language) == (
        "achieng@example.org",
        Capacity.ALTERNATE,
        "fr",
    )
    assert [mail.recipient_email for mail in mails(make, "joining.decided")] == ["achieng@example.org"]
    told = secretariat if decider == "head" else head
    assert [mail.recipient_email for mail in mails(make, "joining.settled")] == [told.email]
    again = client.post(f"{LIST}requests/{request.id}/", data={"verdict": "approve", "capacity": "alternate"})
    assert (again.status_code, "has been decided" in again.text) == (422, True)


def test_request_is_refused_with_a_reason(make: Make, client: Browser, kenya: Organisation, head: Person) -> None:
    request = waiting(make, client, kenya)
    client.sign_in(head)
    path = f"{LIST}requests/{request.id}/"
    for wrong in (
        {},
        {"verdict": "x"},
        {"verdict": "refuse", "capacity": "ncp", "reason": ""},
        {"verdict": "refuse", "capacity": "ncp", "reason": "a" * 1001},
        {"verdict": "refuse", "capacity": "ncp", "reason": "a\x00"},
        {"verdict": "approve", "capacity": "head"},
        {"verdict": "approve", "capacity": "9223372036854775808"},
    ):
        assert client.post(path, data=wrong).status_code == 422, wrong
    assert (
        client.post(path, data={"verdict": "refuse", "capacity": "ncp", "reason": "Unknown <here>."}).status_code == 303
    )
    (mail,) = mails(make, "joining.decided")
    assert "Unknown <here>." in mail.text
    assert "&lt;here&gt;" in mail.html
    assert len(register.nominated(kenya, on=make.now.date())) == 1


def test_head_decides_only_for_the_own_organisation(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    request = waiting(make, client, kenya)
    other = make.ncp(make.member("CM", "Cameroon", region="WCA"), "Other", capacity=Capacity.HEAD)
    ncp = make.ncp(kenya, "Otieno")
    for person in (other, ncp):
        client.sign_in(person)
        assert client.get(f"{LIST}requests/{request.id}/").status_code == 403
        assert client.get(f"{LIST}invite/ke/").status_code == 403
    assert client.get(LIST).status_code == 403
    client.sign_in(other)
    assert "Achieng" not in client.get(LIST).text
    client.sign_in(head)
    assert "Achieng" in client.get(LIST).text


def test_request_that_nobody_decides_ends_by_itself(make: Make, client: Browser, kenya: Organisation) -> None:
    make.secretariat()
    request = waiting(make, client, kenya)
    client.post(JOIN, data=asking(kenya, email="unconfirmed@example.org"))
    late = make.now + timedelta(days=31)
    with time_machine.travel(late, tick=False), transaction():
        actions.expire(now=late)
    db.session.expire_all()
    assert [one.state for one in db.session.scalars(db.select(AccessRequest))] == [RequestState.EXPIRED]
    assert request.state is RequestState.EXPIRED
    post.handle(50, now=late)
    mail = db.session.scalars(db.select(Mail).filter_by(kind="joining.decided")).one()
    assert mail.recipient_email == "achieng@example.org"


BAD = ("a\x00b", "a\u202eb", "a" * 2001, "9223372036854775808", "")


@pytest.mark.parametrize("value", BAD, ids=repr)
@pytest.mark.parametrize("field", ["organisation", "name", "function", "email", "language", "zone", "message"])
def test_request_refuses_bad_input_and_keeps_the_rest(
    make: Make, client: Browser, kenya: Organisation, field: str, value: str
) -> None:
    good = value in ("", "9223372036854775808") and field in ("message",)
    good |= value == "9223372036854775808" and field in ("name", "function")
    answer = client.post(JOIN, data=asking(kenya, **{field: value}))
    assert answer.status_code == (303 if good else 422)
    if not good:
        assert 'role="alert"' in answer.text
        assert "Officer" in answer.text or field == "function"


def test_surrogates_and_unknown_organisations_are_refused(client: Browser, kenya: Organisation) -> None:
    fields = {name: str(value).encode() for name, value in asking(kenya).items()} | {"name": b"\xed\xa0\x80"}
    part = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
    data = b"".join(part % (name.encode(), value) for name, value in fields.items()) + b"--x--\r\n"
    assert client.post(JOIN, data=data, content_type="multipart/form-data; boundary=x").status_code == 422
    assert client.post(JOIN, data=asking(kenya, organisation=2**31 - 1)).status_code == 422


def test_invitation_is_accepted_once(make: Make, client: Browser, kenya: Organisation, head: Person) -> None:
    client.sign_in(head)
    page = client.get(f"{LIST}invite/ke/").text
    assert 'value="head"' not in page
    form = {"email": "Achieng@example.org", "capacity": "ncp", "language": "fr"}
    assert client.post(f"{LIST}invite/ke/", data=form).location == LIST
    assert "not answered yet" in client.get(LIST).text
    (mail,) = mails(make, "joining.invited")
    assert (mail.recipient_email, mail.language) == ("achieng@example.org", "fr")
    link = invitation_link()
    assert link.replace("/en/", "/fr/") in mail.text
    client.post("/en/sign-out/")
    assert client.get(link).status_code == client.head(link).status_code == 200
    assert client.post(link, data={"name": "", "language": "fr", "zone": "x"}).status_code == 422
    own = {"name": "Achieng Odhiambo", "function": "Officer", "language": "fr", "zone": "Africa/Nairobi"}
    assert client.post(link, data=own).location == "/en/sign-in/"
    db.session.expire_all()
    named = [n.person for n in register.nominated(kenya, on=make.now.date()) if n.capacity is Capacity.NCP]
    assert [(p.name, p.email, p.zone) for p in named] == [("Achieng Odhiambo", "achieng@example.org", "Africa/Nairobi")]
    assert client.post(link, data=own).status_code == 410
    assert client.get(link).status_code == 410


def test_invitation_of_somebody_known_leaves_the_account(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    known = make.person("Otieno", email="otieno@example.org", language="fr")
    invited(make, kenya, head, known.email)
    link = invitation_link()
    assert "You are known here as Otieno" in client.get(link).text
    own = {"name": "Somebody Else", "function": "x", "language": "en", "zone": "Africa/Nairobi"}
    assert client.post(link, data=own).status_code == 303
    db.session.expire_all()
    assert (known.name, known.language) == ("Otieno", "fr")
    assert len(register.nominated(kenya, on=make.now.date())) == 2


def test_invitation_over_old_withdrawn_or_forged_says_so(
    make: Make, client: Browser, app: Flask, kenya: Organisation, head: Person
) -> None:
    invitation = invited(make, kenya, head)
    link = invitation_link()
    with time_machine.travel(make.now + timedelta(days=15), tick=False):
        assert client.get(link).status_code == 410
    assert client.get(link[:-2] + "/").status_code == 404
    client.sign_in(head)
    assert client.post(f"{LIST}invitations/{invitation.id}/resend/").status_code == 303
    db.session.expire_all()
    assert client.get(link).status_code == 404
    again = invitation_link()
    assert app.test_client().get(again).status_code == 200
    client.post(f"{LIST}invitations/{invitation.id}/withdraw/")
    answer = app.test_client().get(again)
    assert (answer.status_code, "withdrawn" in answer.text) == (410, True)
    late = client.post(f"{LIST}invitations/{invitation.id}/resend/", follow_redirects=True)
    assert "accepted or withdrawn" in late.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"email": "x"}, "not an e-mail address"),
        ({"email": "achieng@example.org"}, "can still accept"),
        ({"capacity": "head"}, ""),
        ({"capacity": "9223372036854775808"}, ""),
        ({"language": "de"}, ""),
        ({"email": "a\x00@example.org"}, ""),
        ({"email": "a" * 300 + "@example.org"}, ""),
    ],
    ids=str,
)
def test_invitation_refuses_what_cannot_be(
    make: Make, client: Browser, kenya: Organisation, head: Person, form: dict[str, str], words: str
) -> None:
    invited(make, kenya, head)
    client.sign_in(head)
    good = {"email": "new@example.org", "capacity": "ncp", "language": "en"}
    answer = client.post(f"{LIST}invite/ke/", data=good | form)
    assert (answer.status_code, words in answer.text) == (422, True)
    named = client.post(f"{LIST}invite/ke/", data=good | {"email": head.email})
    assert (named.status_code, "already" in named.text) == (422, True)


def test_lists_take_as_many_statements_for_thirty_as_for_one(
    make: Make, client: Browser, kenya: Organisation, head: Person
) -> None:
    secretariat = make.secretariat()

    def statements() -> int:
        client.sign_in(secretariat)
        with counted() as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    waiting(make, client, kenya)
    invited(make, kenya, head)
    few = statements()
    for number in range(12):
        other = make.member(f"A{'DEFGILMORTUW'[number]}", f"Country {number}")
        invited(make, other, secretariat, f"b{number}@example.org")
        with transaction():
            request = actions.ask(
                other,
                f"c{number}@example.org",
                name="A",
                function="B",
                language="en",
                zone="UTC",
                message="",
                address_hash=str(number),
                secret=SECRET,
                now=make.now,
            )
            actions.confirm_address(request, now=make.now)
    assert statements() == few
