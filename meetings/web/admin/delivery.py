"""Whether mails of the house arrive: the mail server, what the DNS is to say of the sender's domain, a test message."""

from dataclasses import dataclass

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from config import Settings
from meetings.core import clock
from meetings.domain.outbox import actions_hand
from meetings.domain.role import policy
from meetings.extensions import transaction
from meetings.notices import checking
from meetings.notices.checking import Probe
from meetings.notices.mailer import Mailer
from meetings.web.authorize import authorize
from meetings.web.viewer import signed_in

bp = Blueprint("admin_delivery", __name__, url_prefix="/admin/mail")


@dataclass(frozen=True, slots=True)
class DnsRecord:
    """What the DNS is to say under *name*, and how such a text begins."""

    kind: str
    name: str
    text: str
    begins: str


@bp.route("/")
@authorize(policy.can_administer)
def index() -> ResponseReturnValue:
    """Show how mails leave, and what is to be published so that they arrive."""
    return _page()


@bp.route("/server/", methods=["POST"])
@authorize(policy.can_administer)
def server() -> ResponseReturnValue:
    """Connect to the mail server and show how it answers."""
    mailer = _mailer()
    return _page(probe=checking.probe(mailer.server) if mailer else None)


@bp.route("/dns/", methods=["POST"])
@authorize(policy.can_administer)
def dns() -> ResponseReturnValue:
    """Ask the DNS what it says, and show it beside what it should say."""
    return _page(found={each.kind: checking.published(each.name, each.begins) for each in _records()})


@bp.route("/test/", methods=["POST"])
@authorize(policy.can_administer)
def test() -> ResponseReturnValue:
    """Send the reader a test message."""
    with transaction():
        actions_hand.test(signed_in(), now=clock.now())
    flash(
        _(
            "A test message to %(address)s leaves within seconds. The outbox shows what becomes of it.",
            address=signed_in().email,
        )
    )
    return redirect(url_for(".index"), 303)


def _page(*, probe: Probe | None = None, found: dict[str, list[str] | None] | None = None) -> str:
    return render_template(
        "admin_delivery/index.html",
        settings=_settings(),
        mailer=_mailer(),
        records=_records(),
        probe=probe,
        found=found,
    )


def _records() -> list[DnsRecord]:
    """Return what the DNS is to say of the sender's domain; of DKIM only if there is a key."""
    settings, mailer = _settings(), _mailer()
    domain = settings.sender.rpartition("@")[2]
    if not domain:
        return []
    host = mailer.server.host if mailer else "mail.example.org"
    records = [DnsRecord("SPF", domain, f"v=spf1 a:{host} -all", "v=spf1")]
    if mailer and mailer.signer:
        name = f"{mailer.signer.selector}._domainkey.{domain}"
        records.append(DnsRecord("DKIM", name, mailer.signer.record, "v=dkim1"))
    report = settings.contact_email or settings.sender
    text = f"v=DMARC1; p=quarantine; rua=mailto:{report}"
    return [*records, DnsRecord("DMARC", f"_dmarc.{domain}", text, "v=dmarc1")]


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _mailer() -> Mailer | None:
    mailer: Mailer | None = current_app.extensions["mailer"]
    return mailer
