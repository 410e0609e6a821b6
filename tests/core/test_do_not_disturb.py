"""Do not disturb: who calls hears busy, and the call is not forgotten."""

from __future__ import annotations

from backend.core.ending import End
from backend.core.events import CallChanged
from backend.core.state import Disposition, EndedBy
from tests.core.conftest import Bench


def test_a_call_is_refused_as_busy_at_once_and_recorded_as_missed(office: Bench) -> None:
    office.parts.preferences.change({"do_not_disturb": True})
    office.parts.calls.on_incoming("in-1", "8014", "", "")
    assert office.line.told[-1] == ("decline", "in-1", 486)
    (row,) = office.data.history.rows
    assert row.ended is not None
    assert (row.ended.disposition, row.ended.code) == (Disposition.MISSED, "missed_do_not_disturb")
    assert not any(isinstance(event, CallChanged) for event in office.events)
    assert (office.parts.journal.state.missed, office.parts.calls.live()) == (1, ())
    office.parts.calls.on_ended("in-1", End(486, EndedBy.LOCAL))
    assert len(office.data.history.rows) == 1


def test_a_call_comes_in_again_when_it_is_off(office: Bench) -> None:
    office.parts.preferences.change({"do_not_disturb": True})
    office.parts.preferences.change({"do_not_disturb": False})
    office.parts.calls.on_incoming("in-1", "8014", "", "")
    assert [call.id for call in office.parts.calls.live()] == ["in-1"]


def test_a_conversation_and_calls_of_ours_go_on(office: Bench) -> None:
    call_id = office.established()
    office.parts.preferences.change({"do_not_disturb": True})
    assert [call.id for call in office.parts.calls.live()] == [call_id]
    office.end(call_id)
    office.parts.calls.dial("8020")
    assert len(office.parts.calls.live()) == 1
