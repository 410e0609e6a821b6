"""Which notifications stand on the screen while the telephone stands so."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.core.errors import TelephoneError
from backend.core.state import Call, Party
from backend.core.telephone import Telephone
from backend.desktop.notifications import Note, Notifications
from backend.desktop.standing import Standing
from backend.desktop.words import words

log = logging.getLogger(__name__)

INCOMING, MISSED = "incoming", "missed"


@dataclass(frozen=True)
class Wanted:
    """The calls that a notification is to tell of."""

    incoming: Call | None = None
    missed: Call | None = None


def wanted(now: Standing) -> Wanted:
    """A call that comes in, and the last one that was missed; nothing where the user wants none or is not to be
    disturbed. A missed one stands in the history before it is told, so that its notification leads there."""
    if not now.settings.notifications:
        return Wanted()
    missed = now.missed_call if now.missed and not now.settings.do_not_disturb else None
    return Wanted(now.ringing[0] if now.ringing else None, missed)


class Alerts:
    """A call that comes in can be answered or refused in its notification, like anywhere else; a click opens the
    window. Belongs to the thread of the windows."""

    def __init__(
        self, notifications: Notifications, telephone: Telephone, on_open: Callable[[], object],
        on_history: Callable[[], object],
    ) -> None:  # fmt: skip
        self._notifications, self._telephone = notifications, telephone
        self._open, self._history = on_open, on_history
        self._before = Wanted()

    def settle(self, standing: Standing) -> None:
        """Show and take away what has changed."""
        before, now = self._before, wanted(standing)
        self._before = now
        say = words(standing.settings.language)
        if now.incoming is None and before.incoming is not None:
            self._notifications.withdraw(INCOMING)
        elif now.incoming is not None and _other(before.incoming, now.incoming):
            self._notifications.show(self._incoming(now.incoming, say))
        if now.missed is None and before.missed is not None:
            self._notifications.withdraw(MISSED)
        elif now.missed is not None and _other(before.missed, now.missed):
            self._notifications.show(self._missed(now.missed, say))

    def _incoming(self, call: Call, say: Mapping[str, str]) -> Note:
        party = call.party
        text = say[_kind("incoming", party) + (".via" if party.via else "")].format(number=party.number, via=party.via)
        buttons = (
            (say["answer"], lambda: self._command(self._telephone.answer, call.id)),
            (say["decline"], lambda: self._command(self._telephone.decline, call.id)),
        )
        return Note(INCOMING, _name(party), text, self._open, buttons, urgent=True)

    def _missed(self, call: Call, say: Mapping[str, str]) -> Note:
        text = say[_kind("missed", call.party)].format(number=call.party.number)
        return Note(MISSED, _name(call.party), text, self._history, ((say["call_back"], self._history),))

    def _command(self, command: Callable[[str], None], call_id: str) -> None:
        try:
            command(call_id)
        except TelephoneError as error:  # answered or ended elsewhere in that moment
            log.info("a notification's button came too late: %s", error.code)


def _name(party: Party) -> str:
    return party.name or party.number


def _kind(what: str, party: Party) -> str:
    """Of somebody unknown the number is the title already."""
    return what if party.name else f"{what}.unknown"


def _other(before: Call | None, now: Call) -> bool:
    return before is None or (before.id, before.party) != (now.id, now.party)
