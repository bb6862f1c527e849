"""How gunicorn serves Hemicycle; HOST, PORT and WEB_CONCURRENCY (number of processes) come from the environment."""

import gc
import os
import re
from datetime import timedelta
from typing import Any

from gunicorn.glogging import Logger

_host = os.environ.get("HOST") or "127.0.0.1"
_port = os.environ.get("PORT") or "8000"

bind = [f"[{_host}]:{_port}" if ":" in _host else f"{_host}:{_port}"]
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"
threads = 8
#: The program is read once, and its processes share that memory; no connection is made before they part.
preload_app = True
#: Seconds without a sign of life before a process is replaced; seconds to end requests when stopping.
timeout = 60
graceful_timeout = 10
keepalive = 5
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = os.environ.get("GUNICORN_LOG_LEVEL") or "warning"
#: Pages on which one votes, by their own address or the short one.
_BALLOTS = re.compile(r"/[a-z]{2}/polls/|/v/")


class Discreet(Logger):  # type: ignore[misc]
    """Leaves polls out of a log of accesses, should an operator want one: it would tell who voted when."""

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """Write the line of a request, unless it is about a poll."""
        if not _BALLOTS.match(environ.get("PATH_INFO", "")):
            super().access(resp, req, environ, request_time)


logger_class = Discreet


def post_worker_init(worker: object) -> None:
    """Collect garbage less often."""
    gc.set_threshold(20_000, 20, 20)
