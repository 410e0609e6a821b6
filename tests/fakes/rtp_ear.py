"""The peer's end of the audio: keeps every RTP packet that comes in, and can talk back."""

from __future__ import annotations

import socket
import struct
import threading
import time
from dataclasses import dataclass

import numpy as np
from G722 import G722

from tests.audio import RATE, Samples, go_ahead, loudness
from tests.fakes.arrival import end, receive, stamped


@dataclass(frozen=True)
class Packet:
    """One RTP packet (RFC 3550 section 5.1) and time.monotonic() of its arrival."""

    at: float
    sequence: int
    timestamp: int
    payload_type: int
    payload: bytes


class RtpEar:
    """A UDP socket on loopback that records RTP, and sends a signal in 20 ms packets of G.722."""

    def __init__(self) -> None:
        self._socket = stamped(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.event_type = 101  # the payload type of telephone events (RFC 4733)
        self._packets: list[Packet] = []
        self._arrived = threading.Condition()
        self._closed = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="rtp-ear", daemon=True)
        self._listener.start()

    def packets(self) -> list[Packet]:
        """What came in so far."""
        with self._arrived:
            return list(self._packets)

    def wait(self, count: int, timeout_s: float = 5.0) -> list[Packet]:
        """What came in once there are `count` packets. TimeoutError when they do not come."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._packets) >= count, timeout_s):
                raise TimeoutError(f"{len(self._packets)} of {count} RTP packets")
            return list(self._packets)

    def wait_digit(self, digit: str, timeout_s: float = 5.0) -> None:
        """Wait for the end of a telephone event (RFC 4733) for `digit`. TimeoutError without it."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: digit in self._digits(), timeout_s):
                raise TimeoutError(f"heard {self._digits()!r}, not {digit!r}")

    def wait_until(self, moment: float, timeout_s: float = 60.0) -> None:
        """Wait for a packet that arrives after that moment. TimeoutError without one."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: bool(self._packets) and self._packets[-1].at >= moment, timeout_s):
                raise TimeoutError("the RTP stopped")

    def wait_loud(self, level: float, after: float = 0.0, timeout_s: float = 10.0) -> None:
        """Wait until the last half second is that loud. TimeoutError when it stays quiet."""
        end = time.monotonic() + timeout_s
        while time.monotonic() < end:
            self.wait_until(time.monotonic())
            if loudness(self.sound(max(after, time.monotonic() - 0.5))) > level:
                return
        raise TimeoutError("nothing loud was heard")

    def digits(self) -> str:
        """The telephone events so far, in order."""
        with self._arrived:
            return self._digits()

    def _digits(self) -> str:
        events = [p for p in self._packets if p.payload_type == self.event_type]
        ended = {p.timestamp: p.payload[0] for p in events if p.payload[1] & 128}
        return "".join("0123456789*#ABCD"[event] for _, event in sorted(ended.items()))

    def sound(self, after: float = 0.0) -> Samples:
        """The G.722 audio that arrived after that moment, decoded to 16 kHz, in the order of its sequence numbers."""
        chosen = sorted((p for p in self.packets() if p.payload_type == 9 and p.at >= after), key=lambda p: p.sequence)
        if not chosen:
            return np.zeros(0, dtype=np.int16)
        decoder = G722(RATE, 64000)
        decoded: Samples = np.concatenate([decoder.decode(p.payload) for p in chosen]).astype(np.int16)
        return decoded

    def talk(self, address: tuple[str, int], samples: Samples) -> threading.Thread:
        """Send 16 kHz samples to `address` in real time, on a thread that ends with them."""
        thread = threading.Thread(target=self._talk, args=(address, samples), name="rtp-mouth", daemon=True)
        thread.start()
        return thread

    def send_digit(self, address: tuple[str, int], digit: str) -> None:
        """Send one telephone event of 100 ms."""
        event = "0123456789*#ABCD".index(digit)
        for step in (1, 2, 3, 4, 5, 5, 5):
            end = 0x80 if step == 5 else 0
            head = struct.pack(">BBHII", 0x80, self.event_type | (0x80 if step == 1 else 0), 500 + step, 16000, 7)
            self._socket.sendto(head + struct.pack(">BBH", event, end | 10, step * 160), address)
            self._closed.wait(0.02)

    def close(self) -> None:
        """Stop listening and talking."""
        self._closed.set()
        end(self._socket, self._listener)

    def _talk(self, address: tuple[str, int], samples: Samples) -> None:
        go_ahead()
        encoder = G722(RATE, 64000)
        began = time.monotonic()
        for number in range(len(samples) // 320):
            if self._closed.wait(max(0.0, began + number * 0.02 - time.monotonic())):
                return
            payload = bytes(encoder.encode(samples[number * 320 : number * 320 + 320]))
            head = struct.pack(">BBHII", 0x80, 9, number & 0xFFFF, number * 160, 7)
            try:
                self._socket.sendto(head + payload, address)
            except OSError:
                return

    def _listen(self) -> None:
        go_ahead()
        while not self._closed.is_set():
            try:
                data, _, at = receive(self._socket)
            except OSError:
                return
            if len(data) < 12 or data[0] >> 6 != 2:
                continue
            _, kind, sequence, timestamp, _ = struct.unpack(">BBHII", data[:12])
            packet = Packet(at, sequence, timestamp, kind & 127, data[12:])
            with self._arrived:
                self._packets.append(packet)
                self._arrived.notify_all()
