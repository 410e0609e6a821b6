"""The timers of transactions with the values of RFC 3261 (T1 0.5 s, T2 4 s, T4 5 s), in exact time."""

from __future__ import annotations

import asyncio

import pytest

from backend.switchboard.sip.client_transaction import ClientTransaction
from backend.switchboard.sip.message import Request, parse_message, response_to
from backend.switchboard.sip.server_transaction import ServerTransaction
from backend.switchboard.sip.timers import Timers
from backend.switchboard.sip.transport import Flow
from tests.fakes.leap_loop import in_leaps

UDP = Flow(("127.0.0.1", 5060))


class Open:
    """A connection that is up."""

    is_open = True

    def send(self, data: bytes) -> None:
        """Take the bytes."""


class Closed(Open):
    """A connection that was lost."""

    is_open = False


TCP, LOST = Flow(("127.0.0.1", 5060), Open()), Flow(("127.0.0.1", 5060), Closed())


def request(method: str) -> Request:
    text = (
        f"{method} sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx\r\nFrom: <sip:a@b>;tag=1\r\n"
        f"To: <sip:a@b>\r\nCall-ID: c\r\nCSeq: 1 {method}\r\n\r\n"
    )
    message = parse_message(text.encode())
    assert isinstance(message, Request)
    return message


class Client:
    """A client transaction, when it sent what, and what it was told."""

    def __init__(self, method: str, flow: Flow = UDP) -> None:
        self.sent: list[tuple[float, str]] = []
        self.told: list[tuple[float, int]] = []
        self.over: list[float] = []
        loop = asyncio.get_running_loop()
        self.transaction = ClientTransaction(
            request(method),
            flow,
            lambda data, _: self.sent.append((round(loop.time(), 3), data.split(b" ")[0].decode())),
            Timers(),
            lambda response: self.told.append((round(loop.time(), 3), response.status)),
            lambda: self.over.append(round(loop.time(), 3)),
        )
        self.transaction.start()

    def answer(self, status: int) -> None:
        self.transaction.receive(response_to(self.transaction.request, status, to_tag="2"))

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.sent]


class Server:
    """A server transaction, when it sent what, and when it was over."""

    def __init__(self, method: str, flow: Flow = UDP) -> None:
        self.sent: list[tuple[float, int]] = []
        self.over: list[float] = []
        self.missed: list[float] = []
        loop = asyncio.get_running_loop()
        self.transaction = ServerTransaction(
            request(method),
            flow,
            lambda data, _: self.sent.append((round(loop.time(), 3), int(data.split(b" ")[1]))),
            Timers(),
            lambda: self.over.append(round(loop.time(), 3)),
        )
        self.transaction.on_unacknowledged = lambda: self.missed.append(round(loop.time(), 3))

    def respond(self, status: int) -> None:
        self.transaction.respond(response_to(self.transaction.request, status, to_tag="2"))

    @property
    def times(self) -> list[float]:
        return [at for at, _ in self.sent]


def test_an_invite_without_answer_is_repeated_ever_more_slowly_and_given_up_after_32_s() -> None:
    async def play() -> None:
        client = Client("INVITE")
        await asyncio.sleep(40)
        assert client.times == [0, 0.5, 1.5, 3.5, 7.5, 15.5, 31.5]
        assert client.told == [(32, 408)]
        assert client.over == [32]

    in_leaps(play())


def test_another_request_is_repeated_at_most_every_4_s() -> None:
    async def play() -> None:
        client = Client("BYE")
        await asyncio.sleep(40)
        assert client.times == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert client.told == [(32, 408)]

    in_leaps(play())


@pytest.mark.parametrize("method", ["INVITE", "BYE"])
def test_nothing_is_repeated_over_tcp(method: str) -> None:
    async def play() -> None:
        client = Client(method, TCP)
        await asyncio.sleep(40)
        assert client.times == [0]
        assert client.told == [(32, 408)]

    in_leaps(play())


def test_a_lost_connection_is_told_at_once_and_nothing_is_sent() -> None:
    async def play() -> None:
        client = Client("INVITE", LOST)
        await asyncio.sleep(1)
        assert (client.sent, client.told) == ([], [(0, 503)])

    in_leaps(play())


def test_a_ringing_invite_is_not_repeated_and_never_given_up_here() -> None:
    async def play() -> None:
        client = Client("INVITE")
        client.answer(180)
        await asyncio.sleep(600)
        assert client.times == [0]
        assert client.told == [(0, 180)]

    in_leaps(play())


def test_a_cancelled_invite_without_final_answer_is_given_up_after_32_s_more() -> None:
    async def play() -> None:
        client = Client("INVITE")
        client.answer(180)
        await asyncio.sleep(50)
        assert client.transaction.cancel().method == "CANCEL"
        await asyncio.sleep(10)
        client.answer(180)
        await asyncio.sleep(40)
        assert client.told == [(0, 180), (60, 180), (82, 408)]
        assert client.over == [82]

    in_leaps(play())


@pytest.mark.parametrize("status", [200, 487])
def test_a_cancelled_invite_with_a_final_answer_ends_as_any_other(status: int) -> None:
    async def play() -> None:
        client = Client("INVITE")
        client.answer(180)
        client.transaction.cancel()
        await asyncio.sleep(20)
        client.answer(status)
        await asyncio.sleep(40)
        assert client.told == [(0, 180), (20, status)]
        assert client.over == [52]

    in_leaps(play())


def test_a_refused_invite_is_acknowledged_each_time_for_32_s() -> None:
    async def play() -> None:
        client = Client("INVITE")
        client.answer(486)
        client.answer(486)
        await asyncio.sleep(40)
        assert [what for _, what in client.sent] == ["INVITE", "ACK", "ACK"]
        assert client.told == [(0, 486)]
        assert client.over == [32]

    in_leaps(play())


def test_every_200_to_an_invite_is_passed_on_for_its_ack() -> None:
    async def play() -> None:
        client = Client("INVITE")
        client.answer(200)
        client.answer(200)
        await asyncio.sleep(40)
        assert client.told == [(0, 200), (0, 200)]
        assert client.over == [32]

    in_leaps(play())


def test_a_refusal_is_repeated_until_its_ack() -> None:
    async def play() -> None:
        server = Server("INVITE")
        server.respond(486)
        await asyncio.sleep(8)
        server.transaction.receive(request("ACK"))
        await asyncio.sleep(40)
        assert server.times == [0, 0.5, 1.5, 3.5, 7.5]
        assert server.over == [13]

    in_leaps(play())


@pytest.mark.parametrize("flow", [UDP, TCP], ids=["udp", "tcp"])
def test_a_200_to_an_invite_is_repeated_until_its_ack_over_tcp_too(flow: Flow) -> None:
    async def play() -> None:
        server = Server("INVITE", flow)
        server.respond(200)
        await asyncio.sleep(8)
        server.transaction.acknowledge()
        await asyncio.sleep(40)
        assert server.times == [0, 0.5, 1.5, 3.5, 7.5]
        assert (server.over, server.missed) == ([32], [])

    in_leaps(play())


def test_a_200_nobody_acknowledges_is_told_after_32_s() -> None:
    async def play() -> None:
        server = Server("INVITE")
        server.respond(200)
        await asyncio.sleep(40)
        assert server.times == [0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5]
        assert server.missed == [32]

    in_leaps(play())


def test_an_answered_request_is_remembered_for_its_repetitions() -> None:
    async def play() -> None:
        server = Server("BYE")
        server.respond(200)
        await asyncio.sleep(10)
        server.transaction.receive(request("BYE"))
        await asyncio.sleep(30)
        assert server.sent == [(0, 200), (10, 200)]
        assert server.over == [32]

    in_leaps(play())
