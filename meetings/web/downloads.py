"""Files that pages make, or have stored, and send to be saved."""

from flask import Response, abort, current_app, send_file

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"
#: For a browser that shows a file against our will: no script, no form, no frame, nothing loaded.
SANDBOX = "sandbox; default-src 'none'"


def attachment(data: bytes | str, name: str, content_type: str) -> Response:
    """Send *data* to be saved as *name*, in plain letters, and to be kept by no cache."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(data, content_type=content_type, headers=headers)


def stored(key: str, content_type: str, name: str) -> Response:
    """Send what is stored under *key* to be saved as *name* and never shown, or answer 404 when nothing is."""
    try:
        file = current_app.extensions["storage"].open(key)
    except FileNotFoundError:
        abort(404)
    response = send_file(
        file, mimetype=content_type, as_attachment=True, download_name=name, conditional=False, etag=False
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    return response
