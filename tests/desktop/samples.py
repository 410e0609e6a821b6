"""Values of core for the tests of this room."""

from __future__ import annotations

from backend.core.state import (
    Account,
    Call,
    CallState,
    Devices,
    Direction,
    DirectoryState,
    Disposition,
    EndReason,
    Enrolment,
    HistoryState,
    Party,
    Registration,
    Settings,
)
from backend.core.telephone import Snapshot

NOBODY = Snapshot(
    seq=0, account=None, registration=Registration(), enrolment=Enrolment(), calls=(), directory=DirectoryState(),
    history=HistoryState(), devices=Devices(), settings=Settings(), notices=(), emergency=(),
)  # fmt: skip
SOMEBODY = Account(
    "e1", "江苏云帆科技有限公司", "+862557990000", "u1", "何雨桐", "8057", "+8613800008057", "national", "network"
)


def call(state: str, number: str = "8014", call_id: str = "c1") -> Call:
    """An incoming call in a state of CallState."""
    ended = EndReason(Disposition.MISSED, "cancelled") if state == "ended" else None
    return Call(call_id, Direction.INCOMING, CallState(state), Party(number, number), 1, ended=ended)
