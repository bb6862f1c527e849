"""“Confirm that it is you”: asked a quarter of an hour after the last proof, and leads back."""

from datetime import timedelta

import pytest
import time_machine

from meetings.domain.access import rules
from tests.conftest import NOW, Browser
from tests.device import Device
from tests.make import Make
from tests.ways_in import digits, enter, give_app, mailed_digits

CONFIRM = "/en/sign-in/confirm/"
WANTED = "/en/people/me/security/passkeys/new/"
LATER = NOW + timedelta(minutes=16)


def test_proof_holds_for_a_quarter_of_an_hour(make: Make, client: Browser) -> None:
    enter(client, make.person())
    with time_machine.travel(NOW + timedelta(minutes=14), tick=False):
        assert client.get(WANTED).status_code == 200
    with time_machine.travel(LATER, tick=False):
        assert client.get(f"{WANTED}?next=/en/").location == f"{CONFIRM}?next={WANTED}?next%3D/en/"


def test_code_by_mail_proves_and_leads_back(make: Make, client: Browser) -> None:
    enter(client, make.person())
    with time_machine.travel(LATER, tick=False):
        assert "Send me a code" in client.get(f"{CONFIRM}?next={WANTED}").text
        assert client.post(f"{CONFIRM}mail/", data={"next": WANTED}).location == f"{CONFIRM}?next={WANTED}"
        assert "A code is on its way" in client.get(f"{CONFIRM}?next={WANTED}").text
        code = mailed_digits()
        wrong = client.post(CONFIRM, data={"code": f"{(int(code) + 1) % 1_000_000:06d}", "next": WANTED})
        assert wrong.status_code == 422
        assert f'value="{WANTED}"' in wrong.text
        answer = client.post(CONFIRM, data={"code": f"{code[:3]} {code[3:]}", "next": WANTED})
        assert answer.location == WANTED
        assert client.get(WANTED).status_code == 200
        assert client.post(CONFIRM, data={"code": code}).status_code == 422


def test_five_wrong_codes_end_the_mail(make: Make, client: Browser) -> None:
    enter(client, make.person())
    client.post(f"{CONFIRM}mail/")
    code = mailed_digits()
    for _ in range(rules.WRONG_CODES):
        assert client.post(CONFIRM, data={"code": "x"}).status_code == 422
    assert client.post(CONFIRM, data={"code": code}).status_code == 422


def test_sixth_mail_in_a_quarter_of_an_hour_is_refused(make: Make, client: Browser) -> None:
    enter(client, make.person())
    for _ in range(rules.PER_ADDRESS):
        assert client.post(f"{CONFIRM}mail/").status_code == 303
    refused = client.post(f"{CONFIRM}mail/", data={"next": WANTED})
    assert refused.status_code == 422
    assert "quarter of an hour" in refused.text


def test_code_of_one_browser_proves_nothing_in_another(make: Make, client: Browser) -> None:
    person = make.person()
    enter(client, person)
    other = enter(client.application.test_client(), person)
    client.post(f"{CONFIRM}mail/")
    assert other.post(CONFIRM, data={"code": mailed_digits()}).status_code == 422


def test_who_has_a_factor_proves_with_it_and_not_by_mail(make: Make, client: Browser) -> None:
    person = make.person()
    codes = give_app(person, now=make.now)
    client.sign_in(person)
    client.post(f"{CONFIRM}mail/")
    assert client.post(CONFIRM, data={"code": mailed_digits()}).status_code == 422
    assert "Send me a code" not in client.get(CONFIRM).text
    assert client.post(CONFIRM, data={"code": digits(make.now)}).status_code == 303
    assert client.post(CONFIRM, data={"code": codes[0]}).location == "/en/people/me/security/"


def test_passkey_proves(make: Make, client: Browser) -> None:
    device = Device()
    client.sign_in(make.person())
    made = device.make(client.post(f"{WANTED[:-4]}options/").json)
    assert client.post(WANTED, data={"name": "Key", "answer": made}).status_code == 303
    with time_machine.travel(LATER, tick=False):
        assert client.get(WANTED).status_code == 303
        signed = device.sign(client.post("/en/sign-in/passkey/proof/").json)
        assert client.post(CONFIRM, data={"answer": signed, "next": WANTED}).location == WANTED
        assert client.get(WANTED).status_code == 200


def test_what_is_sent_too_late_says_that_nothing_was_done(make: Make, client: Browser) -> None:
    client.sign_in(make.person())
    page = "http://localhost/en/people/me/security/authenticator/?next=/en/"
    with time_machine.travel(LATER, tick=False):
        answer = client.post(WANTED, data={"name": "Key"}, headers={"Referer": page})
        assert answer.location == f"{CONFIRM}?next=/en/people/me/security/authenticator/?next%3D/en/"
        assert "Nothing has been changed yet" in client.get(answer.location).text


@pytest.mark.parametrize("referrer", ["", "http://evil.example/en/people/me/", "//x", "http://["])
def test_foreign_page_before_is_not_returned_to(make: Make, client: Browser, referrer: str) -> None:
    client.sign_in(make.person())
    with time_machine.travel(LATER, tick=False):
        answer = client.post(WANTED, headers={"Referer": referrer})
    assert answer.location in {CONFIRM, f"{CONFIRM}?next="}


def test_confirming_is_for_people_who_are_signed_in(make: Make, client: Browser) -> None:
    assert client.get(CONFIRM).location.startswith("/en/sign-in/?")
    assert client.post(f"{CONFIRM}mail/").status_code == 303
    assert client.post("/en/sign-in/passkey/proof/").status_code == 303


BAD = ["", " ", "\x00", "%ED%A0%80", "1" * 5000, "é" * 6]


@pytest.mark.parametrize("code", BAD, ids=range(len(BAD)))
def test_bad_input_is_refused_in_words(make: Make, client: Browser, code: str) -> None:
    enter(client, make.person())
    client.post(f"{CONFIRM}mail/")
    body = f"code={code}" if "%" in code else {"code": code}
    page = client.post(CONFIRM, data=body, content_type="application/x-www-form-urlencoded")
    assert page.status_code == 422
