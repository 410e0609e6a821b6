"""Every ended call is written, also when the disk refuses for a while."""

from __future__ import annotations

from backend.core.events import HistoryChanged
from backend.core.journal import NOTICE, RETRY_S
from backend.core.state import EndedBy, HistoryState
from tests.core.conftest import Bench


def _miss(bench: Bench, call_id: str) -> None:
    bench.parts.calls.on_incoming(call_id, "8014", "", "")
    bench.parts.on_phone_died()


def test_an_ended_call_is_in_the_history_before_the_page_hears_of_it(office: Bench) -> None:
    _miss(office, "c1")
    assert [row.id for row in office.data.history.rows] == ["c1"]
    assert office.last(HistoryChanged).history.missed == 1


def test_missed_calls_are_counted_until_they_were_seen(office: Bench) -> None:
    _miss(office, "c1")
    revision = office.parts.journal.state.revision
    office.parts.journal.mark_seen()
    assert office.parts.journal.state == HistoryState(revision + 1, 0)


def test_a_full_disk_keeps_the_calls_in_memory_and_tells_the_user(office: Bench) -> None:
    office.data.history.full = True
    _miss(office, "c1")
    _miss(office, "c2")
    assert office.data.history.rows == []
    assert [(notice.code, notice.detail) for notice in office.parts.notices.all()] == [
        (NOTICE, (("cause", "disk_full"),))
    ]
    office.data.history.full = False
    office.loop.advance(RETRY_S)
    assert [row.id for row in office.data.history.rows] == ["c1", "c2"]
    assert office.parts.notices.all() == ()
    assert office.parts.journal.state.missed == 2


def test_a_call_that_ends_while_no_history_is_open_is_written_when_one_is(office: Bench) -> None:
    office.parts.journal.use(None)
    _miss(office, "early")
    assert office.data.history.rows == []
    office.parts.journal.use(office.data.history)
    assert [row.id for row in office.data.history.rows] == ["early"]


def test_every_way_a_call_can_end_leaves_one_row(office: Bench) -> None:
    for number, by in enumerate(EndedBy):
        call_id = office.established()
        office.end(call_id, 200, by)
        assert len(office.data.history.rows) == number + 1
