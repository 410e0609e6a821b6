"""One audio stream over RTP: sends a source every 20 ms by an absolute schedule, hears what comes in."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from backend.switchboard.media import rtcp
from backend.switchboard.media.codecs import FRAME_S, TICKS, Codec, Samples, new_codec
from backend.switchboard.media.ports import bind_pair
from backend.switchboard.media.rtp import KeyPresses, Packet, Reorder, event_payload, parse_packet
from backend.switchboard.media.sources import Silence, Source
from backend.switchboard.udp import UdpSocket

LONGEST_CATCH_UP = 1  # frames; more at once would come too late to be played, and make the other end wait longer
EVENT_PACKETS = 5
EVENT_ENDS = 3
EVENT_PAUSE = 3


@dataclass(frozen=True)
class Path:
    """Where a stream goes and how; `events` is the payload type of telephone events, None when not agreed."""

    remote: tuple[str, int]
    codec: str
    payload_type: int
    events: int | None = None
    sending: bool = True


@dataclass(frozen=True)
class Heard:
    """Decoded samples of one packet with where they stand in their stream."""

    ssrc: int
    timestamp: int
    samples: Samples
    at: float


class AudioStream:
    """Opens a pair of ports; `connect` starts and changes it, `close` ends it."""

    def __init__(self) -> None:
        self.source: Source = Silence()
        self.reflects = False
        self.ssrc = secrets.randbits(32)
        self.port = 0
        self.on_heard: Callable[[Heard], None] = lambda _: None
        self.on_digit: Callable[[str], None] = lambda _: None
        self._path: Path | None = None
        self._latched = False
        self._media: UdpSocket | None = None
        self._control: UdpSocket | None = None
        self._encoder: Codec | None = None
        self._decoder: Codec | None = None
        self._heard_ssrc: int | None = None
        self._reorder = Reorder()
        self._keys = KeyPresses()
        self._reception: rtcp.Reception | None = None
        self._events: deque[tuple[str, int]] = deque()
        self._event_start = 0
        self._sequence = secrets.randbits(15)
        self._timestamp = secrets.randbits(31)
        self._marker = True
        self._sent = self._octets = 0
        self._due = self._report_due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def open(self, host: str, ports: tuple[int, int]) -> None:
        """Bind; raises OSError when no pair of ports in the range is free."""
        media, control = bind_pair(host, *ports)
        self.port = media.getsockname()[1]
        self._media, self._control = UdpSocket(media, self._received), UdpSocket(control, self._reported)

    def connect(self, path: Path) -> None:
        """Send to and hear from here on; a stream that already runs goes on without a seam in its clock."""
        before, self._path = self._path, path
        self._latched = self._latched and before is not None and before.remote == path.remote
        if before is None or before.codec != path.codec:
            self._encoder, self._decoder = new_codec(path.codec), new_codec(path.codec)
            self._heard_ssrc = None
        if before is not None and path.sending and not before.sending:
            self._marker = True
        if self._timer is None and not self._closed:
            loop = asyncio.get_running_loop()
            self._due = loop.time()
            self._report_due = self._due + rtcp.INTERVAL_S / 2
            self._timer = loop.call_at(self._due, self._tick)

    def press(self, digits: str) -> None:
        """Send keys as telephone events; raises ValueError for what is no key."""
        for digit in digits:
            event_payload(digit, 0, False)
        if self._path is None or self._path.events is None:
            return
        for digit in digits:
            self._events.extend((digit, step) for step in range(EVENT_PACKETS + EVENT_ENDS + EVENT_PAUSE))

    def close(self) -> None:
        """Stop and give the ports back, for good; a source may do it while it is asked for a frame."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for opened in (self._media, self._control):
            if opened is not None:
                opened.close()
        self._media = self._control = None

    # Sending.

    def _tick(self) -> None:
        loop = asyncio.get_running_loop()
        late = int((loop.time() - self._due) / FRAME_S)
        if late > LONGEST_CATCH_UP:
            self._due += late * FRAME_S
            self._timestamp = (self._timestamp + late * TICKS) % 2**32
            self.source.skip(late)
            self._marker = True
        self._send_frame()
        self._timestamp = (self._timestamp + TICKS) % 2**32
        self._due += FRAME_S
        if loop.time() >= self._report_due:
            self._report_due += rtcp.INTERVAL_S
            self._send_report()
        if not self._closed:
            self._timer = loop.call_at(self._due, self._tick)

    def _send_frame(self) -> None:
        path = self._path
        assert path is not None
        assert self._encoder is not None
        if not path.sending or self.reflects:
            return
        frame = self.source.next_frame(self.ssrc, self._timestamp)
        payload = self._encoder.encode(frame)
        if self._events and path.events is not None:
            self._send_event(path.events, *self._events.popleft())
        else:
            self._send(path.payload_type, self._timestamp, payload)

    def _send_event(self, payload_type: int, digit: str, step: int) -> None:
        if step >= EVENT_PACKETS + EVENT_ENDS:
            return
        if step == 0:
            self._event_start, self._marker = self._timestamp, True
        duration = min(step + 1, EVENT_PACKETS) * TICKS
        self._send(payload_type, self._event_start, event_payload(digit, duration, step >= EVENT_PACKETS))

    def _send(self, payload_type: int, timestamp: int, payload: bytes) -> None:
        packet = Packet(payload_type, self._sequence, timestamp, self.ssrc, payload, self._marker)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._marker = False
        self._sent += 1
        self._octets += len(payload)
        if self._media is not None and self._path is not None and self._path.remote[1]:
            self._media.send(bytes(packet), self._path.remote)

    def _send_report(self) -> None:
        if self._control is not None and self._path is not None and self._sent:
            now = asyncio.get_running_loop().time()
            data = rtcp.report(self.ssrc, self._timestamp, self._sent, self._octets, self._reception, now)
            host, port = self._path.remote
            if port:
                self._control.send(data, (host, port + 1))

    # Hearing.

    def _received(self, data: bytes, address: tuple[str, int]) -> None:
        path, packet = self._path, parse_packet(data)
        if path is None or packet is None or not self._is_expected(address, path):
            return
        now = asyncio.get_running_loop().time()
        if packet.payload_type == path.events:
            if digit := self._keys.hear(packet):
                self.on_digit(digit)
        elif packet.payload_type != path.payload_type:
            return
        if packet.ssrc != self._heard_ssrc:
            self._heard_ssrc = packet.ssrc
            self._reorder = Reorder()
            self._reception = rtcp.Reception(packet)
            self._decoder = new_codec(path.codec)
        if self._reception is not None:
            self._reception.count(packet, now)
        for due in self._reorder.add(packet):
            if due.payload_type == path.payload_type:
                self._hear(due, now)

    def _is_expected(self, address: tuple[str, int], path: Path) -> bool:
        """From any port of the agreed host, as RTP need not be symmetric (RFC 4961), until something comes from the
        very port that was agreed: a party that was left a moment ago, or is on hold, may still be sending."""
        self._latched = self._latched or address == path.remote
        return address == path.remote if self._latched else address[0] == path.remote[0]

    def _hear(self, packet: Packet, now: float) -> None:
        assert self._decoder is not None
        if self.reflects and self._path is not None and self._path.sending:
            self._send(packet.payload_type, packet.timestamp, packet.payload)
        self.on_heard(Heard(packet.ssrc, packet.timestamp, self._decoder.decode(packet.payload), now))

    def _reported(self, data: bytes, address: tuple[str, int]) -> None:
        found = rtcp.sender_report(data)
        if found and self._reception is not None and found[0] == self._reception.ssrc:
            self._reception.reported(found[1], asyncio.get_running_loop().time())
