"""What is known of the way to the platform and of the sound that comes over it, for whoever looks for a trouble."""

from __future__ import annotations

import time
from dataclasses import replace

from backend.core.state import LineFacts
from backend.phone import headers
from backend.phone.messages import Statistics

_CHALLENGED = 2  # the first REGISTER meets a challenge and is sent again (RFC 3261 section 22.2); later ones need not


class Facts:
    """Belongs to the owner thread."""

    def __init__(self) -> None:
        self.now = LineFacts()
        self._register_ms = 0.0
        self._asked_at = 0.0
        self._sequence = 0

    def way(self, transport: str, local: str, proxy: str) -> None:
        """The account is reached over this."""
        self.now = replace(self.now, transport=transport, local_address=local, proxy=proxy)

    def asked(self) -> None:
        """A REGISTER of ours goes out; those that the library repeats by itself are not told."""
        self._asked_at = time.monotonic()

    def answered(self, message: str, expires_s: int) -> None:
        """The registrar said 200; its CSeq tells how many requests that took."""
        sequence = headers.header(message, "CSeq").partition(" ")[0]
        counted = int(sequence) if sequence.isdecimal() else 0
        requests = counted - self._sequence if self._sequence else _CHALLENGED
        if self._asked_at and requests > 0:
            self._register_ms = (time.monotonic() - self._asked_at) * 1000 / requests
        self._asked_at, self._sequence = 0.0, counted
        registered_at = time.time_ns() // 1_000_000
        trip = self.now.round_trip_ms if self.now.codec else self._register_ms
        self.now = replace(self.now, registered_at=registered_at, expires_s=expires_s, round_trip_ms=trip)

    def measured(self, call: Statistics | None) -> None:
        """How a call sounds, or sounded."""
        if call is not None and call.codec:
            self.now = replace(
                self.now,
                round_trip_ms=call.rtt_ms or self._register_ms,
                loss_percent=call.rx_loss_percent,
                jitter_ms=call.rx_jitter_ms,
                codec=call.codec,
            )

    def forget_binding(self) -> None:
        """There is no account any more, or another one."""
        self._register_ms = self._asked_at = 0.0
        self._sequence = 0
        self.now = LineFacts()
