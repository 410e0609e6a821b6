"""The one audio port between pjsua2's bridge and our sound: 16 kHz, mono, 20 ms frames of 640 bytes."""

from __future__ import annotations

import ctypes
from typing import Any, Protocol

import pjsua2 as pj

RATE = 16000
FRAME_MS = 20
FRAME_BYTES = RATE * FRAME_MS // 1000 * 2
_VECTOR = ctypes.c_void_p * 3  # begin, end and capacity of a std::vector


class Sound(Protocol):
    """Where frames come from and go to; both are called every 20 ms on the clock's thread and must not wait."""

    def captured(self) -> bytes: ...
    def play(self, frame: bytes) -> None: ...


class Port(pj.AudioMediaPort):  # type: ignore[misc]
    """Carries frames; there is one for the life of the process."""

    def __init__(self, sound: Sound) -> None:
        super().__init__()
        self._sound = sound
        shape = pj.MediaFormatAudio()
        shape.init(pj.PJMEDIA_FORMAT_PCM, RATE, 1, FRAME_MS * 1000, 16)
        self.createPort("sound", shape)

    def onFrameRequested(self, frame: Any) -> None:  # noqa: N802 - pjsua2's name
        """The bridge wants 20 ms of the microphone. Copied by address: a SWIG vector costs a hundred times more."""
        block = self._sound.captured()
        frame.buf.resize(len(block))
        ctypes.memmove(_memory(frame), block, len(block))
        frame.size = len(block)
        frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO

    def onFrameReceived(self, frame: Any) -> None:  # noqa: N802 - pjsua2's name
        """The bridge has 20 ms for the loudspeaker."""
        if frame.type == pj.PJMEDIA_FRAME_TYPE_AUDIO and frame.size:
            self._sound.play(ctypes.string_at(_memory(frame), frame.size))


def _memory(frame: Any) -> int:
    return _VECTOR.from_address(int(frame.buf.this))[0] or 0


def audio_of(info: Any) -> list[Any]:
    """The audio streams of a pjsua2 CallInfo, which must live as long as they."""
    return [media for media in info.media if media.type == pj.PJMEDIA_TYPE_AUDIO]


def joinable(call: Any, audio: list[Any]) -> list[Any]:
    """The AudioMedia of those of a call's audio streams that carry sound in our direction at least."""
    active = (pj.PJSUA_CALL_MEDIA_ACTIVE, pj.PJSUA_CALL_MEDIA_REMOTE_HOLD)
    return [call.getAudioMedia(media.index) for media in audio if media.status in active]


class Bridge:
    """Joins calls to the port; runs the null device's clock only while there are calls, as it costs 0.9 % of a core."""

    def __init__(self, endpoint: Any, sound: Sound) -> None:
        self._devices = endpoint.audDevManager()
        self._devices.setNoDev()
        self._port: Port | None = Port(sound)
        self._running = False

    def run(self, on: bool) -> None:
        """Start or stop the clock."""
        if on != self._running:
            self._running = on
            if on:
                self._devices.setNullDev()
            else:
                self._devices.setNoDev()

    def hear(self, media: Any) -> None:
        """Play what comes from `media`."""
        if self._port is not None:
            media.startTransmit(self._port)

    def speak(self, media: Any, on: bool) -> None:
        """Send the microphone to `media`, or silence."""
        if self._port is None:
            return
        if on:
            self._port.startTransmit(media)
        else:
            self._port.stopTransmit(media)

    def close(self) -> None:
        """Stop the clock first, then let the port go: the other order aborts."""
        self.run(False)
        self._port = None
