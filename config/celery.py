"""The Celery application; tasks are found in every app's ``tasks.py``."""

import ctypes
import os
import signal
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("zhaimao")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def _keep_the_logging_of_the_settings(**_: Any) -> None:
    """Celery would put its own handlers beside ours."""


@worker_process_init.connect
def _die_with_the_worker(**_: Any) -> None:
    """A pool process does not outlive a killed worker; its transaction goes with it."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
