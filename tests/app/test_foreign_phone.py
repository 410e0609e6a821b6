"""A telephone of other make registers, calls through a main number, and is handed on by our client."""

from __future__ import annotations

import json
import wave
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import numpy as np
import pytest

from tests.app.conftest import environment
from tests.app.page import PageApi
from tests.audio import RATE
from tests.desktop_session import until
from tests.e2e.manual import party
from tests.e2e.platform import LocalPlatform, world_with
from tests.e2e.simulated_phones import SimulatedPhones
from tests.fakes.baresip import Baresip
from tests.fakes.sound import FakeSound
from tests.program import Program

pytestmark = pytest.mark.timeout(120)
MD5_ONLY = 1  # baresip 1.0 gives up at an algorithm it does not know
MAIN_NUMBER = "02557990000"
OTHER_MAIN_NUMBER = "025-5788 6600"


def _sip_account(api: str, phones: SimulatedPhones) -> dict[str, Any]:
    """方志远 of 青禾 logs in, as any client would."""

    def ask(path: str, **body: str) -> dict[str, Any]:
        request = Request(api + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            found: dict[str, Any] = json.loads(answer.read())
            return found

    placed = ask("/v1/verifications", mobile="13800006601", enterprise_id="qinghe")
    code = phones.hear_code("+8613800006601")
    account: dict[str, Any] = ask("/v1/login", verification_id=placed["verification_id"], code=code)["sip"]
    return account


def _endless_speech(folder: Path) -> Path:
    """What 6601 says, for two minutes: baresip hangs up when its file ends."""
    path = folder / "speech.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.resize(party.speech_of("6601"), 120 * RATE).tobytes())
    return path


@pytest.mark.alone
def test_a_foreign_telephone_dials_through_the_main_number_and_is_transferred(tmp_path: Path) -> None:
    for name in ("world", "baresip"):
        (tmp_path / name).mkdir()
    world = world_with(tmp_path / "world", digest_algorithms_at_most=MD5_ONLY)
    with FakeSound() as sound, LocalPlatform(tmp_path / "platform", world) as platform:
        arguments = ("backend", "--browser", "--data", str(tmp_path / "data"))
        settings = environment(tmp_path, **platform.environment)
        with Program(tmp_path / "program.log", settings, *arguments) as program:
            page = PageApi(program.next_line().split(": ", 1)[1])
            page.enrol(platform.phones)
            sip = _sip_account(platform.environment[next(iter(platform.environment))], platform.phones)
            with Baresip(tmp_path / "baresip", sip, _endless_speech(tmp_path), sound.environment) as phone:
                _calls_and_is_transferred(phone, sound, page, platform.phones)


def _calls_and_is_transferred(phone: Baresip, sound: FakeSound, page: PageApi, phones: SimulatedPhones) -> None:
    phone.dial(MAIN_NUMBER)
    party.wait_hears(sound.heard, party.asked_for_extension(), "the telephone is asked for an extension")
    phone.press("8057")
    call = page.wait_call("incoming")
    assert (call["party"]["number"], call["party"]["via"]) == (OTHER_MAIN_NUMBER, "025-5799 0000")
    page.do(f"/api/calls/{call['id']}/answer")
    page.wait_call("established")

    phones.behave("8014", "silent")
    page.do(f"/api/calls/{call['id']}/transfer", number="8014")
    party.wait_hears(sound.heard, party.music(), "the telephone hears music, and nothing between")
    page.do(f"/api/calls/{call['id']}/transfer/cancel")
    party.wait_silent(sound.heard, "the telephone hears us again, who say nothing")

    phones.behave("8014", "talks")
    page.do(f"/api/calls/{call['id']}/transfer", number="8014")
    page.wait_idle()
    assert page.history()[0]["code"] == "transferred"
    said = party.speech_of("6601")
    party.wait_hears(party.at_colleague(phones, "8014"), said, "the telephone is heard at 8014")
    party.wait_hears(sound.heard, party.speech_of("8014"), "the telephone hears 8014")
    phone.hang_up()
    until(lambda: "terminated" in phone.said(), "the telephone has hung up")
