"""The program's update: looked for, fetched, applied, and never in the way of a call."""

from __future__ import annotations

import pytest

from backend.core import updates
from backend.core.errors import NotPossibleNow, TelephoneError, UpdateRefused
from backend.core.events import UpdateChanged
from backend.core.state import Update
from backend.core.updates import CHECK_EVERY_S, FIRST_CHECK_S
from tests.core.conftest import Bench
from tests.fakes.clockwork import START_UTC_MS
from tests.fakes.updater import RELEASE, FakeUpdater

FOUND = Update("self", "available", RELEASE.version, RELEASE.size, 0, RELEASE.notes, "", START_UTC_MS)


@pytest.fixture
def updater() -> FakeUpdater:
    """There is a new version."""
    updater = FakeUpdater()
    updater.newest = RELEASE
    return updater


@pytest.fixture
def bench(updater: FakeUpdater) -> Bench:
    """Somebody is logged in, and nothing has been looked for."""
    bench = Bench(updater)
    bench.log_in()
    return bench


def _state(bench: Bench) -> tuple[str, str]:
    return bench.parts.updates.state.state, bench.parts.updates.state.error


def _ready(bench: Bench) -> None:
    bench.parts.updates.check()
    bench.workers.finish()
    bench.parts.updates.download()
    bench.workers.finish()


def test_an_update_that_is_there_is_found(bench: Bench) -> None:
    bench.parts.updates.check()
    assert _state(bench) == ("checking", "")
    bench.workers.finish()
    assert bench.parts.updates.state == FOUND
    assert bench.last(UpdateChanged).update == FOUND


def test_m9_without_a_newer_version_this_is_the_newest(bench: Bench, updater: FakeUpdater) -> None:
    updater.newest = None
    bench.parts.updates.check()
    bench.workers.finish()
    assert bench.parts.updates.state == Update("self", "current", checked_at=START_UTC_MS)


def test_a_second_click_looks_once(bench: Bench, updater: FakeUpdater) -> None:
    bench.parts.updates.check()
    bench.parts.updates.check()
    bench.workers.finish_all()
    assert updater.asked == ["check"]


def test_it_is_looked_for_a_minute_after_the_start_and_then_daily(bench: Bench, updater: FakeUpdater) -> None:
    updater.newest = None
    bench.parts.updates.start()
    bench.loop.advance(FIRST_CHECK_S - 1)
    assert not bench.workers.waiting
    bench.loop.advance(1)
    bench.workers.finish()
    bench.loop.advance(CHECK_EVERY_S)
    bench.workers.finish_all()
    assert updater.asked == ["check", "check"]


def test_what_was_found_stays_on_the_screen_of_whoever_reads_about_it(bench: Bench, updater: FakeUpdater) -> None:
    bench.parts.updates.start()
    updater.newest = RELEASE
    bench.parts.updates.check()
    bench.workers.finish()
    bench.loop.advance(FIRST_CHECK_S)
    assert not bench.workers.waiting
    assert _state(bench) == ("available", "")
    updater.failure = UpdateRefused("update_tampered")
    bench.parts.updates.download()
    bench.workers.finish()
    bench.loop.advance(CHECK_EVERY_S)
    bench.workers.finish_all()
    assert updater.asked == ["check", f"download {RELEASE.version}"]
    assert _state(bench) == ("failed", "update_tampered")


def test_who_runs_from_source_is_asked_by_nobody_but_the_user() -> None:
    bench = Bench(FakeUpdater("source"))
    bench.parts.updates.start()
    bench.loop.advance(CHECK_EVERY_S)
    assert not bench.workers.waiting


def test_a_service_out_of_reach_is_told_only_to_who_asked(bench: Bench, updater: FakeUpdater) -> None:
    bench.parts.updates.start()
    updater.failure = UpdateRefused("update_unreachable")
    bench.loop.advance(FIRST_CHECK_S)
    bench.workers.finish()
    assert _state(bench) == ("idle", "")
    updater.failure = UpdateRefused("update_unreachable")
    bench.parts.updates.check()
    bench.workers.finish()
    assert _state(bench) == ("failed", "update_unreachable")


def test_an_attack_is_told_also_when_nobody_asked(bench: Bench, updater: FakeUpdater) -> None:
    bench.parts.updates.start()
    updater.failure = UpdateRefused("update_wrong_key")
    bench.loop.advance(FIRST_CHECK_S)
    bench.workers.finish()
    assert _state(bench) == ("failed", "update_wrong_key")


def test_what_nobody_foresaw_is_a_broken_update(bench: Bench, updater: FakeUpdater) -> None:
    updater.failure = TelephoneError("program_error", 500)
    bench.parts.updates.check()
    bench.workers.finish()
    assert _state(bench) == ("failed", "update_broken")


def test_a_download_tells_how_far_it_is_but_not_too_often(
    bench: Bench, updater: FakeUpdater, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter(step / 20 for step in range(20, 1000))
    monkeypatch.setattr(updates.time, "monotonic", lambda: next(clock))  # type: ignore[attr-defined]
    updater.pieces = list(range(0, 1000, 10))
    _ready(bench)
    told = [event.update.done for event in bench.events if isinstance(event, UpdateChanged) and event.update.done]
    assert told == sorted(told)
    assert 10 < len(told) < 40
    assert bench.parts.updates.state.done == RELEASE.size
    assert _state(bench) == ("ready", "")


def test_a_download_that_fails_can_be_tried_again(bench: Bench, updater: FakeUpdater) -> None:
    bench.parts.updates.check()
    bench.workers.finish()
    updater.failure = UpdateRefused("update_disk_full")
    bench.parts.updates.download()
    bench.workers.finish()
    assert _state(bench) == ("failed", "update_disk_full")
    bench.parts.updates.download()
    bench.workers.finish()
    assert _state(bench) == ("ready", "")


def test_a_download_that_was_given_up_stops_and_one_wanted_meanwhile_follows_it(
    bench: Bench, updater: FakeUpdater
) -> None:
    updater.pieces = [10, 20]
    bench.parts.updates.check()
    bench.workers.finish()
    bench.parts.updates.download()
    bench.parts.updates.cancel()
    assert _state(bench) == ("available", "")
    bench.parts.updates.download()
    bench.workers.finish()
    assert updater.asked[-1] == "stopped"
    assert _state(bench) == ("downloading", "")
    bench.workers.finish()
    assert _state(bench) == ("ready", "")


@pytest.mark.parametrize("way", ["apt", "source"])
def test_what_others_install_is_found_but_not_fetched(way: str) -> None:
    updater = FakeUpdater(way)
    updater.newest = RELEASE
    bench = Bench(updater)
    bench.parts.updates.check()
    bench.workers.finish()
    assert _state(bench) == ("available", "")
    with pytest.raises(NotPossibleNow, match="update_not_ready"):
        bench.parts.updates.download()


def test_m9_applying_prepares_the_new_version_and_has_the_program_started_anew(
    bench: Bench, updater: FakeUpdater
) -> None:
    with pytest.raises(NotPossibleNow, match="update_not_ready"):
        bench.parts.updates.apply()
    _ready(bench)
    bench.parts.updates.apply()
    assert (_state(bench), bench.restarts) == (("applying", ""), 0)
    bench.workers.finish()
    assert (updater.asked[-1], bench.restarts) == (f"apply {RELEASE.version}", 1)


def test_a_call_is_not_cut_by_an_update(bench: Bench) -> None:
    _ready(bench)
    call_id = bench.established()
    with pytest.raises(NotPossibleNow, match="update_in_call"):
        bench.parts.updates.apply()
    bench.end(call_id)
    bench.parts.updates.apply()
    bench.parts.calls.on_incoming("in-1", "8014", "", "")
    bench.workers.finish()
    assert bench.restarts == 0
    bench.end("in-1", 487)
    assert bench.restarts == 1


def test_an_update_that_cannot_be_applied_leaves_the_program_as_it_is(bench: Bench, updater: FakeUpdater) -> None:
    _ready(bench)
    updater.failure = UpdateRefused("update_not_writable")
    bench.parts.updates.apply()
    bench.workers.finish()
    assert (_state(bench), bench.restarts) == (("failed", "update_not_writable"), 0)
    bench.parts.updates.dismiss()
    assert _state(bench) == ("available", "")


def test_a_version_that_was_taken_back_is_told_until_it_was_read() -> None:
    updater = FakeUpdater(rolled_back="2.0.0")
    bench = Bench(updater)
    assert bench.parts.updates.state == Update("self", rolled_back="2.0.0")
    bench.parts.updates.dismiss()
    bench.workers.finish()
    assert (bench.parts.updates.state, updater.asked) == (Update("self"), ["forget_roll_back"])
