"""Codecs, the order of packets, recordings, reports: sound without a network."""

from __future__ import annotations

import io
import struct
import wave

import numpy as np
import pytest

from backend.switchboard.media.codecs import FRAME, NAMES, RATE, TICKS, Samples, new_codec
from backend.switchboard.media.recording import KEPT_S, Recording, read_wav
from backend.switchboard.media.rtcp import Reception, report, sender_report
from backend.switchboard.media.rtp import KeyPresses, Packet, Reorder, ahead, event_payload, parse_packet
from backend.switchboard.media.sources import Captions, Loop, Script, Utterance
from backend.switchboard.media.stream import Heard
from backend.switchboard.transcript import Transcript


def tone(seconds: float, hertz: float = 440.0) -> Samples:
    return (8000 * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)


def packet(sequence: int, timestamp: int = 0, ssrc: int = 1, payload: bytes = b"") -> Packet:
    return Packet(9, sequence & 0xFFFF, timestamp, ssrc, payload)


@pytest.mark.parametrize("name", NAMES)
def test_a_codec_gives_back_what_it_took(name: str) -> None:
    said, coder, decoder = tone(1.0), new_codec(name), new_codec(name)
    frames = [decoder.decode(coder.encode(said[at : at + FRAME])) for at in range(0, len(said), FRAME)]
    heard = np.concatenate(frames).astype(float)
    assert len(heard) == len(said)
    best = max(np.corrcoef(said[4000:12000], heard[4000 + lag : 12000 + lag])[0, 1] for lag in range(80))
    assert best > 0.99


@pytest.mark.parametrize(("name", "code", "level"), [("PCMU", 0x00, -32124), ("PCMU", 0x80, 32124), ("PCMA", 0xD5, 8)])
def test_g711_levels_are_those_of_the_standard(name: str, code: int, level: int) -> None:
    settled = new_codec(name).decode(bytes([code]) * 200)[200:]
    assert settled.mean() == pytest.approx(level, rel=0.02)


def test_an_unknown_codec_is_refused() -> None:
    with pytest.raises(ValueError):
        new_codec("opus")


def test_a_packet_is_read_as_it_was_written() -> None:
    written = Packet(9, 65535, 2**32 - 1, 0xCAFE, b"payload", marker=True)
    assert parse_packet(bytes(written)) == written


def test_padding_extension_and_sources_are_skipped() -> None:
    data = struct.pack("!BBHIII", 0xB1, 9, 1, 2, 3, 0xAAAA) + struct.pack("!HHI", 1, 1, 0) + b"sound" + b"\0\0\3"
    read = parse_packet(data)
    assert read is not None
    assert read.payload == b"sound"


@pytest.mark.parametrize("data", [b"", b"\x80" * 11, b"\x00" * 20, b"\xa0" + bytes(10) + b"\xff", b"\x8f" + bytes(20)])
def test_what_is_no_rtp_is_dropped(data: bytes) -> None:
    assert parse_packet(data) is None


def test_counters_compare_across_their_wrap() -> None:
    assert (ahead(1, 65535, 16), ahead(65535, 1, 16), ahead(5, 2**32 - 5, 32)) == (2, -2, 10)


def test_packets_are_put_in_order_across_the_wrap() -> None:
    order = Reorder()
    came = [65533, 65535, 65534, 0, 2, 1, 1, 65533, 3]
    assert [due.sequence for number in came for due in order.add(packet(number))] == [65533, 65534, 65535, 0, 1, 2, 3]


def test_a_lost_packet_is_waited_for_until_five_later_ones_are_there() -> None:
    order = Reorder()
    given = [[due.sequence for due in order.add(packet(number))] for number in (1, 3, 4, 5, 6, 7, 2)]
    assert given == [[1], [], [], [], [], [3, 4, 5, 6, 7], []]


def test_a_sender_that_starts_over_is_followed() -> None:
    order = Reorder()
    assert [due.sequence for number in (5, 40000, 40001) for due in order.add(packet(number))] == [5, 40000, 40001]


def test_a_key_is_heard_once_however_often_it_is_sent() -> None:
    keys = KeyPresses()
    events = [(10, "5"), (10, "5"), (10, "5"), (900, "5"), (10, "5"), (1800, "#")]
    heard = [keys.hear(packet(1, at, payload=event_payload(key, 800, True))) for at, key in events]
    assert "".join(heard) == "55#"


def recorded(*pieces: tuple[int, int, float, Samples]) -> Samples:
    recording = Recording(now=0.0)
    for ssrc, timestamp, at, samples in pieces:
        recording.add(ssrc, timestamp, samples, at)
    return read_wav(recording.wav())


def test_a_recording_is_silent_for_exactly_the_length_of_lost_packets() -> None:
    said = tone(0.1)
    frames = said.reshape(5, FRAME)
    heard = recorded(*((1, index * TICKS, 0.02 * (index + 1), frames[index]) for index in (0, 1, 3, 4)))
    expected = said.copy()
    expected[2 * FRAME : 3 * FRAME] = 0
    assert np.array_equal(heard, expected)


def test_a_recording_follows_timestamps_and_not_arrival() -> None:
    frames = tone(0.1).reshape(5, FRAME)
    late = (0.02, 0.05, 0.051, 0.3, 0.301)
    heard = recorded(*((1, 2**32 - 2 * TICKS + index * TICKS, late[index], frames[index]) for index in range(2)))
    assert np.array_equal(heard, frames[:2].ravel())
    across = [(1, (2**32 - 2 * TICKS + index * TICKS) % 2**32, late[index], frames[index]) for index in range(5)]
    assert np.array_equal(recorded(*across), frames.ravel())


def test_another_source_continues_where_it_arrives() -> None:
    one, other = tone(0.02), tone(0.02, 900)
    heard = recorded((1, 0, 0.02, one), (2, 777, 1.0, other))
    assert len(heard) == RATE
    assert np.array_equal(heard[-FRAME:], other)
    assert not heard[FRAME:-FRAME].any()


def test_an_absurd_timestamp_does_not_fill_the_memory() -> None:
    heard = recorded((1, 0, 0.02, tone(0.02)), (1, 2**31 - 1, 0.04, tone(0.02)), (1, 5, 0.06, tone(0.02)))
    assert len(heard) <= 3 * FRAME


def test_a_recording_keeps_the_last_two_minutes_and_knows_when_they_began() -> None:
    recording = Recording(now=0.0)
    frame = tone(1.0)
    for second in range(KEPT_S + 40):
        recording.add(1, second * RATE // 2, frame, second + 1.0)
    with wave.open(io.BytesIO(recording.wav())) as file:
        assert file.getnframes() == KEPT_S * RATE
    assert recording.wav_started_at - recording.started_at == pytest.approx(40)


def test_a_wav_of_another_kind_is_refused() -> None:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
    with pytest.raises(ValueError):
        read_wav(out.getvalue())


def test_a_loop_goes_on_as_time_does_when_frames_are_skipped() -> None:
    loop = Loop(np.arange(1000, dtype=np.int16))
    loop.skip(10)
    assert loop.next_frame(1, 0)[0] == 200


def test_a_loop_has_no_seam() -> None:
    samples = np.arange(1000, dtype=np.int16)
    loop = Loop(samples)
    heard = np.concatenate([loop.next_frame(1, 0) for _ in range(25)])
    assert np.array_equal(heard, np.tile(samples, 8))


def played(captions: Captions, ssrc: int, lost: tuple[int, ...] = ()) -> Transcript:
    """A script of two digits of 60 ms each, heard without these packets."""
    ended: list[bool] = []
    script = Script(
        [Utterance(tone(0.06), "4", "4", line=1), Utterance(tone(0.06), "2", "2", line=1)],
        captions,
        lambda: ended.append(True),
    )
    transcript = Transcript(captions, started=0.0)
    for index in range(7):
        frame = script.next_frame(ssrc, index * TICKS)
        if index not in lost:
            transcript.hear(Heard(ssrc, index * TICKS, frame, 0.02 * (index + 1)))
    assert ended == [True]
    return transcript


def test_a_line_grows_with_what_is_heard_of_it() -> None:
    (line,) = played(Captions(), 7).lines
    assert (line.text, line.digits) == ("4 2", "42")
    assert line.at_s == pytest.approx(0.06)


def test_a_line_is_not_shown_when_its_sound_did_not_arrive() -> None:
    assert [line.digits for line in played(Captions(), 7, lost=(3, 4)).lines] == ["4"]


def test_a_pause_of_the_sender_in_the_middle_of_a_word_loses_nothing() -> None:
    captions = Captions()
    transcript = Transcript(captions, started=0.0)
    script = Script([Utterance(tone(0.06), "4", "4"), Utterance(tone(0.06), "2", "2")], captions, lambda: None)
    timestamp = 2**32 - TICKS
    for index in range(6):
        if index in (1, 3, 5):
            script.skip(50)
            timestamp += 50 * TICKS
        transcript.hear(Heard(7, timestamp % 2**32, script.next_frame(7, timestamp % 2**32), 0.02 * index))
        timestamp += TICKS
    assert [line.digits for line in transcript.lines] == ["42"]


def test_the_words_of_another_stream_are_not_shown() -> None:
    captions = Captions()
    played(captions, 7)
    transcript = Transcript(captions, started=0.0)
    assert not transcript.hear(Heard(8, 0, tone(0.06), 0.02))
    assert transcript.lines == ()


def test_a_report_counts_loss_and_answers_the_senders_clock() -> None:
    reception = Reception(packet(10, 0))
    for number in (10, 11, 13, 14):
        reception.count(packet(number, number * TICKS), number * 0.02)
    other = sender_report(report(0xBEEF, 0, 1, 160, None, 0.0))
    assert other is not None
    reception.reported(other[1], 1.0)
    block = struct.unpack("!IIIIII", reception.block(1.5))
    assert (block[0], block[1] >> 24, block[1] & 0xFFFFFF, block[2]) == (1, 256 // 5, 1, 14)
    assert (block[4], block[5]) == (other[1], 32768)
