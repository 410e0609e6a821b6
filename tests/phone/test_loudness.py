"""Louder without clipping and without pumping, and how loud it is; on the samples themselves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from backend.phone.blocks import BLOCK_BYTES, RATE, SILENCE
from backend.phone.echo import processing
from backend.phone.loudness import QUIETEST_DBFS, Boost, Meter
from backend.phone.sound_messages import SoundChoice
from tests.audio import Samples, loudness, speech

LATE = RATE // 400
CEILING = 29205


def sine(hertz: float, peak: float, seconds: float = 1.0) -> Samples:
    """A steady tone."""
    wave: Samples = (peak * np.sin(2 * np.pi * hertz * np.arange(int(seconds * RATE)) / RATE)).astype(np.int16)
    return wave


def boosted(samples: Samples, db: float) -> Samples:
    """What comes out, block by block, moved back to where it went in; the last 2.5 ms are missing."""
    boost = Boost(db)
    data = samples.astype("<i2").tobytes()
    blocks = [boost.louder(data[at : at + BLOCK_BYTES]) for at in range(0, len(data), BLOCK_BYTES)]
    return np.frombuffer(b"".join(blocks), "<i2")[LATE:]


def gains_db(before: Samples, after: Samples, width: int = RATE // 50) -> list[float]:
    """By how much every 20 ms became louder, where there was something to hear."""
    found = []
    for at in range(0, len(after) - width + 1, width):
        power_in = np.mean(before[at : at + width].astype(np.float64) ** 2)
        power_out = np.mean(after[at : at + width].astype(np.float64) ** 2)
        if power_in > 100:
            found.append(float(10 * np.log10(power_out / power_in)))
    return found


def noise(seconds: float = 4.0, peak: float = 32767.0, seed: int = 5) -> Samples:
    """Noise whose loudness jumps about, from silence to full scale."""
    chance = np.random.default_rng(seed)
    loud = np.repeat(chance.random(int(seconds * 50)) ** 2, RATE // 50)
    wave: Samples = (peak * loud * chance.uniform(-1, 1, len(loud))).astype(np.int16)
    return wave


def clicks() -> Samples:
    """Single full samples in silence, at every place within a piece."""
    wave = np.zeros(RATE, dtype=np.int16)
    wave[:: LATE * 3 + 1] = -32768
    return wave


def square() -> Samples:
    """Full scale from one sample to the next."""
    wave: Samples = np.where(np.arange(RATE) // 37 % 2, 32767, -32768).astype(np.int16)
    return wave


@pytest.mark.parametrize("db", [1, 6, 12, 24])
@pytest.mark.parametrize(
    "made", [noise, clicks, square, lambda: sine(440, 32767)], ids=["noise", "clicks", "square", "sine"]
)
def test_m12_however_high_the_boost_nothing_ever_clips(made: Callable[[], Samples], db: int) -> None:
    assert int(np.abs(boosted(made(), db).astype(np.int32)).max()) <= CEILING


@pytest.mark.parametrize("db", [3, 12, 24])
def test_what_is_quiet_becomes_louder_by_exactly_that_much(db: int) -> None:
    quiet = sine(440, 1500)
    loud = boosted(quiet, db)
    assert np.allclose(loud, quiet[: len(loud)] * 10 ** (db / 20), atol=0.6)


def test_no_boost_changes_nothing_but_the_time() -> None:
    whole = noise(peak=29000)
    assert np.array_equal(boosted(whole, 0), whole[:-LATE])


@pytest.mark.parametrize("hertz", [80, 200, 1000, 3000])
def test_a_steady_loud_tone_stays_steady_and_clean(hertz: float) -> None:
    tone = sine(hertz, 20000, 2.0)
    after = boosted(tone, 12)[RATE // 2 : RATE // 2 + RATE]
    spectrum = np.abs(np.fft.rfft(after * np.hanning(len(after)))) ** 2
    around = int(hertz)
    own = spectrum[around - 3 : around + 4].sum()
    assert 10 * np.log10((spectrum.sum() - own) / own) < -40
    steady = gains_db(tone[RATE // 2 :], after, RATE // 20)
    assert max(steady) - min(steady) < 0.3


def test_the_gain_does_not_follow_syllables() -> None:
    """Four loud syllables a second, as in speech: from one to the next the gain moves by little."""
    time = np.arange(3 * RATE) / RATE
    syllables = np.maximum(0.02, np.sin(2 * np.pi * 4 * time)) * 16000
    speech = (syllables * np.random.default_rng(1).uniform(-1, 1, len(time))).astype(np.int16)
    gains = gains_db(speech[RATE:], boosted(speech, 12)[RATE:])
    assert max(gains) - min(gains) < 2.0


def test_after_a_bang_the_gain_is_back_within_two_and_a_half_seconds() -> None:
    bang = np.concatenate([sine(300, 32000, 0.1), sine(440, 1000, 2.5)])
    gains = gains_db(bang, boosted(bang, 12))
    assert gains[6] < 6
    assert gains[-1] == pytest.approx(12, abs=0.05)
    assert np.all(np.diff(gains[6:]) > -0.05)


def test_m12_the_automatic_gain_makes_a_quiet_voice_as_loud_as_a_usual_one(tmp_path: Path) -> None:
    usual = speech("Good morning, reception speaking, what can I do for you today?", tmp_path)
    quiet = (usual / 10).astype(np.int16)
    loud = {}
    for gain in (False, True):
        cleaned, there = processing(SoundChoice("", "", "", False, True, gain))
        assert there
        data = quiet.tobytes()
        blocks = [cleaned.cleaned(data[at : at + BLOCK_BYTES]) for at in range(0, len(data) - BLOCK_BYTES, BLOCK_BYTES)]
        loud[gain] = loudness(np.frombuffer(b"".join(blocks), "<i2")[RATE:])
    assert loud[False] < loudness(usual) / 8
    assert loud[True] > loudness(usual) / 2


@pytest.mark.parametrize(("peak", "dbfs"), [(32767, -3.0), (3277, -23.0), (328, -43.0)])
def test_a_tone_has_the_level_of_its_root_mean_square(peak: int, dbfs: float) -> None:
    meter = Meter()
    for part in np.split(sine(400, peak), 100):
        meter.hear(part.tobytes())
    assert meter.level() == pytest.approx(dbfs, abs=0.1)


def test_a_level_is_that_of_the_time_since_it_was_asked_for_last() -> None:
    meter = Meter()
    assert meter.level() == QUIETEST_DBFS
    meter.hear(sine(400, 32767).tobytes())
    meter.level()
    meter.hear(SILENCE)
    assert meter.level() == QUIETEST_DBFS
