"""A program that is only a desktop: the stub page, and a telephone that does what its standard input says."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from backend.core.events import (
    AccountChanged,
    CallChanged,
    CallEnded,
    EnrolmentChanged,
    Event,
    HistoryChanged,
    RegistrationChanged,
    SettingsChanged,
)
from backend.core.state import Call, Enrolment, HistoryState, Registration, Settings
from backend.core.telephone import Subscriber, Telephone
from backend.desktop.desktop import Desktop, DesktopParts
from tests.desktop.samples import NOBODY, SOMEBODY, call

SUBSCRIBED_S = 30.0
PAGE = Path(__file__).parent / "page" / "index.html"


class StubTelephone:
    """Publishes what it is told to, once somebody listens: what happened before stands in no snapshot of it."""

    def __init__(self) -> None:
        self._subscribers: list[Subscriber] = []
        self._heard = threading.Event()
        self._calls: dict[str, Call] = {}

    def snapshot(self) -> object:
        known = replace(NOBODY, account=SOMEBODY, enrolment=Enrolment("done"))
        return replace(known if "--somebody" in sys.argv else NOBODY, calls=tuple(self._calls.values()))

    def subscribe(self, subscriber: Subscriber) -> Callable[[], None]:
        self._subscribers.append(subscriber)
        self._heard.set()
        return lambda: None

    def answer(self, call_id: str) -> None:
        print("answer", call_id, flush=True)

    def decline(self, call_id: str) -> None:
        print("decline", call_id, flush=True)

    def mute(self, call_id: str, on: bool) -> None:
        print("mute", call_id, on, flush=True)

    def open_link(self, text: str) -> None:
        print("open_link", text, flush=True)

    def change_settings(self, fields: dict[str, Any]) -> None:
        print("change_settings", json.dumps(fields), flush=True)

    def publish(self, event: Event) -> None:
        assert self._heard.wait(SUBSCRIBED_S)
        if isinstance(event, (CallChanged, CallEnded)):
            self._calls = {} if isinstance(event, CallEnded) else {event.call.id: event.call}
        for subscriber in self._subscribers:
            subscriber(0, event)


class StubBridge:
    """Answers every request with what was asked."""

    def request(self, method: str, path: str, body: Any = None) -> dict[str, Any]:
        return {"status": 200, "body": {"asked": f"{method} {path}"}}


def event_of(words: list[str]) -> Event:
    match words:
        case ["call", "ended"]:
            return CallEnded(call("ended"))
        case ["call", state, *number]:
            return CallChanged(replace(call(state, "".join(number))))
        case ["registration", state]:
            return RegistrationChanged(Registration(state))
        case ["account", there]:
            return AccountChanged(SOMEBODY if there == "yes" else None)
        case ["settings", language, theme]:
            return SettingsChanged(Settings(language=language, theme=theme))
        case ["setting", *fields]:
            chosen = dict(field.split("=") for field in fields)
            values = {name: value == "yes" if value in ("yes", "no") else value for name, value in chosen.items()}
            return SettingsChanged(Settings(**cast(Any, values)))
        case ["missed", count]:
            return HistoryChanged(HistoryState(1, int(count)))
        case ["step", step]:
            return EnrolmentChanged(Enrolment(step))
    raise ValueError(words)


class Stub:
    """The desktop and the hands that move it."""

    def __init__(self, simulator: str) -> None:
        self._telephone = StubTelephone()
        self._senders: list[Callable[[str], None]] = []
        url = (lambda: simulator) if simulator else None
        data, command = Path(os.environ["HOME"]) / "data", (sys.executable, "-c", "pass")
        data.mkdir(exist_ok=True)
        parts = DesktopParts(
            PAGE, StubBridge(), cast(Telephone, self._telephone), self._pushes, url, data=data, command=command,
            hidden="--hidden" in sys.argv, notice=lambda code, stands: print("notice", code, stands, flush=True),
        )  # fmt: skip
        self.desktop = Desktop(parts)

    def obey(self) -> None:
        for line in sys.stdin:
            words = line.split()
            if words[0] == "offers":
                print(json.dumps(self.desktop.offers()), flush=True)
            elif words[0] in ("raise_window", "open_simulator", "quit"):
                getattr(self.desktop, words[0])()
            else:
                self._happen(event_of(words))

    def _happen(self, event: Event) -> None:
        if isinstance(event, CallChanged):
            party = {"number": event.call.party.number}
            push = {"seq": 1, "type": "CallChanged", "value": {"party": party, "at": time.time_ns()}}
            for send in self._senders:
                send(json.dumps(push))
        self._telephone.publish(event)

    def _pushes(self, send: Callable[[str], None]) -> Callable[[], None]:
        self._senders.append(send)
        return lambda: self._senders.remove(send)


def main() -> None:
    stub = Stub("".join(word for word in sys.argv[1:] if not word.startswith("--")))
    threading.Thread(target=stub.obey, daemon=True).start()
    stub.desktop.run()
    print("left", flush=True)


if __name__ == "__main__":
    main()
