"""A call of 60 s with sound and default processing, while the program beside the phone process is as busy as can be."""

from __future__ import annotations

import os
import threading
import time
from itertools import pairwise

import numpy as np

from backend.phone.messages import AskStatistics
from backend.phone.sound_messages import SoundChanged, SoundChoice
from tests.audio import RATE, as_first
from tests.benchmarks.result import Result, percentile
from tests.fakes.rtp_ear import Packet
from tests.fakes.sip_peer_call import PeerCall
from tests.fakes.sound import FakeSound
from tests.phone.line import Line, a_line

CALL_S = 60.0
LONGEST_MS = 40.0


def run() -> list[Result]:
    """Gaps in what we send, and what the phone process costs."""
    before = dict(os.environ)
    try:
        with FakeSound() as card:
            os.environ.update(card.environment)
            with as_first(), a_line(SoundChoice()) as line:
                return _measure(line, card)
    finally:
        os.environ.clear()
        os.environ.update(before)


def _measure(line: Line, card: FakeSound) -> list[Result]:
    call = line.dial()
    line.book.wait(SoundChanged, microphone="Microphone")
    call.ear.wait(50)
    noise = np.random.default_rng(1).integers(-3000, 3000, int(RATE * CALL_S)).astype(np.int16)
    card.speak(noise)
    call.ear.talk(call.media, noise)
    cpu = _cpu_seconds(line.phone.pid)
    began = time.monotonic()
    _use_hard(line, call, began + CALL_S)
    cpu = _cpu_seconds(line.phone.pid) - cpu
    packets = [packet for packet in call.ear.packets() if packet.at >= began]
    intervals = [(later.at - one.at) * 1000 for one, later in pairwise(packets)]
    note = f"longest interval {max(intervals):.1f} ms, p99 {percentile(intervals, 99):.1f} ms"
    return [
        Result("phone: audio gaps in 60 s", "gaps", 0, float(gaps(packets)), len(packets), note),
        Result("phone: processor in a call", "%", 20.0, 100 * cpu / CALL_S, 1),
    ]


def gaps(packets: list[Packet]) -> int:
    """Holes in the sequence, and intervals of more than 40 ms."""
    holes = sum((later.sequence - one.sequence) & 0xFFFF != 1 for one, later in pairwise(packets))
    late = sum((later.at - one.at) * 1000 > LONGEST_MS for one, later in pairwise(packets))
    return holes + late


def _use_hard(line: Line, call: PeerCall, until: float) -> None:
    """A thread that never rests in the program's own process, and commands all the time."""
    done = threading.Event()

    def rush() -> None:
        if hasattr(os, "sched_setscheduler"):
            os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
        while not done.is_set():
            sorted(str(number) for number in range(2000))

    busy = threading.Thread(target=rush, name="busy")
    busy.start()
    while time.monotonic() < until:
        line.phone.send(AskStatistics("a"))
        call.ear.wait_until(time.monotonic() + 0.05)
    done.set()
    busy.join()


def _cpu_seconds(pid: int) -> float:
    import psutil

    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)
