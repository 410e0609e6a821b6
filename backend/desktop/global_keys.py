"""Keys that work while other programs have the focus: answering, hanging up, muting, calling what is selected."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from backend.core.errors import TelephoneError
from backend.core.state import Call, CallState, Settings
from backend.core.telephone import Telephone

log = logging.getLogger(__name__)

ACTIONS = ("answer", "hang_up", "mute", "dial")
LONGEST_PAUSE_S = 20.0  # a page that asked for a pause and went away is not to leave the keys dead


class KeyGrabber(Protocol):
    """The system's way to the keys of all programs."""

    actions: tuple[str, ...]

    def take(self, chords: Mapping[str, str], taken: Callable[[frozenset[str]], None]) -> None:
        """Hold these chords (Ctrl+Alt+A -> its action) instead of those before; `taken` is told, on any thread, which
        of them another program holds."""

    def stop(self) -> None:
        """Let all go."""


class GlobalKeys:
    """Belongs to the thread of the windows, save for `press`. `dial` asks to call what is selected somewhere; `changed`
    hears, on any thread, that `conflicts` are others. `answered` is the id of the call that was answered so last."""

    def __init__(self, telephone: Telephone, dial: Callable[[], object], changed: Callable[[], object]) -> None:
        self._telephone, self._dial, self._changed = telephone, dial, changed
        self._grabber: KeyGrabber | None = None
        self._wanted: dict[str, str] = {}
        self._held: dict[str, str] = {}
        self._over: threading.Timer | None = None
        self.conflicts: frozenset[str] = frozenset()
        self.answered = ""

    @property
    def actions(self) -> tuple[str, ...]:
        """What can be had a key for here."""
        return self._grabber.actions if self._grabber else ()

    def start(self, grabber: KeyGrabber | None) -> None:
        """From now on by this; None where the system has no such keys."""
        self._grabber = grabber

    def settle(self, settings: Settings) -> None:
        """Hold the keys that the user chose."""
        wanted = {action: getattr(settings, f"key_{action}") for action in self.actions}
        self._wanted = {action: chord for action, chord in wanted.items() if chord}
        self._hold()

    def pause(self, on: bool, later: Callable[[Callable[[], None]], None]) -> None:
        """Let go while the user presses new keys on a page, which would not see them otherwise; afterwards those that
        others held are tried again. `later` brings a job onto the thread of the windows."""
        if self._over is not None:
            self._over.cancel()
            self._over = None
        if on:
            self._over = threading.Timer(LONGEST_PAUSE_S, lambda: later(lambda: self.pause(False, later)))
            self._over.daemon = True
            self._over.start()
        elif self.conflicts:
            self._held = {}
        self._hold()

    def stop(self) -> None:
        """Let all go for good."""
        if self._over is not None:
            self._over.cancel()
        if self._grabber is not None:
            self._grabber.stop()
            self._grabber = None

    def press(self, action: str) -> None:
        """One of them was pressed; on any thread."""
        try:
            self._do(action)
        except TelephoneError as error:  # answered or ended elsewhere in that moment
            log.info("a key came too late: %s", error.code)

    def _hold(self) -> None:
        chords: dict[str, str] = {}
        for action, chord in {} if self._over else self._wanted.items():
            chords.setdefault(chord, action)
        if self._grabber is not None and chords != self._held:
            self._held = chords
            self._grabber.take(chords, self._taken)

    def _taken(self, chords: frozenset[str]) -> None:
        wanted, held = self._wanted, self._held
        conflicts = frozenset(
            action for action, chord in wanted.items() if chord in chords or held.get(chord) != action
        )
        if conflicts != self.conflicts and not self._over:
            self.conflicts = conflicts
            self._changed()

    def _do(self, action: str) -> None:
        if action == "dial":
            self._dial()
            return
        calls = self._telephone.snapshot().calls
        coming = next((call for call in calls if call.state is CallState.INCOMING), None)
        going = next((call for call in calls if call.state not in (CallState.INCOMING, CallState.ENDED)), None)
        if action == "answer" and coming:
            self.answered = coming.id
            self._telephone.answer(coming.id)
        elif action == "mute" and going and going.state is CallState.ESTABLISHED and not _leaves(going):
            self._telephone.mute(going.id, not going.muted)
        elif action == "hang_up" and going and not _leaves(going):
            self._telephone.hang_up(going.id)
        elif action == "hang_up" and coming and not going:
            self._telephone.decline(coming.id)


def _leaves(call: Call) -> bool:
    """It is being handed over: hanging up would undo that, and nobody hears us."""
    return call.transfer is not None and call.transfer.state == "under_way"
