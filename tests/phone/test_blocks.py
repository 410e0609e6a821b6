"""The queue between two clocks: short, and shorter again when it can be."""

from __future__ import annotations

from itertools import islice

import pytest

from backend.phone import tones
from backend.phone.blocks import BLOCK_BYTES, SILENCE, BlockQueue
from backend.phone.loudspeaker import Playout


def block(number: int) -> bytes:
    """A block that can be told from others."""
    return bytes([number % 256]) * BLOCK_BYTES


def filled(count: int) -> BlockQueue:
    """A queue with the blocks 0 to count - 1."""
    queue = BlockQueue()
    for number in range(count):
        queue.push(block(number))
    return queue


def test_blocks_come_out_in_order() -> None:
    queue = filled(4)
    assert queue.pop(2) == block(0) + block(1)
    assert queue.pop() == block(2)


def test_an_empty_queue_gives_silence_and_keeps_what_is_too_little() -> None:
    queue = filled(1)
    assert queue.pop(2) == SILENCE * 2
    assert queue.underruns == 1
    assert queue.pop() == block(0)


def test_pieces_of_any_length_become_blocks() -> None:
    queue = BlockQueue()
    whole = b"".join(block(number) for number in range(5))
    for start in range(0, len(whole), 100):
        queue.push(whole[start : start + 100])
    assert b"".join(queue.pop() for _ in range(5)) == whole


def test_it_never_holds_more_than_150_ms_and_loses_the_oldest() -> None:
    queue = filled(20)
    assert len(queue) == 15
    assert queue.pop() == block(5)


def test_one_block_is_dropped_when_two_seconds_never_needed_it() -> None:
    queue = filled(6)
    for number in range(200):
        queue.pop()
        queue.push(block(number))
    assert (len(queue), queue.dropped) == (5, 1)


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_short_queue_is_left_alone(depth: int) -> None:
    queue = filled(depth)
    for number in range(1000):
        queue.pop()
        queue.push(block(number))
    assert queue.dropped == 0


def test_a_flushed_queue_has_forgotten_everything() -> None:
    queue = filled(5)
    queue.push(b"half")
    queue.flush()
    queue.push(block(9))
    assert queue.pop() == block(9)


def test_the_loudspeaker_gets_the_lengths_it_asks_for_and_the_canceller_whole_blocks() -> None:
    told: list[bytes] = []
    playout = Playout(filled(4), told.append)
    heard = b"".join(playout.wanted(count) for count in (100, 700, 2, 158))
    assert heard == (block(0) + block(1) + block(2))[:960]
    assert told == [block(0), block(1), block(2)]


def test_a_tone_is_played_instead_of_the_call_and_the_call_does_not_pile_up() -> None:
    queue = filled(10)
    playout = Playout(queue, lambda block: None)
    playout.tone = tones.endless(tones.ringback())
    assert playout.wanted(BLOCK_BYTES * 10) == tones.ringback()[: BLOCK_BYTES * 10]
    playout.tone = None
    assert playout.wanted(BLOCK_BYTES) == SILENCE
    assert len(queue) == 0


@pytest.mark.parametrize("turn", [tones.ringback(), tones.ringtone()])
def test_tones_have_pauses_and_go_on_for_ever(turn: bytes) -> None:
    blocks = len(turn) // BLOCK_BYTES
    two_turns = list(islice(tones.endless(turn), 2 * blocks))
    assert two_turns[:blocks] == two_turns[blocks:]
    assert SILENCE in two_turns
    assert any(one != SILENCE for one in two_turns)


def test_who_begins_to_listen_again_after_a_pause_hears_what_is_said_now(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("backend.phone.blocks.time.monotonic", lambda: now)
    queue = filled(4)
    queue.flush()
    for number in range(12):
        queue.push(block(number))
    assert queue.pop() == block(9)
    queue.push(block(12) + block(13) + block(14))
    now += 0.4
    assert queue.pop() == block(10)
    now += 0.6
    assert queue.pop(2) == block(11) + block(12)
    now += 0.6
    queue.push(b"".join(map(block, range(15, 20))))
    assert queue.pop(2) == block(16) + block(17)


def running(queue: BlockQueue, clock: list[float], blocks: int) -> None:
    """Both clocks run: a block in, a block out."""
    for _ in range(blocks):
        clock[0] += 0.01
        queue.push(block(1))
        queue.pop()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time as the queue sees it, in seconds."""
    now = [1000.0]
    monkeypatch.setattr("backend.phone.blocks.time.monotonic", lambda: now[0])
    return now


def test_what_piled_up_while_the_loudspeaker_stood_still_is_dropped_together_half_a_second_later(
    clock: list[float],
) -> None:
    queue = filled(2)
    running(queue, clock, 300)
    clock[0] += 0.08
    queue.push(block(1) * 8)
    running(queue, clock, 48)
    assert len(queue) == 10
    running(queue, clock, 2)
    assert (len(queue), queue.dropped) == (2, 8)
    running(queue, clock, 1000)
    assert (len(queue), queue.dropped) == (2, 8)


def test_what_comes_late_after_silence_was_played_instead_of_it_is_dropped_too(clock: list[float]) -> None:
    queue = filled(2)
    running(queue, clock, 300)
    for _ in range(9):
        clock[0] += 0.01
        queue.pop()
    assert len(queue) == 0
    queue.push(block(1) * 9)
    running(queue, clock, 51)
    assert (len(queue), queue.dropped) == (2, 7)


def test_a_clock_that_makes_up_for_its_pause_costs_nothing(clock: list[float]) -> None:
    queue = filled(2)
    running(queue, clock, 300)
    clock[0] += 0.08
    queue.push(block(1) * 8)
    for _ in range(8):
        queue.pop()
    running(queue, clock, 300)
    assert (len(queue), queue.dropped) == (2, 0)
