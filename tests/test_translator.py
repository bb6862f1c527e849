"""LibreTranslate over HTTP, against a real server: what is sent, and what is said when it fails."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from meetings import translator
from meetings.translator import (
    LibreTranslate,
    TranslatorAway,
    TranslatorBusy,
    TranslatorCannot,
    TranslatorDenies,
    TranslatorWrong,
)
from tests.machine import Machine, running


@pytest.fixture
def machine() -> Iterator[Machine]:
    with running(Machine()) as started:
        yield started


def test_text_and_languages_are_sent_as_documented(machine: Machine) -> None:
    found = LibreTranslate(f"{machine.url}/api/", "secret").translate("L’été, déjà\n", source="fr", target="en")
    assert found == "en: L’été, déjà\n"
    asked = {"q": "L’été, déjà\n", "source": "fr", "target": "en", "format": "text", "api_key": "secret"}
    assert machine.asked == [("/api/translate", asked)]


def test_without_a_key_none_is_sent(machine: Machine) -> None:
    LibreTranslate(machine.url).translate("a", source="en", target="fr")
    assert "api_key" not in machine.asked[0][1]


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (400, {"error": "fr is not supported"}, TranslatorCannot),
        (403, {"error": "Invalid API key"}, TranslatorDenies),
        (429, {"error": "Slowdown"}, TranslatorBusy),
        (500, {"error": "Cannot translate text"}, TranslatorWrong),
        (503, b"", TranslatorAway),
        (302, b"", TranslatorWrong),
        (200, b"<html>", TranslatorWrong),
        (200, b"\xff\xfe", TranslatorWrong),
        (200, b"[" * 100_000, TranslatorWrong),
        (200, [], TranslatorWrong),
        (200, {"translatedText": ["a"]}, TranslatorWrong),
        (200, {"translatedText": "  "}, TranslatorWrong),
        (200, b"x" * (translator.LARGEST_ANSWER + 1), TranslatorWrong),
    ],
)
def test_other_answers_are_refused_by_what_they_mean(
    machine: Machine, status: int, body: object, refused: type[Exception]
) -> None:
    machine.answer = lambda _asked: (status, body)
    with pytest.raises(refused):
        LibreTranslate(machine.url).translate("a", source="en", target="fr")


def test_nobody_there_is_said_so() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(TranslatorAway):
        LibreTranslate(f"http://127.0.0.1:{port}").translate("a", source="en", target="fr")


def test_silence_and_an_answer_without_end_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translator, "PATIENCE", 0.2)
    monkeypatch.setattr(translator, "WHOLE", 0.5)
    for speaks in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n"):
        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=_drip, args=(server, speaks))
            thread.start()
            begun, port = time.monotonic(), server.getsockname()[1]
            with pytest.raises(TranslatorAway):
                LibreTranslate(f"http://127.0.0.1:{port}").translate("a", source="en", target="fr")
            assert time.monotonic() - begun < 5
            thread.join()


def _drip(server: socket.socket, speaks: bytes) -> None:
    """Take one request, say *speaks*, then a letter now and then; or nothing at all."""
    connection, _address = server.accept()
    with connection:
        try:
            connection.sendall(speaks)
            for _ in range(100 if speaks else 10):
                time.sleep(0.05)
                connection.sendall(b"x" if speaks else b"")
        except OSError:
            return


def test_address_with_https_is_asked_by_tls(machine: Machine) -> None:
    with pytest.raises(TranslatorAway):
        LibreTranslate(machine.url.replace("http:", "https:")).translate("a", source="en", target="fr")
    assert machine.asked == []
