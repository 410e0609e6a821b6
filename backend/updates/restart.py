"""From one version to the next: the old program starts the new one and waits for its word; without it, it starts again.

The word comes through a pipe that the new program inherits. Its end without a word is as good as a broken start, so a
crash is noticed at once and not after the whole time limit.
"""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.updates.environment import for_another

log = logging.getLogger(__name__)

CONFIRM = "CLOUD_SWITCHBOARD_CONFIRM"  # names the pipe to the new program
CONFIRMED_WITHIN_S = 30.0  # ten times what a start takes; nobody sees a window meanwhile
ENDS_WITHIN_S = 5.0
LINKS = ("tel:", "sip:", "sips:", "callto:")


class Confirmation:
    """The word of a program that another version has started; of any other it is nothing."""

    def __init__(self) -> None:
        """Take the pipe, first of all: no process that is started later may hold it open."""
        told = os.environ.pop(CONFIRM, "")
        self._pipe: int | None = int(told) if told.isdigit() else None
        if self._pipe is not None:
            try:
                os.set_inheritable(self._pipe, False)
            except OSError:
                self._pipe = None

    @property
    def awaited(self) -> bool:
        """Was this program started by the version before it, which still waits?"""
        return self._pipe is not None

    def give(self) -> None:
        """This program works. More than once is no harm."""
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            with contextlib.suppress(OSError):
                os.write(pipe, b"1")
            with contextlib.suppress(OSError):
                os.close(pipe)


@dataclass(frozen=True)
class Change:
    """From `old` to `new`, both programs to be started with `arguments`; `bundle` is the folder of the old one's data.
    `confirmed()` is called when the new one works, `failed()` when it does not and the old one is about to start
    again."""

    old: Path
    new: Path
    bundle: Path
    arguments: Sequence[str]
    confirmed: Callable[[], None]
    failed: Callable[[], None]


def change(wanted: Change, within_s: float = CONFIRMED_WITHIN_S) -> None:
    """Start the new version in place of this process, of which everything has been stopped. Returns when it works and
    this process may end; otherwise never: then this process has become a fresh start of the old version. On the main
    thread."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)  # whoever ends both, as a shutdown does, is not answered by a fresh start
    environment = for_another(os.environ, wanted.bundle)
    if _starts(wanted, environment, within_s):
        try:
            wanted.confirmed()
        except OSError:
            log.exception("the new version runs, but the next start is one of the old")
        return
    log.error("the new version does not start; the old one starts again")
    wanted.failed()
    logging.shutdown()
    os.execve(wanted.old, [str(wanted.old), *wanted.arguments], environment)


def _starts(wanted: Change, environment: dict[str, str], within_s: float) -> bool:
    word, pipe = os.pipe()
    try:
        process = subprocess.Popen(
            [str(wanted.new), *wanted.arguments],
            env={**environment, CONFIRM: str(pipe)},
            pass_fds=(pipe,),
            start_new_session=True,  # with its children it can be ended as one
        )
    except OSError as error:
        log.error("the new version cannot be started: %s", error)
        return False
    finally:
        os.close(pipe)
    try:
        heard = select.select([word], [], [], within_s)[0] and os.read(word, 1)
    finally:
        os.close(word)
    if not heard:
        _end(process)
    return bool(heard)


def _end(process: subprocess.Popen[bytes]) -> None:
    """All of it: what it has started would keep ports and devices from the old version."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(ENDS_WITHIN_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def lasting(arguments: Sequence[str]) -> tuple[str, ...]:
    """The arguments of a start, without what was for that moment only: a link, and to begin in the tray."""
    return tuple(one for one in arguments if one != "--hidden" and not one.lower().startswith(LINKS))
