"""Commands of the demonstration."""

import click
from flask import current_app
from flask.cli import AppGroup

from meetings.cli.demo import bench as rehearsals
from meetings.cli.demo import loading
from meetings.cli.setup import sign_in_address
from meetings.core import clock
from meetings.domain.person import queries as people
from meetings.extensions import transaction
from meetings.filing import filing

group = AppGroup("demo", help="The demonstration: a body with meetings, people and records.")


def _only_in_the_demo() -> None:
    if not current_app.extensions["settings"].demo:
        raise click.ClickException("This command works only with HEMICYCLE_DEMO=1.")


@group.command("sign-in")
@click.argument("email")
def sign_in(email: str) -> None:
    """Print a one-time sign-in address for EMAIL."""
    _only_in_the_demo()
    person = people.by_email(email)
    if person is None:
        raise click.ClickException(f"Nobody is known by {email}.")
    with transaction():
        address = sign_in_address(person)
    click.echo(address)


@group.command("load")
@click.option("--bench", is_flag=True, help="Add a large plenary and sixty more meetings, to measure with.")
def load(bench: bool) -> None:
    """Fill an empty house with the demo; one that holds it already stays as it is."""
    _only_in_the_demo()
    _load_story()
    if bench:
        _load_rehearsals()


def _load_story() -> None:
    if loading.is_told():
        click.echo("The demo is there already; nothing was changed.")
        return
    if not loading.is_empty():
        raise click.ClickException("The demo needs an empty house, and this one holds people or meetings already.")
    with filing(current_app.extensions["storage"]) as files:
        keys = current_app.extensions["keyring"]
        count = loading.tell(files, secret=current_app.config["SECRET_KEY"], keys=keys, now=clock.now())
    click.echo(f"The demo is loaded: {count} meetings.")


def _load_rehearsals() -> None:
    if rehearsals.is_told():
        click.echo("The meetings to measure with are there already; nothing was changed.")
        return
    with filing(current_app.extensions["storage"]) as files:
        count = rehearsals.tell(files, now=clock.now())
    click.echo(f"{count} meetings to measure with are loaded.")
