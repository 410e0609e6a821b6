"""The measure itself: the same speech is recognised, other speech is not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.audio import RATE, Samples, median_correlation, speech

ENGLISH = (
    "The quick brown fox jumps over the lazy dog while seven wizards watch from the old stone bridge, and nobody says "
    "a word about the weather, which is fine today. Later they all went home to drink tea and read the paper."
)
CHINESE = (
    "今天上午我们讨论了新的项目计划, 下午两点在三楼会议室继续开会, 请大家准时参加, 不要迟到。"
    "然后我们一起去吃饭, 晚上再回来看看结果怎么样。"
)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """A dozen seconds of English."""
    return speech(ENGLISH, tmp_path_factory.mktemp("english"), "en", 40)


@pytest.fixture(scope="module")
def chinese(tmp_path_factory: pytest.TempPathFactory) -> Samples:
    """A dozen seconds of Mandarin."""
    return speech(CHINESE, tmp_path_factory.mktemp("chinese"), "cmn", 60)


def test_the_same_speech_correlates_fully_also_when_it_is_late_and_quiet(english: Samples) -> None:
    late = np.concatenate([np.zeros(RATE // 2, dtype=np.int16), english // 4])
    assert median_correlation(english, late) > 0.99


def test_other_speech_correlates_at_most_a_tenth(english: Samples, chinese: Samples) -> None:
    assert median_correlation(english, chinese) <= 0.1
    assert median_correlation(chinese, english) <= 0.1


def test_silence_and_nothing_correlate_not_at_all(english: Samples) -> None:
    assert median_correlation(english, np.zeros_like(english)) < 0.01
    assert median_correlation(english, english[:0]) == 0.0


def test_speech_that_comes_more_than_a_second_late_is_not_found(english: Samples) -> None:
    late = np.concatenate([np.zeros(RATE * 3 // 2, dtype=np.int16), english])
    assert median_correlation(english, late) < 0.3


def test_speech_with_every_other_window_lost_is_only_half_there(english: Samples) -> None:
    holes = english.copy()
    for start in range(0, len(holes), RATE // 2):
        holes[start : start + RATE // 4] = 0
    assert median_correlation(english, holes) < 0.9


def test_espeak_files_are_read_at_sixteen_kilohertz(tmp_path: Path) -> None:
    assert RATE < len(speech("one two three four five", tmp_path)) < 4 * RATE
