"""The way onto Qt's thread."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, pyqtSignal

log = logging.getLogger(__name__)


class QtThread(QObject):
    """Lives on the main thread; jobs run there one after the other. An exception that reached Qt would be the end."""

    _jobs = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        # The stubs of PyQt6 leave the second argument out.
        self._jobs.connect(self._do, Qt.ConnectionType.QueuedConnection)  # type: ignore[call-arg]

    def run(self, job: Callable[[], object]) -> None:
        """Run `job` soon; from any thread, also from the main one."""
        self._jobs.emit(job)

    def _do(self, job: Callable[[], object]) -> None:
        try:
            job()
        except Exception:
            log.exception("a job on the windows' thread failed")
