"""What the address of a mail server may say."""

import pytest

from meetings.notices.server import Server


@pytest.mark.parametrize(
    ("url", "encryption", "port"),
    [
        ("smtp://mail.example", "starttls", 587),
        ("smtps://mail.example", "tls", 465),
        ("smtp+plain://mail.example", "off", 25),
        ("smtp://mail.example/?tls=off", "off", 25),
        ("smtp://mail.example:2525", "starttls", 2525),
    ],
)
def test_server_reads_scheme_and_port(url: str, encryption: str, port: int):
    server = Server.from_url(url)
    assert (server.host, server.encryption, server.port) == ("mail.example", encryption, port)
    assert (server.connect_timeout, server.step_timeout) == (10.0, 30.0)


def test_server_reads_user_and_password_and_hides_the_password():
    server = Server.from_url("smtp://me%40body.example:p%40ss%2F@[::1]:587")
    assert (server.host, server.username, server.password) == ("::1", "me@body.example", "p@ss/")
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://:587",
        "smtp://mail.example:port",
        "smtp://mail.example:0",
        "smtp://mail.example:70000",
        "smtp://mail.example/inbox",
        "smtp://me:s3cret#word@mail.example",
        "smtp://me:s3cret/word@mail.example",
        "smtp://me@mail.example",
        "smtp://:s3cret@mail.example",
        "smtp://me:s3cr%C3%A9t@mail.example",
        "smtp://me:s3cret%0D%0A@mail.example",
        "smtp+plain://me:s3cret@mail.example",
        "smtp://me:s3cret@mail.example?tls=off",
        "smtps://mail.example?tls=off",
        "smtp://mail.example?tls=maybe",
        "smtp://mail.example?verify=no",
        "smtp://mail.example?ca=",
        "smtp://mail.example?ca=/no/such/file.pem",
        f"smtp://mail.example?ca={__file__}",
        "smtp://mail exam\u202eple",
    ],
)
def test_server_refuses_a_wrong_address_in_one_sentence(url: str):
    with pytest.raises(ValueError) as refusal:
        Server.from_url(url)
    sentence = str(refusal.value)
    assert sentence.startswith(("The ", "A mail server"))
    assert sentence.endswith(".")
    assert "s3cr" not in sentence
