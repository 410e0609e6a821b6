"""The switchboard's voice: prompts from files, and the call that reads a verification code to a mobile."""

from __future__ import annotations

import asyncio
from functools import cache
from pathlib import Path

import numpy as np

from backend.switchboard.audio_call import AudioCall, MediaPlace
from backend.switchboard.media.codecs import RATE, Samples
from backend.switchboard.media.recording import read_wav
from backend.switchboard.media.sources import Captions, Script, Utterance
from backend.switchboard.sip.endpoint import Endpoint
from backend.switchboard.sip.headers import NameAddr
from backend.switchboard.sip.transport import Flow

PROMPTS = Path(__file__).parent / "prompts"
SPEECHES = 6
_BEFORE_S, _BETWEEN_DIGITS_S, _BETWEEN_SENTENCES_S = 0.4, 0.2, 0.3


def speech_file(number: str) -> Path:
    """The speech that the telephone with this extension or number plays; neighbours differ."""
    return PROMPTS / f"speech-{1 + int(number[-4:]) % SPEECHES}.wav"


@cache
def samples_of(path: Path) -> Samples:
    """The samples of a prompt at 16 kHz."""
    return read_wav(path.read_bytes())


def code_script(code: str) -> list[Utterance]:
    """Greeting, the code digit by digit, the code again, goodbye."""
    script = [_pause(_BEFORE_S), _said("greeting", "您好，这里是云总机。", 0), _pause(_BETWEEN_SENTENCES_S)]
    for line, (name, text) in enumerate((("code-is", "您的验证码是"), ("repeat", "重复一遍")), start=1):
        script += [_said(name, text, line), _pause(_BETWEEN_SENTENCES_S)]
        for digit in code:
            samples = samples_of(PROMPTS / f"digit-{digit}.wav")
            script += [Utterance(samples, digit, digit, line), _pause(_BETWEEN_DIGITS_S)]
    return [*script, _said("goodbye", "再见。", 3)]


class CodeCall:
    """One verification call: rings the mobile, reads the code twice when it answers, hangs up."""

    def __init__(self, endpoint: Endpoint, place: MediaPlace, captions: Captions) -> None:
        self._call = AudioCall(endpoint, place)
        self._captions = captions
        self._over = asyncio.Event()

    async def run(self, flow: Flow, caller: NameAddr, callee: NameAddr, code: str, patience_s: float) -> None:
        """Place the call; returns when it has ended, answered or not. A task that is cancelled hangs up."""
        answered = asyncio.Event()
        call = self._call
        call.stream.source = Script(code_script(code), self._captions, self._over.set)
        call.on_established = answered.set
        call.on_ended = lambda _: self._over.set()
        try:
            call.dial(flow, caller, callee, [("p-asserted-identity", str(caller))])
            await self._first(answered, patience_s)
            if answered.is_set():
                await self._over.wait()
        finally:
            call.hang_up()
            self._captions.forget(call.stream.ssrc)

    async def _first(self, answered: asyncio.Event, patience_s: float) -> None:
        waits = [asyncio.ensure_future(event.wait()) for event in (answered, self._over)]
        try:
            await asyncio.wait(waits, timeout=patience_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


def _said(name: str, text: str, line: int) -> Utterance:
    return Utterance(samples_of(PROMPTS / f"{name}.wav"), text, line=line)


def _pause(seconds: float) -> Utterance:
    return Utterance(np.zeros(int(seconds * RATE), dtype=np.int16))
