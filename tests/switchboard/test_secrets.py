"""Code, token and password stand where they belong, and nowhere else: not in a log, a database or another reply."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop_session import until
from tests.switchboard.api_room import other_than
from tests.switchboard.process import Process

MOBILE = "+8613800008057"


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    started = Process(tmp_path / "data")
    yield started
    started.kill()


def holds(text: str, secret: str) -> bool:
    """Whether the secret stands there as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(secret)}(?![\w-])", text) is not None


def handset(process: Process) -> Any:
    state = process.simulator("GET", "/api/state")[1]
    return next(one for one in state["handsets"] if one["number"] == MOBILE)


def hear_code(process: Process) -> str:
    """Answer the mobile and listen, as a person does."""
    until(lambda: handset(process)["state"] == "ringing", "it rings", 20)
    assert handset(process)["lines"] == []
    assert process.simulator("POST", "/api/handsets/%2B8613800008057/answer")[0] == 204

    def digits() -> str:
        return next((line["digits"] for line in handset(process)["lines"] if len(line["digits"]) == 4), "")

    return until(digits, "four digits are heard", 40)


def test_code_token_and_password_are_in_no_log_no_database_and_no_other_reply(process: Process, tmp_path: Path) -> None:
    replies = [process.post("/v1/lookup", mobile=MOBILE)]
    replies.append(process.post("/v1/verifications", mobile=MOBILE, enterprise_id="yunfan"))
    verification = replies[-1][1]["verification_id"]
    code = hear_code(process)
    assert holds(json.dumps(handset(process)), " ".join(code))
    replies.append(process.post("/v1/login", verification_id=verification, code=other_than(code)[0]))
    login = process.post("/v1/login", verification_id=verification, code=code)
    assert login[0] == 200
    token, password = login[1]["token"], login[1]["sip"]["password"]
    replies.append(process.post("/v1/login", verification_id=verification, code=code))
    replies.append(process.post("/v1/login", verification_id=verification, code=code + "0"))
    exit_code, errors = process.end()
    assert exit_code == 0
    told = json.dumps(replies) + json.dumps(login[1]["profile"])
    files = {path.name: path.read_bytes().decode("latin-1") for path in (tmp_path / "data").iterdir()}
    assert {"platform.log", "switchboard.db"} <= set(files)
    assert holds(files["platform.log"], "+86138****8057")
    for secret in (code, " ".join(code), token, password, MOBILE):
        assert not holds(files["platform.log"] + errors, secret)
    for secret in (code, token, password):
        assert not holds(told, secret)
        assert not any(holds(content, secret) for content in files.values())


def test_a_telephone_that_does_not_answer_shows_no_code(process: Process) -> None:
    process.post("/v1/verifications", mobile=MOBILE, enterprise_id="yunfan")
    until(lambda: handset(process)["state"] == "ringing", "it rings", 20)
    assert process.simulator("POST", "/api/handsets/%2B8613800008057/decline")[0] == 204
    until(lambda: handset(process)["state"] == "idle", "it is silent", 20)
    assert handset(process)["lines"] == []
    assert process.simulator("GET", "/api/handsets/%2B8613800008057/heard.wav")[0] == 404
