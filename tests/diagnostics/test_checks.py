"""The checks: beside each other, within their time, whatever hangs or fails."""

from __future__ import annotations

import threading
import time

from backend.diagnostics.checks import Checks, Item, item


def test_whatever_hangs_the_others_are_told_in_time_and_in_order() -> None:
    forever = threading.Event()

    def hang() -> Item:
        forever.wait()
        return item("network", "ok", "wired")

    checks = Checks({"network": hang, "platform": lambda: item("platform", "ok", "plain", ms=3)}, limit_s=0.1)
    started = time.monotonic()
    assert checks.run() == (Item("network", "warn", "unknown"), Item("platform", "ok", "plain", (("ms", "3"),)))
    assert time.monotonic() - started < 2
    forever.set()


def test_a_check_that_hangs_is_not_begun_again_and_works_when_it_has_ended() -> None:
    begun, forever = [], threading.Event()

    def hang() -> Item:
        begun.append(1)
        forever.wait()
        return item("voice", "off", "no_call")

    checks = Checks({"voice": hang}, limit_s=0.05)
    for _ in range(3):
        assert checks.run()[0].code == "unknown"
    assert len(begun) == 1
    forever.set()
    checks._running["voice"].join()
    assert checks.run()[0].code == "no_call"


def test_a_check_that_fails_is_unknown() -> None:
    checks = Checks({"sound": lambda: item("sound", "ok", str(1 // 0))})
    assert checks.run() == (Item("sound", "warn", "unknown"),)
