"""A sound card for tests: a private PulseAudio with a loudspeaker that is recorded and a microphone that is fed."""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np

from tests.audio import AHEAD, RATE, Samples, go_ahead

_DEVICE_RATE = 48000
# Without rewinding a null sink works in pieces of 50 ms; else the first is of 2 s, for which every test would wait.
_SETUP = """
load-module module-native-protocol-unix auth-anonymous=1 socket={socket}
load-module module-null-sink sink_name=spk rate=48000 norewinds=1 sink_properties=device.description=Speaker
load-module module-null-sink sink_name=micfeed rate=48000 norewinds=1 sink_properties=device.description=Feed
load-module module-remap-source source_name=mic master=micfeed.monitor source_properties=device.description=Microphone
load-module module-remap-source source_name=echo master=spk.monitor source_properties=device.description=Echo
set-default-sink spk
set-default-source mic
"""


def no_sound(folder: Path) -> dict[str, str]:
    """The environment of a machine without sound server and sound card: nobody who runs the tests is rung up."""
    return {
        "PULSE_SERVER": f"unix:{folder}/none",
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "ALSA_CONFIG_PATH": str(folder / "none.conf"),
    }


class FakeSound:
    """A context manager. Give `environment` to the program under test: it finds this server and no other. What `speak`
    plays is heard by its microphone; `heard` is what came out of its loudspeaker, 16 kHz mono."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="sound-")
        folder = Path(self._folder.name)
        self.socket = folder / "native"
        self.environment = {
            "PULSE_SERVER": f"unix:{self.socket}",
            "HOME": str(folder),
            "XDG_RUNTIME_DIR": str(folder),
            "PULSE_RUNTIME_PATH": str(folder),
        }
        self._all = {**os.environ, **self.environment}
        self._server: subprocess.Popen[bytes] | None = None
        self._processes: list[subprocess.Popen[bytes]] = []
        self._heard = bytearray()

    def __enter__(self) -> FakeSound:
        self.start_server()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_server()
        self._folder.cleanup()

    def start_server(self) -> None:
        """Start, and wait until the loudspeaker runs."""
        script = Path(self._folder.name) / "setup.pa"
        script.write_text(_SETUP.format(socket=self.socket))
        self._server = subprocess.Popen(
            [
                *AHEAD,
                "pulseaudio",
                "-n",
                "-F",
                str(script),
                "--exit-idle-time=-1",
                "--daemonize=no",
                "--use-pid-file=no",
            ],
            env=self._all,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._until(self.socket.exists)
        go_ahead(self._server.pid)  # PulseAudio puts itself back when it starts
        recorder = self._listen("spk.monitor")
        awake = self._listen("micfeed.monitor")  # a sink nobody listens to plays in pieces of 2 s
        self._processes = [recorder, awake]
        threading.Thread(target=self._record, args=(recorder,), name="parec", daemon=True).start()
        threading.Thread(target=self._discard, args=(awake,), name="parec-awake", daemon=True).start()
        self._until(lambda: len(self._heard) > _DEVICE_RATE // 10)

    def stop_server(self) -> None:
        """The sound server goes away, as it does when it is restarted."""
        for process in (*self._processes, self._server):
            if process is not None:
                process.kill()
                process.wait()
        self._processes.clear()
        self.socket.unlink(missing_ok=True)

    def speak(self, samples: Samples) -> None:
        """Say that (16 kHz) into the microphone; returns at once."""
        raw = Path(self._folder.name) / f"speech-{len(self._processes)}.raw"
        raw.write_bytes(samples.astype("<i2").tobytes())
        command = [
            *AHEAD,
            "paplay",
            "-d",
            "micfeed",
            "--raw",
            "--format=s16le",
            f"--rate={RATE}",
            "--channels=1",
            str(raw),
        ]
        self._processes.append(subprocess.Popen(command, env=self._all, stderr=subprocess.DEVNULL))

    def speak_for(self, samples: Samples, seconds: float) -> None:
        """Say that over and over into the microphone for so long; returns at once."""
        self.speak(np.resize(samples, int(seconds * RATE)))

    def mark(self) -> int:
        """Now, as a place in the recording."""
        return len(self._heard)

    def heard(self, since: int = 0) -> Samples:
        """What came out of the loudspeaker since a mark, 16 kHz."""
        whole = np.frombuffer(bytes(self._heard[since : len(self._heard) // 6 * 6]), dtype="<i2")
        thirds = whole[: len(whole) // 3 * 3].reshape(-1, 3).astype(np.float32)
        mean: Samples = thirds.mean(axis=1).astype(np.int16)
        return mean

    def wait_heard(self, since: int, seconds: float, timeout_s: float = 30.0) -> Samples:
        """What came out of the loudspeaker since a mark, once it is that long."""
        self._until(lambda: len(self._heard) - since >= seconds * _DEVICE_RATE * 2, timeout_s)
        return self.heard(since)

    def unplug(self, description: str) -> None:
        """Take the sink with that description away."""
        for line in self.control("list", "short", "modules").splitlines():
            number, _, words = line.partition("\t")
            if f"device.description={description}" in words:
                self.control("unload-module", number)

    def control(self, *words: str) -> str:
        """Run pactl on this server."""
        return subprocess.run(["pactl", *words], env=self._all, check=True, capture_output=True, text=True).stdout

    def _listen(self, source: str) -> subprocess.Popen[bytes]:
        form = ["--format=s16le", f"--rate={_DEVICE_RATE}", "--channels=1", "--latency-msec=10"]
        command = [*AHEAD, "parec", "-d", source, *form]
        return subprocess.Popen(command, env=self._all, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)

    def _record(self, recorder: subprocess.Popen[bytes]) -> None:
        go_ahead()
        assert recorder.stdout is not None
        with recorder.stdout as stream:
            while part := os.read(stream.fileno(), 4096):
                self._heard += part

    def _discard(self, recorder: subprocess.Popen[bytes]) -> None:
        assert recorder.stdout is not None
        with recorder.stdout as stream:
            go_ahead()
            while os.read(stream.fileno(), 1 << 16):
                pass

    @staticmethod
    def _until(true: Callable[[], bool], timeout_s: float = 10.0) -> None:
        end = time.monotonic() + timeout_s
        while not true():
            if time.monotonic() > end:
                raise TimeoutError("the private sound server")
            threading.Event().wait(0.02)
