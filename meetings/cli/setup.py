"""Commands for setting up, and for letting someone in when mail does not work."""

import click
from flask import current_app
from flask.cli import AppGroup

from meetings.core import clock
from meetings.domain.access import actions, actions_factors, rules
from meetings.domain.person import queries as people
from meetings.extensions import transaction
from meetings.models.person import Person

group = AppGroup("setup", help="Set up an empty house, and let people in without mail.")


def sign_in_address(person: Person) -> str:
    """Make a one-time link for *person* and return its address; to be called inside a transaction."""
    secret = current_app.config["SECRET_KEY"]
    request = actions.issue_link(person, secret=secret, by=None, now=clock.now())
    base_url = current_app.extensions["settings"].base_url
    return f"{base_url}/{person.language}/sign-in/{rules.link_token(request.nonce, secret)}/"


@group.command("link")
def link() -> None:
    """Print where the first administrator begins; nothing when there is one already."""
    if not people.has_administrator():
        base_url = current_app.extensions["settings"].base_url
        click.echo(f"{base_url}/en/set-up/{rules.setup_token(current_app.config['SECRET_KEY'])}/")


@group.command("sign-in")
@click.argument("email")
def sign_in(email: str) -> None:
    """Print a one-time sign-in address for EMAIL: it works once, for ten minutes."""
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody is known by {email}.")
    with transaction():
        address = sign_in_address(person)
    click.echo(address)


@group.command("reset-factors")
@click.argument("email")
def reset_factors(email: str) -> None:
    """Take every second factor of EMAIL away, who has lost them; they get in by mail again, and are told."""
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody is known by {email}.")
    with transaction():
        actions_factors.reset(person, by=None, now=clock.now())
    click.echo(f"{email} has no second factor any more and is signed out everywhere.")
