"""Every ended call is written, also when the disk refuses for a while."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.ending import End
from backend.core.errors import NotPossibleNow
from backend.core.events import HistoryChanged
from backend.core.journal import DAY_MS, NOTICE, PURGE_EVERY_S, RETRY_S
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


def _old(bench: Bench, days: int) -> None:
    """A call of that many days ago."""
    call = bench.end(bench.established())
    bench.data.history.rows[-1] = replace(call, id=str(days), started_at=call.started_at - days * DAY_MS)


def _days(bench: Bench) -> list[str]:
    return [row.id for row in bench.data.history.rows]


def test_what_is_older_than_the_user_wants_is_forgotten_when_that_is_chosen(office: Bench) -> None:
    for days in (200, 100, 10):
        _old(office, days)
    assert _days(office) == ["200", "100", "10"]
    revision = office.parts.journal.state.revision
    office.parts.preferences.change({"history_days": 180})
    assert _days(office) == ["100", "10"]
    assert office.parts.journal.state.revision > revision
    office.parts.preferences.change({"history_days": 0})
    assert _days(office) == ["100", "10"]


def test_what_is_too_old_is_forgotten_at_login_and_daily(office: Bench) -> None:
    office.parts.preferences.change({"history_days": 30})
    for days in (31, 29, 28):
        _old(office, days)
    office.parts.session.log_out()
    office.log_in()
    assert _days(office) == ["29", "28"]
    office.loop.advance(PURGE_EVERY_S)
    office.loop.advance(PURGE_EVERY_S)
    assert _days(office) == ["28"]
    office.loop.advance(PURGE_EVERY_S)
    assert _days(office) == []


def test_what_cannot_be_forgotten_today_is_tried_tomorrow(office: Bench) -> None:
    _old(office, 31)
    office.data.history.full = True
    office.parts.preferences.change({"history_days": 30})
    assert (_days(office), office.codes()) == (["31"], [])
    office.data.history.full = False
    office.loop.advance(PURGE_EVERY_S)
    assert _days(office) == []


def test_clearing_forgets_every_call_also_those_that_wait_to_be_written(office: Bench) -> None:
    _old(office, 1)
    office.data.history.full = True
    office.parts.calls.on_ended(office.established(), End(200, EndedBy.REMOTE))
    office.parts.clear_history()
    assert (_days(office), office.codes()) == (["1"], ["history_not_cleared"])
    office.data.history.full = False
    office.parts.clear_history()
    assert (_days(office), office.codes()) == ([], [])


def test_nobody_has_no_history_to_clear(bench: Bench) -> None:
    with pytest.raises(NotPossibleNow, match="not_logged_in"):
        bench.parts.clear_history()
