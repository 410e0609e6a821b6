"""Other people's telephones, as the simulator's page shows and moves them."""

from __future__ import annotations

import io
import json
import wave
from contextlib import suppress
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, quote, urlsplit
from urllib.request import Request, urlopen

import numpy as np

from tests.audio import RATE, Samples, resampled
from tests.desktop_session import until

YOUR_MOBILE = "+8613800008057"
LANDLINE = "+862557995555"
LIMIT_S = 10.0


class SimulatedPhones:
    """Built from the simulator's link, the only thing a person is given."""

    def __init__(self, link: str) -> None:
        parts = urlsplit(link)
        self._origin = f"{parts.scheme}://{parts.netloc}"
        self._token = parse_qs(parts.query)["token"][0]

    def are_there(self) -> bool:
        """Does the simulator answer?"""
        try:
            return bool(self._ask("GET", "/api/state"))
        except URLError:
            return False

    def handset(self, number: str) -> dict[str, Any]:
        """A telephone outside as it is now."""
        state = json.loads(self._ask("GET", "/api/state"))
        found: dict[str, Any] = next(one for one in state["handsets"] if one["number"] == number)
        return found

    def wait_state(self, number: str, state: str, within_s: float = 10.0) -> dict[str, Any]:
        """The telephone, as soon as it is idle, ringing, calling or talking."""
        until(lambda: self._stands(number, state), f"{number} is {state}", within_s)
        return self.handset(number)

    def _stands(self, number: str, state: str) -> bool:
        """One that nobody named comes to be when it is first rung."""
        handsets = json.loads(self._ask("GET", "/api/state"))["handsets"]
        return any((one["number"], one["state"]) == (number, state) for one in handsets)

    def tell(self, handset: str, command: str, **body: object) -> None:
        """Answer, decline, hang_up, dial, dtmf."""
        self._ask("POST", f"/api/handsets/{quote(handset)}/{command}", body)

    def tell_if_possible(self, handset: str, command: str) -> None:
        """The same, when the telephone's state has a use for it."""
        with suppress(AssertionError):
            self.tell(handset, command)

    def hear_code(self, number: str = YOUR_MOBILE, within_s: float = 20.0) -> str:
        """Answer the ringing telephone, listen to the digits, hang up."""
        self.wait_state(number, "ringing", within_s)
        self.tell(number, "answer")

        def digits() -> str:
            lines = self.handset(number)["lines"]
            return next((line["digits"] for line in lines if len(line["digits"] or "") == 4), "")

        code = until(digits, "four digits are heard", within_s)
        self.tell(number, "hang_up")
        return code

    def behave(self, extension: str, behaviour: str) -> None:
        """Let a colleague's telephone behave so from now on."""
        self._ask("PUT", f"/api/people/{extension}/behaviour", {"behaviour": behaviour})

    def press(self, number: str, digits: str) -> None:
        """Press keys on a telephone, one after the other."""
        for digit in digits:
            self.tell(number, "dtmf", digit=digit)

    def heard_by(self, extension: str) -> Samples:
        """What a colleague's telephone heard in its present or last call, 16 kHz."""
        return self._sound(f"/api/people/{extension}/heard.wav")

    def heard_at(self, number: str) -> Samples:
        """What a telephone outside heard in its present or last call, 16 kHz."""
        return self._sound(f"/api/handsets/{quote(number)}/heard.wav")

    def _sound(self, path: str) -> Samples:
        """Nothing until the first packet has come: a telephone just joined to a call has no sound to give yet."""
        try:
            content = self._ask("GET", path)
        except AssertionError as refused:
            if "no_sound" in str(refused):
                return np.zeros(0, dtype=np.int16)
            raise
        with wave.open(io.BytesIO(content)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
            return resampled(samples, file.getframerate() or RATE)

    def _ask(self, method: str, path: str, body: object = None) -> bytes:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            with urlopen(Request(self._origin + path, data, headers, method=method), timeout=LIMIT_S) as answer:
                content: bytes = answer.read()
                return content
        except HTTPError as error:
            raise AssertionError(f"the simulator answers {error.code} to {path}: {error.read()!r}") from None
