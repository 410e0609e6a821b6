"""A hostile or broken network: nothing in it may end the telephone."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from pathlib import Path

import pytest

from backend.phone.messages import (
    Dial,
    Died,
    Ended,
    EndedBy,
    HangUp,
    Incoming,
    Register,
    Registered,
    RegistrationFailed,
)
from tests.fakes.sip_peer import SipPeer
from tests.phone.line import ACCOUNT, Line, a_line

pytestmark = pytest.mark.usefixtures("no_card")

MALFORMED = [
    b"\x00" * 400,
    b"INVITE",
    b"INVITE sip:8057@127.0.0.1 SIP/2.0\r\n\r\n",
    b"INVITE sip:8057@127.0.0.1 SIP/2.0\r\nVia: \r\nFrom: \r\nTo: \r\nCall-ID: \r\nCSeq: \r\n\r\n",
    b"INVITE sip:8057@127.0.0.1 SIP/9.9\r\nContent-Length: -1\r\n\r\n" + b"A" * 200,
    b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 1.2.3.4;branch=x\r\nCSeq: 99999999999999999999 INVITE\r\n\r\n",
    b"BYE sip:a SIP/2.0\r\n" + b"X-Long: " + b"y" * 3000 + b"\r\n\r\n",
    "INVITE sip:\u4e03@\u4e03 SIP/2.0\r\nFrom: \u4e03\r\n\r\n".encode(),
]


def alive(line: Line) -> None:
    """It still takes a call, and has never died."""
    call = line.peer.call("8014")
    call.wait_status(180)
    call.cancel()
    assert not any(isinstance(news, Died) for news in line.book.all())


def test_malformed_packets_are_dropped_and_the_next_call_rings() -> None:
    with a_line() as line:
        for packet in MALFORMED:
            line.peer.send_bytes(packet)
        chance = random.Random(3)
        for _ in range(300):
            line.peer.send_bytes(chance.randbytes(chance.randrange(1, 1200)))
        alive(line)


@pytest.mark.parametrize(
    "body",
    ["", "v=0\r\n", "nonsense", "v=0\r\no=x 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 77\r\n"],
)
def test_an_invite_with_a_strange_session_description_does_no_harm(body: str) -> None:
    with a_line() as line:
        call = line.peer.call("8014", body=body)
        call.wait(lambda message: message.status >= 180)
        call.cancel()
        alive(line)


def test_hostile_headers_of_a_caller_are_only_text() -> None:
    with a_line() as line:
        name = "<script>alert(1)</script>" * 20
        line.peer.call("8014", P_Asserted_Identity=f'"{name}" <sip:8014;x@peer.example>')
        incoming = line.book.wait(Incoming)
        assert (incoming.number, incoming.display_name) == ("8014", name)


def test_thirty_calls_at_once_ring_or_are_told_busy_and_the_telephone_lives() -> None:
    with a_line() as line:
        calls = [line.peer.call(f"80{number:02}") for number in range(30)]
        answers = [call.wait(lambda message: message.status >= 180).status for call in calls]
        assert (answers.count(180), answers.count(486)) == (4, 26)
        for _ in range(30):
            line.book.wait(Incoming)
        for _ in range(26):
            assert line.book.wait(Ended).status == 486
        for call, answer in zip(calls, answers, strict=True):
            if answer == 180:
                call.cancel()
                line.book.wait(Ended, status=487)
        time.sleep(0.6)  # pjlib keeps the sockets of ended calls for half a second
        alive(line)


def test_a_registrar_that_does_not_answer_is_told_and_found_again() -> None:
    with a_line() as line:
        line.peer.registrar = None
        line.phone.send(Register(replace(ACCOUNT, proxy=line.peer.address)))
        assert line.book.wait(RegistrationFailed, timeout_s=12.0).status == 408
        line.peer.registrar = 200
        line.phone.send(Register(replace(ACCOUNT, proxy=line.peer.address)))
        line.book.wait(Registered, timeout_s=8.0)


def test_a_registration_is_refreshed_before_it_runs_out() -> None:
    with a_line() as line:
        line.peer.expires_s = 7
        line.register()
        for _ in range(2):
            assert line.book.wait(Registered, timeout_s=7.0).expires_s > 0


def test_a_platform_that_is_gone_and_back_over_tcp_is_registered_with_again() -> None:
    with a_line(transport="tcp") as line:
        line.peer.cut_connections()
        line.book.wait(Registered, reconnected=True)
        line.register()
        registrations = [news.reconnected for news in line.book.all() if isinstance(news, Registered)]
        assert registrations == [False, True, False]


@pytest.mark.parametrize("proxy", ["", "nonsense:port", "127.0.0.1:0", "no-such-host.invalid:5060", "127.0.0.1:1"])
def test_a_platform_that_cannot_be_reached_is_a_failed_registration(proxy: str) -> None:
    with a_line() as line:
        line.phone.send(Register(replace(ACCOUNT, proxy=proxy, transport="tcp")))
        assert line.book.wait(RegistrationFailed, timeout_s=15.0).status in (408, 502, 503)
        line.register()


def test_an_answer_that_never_comes_ends_the_call_at_once_when_we_hang_up() -> None:
    with a_line() as line:
        line.peer.silent = True
        line.phone.send(Dial("a", "8014"))
        line.phone.send(HangUp("a"))
        ended = line.book.wait(Ended, call_id="a", timeout_s=1.0)
        assert (ended.status, ended.by) == (487, EndedBy.LOCAL)
        line.peer.silent = False


def test_the_log_holds_neither_password_nor_credentials(tmp_path: Path) -> None:
    log = tmp_path / "phone.log"
    with a_line(log=log) as line:
        line.dial()
    text = log.read_text(encoding="utf-8")
    assert "REGISTER sip:peer.example" in text
    assert "authorization: (removed)" in text.lower()
    for secret in ("secret", "nonce=", "response=", "cnonce="):
        assert secret not in text


def test_a_log_that_cannot_be_written_keeps_nobody_from_telephoning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with a_line(log=tmp_path / "file" / "phone.log") as line:
        alive(line)


def test_another_platform_address_moves_the_account() -> None:
    with a_line() as line:
        other = SipPeer()
        line.phone.send(Register(replace(ACCOUNT, proxy=other.address)))
        other.next_register()
        line.book.wait(Registered)
        other.close()
