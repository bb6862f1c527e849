"""The smallest Flask application, to compare with."""

from flask import Flask

app = Flask("hello")


@app.route("/")
def hello() -> str:
    """Say hello."""
    return "Hello"
