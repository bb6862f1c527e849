"""The one process that keeps time; a second one does no harm, since all work is claimed in the database."""

import logging
import signal
import threading
from datetime import datetime
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask

from meetings.core import clock
from meetings.jobs.clockwork import JOBS, Job

logger = logging.getLogger(__name__)


def attempt(app: Flask, job: Job) -> bool:
    """Run *job* once, in a context of its own; a failure is logged and reported, never raised."""
    try:
        with app.app_context():
            job.run()
    except Exception:
        logger.exception("job failed: %s", job.name)
        return False
    return True


def run_once(app: Flask) -> bool:
    """Run every job once, in order, and say whether all of them worked."""
    failures = [job for job in JOBS if not attempt(app, job)]
    return not failures


def build(app: Flask) -> BackgroundScheduler:
    """Return the scheduler of *app*, not yet started: in memory, each job at most once at a time."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone="UTC", job_defaults=defaults)
    for job in JOBS:
        first: dict[str, datetime] = {"next_run_time": clock.now()} if job.at_start else {}
        seconds = job.every.total_seconds()
        scheduler.add_job(attempt, "interval", [app, job], seconds=seconds, id=job.name, name=job.name, **first)
    return scheduler


def run(app: Flask) -> None:
    """Keep time until the process is asked to stop (SIGTERM, SIGINT); what is under way is finished."""
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask_to_stop)
    logging.getLogger("apscheduler.executors.default").setLevel(logging.WARNING)
    scheduler = build(app)
    scheduler.start()
    logger.info("the scheduler runs")
    stop.wait()
    scheduler.shutdown(wait=True)
