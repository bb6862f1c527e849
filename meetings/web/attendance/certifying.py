"""Certificates of attendance: issued and withdrawn, fetched by their owners, checked by anybody."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField
from wtforms.validators import DataRequired

from meetings.core import clock
from meetings.core.errors import Refused
from meetings.core.text import one_line, printable
from meetings.domain.attendance import certificates, policy, publishing, queries
from meetings.domain.attendance.rules import MOST_MINUTES
from meetings.domain.meeting.rules import is_over
from meetings.extensions import transaction
from meetings.models.attendance import Unit
from meetings.models.certificate import Certificate
from meetings.models.meeting import Meeting
from meetings.web import loaders
from meetings.web.attendance import printing
from meetings.web.authorize import authorize, everyone
from meetings.web.downloads import PDF, attachment
from meetings.web.fields import WholeNumber, choices
from meetings.web.forms import Form
from meetings.web.viewer import signed_in
from meetings.web.wording import label, refusal

bp = Blueprint("certificate", __name__)
verify_bp = Blueprint("verify", __name__, url_prefix="/verify")

#: Of a reason.
LONGEST = 500
MOST_SHARE = 100
#: What anybody may type into an address.
LONGEST_CODE = 40


class ThresholdForm(Form):
    """How long somebody has to be at one sitting."""

    threshold = WholeNumber(_l("At least"), [DataRequired(_l("Write a whole number."))], low=1, high=MOST_MINUTES)
    unit = SelectField(_l("Measured in"), choices=lambda: choices([(unit.value, label(unit)) for unit in Unit]))


def _shown(meeting: Meeting, form: ThresholdForm | None = None, *, problem: str = "") -> ResponseReturnValue:
    plan, now = queries.plan_of(meeting), clock.now()
    form = form or ThresholdForm(formdata=None, data={"threshold": plan.threshold, "unit": plan.unit.value})
    holders = certificates.holders(meeting)
    html = render_template(
        "certificate/index.html",
        meeting=meeting,
        form=form,
        holders=holders,
        ready=[one for one in holders if one.qualifies and not one.certificate and not one.person.disabled_at],
        issued=certificates.of(meeting),
        over=is_over(queries.held(meeting), now),
        code=certificates.shown,
        problem=problem,
    )
    return html, 422 if problem or form.problems() else 200


@bp.route("/meetings/<slug>/certificates/")
@authorize(policy.can_keep, loaders.meeting)
def index(meeting: Meeting) -> ResponseReturnValue:
    """Show the threshold, who reaches it, and which certificates there are."""
    return _shown(meeting)


@bp.route("/meetings/<slug>/certificates/threshold/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def threshold(meeting: Meeting) -> ResponseReturnValue:
    """Set the threshold; certificates that there are stay valid."""
    form = ThresholdForm()
    if form.submitted():
        unit, number = Unit(form.unit.data), form.threshold.data or 0
        if unit is Unit.SHARE and number > MOST_SHARE:
            form.refuse(_("A share is at most 100 per cent."), form.threshold)
        else:
            with transaction():
                publishing.set_threshold(meeting, unit=unit, threshold=number, by=signed_in(), now=clock.now())
            flash(_("The threshold is set. Certificates that were issued before stay valid."))
            return redirect(url_for(".index", slug=meeting.slug), 303)
    return _shown(meeting, form)


@bp.route("/meetings/<slug>/certificates/issue/", methods=["POST"])
@authorize(policy.can_keep, loaders.meeting)
def issue(meeting: Meeting) -> ResponseReturnValue:
    """Issue a certificate to everybody who reaches the threshold and has none."""
    try:
        with transaction():
            number = len(certificates.issue(meeting, by=signed_in(), now=clock.now()))
        flash(
            ngettext(
                "One certificate is issued. A message is on its way.",
                "%(num)d certificates are issued. Messages are on their way.",
                number,
            )
        )
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".index", slug=meeting.slug), 303)


@bp.route("/certificates/<int:certificate_id>/withdraw/", methods=["POST"])
@authorize(policy.can_withdraw, loaders.certificate)
def withdraw(certificate: Certificate) -> ResponseReturnValue:
    """Withdraw a certificate; whoever checks it reads the reason."""
    reason = one_line(printable(request.form.get("reason", "")))[:LONGEST]
    try:
        with transaction():
            certificates.withdraw(certificate, reason, by=signed_in(), now=clock.now())
        flash(_("The certificate is withdrawn. Whoever checks it reads that it is not valid."))
    except certificates.ReasonNeeded as error:
        return _shown(certificate.meeting, problem=refusal(error))
    except Refused as error:
        flash(refusal(error), "bad")
    return redirect(url_for(".index", slug=certificate.meeting.slug), 303)


@bp.route("/certificates/")
@authorize(policy.can_have_certificates)
def mine() -> ResponseReturnValue:
    """Show the reader’s own certificates."""
    found = certificates.of_person(signed_in())
    return render_template("certificate/mine.html", found=found, code=certificates.shown)


@bp.route("/certificates/<int:certificate_id>.pdf")
@authorize(policy.can_fetch, loaders.certificate)
def pdf(certificate: Certificate) -> Response:
    """Give a certificate as a PDF in both languages; 404 once it was withdrawn."""
    loaders.found(certificate if certificate.withdrawn_at is None else None)
    name = f"{certificate.meeting.slug}-certificate-{certificates.shown(certificate.code)}.pdf"
    return attachment(printing.certificate_pdf(certificate), name, PDF)


@verify_bp.route("/")
@authorize(everyone)
def new() -> ResponseReturnValue:
    """Ask for the code of a certificate."""
    typed = request.args.get("code", "")
    if typed:
        return redirect(url_for(".show", code=_plain(typed)), 303)
    return render_template("verify/new.html")


@verify_bp.route("/<code>")
@authorize(everyone)
def show(code: str) -> ResponseReturnValue:
    """Say whether a certificate is valid, withdrawn or unknown."""
    certificate = certificates.by_code(code)
    html = render_template(
        "verify/show.html",
        certificate=certificate,
        typed=_plain(code),
        sittings=printing.attended(certificate) if certificate else (),
    )
    return html, 200 if certificate else 404


def _plain(code: str) -> str:
    """Return what was typed as an address can hold it and a page can show it."""
    return one_line(printable(code)).replace("/", "-")[:LONGEST_CODE] or "-"
