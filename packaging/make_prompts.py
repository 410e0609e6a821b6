"""Makes the switchboard's prompts with espeak-ng (Debian package `espeak-ng`) and its music: 16 kHz mono WAV files.

Run `python packaging/make_prompts.py` after changing a text; the files are committed, so nobody else needs espeak-ng.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent.parent / "backend" / "switchboard" / "prompts"
RATE = 16_000
PEAK = 14_000
QUIET = 250
LONGEST_PAUSE_S = 0.18
Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Voice:
    """An espeak-ng voice: variant, pitch 0-99, words per minute."""

    variant: str
    pitch: int = 50
    speed: int = 150


OPERATOR = Voice("cmn+f2", 55, 210)
SLOWLY = Voice("cmn+f2", 55, 180)
DIGITS = "零幺二三四五六七八九"
SENTENCES = {
    "greeting": "您好，这里是云总机。",
    "code-is": "您的验证码是",
    "repeat": "重复一遍",
    "goodbye": "再见。",
    "welcome": "您好，欢迎致电。",
    "dial-extension": "请直拨分机号，人工服务请拨零。",
    "no-key": "对不起，没有收到您的按键。",
    "wrong-extension": "对不起，您拨的分机号不存在。",
    "not-reached": "对不起，您拨打的分机暂时无人接听。",
    "thanks": "感谢您的来电。",
}
# The music of a call on hold: a melody of ours in C major, each note with its length in beats; "-" is a pause.
TUNE = (
    "E5 1 G5 1 A5 1 G5 1 E5 1 D5 1 C5 2 D5 1 E5 1 G5 1 E5 1 D5 3 - 1 "
    "E5 1 G5 1 A5 1 C6 1 A5 1 G5 1 E5 2 D5 1 E5 1 D5 1 A4 1 C5 3 - 1"
)
CHORDS = ("C3 E3 G3", "A2 C3 E3", "F2 A2 C3", "G2 B2 D3", "C3 E3 G3", "A2 C3 E3", "G2 B2 D3", "C3 E3 G3")
BEAT_S = 0.3
BEATS_IN_A_CHORD = 4
SEMITONES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
OVERTONES = (1.0, 0.4, 0.15, 0.06)
DECAY_S = 0.7
MUSIC_PEAK = 9_000
SPEECHES = (
    (
        Voice("cmn+m1", 40, 220),
        (
            "你好，我在听。昨天的会议纪要已经发到你的邮箱了，第三页有两个数字要改一下。"
            "客户希望下周三之前看到新的报价，我们今天下午先碰个头。"
        ),
    ),
    (
        Voice("cmn+f2", 62, 230),
        (
            "喂，您好。这批设备已经到了仓库，明天上午可以安排安装。麻烦您把机房的门禁卡准备好，"
            "电源插座在靠窗的那一面墙上，别走错楼层了。"
        ),
    ),
    (
        Voice("cmn+m3", 28, 205),
        (
            "是我。合同第五条我看过了，付款方式没有问题，只是违约责任写得太笼统。"
            "请法务部门再补充一段说明，我今天晚上就能签字。"
        ),
    ),
    (
        Voice("cmn+f4", 70, 215),
        (
            "您好，前台已经把快递收下来了。下午三点有一位南京来的客人找您，我先请他在大厅喝茶。"
            "如果您还在路上，打个电话回来就行。"
        ),
    ),
    (
        Voice("cmn+m7", 52, 235),
        (
            "测试环境刚才重新启动过，现在一切正常。日志里那个警告和网络有关，并不影响通话。"
            "我建议今天夜里升级，大约需要二十分钟，升级完了再试试声音。"
        ),
    ),
    (
        Voice("cmn+f3", 45, 210),
        (
            "财务这边正在核对上个月的发票，有三张抬头写错了。请各部门星期五以前交回来重新开。"
            "出差的同事可以先拍照片，不用着急。"
        ),
    ),
)


def speak(text: str, voice: Voice) -> Sound:
    """The text as samples at 16 kHz; raises CalledProcessError when espeak-ng fails."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "voice.wav"
        settings = ["-v", voice.variant, "-p", str(voice.pitch), "-s", str(voice.speed), "-g", "0"]
        subprocess.run(["espeak-ng", *settings, "-w", str(path), text], check=True)
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(np.float64)
            return resampled(samples, file.getframerate())


def resampled(samples: Sound, rate: int) -> Sound:
    """The same sound at 16 kHz, by its spectrum."""
    count = round(len(samples) * RATE / rate)
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return np.asarray(np.fft.irfft(spectrum, count) * count / len(samples))


def tightened(samples: Sound) -> Sound:
    """Without silence at its ends and without a pause longer than 180 ms inside."""
    block = RATE // 100
    loud = [np.abs(samples[at : at + block]).max() > QUIET for at in range(0, len(samples), block)]
    kept: list[Sound] = []
    pause = int(LONGEST_PAUSE_S * 100)
    for index in range(loud.index(True), len(loud) - loud[::-1].index(True)):
        if any(loud[max(0, index - pause) : index + 1]):
            kept.append(samples[index * block : (index + 1) * block])
    return np.concatenate(kept)


def finished(samples: Sound) -> Sound:
    """At full level, its ends faded over 5 ms so that nothing clicks."""
    fade = np.linspace(0, 1, RATE // 200)
    out: Sound = samples * (PEAK / np.abs(samples).max())
    out[: len(fade)] *= fade
    out[-len(fade) :] *= fade[::-1]
    return out


def note(name: str, seconds: float) -> Sound:
    """A plucked note such as `A4` (440 Hz) with a few overtones, dying away."""
    frequency = 440.0 * 2 ** ((SEMITONES[name[0]] - SEMITONES["A"]) / 12 + int(name[1]) - 4)
    times = np.arange(round(seconds * RATE)) / RATE
    sound = sum(part * np.sin(2 * np.pi * frequency * (index + 1) * times) for index, part in enumerate(OVERTONES))
    rise = np.minimum(times / 0.01, 1)
    return np.asarray(sound * rise * np.exp(-times / DECAY_S))


def music() -> Sound:
    """The tune over its chords; what still sounds at the end goes on at the start, so that it loops without a seam."""
    beat = round(BEAT_S * RATE)
    total = beat * BEATS_IN_A_CHORD * len(CHORDS)
    out: Sound = np.zeros(total)

    def put(at: int, sound: Sound) -> None:
        places = (at + np.arange(len(sound))) % total
        np.add.at(out, places, sound)

    at = 0
    words = TUNE.split()
    for name, beats in zip(words[::2], words[1::2], strict=True):
        if name != "-":
            put(at, note(name, 2.0))
        at += int(beats) * beat
    for index, chord in enumerate(CHORDS):
        for name in chord.split():
            put(index * BEATS_IN_A_CHORD * beat, 0.4 * note(name, 2.0))
    return np.asarray(out * (MUSIC_PEAK / np.abs(out).max()))


def write(name: str, samples: Sound) -> None:
    """Save one prompt."""
    with wave.open(str(FOLDER / f"{name}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(samples).astype("<i2").tobytes())
    print(f"{name}.wav  {len(samples) / RATE:.2f} s")


def main() -> int:
    """Make every prompt."""
    FOLDER.mkdir(exist_ok=True)
    for number, text in enumerate(DIGITS):
        write(f"digit-{number}", finished(tightened(speak(text, SLOWLY))))
    for name, text in SENTENCES.items():
        write(name, finished(tightened(speak(text, OPERATOR))))
    write("music", music())
    for number, (voice, text) in enumerate(SPEECHES, start=1):
        write(f"speech-{number}", finished(tightened(speak(text, voice))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
