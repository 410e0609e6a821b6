"""Our own voice made clean: echo cancellation, noise suppression and gain control by WebRTC's audio processing.

Blocks are 10 ms of 16 kHz mono. When the library cannot be loaded, audio passes as it is, and the program is told.
"""

from __future__ import annotations

import logging
from typing import Any, Protocol

from backend.phone.blocks import BLOCK_BYTES, RATE
from backend.phone.sound_messages import SoundChoice

_DELAY_MS = 40  # a first guess of loudspeaker to microphone; the canceller finds the rest itself


class Processing(Protocol):
    """Told what the loudspeaker plays, it cleans what the microphone hears."""

    def played(self, block: bytes) -> None: ...
    def cleaned(self, block: bytes) -> bytes: ...


class Untouched:
    """No processing."""

    def played(self, block: bytes) -> None:
        """Of no interest."""

    def cleaned(self, block: bytes) -> bytes:
        """The block as it is."""
        return block


class WebRtc:
    """WebRTC's audio processing module, from livekit. ImportError or OSError when it cannot be loaded."""

    def __init__(self, choice: SoundChoice) -> None:
        from livekit import rtc  # 12 MB, loaded on the sound thread when first needed

        self._module = rtc.AudioProcessingModule(
            echo_cancellation=choice.echo_cancellation,
            noise_suppression=choice.noise_suppression,
            high_pass_filter=True,
            auto_gain_control=choice.gain_control,
        )
        if choice.echo_cancellation:
            self._module.set_stream_delay_ms(_DELAY_MS)
        self._near = self._frame(rtc)
        self._far = self._frame(rtc)

    def played(self, block: bytes) -> None:
        """A block the loudspeaker is about to play. Called on the loudspeaker's thread."""
        self._far.data.cast("B")[:] = block
        self._module.process_reverse_stream(self._far)

    def cleaned(self, block: bytes) -> bytes:
        """The microphone's block without echo and noise. Called on the microphone's thread."""
        self._near.data.cast("B")[:] = block
        self._module.process_stream(self._near)
        return bytes(self._near.data.cast("B"))

    @staticmethod
    def _frame(rtc: Any) -> Any:
        return rtc.AudioFrame(bytearray(BLOCK_BYTES), RATE, 1, BLOCK_BYTES // 2)


def processing(choice: SoundChoice) -> tuple[Processing, bool]:
    """What was chosen, and whether it could be had."""
    if not (choice.echo_cancellation or choice.noise_suppression or choice.gain_control):
        return Untouched(), True
    try:
        return WebRtc(choice), True
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, people must be able to talk
        logging.getLogger("phone").warning("no audio processing: %s", error)
        return Untouched(), False
