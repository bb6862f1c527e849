"""Words in the reader's language."""

import pytest

from meetings import i18n


@pytest.mark.parametrize(
    ("zone", "english", "french"),
    [
        ("Europe/Brussels", "Brussels", "de Bruxelles"),
        ("Africa/Cairo", "Cairo", "du Caire"),
        ("Africa/Algiers", "Algiers", "d’Alger"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "de Buenos Aires"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_of_city_reads_well_after_the_word_for_time(app, zone, english, french):
    with app.test_request_context():
        with i18n.in_language("en"):
            assert (i18n.city(zone), i18n.of_city(zone)) == (english, english)
        with i18n.in_language("fr"):
            assert i18n.of_city(zone) == french


def test_city_is_written_as_the_reader_writes_it(app):
    with app.test_request_context(), i18n.in_language("fr"):
        assert i18n.city("Europe/Brussels") == "Bruxelles"
