"""Sound devices by way of miniaudio: which there are, and streams from and to them (16 kHz mono, 10 ms)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import Any

import miniaudio
from miniaudio import ffi, lib

from backend.phone.blocks import BLOCK_MS, RATE

_NO_USE = ("NULL", "CUSTOM", "JACK")
_BACKENDS = [
    kind for kind in miniaudio.Backend if kind in miniaudio.get_enabled_backends() and kind.name not in _NO_USE
]
_START_S = 2.5  # some devices take their time until the first block
SILENT_S = 0.4  # an unplugged device only falls silent, without an error


class NoSound(Exception):
    """There is no sound server, or the device cannot be opened."""


@dataclass(frozen=True)
class Devices:
    """The devices by name; the values are miniaudio's ids."""

    microphones: dict[str, Any] = field(default_factory=dict)
    speakers: dict[str, Any] = field(default_factory=dict)


def find_devices() -> Devices:
    """Ask the system; takes 10 to 100 ms. NoSound when there is no sound server."""
    try:
        found = miniaudio.Devices(_BACKENDS)
        return Devices(_named(found.get_captures()), _named(found.get_playbacks()))
    except (miniaudio.MiniaudioError, UnicodeDecodeError) as error:
        raise NoSound(str(error)) from error


def _named(devices: list[dict[str, Any]]) -> dict[str, Any]:
    """By name, the second of a name with a number; PulseAudio's monitors of loudspeakers are no microphones."""
    names: dict[str, Any] = {}
    for device in devices:
        if bytes(ffi.buffer(device["id"])).split(b"\0", 1)[0].endswith(b".monitor"):
            continue
        name, count = str(device["name"]), 2
        while name in names:
            name, count = f"{device['name']} ({count})", count + 1
        names[name] = device["id"]
    return names


class Stream:
    """An open device. Its clock is its own thread, on which `_blocks` runs."""

    def __init__(self, make: Callable[..., Any], side: str, device_id: Any) -> None:
        self._opened_at = time.monotonic()
        self._heard_at = 0.0
        try:
            self._device = make(
                miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=BLOCK_MS,
                device_id=device_id,
                backends=_BACKENDS,
                app_name="Cloud Switchboard",
            )
            generator = self._blocks()
            next(generator)
            self._device.start(generator)
        except miniaudio.MiniaudioError as error:
            raise NoSound(str(error)) from error
        self.name = ffi.string(getattr(self._device._device[0], side).name).decode(errors="replace")

    def silent(self) -> bool:
        """Whether its clock has stopped: it was unplugged, or the sound server is gone."""
        now = time.monotonic()
        if not self._heard_at:
            return now - self._opened_at > _START_S
        return now - self._heard_at > SILENT_S and now - self._opened_at > _START_S

    def close(self) -> None:
        """Stop, and give the connection to the sound server back, which miniaudio's own `close` keeps."""
        context = self._device._context
        with contextlib.suppress(miniaudio.MiniaudioError):
            self._device.close()
        lib.ma_context_uninit(context)

    def _blocks(self) -> Generator[bytes, Any, None]:
        raise NotImplementedError


class Microphone(Stream):
    """Hands on what it hears, in pieces of about 10 ms."""

    def __init__(self, device_id: Any, hear: Callable[[bytes], None]) -> None:
        self._hear = hear
        super().__init__(miniaudio.CaptureDevice, "capture", device_id)

    def _blocks(self) -> Generator[bytes, Any, None]:
        while True:
            data = yield b""
            self._heard_at = time.monotonic()
            self._hear(bytes(data))


class Speaker(Stream):
    """Plays what `wanted(bytes)` gives it."""

    def __init__(self, device_id: Any, wanted: Callable[[int], bytes]) -> None:
        self._wanted = wanted
        super().__init__(miniaudio.PlaybackDevice, "playback", device_id)

    def _blocks(self) -> Generator[bytes, Any, None]:
        frames = yield b""
        while True:
            self._heard_at = time.monotonic()
            frames = yield self._wanted(frames * 2)
