"""The platform's stream of changes: what it says arrives, what makes no sense does not, and it is opened again."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator

import pytest

from backend.core.ports import CallbackNews, DirectoryNews, PlatformNews, ProfileNews, RevokedNews, StreamDown, StreamUp
from backend.provisioning import stream as stream_module
from backend.provisioning.client import PlatformClient
from backend.provisioning.event_text import LONGEST_LINE
from backend.provisioning.stream import MOST_PER_S, EventStream
from tests.fakes.platform_server import PROFILE, Events, PlatformServer, Sent, event

ENOUGH_S = 20.0


class Listener:
    """A stream of this platform that hears `news`; its pauses are short."""

    def __init__(self, url: str, silent_s: float = 30.0) -> None:
        self.news: queue.Queue[PlatformNews] = queue.Queue()
        self.stream = EventStream(url, "T0ken-1", self.news.put, silent_s).start()

    def next(self) -> PlatformNews:
        return self.news.get(timeout=ENOUGH_S)

    def stop(self) -> None:
        self.stream.stop()
        assert self.stream.join(1.0)


@pytest.fixture
def events(platform: PlatformServer) -> Events:
    platform.answers["/v1/events"] = events = Events()
    return events


@pytest.fixture
def listen(platform: PlatformServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Listener]]:
    monkeypatch.setattr(stream_module, "pause_s", lambda attempt, chance: 0.01)
    listeners: list[Listener] = []

    def begin(silent_s: float = 30.0) -> Listener:
        listeners.append(Listener(platform.url, silent_s))
        return listeners[-1]

    yield begin
    for listener in listeners:
        listener.stop()


def test_what_the_platform_says_arrives_in_order(
    platform: PlatformServer, events: Events, listen: Callable[..., Listener]
) -> None:
    listener, stream = listen(), events.stream()
    stream.put(event("profile", {**PROFILE, "mode": "callback", "sip": {"username": "8058", "proxy": "10.0.0.1:5060"}}))
    stream.put(event("directory", {"revision": "r2"}) + b":\n\n" + b"retry: 5\nid: 7\n\n")
    stream.put(event("callback", {"id": "cb1", "number": "8014", "state": "calling_mobile"}))
    over = {"id": "cb1", "number": "8014", "state": "ended", "status": 486, "reason": "party_busy"}
    stream.put(event("callback", over))
    assert listener.next() == StreamUp()
    profile = listener.next()
    assert isinstance(profile, ProfileNews)
    assert (profile.profile.account.mode, profile.profile.username) == ("callback", "8058")
    assert listener.next() == DirectoryNews("r2")
    assert listener.next() == CallbackNews("cb1", "8014", "calling_mobile")
    assert listener.next() == CallbackNews("cb1", "8014", "ended", 486, "party_busy")
    (_, path, headers, _) = platform.requests[0]
    assert (path, headers["Authorization"]) == ("/v1/events", "Bearer T0ken-1")
    assert platform.objections == []


def test_an_event_may_come_in_the_smallest_pieces(events: Events, listen: Callable[..., Listener]) -> None:
    listener, stream = listen(), events.stream()
    for byte in event("directory", {"revision": "修订二"}).replace(b"\n", b"\r\n"):
        stream.put(bytes([byte]))
    assert (listener.next(), listener.next()) == (StreamUp(), DirectoryNews("修订二"))


NONSENSE = [
    b"event: profile\ndata: {}\n\n", b"event: profile\ndata: [\n\n", b"event: directory\ndata: {\"revision\": 7}\n\n",
    b"event: callback\ndata: {\"id\": \"x\", \"number\": \"1\", \"state\": \"dancing\"}\n\n",
    b"event: callback\ndata: null\n\n", b"event: weather\ndata: {}\n\n", b"data\n\n", b"\xff\xfe\x00\n\n", b":\n",
    b"\n\n\n",
    b"event: directory\ndata: " + b"[" * 30_000 + b"\n\n", b"event: revoked\ndata: 3\n\n",
    b"event: callback\ndata: {\"id\": \"x\", \"number\": \"1\", \"state\": \"ended\", \"status\": 1e99}\n\n",
]  # fmt: skip


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_what_makes_no_sense_is_passed_over(events: Events, listen: Callable[..., Listener], nonsense: bytes) -> None:
    listener, stream = listen(), events.stream()
    stream.put(nonsense + event("directory", {"revision": "r2"}))
    assert (listener.next(), listener.next()) == (StreamUp(), DirectoryNews("r2"))


@pytest.mark.parametrize(
    "flood",
    [b"x" * (LONGEST_LINE + 10), b"event: directory\n" + (b"data: " + b"y" * 1000 + b"\n") * 100],
    ids=["a line without end", "an event without end"],
)
def test_what_has_no_end_breaks_the_stream_which_is_opened_again(
    events: Events, listen: Callable[..., Listener], flood: bytes
) -> None:
    listener = listen()
    events.stream().put(event("directory", {"revision": "r1"}) + flood)
    assert [listener.next() for _ in range(3)] == [StreamUp(), DirectoryNews("r1"), StreamDown()]
    events.stream().put(event("directory", {"revision": "r2"}))
    assert (listener.next(), listener.next()) == (StreamUp(), DirectoryNews("r2"))


def test_a_flood_of_events_breaks_the_stream(events: Events, listen: Callable[..., Listener]) -> None:
    listener = listen()
    events.stream().put(event("directory", {"revision": "r1"}) * 20_000)
    news = [listener.next() for _ in range(MOST_PER_S + 2)]
    assert (news[0], news[-1]) == (StreamUp(), StreamDown())
    events.stream()


def test_a_stream_that_breaks_is_opened_again(events: Events, listen: Callable[..., Listener]) -> None:
    listener = listen()
    for revision in ("r1", "r2", "r3"):
        stream = events.stream()
        stream.put(event("directory", {"revision": revision}))
        stream.put(None)
        assert [listener.next() for _ in range(3)] == [StreamUp(), DirectoryNews(revision), StreamDown()]


REFUSALS = [
    Sent(500, b"oops"), Sent(404, b"{}"), Sent(200, b"{}", {"Content-Type": "application/json"}),
    Sent(301, headers={"Location": "/v1/profile"}), Sent.error("too_many_requests", 429, retry_after_s=1),
    Sent(401, b"<html>log in to the hotel</html>"), Sent.error("elsewhere", 401), Sent(401, b"x" * 500_000),
    Sent(200, b"", {"Content-Type": "text/event-stream", "Content-Encoding": "gzip"}),
]  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refused_stream_is_tried_again(
    platform: PlatformServer, listen: Callable[..., Listener], refusal: Sent
) -> None:
    events = Events()
    platform.answers["/v1/events"] = refusal
    listener = listen()
    while len(platform.requests) < 2:
        time.sleep(0.01)
    platform.answers["/v1/events"] = events
    events.stream().put(event("directory", {"revision": "r2"}))
    assert (listener.next(), listener.next()) == (StreamUp(), DirectoryNews("r2"))


def test_a_revoked_login_is_the_last_thing_it_says(
    platform: PlatformServer, events: Events, listen: Callable[..., Listener]
) -> None:
    listener, stream = listen(), events.stream()
    stream.put(event("revoked", {"reason": "replaced"}) + event("directory", {"revision": "r2"}))
    assert (listener.next(), listener.next()) == (StreamUp(), RevokedNews("replaced"))
    stream.put(None)
    assert listener.stream.join(5.0)
    assert (listener.news.empty(), len(platform.requests)) == (True, 1)


def test_a_token_that_is_void_is_a_revoked_login(platform: PlatformServer, listen: Callable[..., Listener]) -> None:
    platform.answers["/v1/events"] = Sent.error("login_revoked", 401, reason="replaced")
    listener = listen()
    assert listener.next() == RevokedNews("replaced")
    assert listener.stream.join(5.0)
    assert len(platform.requests) == 1


@pytest.mark.parametrize("silence", ["nothing at all", "a drip without end"])
def test_a_silent_stream_is_taken_as_broken(
    platform: PlatformServer, events: Events, listen: Callable[..., Listener], silence: str
) -> None:
    listener, stream = listen(silent_s=0.3), events.stream()
    stream.put(event("directory", {"revision": "r1"}))
    assert (listener.next(), listener.next()) == (StreamUp(), DirectoryNews("r1"))
    while listener.news.empty():
        if silence == "a drip without end":
            stream.put(b"x")
        time.sleep(0.02)
    assert listener.next() == StreamDown()
    events.stream()


@pytest.mark.parametrize("phase", ["before the head", "in the stream", "in a pause"])
def test_it_ends_at_once_whatever_it_waits_for(
    platform: PlatformServer, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    platform.answers["/v1/events"] = Sent(500) if phase == "in a pause" else (events := Events())
    monkeypatch.setattr(stream_module, "pause_s", lambda attempt, chance: 30.0)
    listener = Listener(platform.url)
    if phase == "in the stream":
        events.stream().put(event("directory", {"revision": "r1"}))
        listener.next()
        listener.next()
    while not platform.requests:
        time.sleep(0.01)
    before = time.monotonic()
    listener.stop()
    assert time.monotonic() - before < 1.0
    assert listener.news.empty()


def test_the_pauses_grow_to_half_a_minute(monkeypatch: pytest.MonkeyPatch, unused_port: int) -> None:
    asked: list[int] = []
    waited: list[float] = []
    stream = EventStream(f"http://127.0.0.1:{unused_port}", "t", lambda news: None, chance=lambda: 1.0)

    def wait(seconds: float) -> bool:
        asked.append(1)
        waited.append(seconds)
        if len(waited) == 8:
            stream.stop()
        return False

    monkeypatch.setattr(stream._ended, "wait", wait)
    stream.start()
    assert stream.join(ENOUGH_S)
    assert waited == [1.25, 2.5, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0]


def test_without_an_address_there_is_nothing_to_follow() -> None:
    stream = PlatformClient("").follow("t", lambda news: None)
    stream.stop()


def test_callbacks_are_asked_for_and_ended(platform: PlatformServer, client: PlatformClient) -> None:
    assert client.call_back("T0ken-1", "8014") == "cb1"
    client.end_call_back("T0ken-1", "cb1")
    assert [(method, path) for method, path, _, _ in platform.requests] == [
        ("POST", "/v1/callbacks"), ("DELETE", "/v1/callbacks/cb1"),
    ]  # fmt: skip
    assert platform.objections == []
