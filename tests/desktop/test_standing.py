"""Where windows and tray stand after an event."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.core.events import (
    AccountChanged,
    CallChanged,
    CallEnded,
    DirectoryChanged,
    EnrolmentChanged,
    Event,
    HistoryChanged,
    RegistrationChanged,
    SettingsChanged,
)
from backend.core.state import DirectoryState, Enrolment, HistoryState, Registration, Settings
from backend.desktop.standing import Standing, after, standing
from tests.desktop.samples import NOBODY, SOMEBODY, call

UNREACHABLE = Registration("failed", "platform_unreachable", 503)
WELL = Standing(logged_in=True, registration=Registration("registered"), step="done")


@pytest.mark.parametrize(
    ("events", "state", "words"),
    [
        ([], "ok", "ok"),
        ([HistoryChanged(HistoryState(1, 2))], "missed", "missed"),
        ([HistoryChanged(HistoryState(1, 2)), HistoryChanged(HistoryState(2, 0))], "ok", "ok"),
        ([HistoryChanged(HistoryState(1, 2)), RegistrationChanged(UNREACHABLE)], "off", "off.platform_unreachable"),
        ([RegistrationChanged(Registration("registering"))], "off", "off.registering"),
        ([RegistrationChanged(UNREACHABLE), CallChanged(call("established"))], "call", "call"),
        ([SettingsChanged(Settings(do_not_disturb=True))], "ok", "ok.quiet"),
        ([CallChanged(call("calling"))], "call", "call"),
        ([CallChanged(replace(call("established"), muted=True))], "call", "call.muted"),
        ([CallChanged(replace(call("established"), muted=True)), CallChanged(call("established"))], "call", "call"),
        ([CallChanged(replace(call("established"), muted=True)), CallEnded(call("ended"))], "ok", "ok"),
        ([CallChanged(call("established")), CallChanged(call("incoming", call_id="c2"))], "ring", "ring"),
        ([CallChanged(call("incoming")), CallEnded(call("ended"))], "ok", "ok"),
        ([AccountChanged(None), RegistrationChanged(Registration())], "off", "nobody"),
    ],
)
def test_the_tray_shows_what_is_most_urgent(events: list[Event], state: str, words: str) -> None:
    now = WELL
    for event in events:
        now = after(now, event)
    assert (now.tray_state, now.tray_words) == (state, words)


def test_the_window_is_small_until_the_directory_is_there() -> None:
    downloading = after(after(Standing(), AccountChanged(SOMEBODY)), EnrolmentChanged(Enrolment("download")))
    assert downloading.onboarding
    assert not after(downloading, EnrolmentChanged(Enrolment("done"))).onboarding


def test_logging_out_makes_the_window_small_again() -> None:
    assert after(WELL, AccountChanged(None)).onboarding


def test_a_snapshot_says_the_same_as_the_events_before_it() -> None:
    snapshot = replace(
        NOBODY, account=SOMEBODY, registration=Registration("registered"), enrolment=Enrolment("done"),
        calls=(call("incoming"),), settings=Settings(language="en"),
    )  # fmt: skip
    now = standing(snapshot)
    assert now == replace(WELL, ringing=(call("incoming"),), settings=Settings(language="en"))


def test_what_does_not_concern_the_desktop_changes_nothing() -> None:
    assert after(WELL, DirectoryChanged(DirectoryState("loading"))) is WELL


def test_the_language_follows_the_settings() -> None:
    chosen = after(WELL, SettingsChanged(Settings(language="en", theme="dark")))
    assert chosen.settings == Settings(language="en", theme="dark")
