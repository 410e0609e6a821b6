"""Every request of packaging/docs/page-api.md, through the bridge, on the real core."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest

from backend.core.ending import End
from backend.core.state import (
    Account,
    Call,
    Devices,
    DirectoryState,
    EndedBy,
    Enrolment,
    HistoryState,
    Registration,
    Settings,
)
from backend.web.values import plain
from tests.fakes.platform import CODE, YUNFAN
from tests.web.stage import PNG, Program

DOCUMENT = Path(__file__).parents[2] / "packaging" / "docs" / "page-api.md"


def fields(kind: type) -> set[str]:
    return set(kind.__dataclass_fields__)  # type: ignore[attr-defined]


def refused(answer: dict[str, Any]) -> tuple[int, str]:
    return answer["status"], answer["body"]["error"]["code"]


def test_the_state_has_all_that_the_document_names(program: Program) -> None:
    state = program.get("/api/state")
    wanted = re.search(r"`GET /api/state` ->\n```\n\{(.*?)\}\n```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert wanted is not None
    for name in re.findall(r"(?:^|, |\s)(\w+)(?=[,:])", re.sub(r"\{.*?\}", "", wanted[1], flags=re.DOTALL)):
        assert name in state, name
    assert set(state["app"]) == {"version", "demo", "simulator", "browser", "platform", "now", "desktop"}
    for name, kind in {"account": Account, "registration": Registration, "enrolment": Enrolment, "settings": Settings,
                       "directory": DirectoryState, "history": HistoryState, "devices": Devices}.items():  # fmt: skip
        assert set(state[name]) == fields(kind)
    assert state["emergency"] == ["110", "119", "120", "122"]
    assert state["account"]["name"] == "何雨桐"


def test_no_secret_stands_in_the_state(program: Program) -> None:
    text = json.dumps(program.get("/api/state"))
    assert "secret" not in text
    assert "token-1" not in text


def test_a_whole_registration(stranger: Program) -> None:
    assert stranger.get("/api/state")["account"] is None
    assert stranger.post("/api/enrolment/lookup", {"mobile": "138 0000 8057"}) == {"status": 202, "body": {}}
    stranger.wait_for("EnrolmentChanged", step="enterprise")
    assert stranger.post("/api/enrolment/choose", {"enterprise_id": "yunfan"})["status"] == 202
    page = stranger.wait_for("EnrolmentChanged", step="code", busy=False)
    assert page["value"]["main_number"] == YUNFAN.main_number
    assert refused(stranger.post("/api/enrolment/resend")) == (409, "code_too_soon")
    assert stranger.post("/api/enrolment/code", {"code": "0000"})["status"] == 202
    wrong = stranger.wait_for("EnrolmentChanged", error="code_wrong")
    assert wrong["value"]["error_detail"] == {"tries_left": "4"}
    assert stranger.post("/api/enrolment/code", {"code": CODE})["status"] == 202
    stranger.wait_for("AccountChanged", name="何雨桐")
    stranger.wait_for("EnrolmentChanged", step="done")


def test_one_step_back(stranger: Program) -> None:
    stranger.post("/api/enrolment/lookup", {"mobile": "13800008057"})
    stranger.wait_for("EnrolmentChanged", step="enterprise")
    assert stranger.post("/api/enrolment/back")["status"] == 202
    assert stranger.get("/api/state")["enrolment"]["step"] == "number"


def test_logging_out_ends_it_all(program: Program) -> None:
    assert program.post("/api/logout")["status"] == 202
    state = program.get("/api/state")
    assert (state["account"], state["enrolment"]["step"]) == (None, "number")
    assert refused(program.post("/api/logout")) == (409, "not_logged_in")
    assert refused(program.post("/api/directory/refresh")) == (409, "not_logged_in")
    assert program.saved_login.login is None


def test_the_directory(program: Program) -> None:
    assert program.get("/api/directory/departments")["departments"] == [
        {"id": "sales", "name": "销售部", "parent_id": "", "order": 0, "count": 2},
        {"id": "nj", "name": "南京办事处", "parent_id": "sales", "order": 0, "count": 1},
    ]
    page = program.get("/api/directory/people?limit=1")
    assert (page["total"], [one["name"] for one in page["people"]]) == (2, ["林知夏"])
    assert page["letters"] == [{"letter": "L", "count": 1}, {"letter": "Z", "count": 1}]
    (found,) = program.get("/api/directory/people?department=nj&q=139%201234")["people"]
    assert found["match"] == [{"field": "mobile_display", "start": 0, "end": 8}]
    person = program.get("/api/directory/people/p8014")
    assert (person["department_path"], person["mobile_display"]) == (["销售部", "南京办事处"], "139 1234 5678")
    assert program.post("/api/directory/refresh")["status"] == 202


def test_a_search_in_chinese_goes_through_the_address(program: Program) -> None:
    found = program.get("/api/directory/people?q=%E6%9E%97")
    assert [one["name"] for one in found["people"]] == ["林知夏"]


def test_a_picture_comes_as_an_address_of_its_own(program: Program) -> None:
    data = base64.b64encode(PNG.content).decode()
    assert program.get("/api/directory/people/p8014/picture") == {"data_url": f"data:image/png;base64,{data}"}
    assert refused(program.bridge.request("GET", "/api/directory/people/p8020/picture")) == (404, "no_picture")


def test_what_the_directory_does_not_have(program: Program) -> None:
    assert refused(program.bridge.request("GET", "/api/directory/people/nobody")) == (404, "unknown_person")
    assert refused(program.bridge.request("GET", "/api/directory/people?department=x")) == (404, "unknown_department")


def test_an_outgoing_call_and_its_row_in_the_history(program: Program) -> None:
    answer = program.post("/api/calls", {"number": "8014", "person_id": "p8014"})
    assert answer["status"] == 201
    id_ = answer["body"]["id"]
    far = program.phone.dialled.get(timeout=5)
    far.ring()
    far.answer()
    program.wait_for("CallChanged", id=id_, state="established")
    assert program.post(f"/api/calls/{id_}/mute", {"on": True})["status"] == 202
    program.wait_for("CallChanged", id=id_, muted=True)
    assert program.post(f"/api/calls/{id_}/hold", {"on": True})["status"] == 202
    program.wait_for("CallChanged", id=id_, held=True)
    assert program.post(f"/api/calls/{id_}/dtmf", {"digits": "80#"})["status"] == 202
    far.wait_seen("80#")
    assert program.post(f"/api/calls/{id_}/hangup")["status"] == 202
    ended = program.wait_for("CallEnded", id=id_)
    assert ended["value"]["ended"]["disposition"] == "answered"
    (row,) = program.get("/api/history?filter=out")["rows"]
    assert (row["call_id"], row["name"], row["number_display"], row["department"]) == (
        id_,
        "林知夏",
        "8014",
        "南京办事处",
    )


def test_a_missed_call_is_counted_until_it_is_seen(program: Program) -> None:
    far = program.phone.call("8020")
    program.wait_for("CallChanged", state="incoming")
    far.cancel()
    program.wait_for("HistoryChanged", missed=1)
    (row,) = program.get("/api/history?filter=missed")["rows"]
    assert (row["name"], row["disposition"]) == ("曾国强", "missed")
    number = program.get(f"/api/history/numbers?canonical={row['canonical']}")
    assert number["totals"] == {"in": 1, "out": 0, "missed": 1}
    assert (number["name"], number["number_display"], len(number["rows"])) == ("曾国强", "8020", 1)
    assert program.post("/api/history/seen")["status"] == 202
    assert program.get("/api/state")["history"]["missed"] == 0


def test_an_incoming_call_is_answered_and_another_declined(program: Program) -> None:
    far = program.phone.call("8014")
    id_ = program.wait_for("CallChanged", state="incoming")["value"]["id"]
    assert program.post(f"/api/calls/{id_}/answer")["status"] == 202
    program.wait_for("CallChanged", id=id_, state="established")
    far.hang_up()
    program.wait_for("CallEnded", id=id_)
    other = program.phone.call("13900001111")
    next_id = program.wait_for("CallChanged", state="incoming", id=other.call_id)["value"]["id"]
    assert program.post(f"/api/calls/{next_id}/decline")["status"] == 202
    assert program.wait_for("CallEnded", id=next_id)["value"]["ended"]["disposition"] == "declined"


def _talking(program: Program) -> str:
    far = program.phone.call("13900001111")
    program.wait_for("CallChanged", state="incoming", id=far.call_id)
    program.post(f"/api/calls/{far.call_id}/answer")
    program.wait_for("CallChanged", state="established", id=far.call_id)
    return far.call_id


def test_a_call_is_handed_on_and_the_history_says_to_whom(program: Program) -> None:
    id_ = _talking(program)
    assert program.post(f"/api/calls/{id_}/transfer", {"number": "8014", "person_id": "p8014"})["status"] == 202
    under_way = program.wait_for("CallChanged", id=id_, held=False)["value"]
    shown = program.get("/api/state")["calls"][0]["transfer"]
    assert (shown["party"]["name"], shown["state"], set(under_way)) == ("林知夏", "under_way", fields(Call))
    program.loop.call(lambda: program.parts.calls.on_transfer_progress(id_, 200, True))
    program.loop.call(lambda: program.parts.calls.on_ended(id_, End(200, EndedBy.REMOTE)))
    (row,) = program.get("/api/history")["rows"]
    assert (row["code"], row["transferred_to"], row["transferred_name"]) == ("transferred", "8014", "林知夏")


def test_a_transfer_is_taken_back_and_its_failure_dismissed(program: Program) -> None:
    id_ = _talking(program)
    assert refused(program.post(f"/api/calls/{id_}/transfer/cancel")) == (409, "wrong_call_state")
    assert refused(program.post(f"/api/calls/{id_}/transfer", {"number": "8057"})) == (400, "transfer_to_self")
    assert refused(program.post(f"/api/calls/{id_}/transfer", {"number": "+12125551234"})) == (403, "not_permitted")
    program.post(f"/api/calls/{id_}/transfer", {"number": "8014"})
    assert program.post(f"/api/calls/{id_}/transfer/cancel")["status"] == 202
    assert refused(program.post(f"/api/calls/{id_}/hold", {"on": True})) == (409, "transfer_under_way")
    program.loop.call(lambda: program.parts.calls.on_transfer_progress(id_, 487, True))
    assert program.get("/api/state")["calls"][0]["transfer"]["code"] == "transfer_cancelled"
    assert program.post(f"/api/calls/{id_}/transfer/dismiss")["status"] == 202
    assert program.get("/api/state")["calls"][0]["transfer"] is None


def test_an_incoming_call_is_silenced(program: Program) -> None:
    far = program.phone.call("13900001111")
    program.wait_for("CallChanged", state="incoming", id=far.call_id)
    assert program.post(f"/api/calls/{far.call_id}/silence")["status"] == 202
    program.wait_for("CallChanged", id=far.call_id, silenced=True)


def test_the_sound(program: Program) -> None:
    while program.get("/api/sound/level") != {"microphone": -40.0, "speaker": -90.0}:
        pass  # the phone has been asked and will have measured soon
    assert program.post("/api/sound/settings") == {"status": 202, "body": {}}
    program.sound_settings = False
    assert refused(program.post("/api/sound/settings")) == (409, "no_sound_settings")


def test_calls_that_cannot_be_made(program: Program, tmp_path: Path) -> None:
    assert refused(program.post("/api/calls", {"number": "nonsense"})) == (400, "invalid_number")
    assert refused(program.post("/api/calls/no-such-call/answer")) == (404, "no_such_call")
    assert refused(program.post("/api/calls/x/dtmf", {"digits": "hello"}))[0] in (400, 409)
    program.post("/api/logout")
    assert refused(program.post("/api/calls", {"number": "8014"})) == (409, "not_registered")
    assert refused(program.post("/api/calls", {"number": "110"})) == (409, "not_registered_emergency")


def test_settings_are_changed_by_the_field(program: Program) -> None:
    answer = program.bridge.request("PUT", "/api/settings", {"theme": "dark"})
    assert (answer["status"], answer["body"]["theme"], answer["body"]["language"]) == (200, "dark", "")
    program.wait_for("SettingsChanged", theme="dark")
    wrong = program.bridge.request("PUT", "/api/settings", {"theme": "purple"})
    assert wrong["body"]["error"] == {"code": "invalid_setting", "detail": {"field": "theme"}}


def test_a_notice_is_dismissed(program: Program) -> None:
    program.loop.call(lambda: program.parts.notices.add("secrets_in_file", path="/data"))
    (notice,) = program.get("/api/state")["notices"]
    assert (notice["code"], notice["detail"]) == ("secrets_in_file", {"path": "/data"})
    assert program.post(f"/api/notices/{notice['id']}/dismiss")["status"] == 202
    assert program.get("/api/state")["notices"] == []


def test_the_windows_are_told(program: Program) -> None:
    assert program.post("/api/simulator/open") == {"status": 202, "body": {}}
    assert program.post("/api/window/incoming", {"action": "shown"})["status"] == 202
    assert [program.post(f"/api/keys/{what}")["status"] for what in ("pause", "resume", "press")] == [202, 202, 404]
    assert (program.simulator_opened, program.incoming_shown) == (1, 1)


def test_every_path_of_the_document_is_there_and_no_other(program: Program) -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (GET|POST|PUT) (/api/\S+)(.*?) \|", document, re.MULTILINE)
    promised = {("GET", "/api/state")}
    for method, path, more in rows:
        promised.add((method, _shape(path)))
        for other in re.findall(r", (/\w+)", path + more):
            promised.add((method, _shape(path.rstrip(",").rsplit("/", 1)[0] + other)))
    present = {
        (method, _shape(re.sub(r"<[^>]+>", "ID", rule.rule)))
        for rule in program.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert present == promised


def _shape(path: str) -> str:
    return path.split("?")[0].rstrip(",")


def test_a_push_and_the_state_speak_of_the_same_values(program: Program) -> None:
    program.bridge.request("PUT", "/api/settings", {"theme": "dark"})
    push = program.wait_for("SettingsChanged", theme="dark")
    state = program.get("/api/state")
    assert push["value"] == state["settings"] == plain(program.telephone.snapshot().settings)
    assert state["seq"] >= push["seq"]


@pytest.mark.parametrize("path", ["/api/state", "/api/history", "/api/directory/people"])
def test_every_answer_is_ascii_json(program: Program, path: str) -> None:
    answer = program.app.test_client().get(path)
    assert answer.mimetype == "application/json"
    answer.data.decode("ascii")
