"""Who may ring this telephone, and what the other party of a call may not ask of it."""

from __future__ import annotations

import re
import socket
import uuid

import pytest

from backend.phone.messages import Answer, Decline, Ended, Established, Incoming
from tests.phone.line import Line, a_line

pytestmark = pytest.mark.usefixtures("no_card")
ELSEWHERE = "127.0.0.2"


def _invite(line: Line, uri: str, source: str = ELSEWHERE) -> str:
    """The final answer, or 180, that an INVITE to `uri` gets which comes from `source` and not from the platform."""
    found = re.search(r"@([\d.]+):(\d+)", line.peer.contact)
    assert found
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind((source, 0))
        stranger.settimeout(5)
        port, mark = stranger.getsockname()[1], uuid.uuid4().hex
        head = [
            f"INVITE {uri} SIP/2.0",
            f"Via: SIP/2.0/UDP {source}:{port};branch=z9hG4bK{mark}",
            f'From: "Boss" <sip:8001@peer.example>;tag={mark}',
            "To: <sip:8057@peer.example>",
            f"Contact: <sip:8001@{source}:{port}>",
            f"Call-ID: {mark}",
            "CSeq: 1 INVITE",
            "P-Asserted-Identity: <sip:110@peer.example>",
            "Max-Forwards: 70",
            "Content-Length: 0",
        ]
        stranger.sendto("\r\n".join([*head, "", ""]).encode(), (found.group(1), int(found.group(2))))
        status = "100"
        while status == "100":
            status = stranger.recv(4096).decode().split()[1]
        return status


def test_an_invite_from_elsewhere_is_forbidden_and_nobody_is_told() -> None:
    with a_line() as line:
        plain = re.search(r"sip:[^>;]+", line.peer.contact)
        assert plain
        for _ in range(6):
            assert _invite(line, plain.group(0)) == "403"
        call = line.peer.call("8014")
        call.wait_status(180)
        line.book.wait(Incoming)  # told after the 180
        assert [news.number for news in line.book.all() if isinstance(news, Incoming)] == ["8014"]


def test_another_program_on_the_platforms_machine_is_not_the_platform() -> None:
    with a_line() as line:
        plain = re.search(r"sip:[^>;]+", line.peer.contact)
        assert plain
        assert _invite(line, plain.group(0), "127.0.0.1") == "403"


def test_another_address_of_the_platform_is_known_by_the_contact_that_only_the_platform_was_told() -> None:
    with a_line() as line:
        whole = re.search(r"<(sip:[^>]+)>", line.peer.contact)
        assert whole
        assert _invite(line, whole.group(1)) == "180"
        line.book.wait(Incoming)


def test_the_other_party_cannot_make_us_dial() -> None:
    with a_line() as line:
        call = line.dial()
        call.refer("sip:0013800000000@peer.example")
        assert call.wait_status(603, "REFER")
        assert line.peer.calls.empty()
        assert not any(isinstance(news, Ended) for news in line.book.all())


def test_declining_a_call_that_was_answered_a_moment_before_ends_it() -> None:
    with a_line() as line:
        line.peer.call("8014")
        incoming = line.book.wait(Incoming)
        line.phone.send(Answer(incoming.call_id))
        line.phone.send(Decline(incoming.call_id))
        line.book.wait(Ended, call_id=incoming.call_id)
        assert line.book.wait(Established, call_id=incoming.call_id)
