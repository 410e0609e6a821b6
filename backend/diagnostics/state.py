"""What the telephone itself knows: its registration, the quality of the call, the sound devices, its secrets."""

from __future__ import annotations

import time

from backend.core.state import Devices, LineFacts, Notice
from backend.core.telephone import Snapshot
from backend.diagnostics.checks import Item, item

# Where speech suffers, and where it can hardly be understood: loss in per cent, jitter and round trip in ms.
FAIR = (1.0, 30.0, 300.0)
POOR = (5.0, 60.0, 800.0)


def registration(snapshot: Snapshot, facts: LineFacts) -> Item:
    """Can calls come and go?"""
    now = snapshot.registration
    if now.state == "registered" and not facts.registered_at:
        return item("registration", "ok", "registered_now")
    if now.state == "registered":
        ago = max(0, round(time.time() - facts.registered_at / 1000))
        return item(
            "registration", "ok", "registered",
            transport=facts.transport.upper(), proxy=facts.proxy, seconds=ago, expires=facts.expires_s,
        )  # fmt: skip
    if snapshot.account is None:
        return item("registration", "off", "not_logged_in")
    state = "warn" if now.state == "registering" else "bad"
    return item("registration", state, now.state, cause=now.reason or "not_registered", status=now.status)


def voice(facts: LineFacts) -> Item:
    """How the call sounds, or the last one did."""
    if not facts.codec:
        return item("voice", "off", "no_call")
    measured = (facts.loss_percent, facts.jitter_ms, facts.round_trip_ms)
    if any(value > limit for value, limit in zip(measured, POOR, strict=True)):
        state, code = "bad", "poor"
    elif any(value > limit for value, limit in zip(measured, FAIR, strict=True)):
        state, code = "warn", "fair"
    else:
        state, code = "ok", "good"
    loss, jitter, round_trip = measured
    return item(
        "voice", state, code, loss=f"{loss:.1f}", jitter=round(jitter), round_trip=round(round_trip), codec=facts.codec
    )


def sound(devices: Devices) -> Item:
    """Is there something to speak into and to listen to?"""
    if devices.problem:
        return item("sound", "bad", devices.problem)
    if not devices.microphones and not devices.speakers:
        return item("sound", "off", "not_known")
    names = {"microphone": devices.microphone, "speaker": devices.speaker}
    if not all(names.values()):  # none is open
        return item("sound", "ok", "found", microphones=len(devices.microphones), speakers=len(devices.speakers))
    if not devices.processing:
        return item("sound", "warn", "no_processing", **names)
    return item("sound", "ok", "ready", **names)


def secrets(place: str, notices: tuple[Notice, ...]) -> Item:
    """Where the login is kept: `place` is keychain, file, or "" when nobody is logged in."""
    told = {notice.code for notice in notices}
    if "login_locked" in told:
        return item("secrets", "bad", "locked")
    if told & {"login_not_read", "login_unreadable", "login_not_saved"}:
        return item("secrets", "bad", "not_kept")
    if "login_not_cleared" in told:
        return item("secrets", "warn", "not_cleared")
    return {
        "keychain": item("secrets", "ok", "keychain"),
        "file": item("secrets", "warn", "file"),
    }.get(place, item("secrets", "off", "nothing"))


def summary(snapshot: Snapshot) -> dict[str, object]:
    """What a report says of the telephone: no names, no numbers."""
    account = snapshot.account
    return {
        "logged_in": account is not None,
        "permission": account.permission if account else "",
        "mode": account.mode if account else "",
        "mode_reason": account.mode_reason if account else "",
        "policy": account.policy if account else "",
        "registration": {"state": snapshot.registration.state, "reason": snapshot.registration.reason},
        "enrolment": {"step": snapshot.enrolment.step, "error": snapshot.enrolment.error},
        "calls": [{"state": call.state.value, "mode": call.mode, "held": call.held} for call in snapshot.calls],
        "directory": {"state": snapshot.directory.state, "count": snapshot.directory.count,
                      "error": snapshot.directory.error},
        "missed": snapshot.history.missed,
        "sound": {"problem": snapshot.devices.problem, "processing": snapshot.devices.processing,
                  "microphones": len(snapshot.devices.microphones), "speakers": len(snapshot.devices.speakers)},
        "notices": [notice.code for notice in snapshot.notices],
        "update": {"way": snapshot.update.way, "state": snapshot.update.state, "error": snapshot.update.error},
        "locked": snapshot.locked,
    }  # fmt: skip
