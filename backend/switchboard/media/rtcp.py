"""Reports on a stream (RFC 3550 section 6.4): what we sent, what we received, and when the other last reported."""

from __future__ import annotations

import struct
import time

from backend.switchboard.media.rtp import Packet, ahead

_NTP_EPOCH = 2_208_988_800
INTERVAL_S = 5.0


class Reception:
    """Counts what one source sent us, for the report block about it (RFC 3550 appendix A.3 and A.8)."""

    def __init__(self, first: Packet) -> None:
        self.ssrc = first.ssrc
        self.received = 0
        self._base = self._highest = first.sequence
        self._expected_before = self._received_before = 0
        self._jitter = 0.0
        self._transit: float | None = None
        self._last_report = 0
        self._last_report_at = 0.0

    def count(self, packet: Packet, now: float) -> None:
        """A packet arrived at `now` (seconds)."""
        self.received += 1
        step = ahead(packet.sequence, self._highest & 0xFFFF, 16)
        if abs(step) > 3000:
            self._base = self._highest = packet.sequence
            self._expected_before = self._received_before = 0
            self.received = 1
        elif step > 0:
            self._highest += step
        transit = now * 8000 - packet.timestamp
        if self._transit is not None and abs(change := transit - self._transit) < 80_000:
            self._jitter += (abs(change) - self._jitter) / 16
        self._transit = transit

    def reported(self, middle: int, now: float) -> None:
        """The source's sender report, by the middle 32 bits of its NTP time, arrived."""
        self._last_report, self._last_report_at = middle, now

    @property
    def expected(self) -> int:
        """How many packets the source has sent so far, as far as we can see."""
        return self._highest - self._base + 1

    def block(self, now: float) -> bytes:
        """The report block since the last one."""
        expected, received = self.expected - self._expected_before, self.received - self._received_before
        self._expected_before, self._received_before = self.expected, self.received
        lost = max(0, expected - received)
        fraction = min(255, 256 * lost // expected) if expected > 0 else 0
        total = max(-0x800000, min(0x7FFFFF, self.expected - self.received)) & 0xFFFFFF
        delay = int((now - self._last_report_at) * 65536) if self._last_report else 0
        return struct.pack(
            "!IIIIII",
            self.ssrc, fraction << 24 | total, self._highest & 0xFFFFFFFF, int(self._jitter),
            self._last_report, delay & 0xFFFFFFFF,
        )  # fmt: skip


def report(ssrc: int, timestamp: int, packets: int, octets: int, reception: Reception | None, now: float) -> bytes:
    """A sender report with a block about the other side, if there is one, and our name (SDES CNAME)."""
    seconds = time.time() + _NTP_EPOCH
    block = reception.block(now) if reception else b""
    body = struct.pack(
        "!IIIIII",
        ssrc, int(seconds) & 0xFFFFFFFF, int(seconds % 1 * 2**32), timestamp, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF,
    )  # fmt: skip
    head = struct.pack("!BBH", 0x80 | bool(block), 200, (len(body) + len(block)) // 4)
    name = f"{ssrc:08x}".encode()
    item = struct.pack("!IBB", ssrc, 1, len(name)) + name
    item += bytes(4 - len(item) % 4)
    return head + body + block + struct.pack("!BBH", 0x81, 202, len(item) // 4) + item


def sender_report(data: bytes) -> tuple[int, int] | None:
    """The SSRC and the middle 32 NTP bits of a sender report; None when there is none at the start."""
    if len(data) < 28 or data[0] >> 6 != 2 or data[1] != 200:
        return None
    ssrc, seconds, fraction = struct.unpack_from("!III", data, 4)
    return ssrc, ((seconds & 0xFFFF) << 16) | (fraction >> 16)
