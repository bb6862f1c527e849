"""How gunicorn serves Hemicycle; HOST, PORT and WEB_CONCURRENCY (number of processes) come from the environment."""

import gc
import os

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


def post_worker_init(worker: object) -> None:
    """Collect garbage less often."""
    gc.set_threshold(20_000, 20, 20)
