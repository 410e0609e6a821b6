"""Sound devices by way of miniaudio: which there are, and streams from and to them (16 kHz mono, 10 ms)."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
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
class Device:
    """A device as the system names it; `id` is miniaudio's."""

    name: str
    id: Any
    is_default: bool


@dataclass(frozen=True)
class Devices:
    """The devices there are."""

    microphones: tuple[Device, ...] = ()
    speakers: tuple[Device, ...] = ()


def pick(devices: tuple[Device, ...], name: str) -> Device | None:
    """The device of that name, else the system's default, else any; None when there is none."""
    ranked = sorted(devices, key=lambda device: (device.name != name, not device.is_default))
    return ranked[0] if ranked else None


class Catalogue:
    """Asks the system which devices there are, over one connection to the sound server for as long as that lives."""

    def __init__(self) -> None:
        self._context: Any = None

    def devices(self) -> Devices:
        """What there is now; takes 2 to 100 ms. NoSound when there is no sound server."""
        found = self._ask() if self._context is not None else Devices()
        if not found.speakers and not found.microphones:  # a server that is gone has no devices, and stays gone
            self._context = None
            try:
                self._context = miniaudio.Devices(_BACKENDS)
            except miniaudio.MiniaudioError as error:
                raise NoSound(str(error)) from error
            found = self._ask()
        return found

    def _ask(self) -> Devices:
        speakers, microphones = ffi.new("ma_device_info**"), ffi.new("ma_device_info**")
        counts = ffi.new("ma_uint32*"), ffi.new("ma_uint32*")
        context = self._context._context
        if lib.ma_context_get_devices(context, speakers, counts[0], microphones, counts[1]) != lib.MA_SUCCESS:
            return Devices()
        on_alsa = self._context.backend == "ALSA"
        return Devices(_named(microphones[0], counts[1][0], on_alsa), _named(speakers[0], counts[0][0], on_alsa))


def _named(infos: Any, count: int, on_alsa: bool) -> tuple[Device, ...]:
    """The second of a name gets a number. PulseAudio's monitors of loudspeakers are no microphones, and ALSA's devices
    without a card (`hw:0`, `sysdefault:CARD=PCH` have one) are plug-ins; its null device never waits."""
    found: dict[str, Device] = {}
    for info in (infos[at] for at in range(count)):
        device_id = ffi.new("ma_device_id *", info.id)
        identity = bytes(ffi.buffer(device_id)).split(b"\0", 1)[0]
        if identity.endswith(b".monitor") or (on_alsa and b":" not in identity):
            continue
        plain = ffi.string(info.name).decode(errors="replace")
        name = next(name for name in (plain, *(f"{plain} ({n})" for n in range(2, 99))) if name not in found)
        found[name] = Device(name, device_id, bool(info.isDefault))
    return tuple(found.values())


class Stream:
    """An open device. Its clock is its own thread, on which `_blocks` runs."""

    _PERIOD_MS = BLOCK_MS

    def __init__(self, make: Callable[..., Any], device: Device) -> None:
        self.name = device.name
        self._opened_at = time.monotonic()
        self._heard_at = 0.0
        try:
            self._device = make(
                miniaudio.SampleFormat.SIGNED16,
                nchannels=1,
                sample_rate=RATE,
                buffersize_msec=self._PERIOD_MS,
                device_id=device.id,
                backends=_BACKENDS,
                app_name="Cloud Switchboard",
            )
            generator = self._blocks()
            next(generator)
            self._device.start(generator)
        except miniaudio.MiniaudioError as error:
            raise NoSound(str(error)) from error

    def silent(self) -> bool:
        """Whether its clock has stopped: it was unplugged, or the sound server is gone."""
        now = time.monotonic()
        if not self._heard_at:
            return now - self._opened_at > _START_S
        return now - self._heard_at > SILENT_S and now - self._opened_at > _START_S

    def stalled(self) -> bool:
        """Whether its clock stands still at the moment, as that of a device that only takes its time also does."""
        return time.monotonic() - max(self._heard_at, self._opened_at) > SILENT_S

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

    def __init__(self, device: Device, hear: Callable[[bytes], None]) -> None:
        self._hear = hear
        super().__init__(miniaudio.CaptureDevice, device)

    def _blocks(self) -> Generator[bytes, Any, None]:
        while True:
            data = yield b""
            self._heard_at = time.monotonic()
            self._hear(bytes(data))


class Speaker(Stream):
    """Plays what `wanted(bytes)` gives it."""

    # PulseAudio takes the period for the whole buffer: with 10 ms it ran dry more than once a second, unseen by us.
    _PERIOD_MS = 40 if sys.platform == "linux" else BLOCK_MS

    def __init__(self, device: Device, wanted: Callable[[int], bytes]) -> None:
        self._wanted = wanted
        super().__init__(miniaudio.PlaybackDevice, device)

    def _blocks(self) -> Generator[bytes, Any, None]:
        frames = yield b""
        while True:
            self._heard_at = time.monotonic()
            frames = yield self._wanted(frames * 2)
