"""A telephone line for core that writes down what it is told and says nothing by itself."""

from __future__ import annotations

from typing import Any

from backend.core.ports import SipCredentials
from backend.core.state import Settings


class FakeLine:
    """Core's port Phone; `told` are the commands in order, each a tuple of its name and values."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def names(self) -> list[str]:
        """Only the names of the commands."""
        return [command[0] for command in self.told]

    def register(self, sip: SipCredentials, display_name: str) -> None:
        self.told.append(("register", sip.proxy, display_name))

    def unregister(self) -> None:
        self.told.append(("unregister",))

    def empty_log(self) -> None:
        self.told.append(("empty_log",))

    def dial(self, call_id: str, number: str) -> None:
        self.told.append(("dial", call_id, number))

    def answer(self, call_id: str) -> None:
        self.told.append(("answer", call_id))

    def decline(self, call_id: str, status: int = 603) -> None:
        self.told.append(("decline", call_id, status))

    def hang_up(self, call_id: str) -> None:
        self.told.append(("hang_up", call_id))

    def mute(self, call_id: str, on: bool) -> None:
        self.told.append(("mute", call_id, on))

    def hold(self, call_id: str, on: bool) -> None:
        self.told.append(("hold", call_id, on))

    def send_dtmf(self, call_id: str, digits: str) -> None:
        self.told.append(("send_dtmf", call_id, digits))

    def transfer(self, call_id: str, number: str) -> None:
        self.told.append(("transfer", call_id, number))

    def cancel_transfer(self, call_id: str) -> None:
        self.told.append(("cancel_transfer", call_id))

    def silence(self, call_id: str) -> None:
        self.told.append(("silence", call_id))

    def check(self, call_id: str) -> None:
        self.told.append(("check", call_id))

    def measure_level(self, on: bool) -> None:
        self.told.append(("measure_level", on))

    def test_sound(self, kind: str) -> None:
        self.told.append(("test_sound", kind))

    def stop_sound_test(self) -> None:
        self.told.append(("stop_sound_test",))

    def choose_sound(self, settings: Settings) -> None:
        self.told.append(("choose_sound", settings.microphone))
