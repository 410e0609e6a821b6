"""Core's telephone line on the phone process: commands become messages, news become calls of core's parts."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from backend.core.ending import End
from backend.core.parts import Parts
from backend.core.ports import SipCredentials
from backend.core.state import Devices, LineFacts, Settings
from backend.phone import messages as m
from backend.phone.sound_messages import (
    ChooseSound,
    MeasureLevel,
    SoundChanged,
    SoundChoice,
    SoundLevel,
    SoundTest,
    StartSoundTest,
    StopSoundTest,
)

log = logging.getLogger(__name__)


class PhoneLine:
    """Implements core's port Phone; `send` takes a command and never blocks."""

    def __init__(self, send: Callable[[m.Command], None]) -> None:
        self._send = send
        self._sound = SoundChoice()

    def register(self, sip: SipCredentials, display_name: str) -> None:
        """Register this account, at once if it is the same."""
        account = m.SipAccount(
            domain=sip.domain,
            username=sip.username,
            auth_username=sip.auth_username,
            password=sip.password,
            proxy=sip.proxy,
            display_name=display_name,
            transport=sip.transport,
            expires_s=sip.expires_s,
        )
        self._send(m.Register(account))

    def unregister(self) -> None:
        """Remove the binding."""
        self._send(m.Unregister())

    def empty_log(self) -> None:
        """What the phone process has written down goes."""
        self._send(m.EmptyLog())

    def dial(self, call_id: str, number: str) -> None:
        """Send an INVITE."""
        self._send(m.Dial(call_id, number))

    def answer(self, call_id: str) -> None:
        """Send 200 OK."""
        self._send(m.Answer(call_id))

    def decline(self, call_id: str, status: int = 603) -> None:
        """Refuse with this status."""
        self._send(m.Decline(call_id, status))

    def hang_up(self, call_id: str) -> None:
        """End the call in whatever phase it is."""
        self._send(m.HangUp(call_id))

    def mute(self, call_id: str, on: bool) -> None:
        """Microphone off or on."""
        self._send(m.Mute(call_id, on))

    def hold(self, call_id: str, on: bool) -> None:
        """Hold the other side or take it back."""
        self._send(m.Hold(call_id, on))

    def send_dtmf(self, call_id: str, digits: str) -> None:
        """Send keys."""
        self._send(m.SendDtmf(call_id, digits))

    def transfer(self, call_id: str, number: str) -> None:
        """Have the other side connected to somebody else."""
        self._send(m.Transfer(call_id, number))

    def cancel_transfer(self, call_id: str) -> None:
        """Take the call back in mid-transfer."""
        self._send(m.CancelTransfer(call_id))

    def silence(self, call_id: str) -> None:
        """Ring no longer, without declining."""
        self._send(m.SilenceRing(call_id))

    def check(self, call_id: str) -> None:
        """Ask the other end whether an established call still stands."""
        self._send(m.CheckCall(call_id))

    def measure_level(self, on: bool) -> None:
        """Tell how loud it is; lapses 5 s after it was asked for last."""
        self._send(MeasureLevel(on))

    def choose_sound(self, settings: Settings) -> None:
        """Use these devices; nothing is sent while the choice is the one in force."""
        sound = sound_of(settings)
        if sound != self._sound:
            self._sound = sound
            self._send(ChooseSound(sound))

    def test_sound(self, kind: str) -> None:
        """Begin a sound test: microphone, speaker or ring."""
        self._send(StartSoundTest(kind))

    def stop_sound_test(self) -> None:
        """End it."""
        self._send(StopSoundTest())


def sound_of(settings: Settings) -> SoundChoice:
    """The part of the settings that the phone process needs."""
    return SoundChoice(
        settings.microphone,
        settings.speaker,
        settings.ringer,
        settings.echo_cancellation,
        settings.noise_suppression,
        settings.gain_control,
        settings.microphone_boost_db,
        settings.listening_boost_db,
        not settings.do_not_disturb,
    )


def report(parts: Parts, news: m.News) -> None:
    """Tell core what the phone process said. Runs on the core thread; an unknown kind of news raises KeyError."""
    _REPORTS[type(news)](parts, news)


def _sound_changed(parts: Parts, news: SoundChanged) -> None:
    parts.on_sound(
        Devices(news.microphones, news.speakers, news.microphone, news.speaker, news.problem, news.processing)
    )


def _started(parts: Parts, news: m.Started) -> None:
    """Its supervisor has told a restarted process the account and the sound again."""
    log.info("the phone process is up: %d%s", news.pid, " again" if news.restarted else "")


def _registered(parts: Parts, news: m.Registered) -> None:
    parts.registrant.on_registered()
    if news.reconnected:
        parts.calls.check()


def _incoming(parts: Parts, news: m.Incoming) -> None:
    by, name = news.referred_by, news.referred_by_name
    parts.calls.on_incoming(news.call_id, news.number, news.display_name, news.via, by, name)


def _ended(parts: Parts, news: m.Ended) -> None:
    parts.calls.on_ended(news.call_id, End(news.status, news.by, news.reason, news.warnings))


def _silent(parts: Parts, news: m.News) -> None:
    """Nobody in core asks for it."""


_REPORTS: dict[type, Callable[[Parts, Any], None]] = {
    m.Started: _started,
    m.Silent: lambda parts, news: parts.registrant.on_phone_silent(),
    m.Died: lambda parts, news: parts.on_phone_died(),
    m.Registered: _registered,
    m.Unregistered: _silent,
    m.RegistrationFailed: lambda parts, news: parts.registrant.on_failed(news.status),
    m.Incoming: _incoming,
    m.Calling: _silent,
    m.Ringing: lambda parts, news: parts.calls.on_ringing(news.call_id, news.early_media),
    m.Established: lambda parts, news: parts.calls.on_established(news.call_id),
    m.MuteChanged: lambda parts, news: parts.calls.on_muted(news.call_id, news.on),
    m.HoldChanged: lambda parts, news: parts.calls.on_held(news.call_id, news.local, news.remote),
    m.TransferProgress: lambda parts, n: parts.calls.on_transfer_progress(n.call_id, n.status, n.final),
    m.DtmfReceived: _silent,
    m.RemoteChanged: lambda parts, n: parts.calls.on_remote_changed(n.call_id, n.number, n.display_name),
    m.Ended: _ended,
    m.Refused: lambda parts, news: parts.calls.on_refused(news.call_id, news.code, news.command),
    m.Statistics: _silent,
    SoundChanged: _sound_changed,
    SoundLevel: lambda parts, news: parts.on_level(news.microphone, news.speaker),
    LineFacts: lambda parts, news: parts.on_line_facts(news),
    SoundTest: lambda parts, news: parts.on_sound_test(news.state, news.error),
}
