"""RTP packets (RFC 3550 section 5.1), their order, and telephone events (RFC 4733)."""

from __future__ import annotations

import struct
from dataclasses import dataclass

EVENTS = "0123456789*#ABCD"
_HEADER = struct.Struct("!BBHII")
_EVENT = struct.Struct("!BBH")
WAIT_PACKETS = 5


@dataclass(frozen=True)
class Packet:
    """One RTP packet; the timestamp counts 8 kHz ticks for all our codecs (RFC 3551 section 4.5.2 for G.722)."""

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes
    marker: bool = False

    def __bytes__(self) -> bytes:
        second = self.payload_type | (0x80 if self.marker else 0)
        return _HEADER.pack(0x80, second, self.sequence, self.timestamp, self.ssrc) + self.payload


def parse_packet(data: bytes) -> Packet | None:
    """Read a packet; None for anything that is not RTP version 2."""
    if len(data) < _HEADER.size or data[0] >> 6 != 2:
        return None
    first, second, sequence, timestamp, ssrc = _HEADER.unpack_from(data)
    start, end = _HEADER.size + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if end < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if first & 0x20:
        end -= data[-1]
    if start > end or (first & 0x20 and data[-1] == 0):
        return None
    return Packet(second & 0x7F, sequence, timestamp, ssrc, data[start:end], bool(second & 0x80))


def ahead(later: int, earlier: int, bits: int) -> int:
    """How far one counter is ahead of another that wraps at `bits` bits; negative when it is behind."""
    span = 1 << bits
    difference = (later - earlier) % span
    return difference - span if difference >= span // 2 else difference


class Reorder:
    """Gives packets of one source in their order; a missing one is waited for until five later ones are there."""

    def __init__(self) -> None:
        self._next: int | None = None
        self._waiting: dict[int, Packet] = {}

    def add(self, packet: Packet) -> list[Packet]:
        """The packets that are due now; repeated and late ones are dropped."""
        if self._next is None or abs(ahead(packet.sequence, self._next, 16)) > 1000:
            self._next = packet.sequence
            self._waiting.clear()
        if ahead(packet.sequence, self._next, 16) < 0:
            return []
        self._waiting[packet.sequence] = packet
        due = self._take()
        if len(self._waiting) >= WAIT_PACKETS:
            expected = self._next
            self._next = min(self._waiting, key=lambda number: ahead(number, expected, 16))
            due += self._take()
        return due

    def _take(self) -> list[Packet]:
        due: list[Packet] = []
        while self._next is not None and self._next in self._waiting:
            due.append(self._waiting.pop(self._next))
            self._next = (self._next + 1) & 0xFFFF
        return due


def event_payload(digit: str, duration: int, end: bool) -> bytes:
    """A telephone event; `duration` in 8 kHz ticks. Raises ValueError for what is no key."""
    return _EVENT.pack(EVENTS.index(digit), (0x80 if end else 0) | 10, min(duration, 0xFFFF))


class KeyPresses:
    """Hears each key once out of the many packets that carry it."""

    def __init__(self) -> None:
        self._last: tuple[int, int] | None = None

    def hear(self, packet: Packet) -> str:
        """The key this packet is the first to carry, or ""."""
        if len(packet.payload) < _EVENT.size:
            return ""
        event = packet.payload[0]
        if event >= len(EVENTS) or self._last == (packet.ssrc, packet.timestamp):
            return ""
        if self._last and self._last[0] == packet.ssrc and ahead(packet.timestamp, self._last[1], 32) < 0:
            return ""
        self._last = (packet.ssrc, packet.timestamp)
        return EVENTS[event]
