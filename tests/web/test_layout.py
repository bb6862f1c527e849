"""The frame around every page."""

from flask import render_template_string

PAGE = '{% extends "layouts/page.html" %}{% block main %}<p>This is about {{ person }}.</p>{% endblock %}'


def test_frame_hides_nothing_that_a_page_names(app) -> None:
    with app.test_request_context("/en/"):
        assert "This is about Wanjiru." in render_template_string(PAGE, person="Wanjiru")
