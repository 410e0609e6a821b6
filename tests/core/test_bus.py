"""Events reach everybody in order."""

from __future__ import annotations

from backend.core.bus import Bus
from backend.core.events import Event, RegistrationChanged
from backend.core.state import Registration

UP = RegistrationChanged(Registration("registered"))
DOWN = RegistrationChanged(Registration("failed"))


def test_every_subscriber_gets_every_event_with_its_number() -> None:
    bus, heard = Bus(), []
    for name in "ab":
        bus.subscribe(lambda seq, event, name=name: heard.append((name, seq, event)))  # type: ignore[misc]
    bus.publish(UP)
    bus.publish(DOWN)
    assert heard == [("a", 1, UP), ("b", 1, UP), ("a", 2, DOWN), ("b", 2, DOWN)]
    assert bus.seq == 2


def test_a_failing_subscriber_is_skipped() -> None:
    bus = Bus()
    heard: list[Event] = []

    def fail(_seq: int, _event: Event) -> None:
        raise RuntimeError

    bus.subscribe(fail)
    bus.subscribe(lambda _, event: heard.append(event))
    bus.publish(UP)
    assert heard == [UP]


def test_an_event_published_by_a_subscriber_comes_after_the_one_it_follows_from() -> None:
    bus = Bus()
    heard: list[tuple[str, int]] = []

    def react(seq: int, event: Event) -> None:
        heard.append(("first", seq))
        if event is UP:
            bus.publish(DOWN)

    bus.subscribe(react)
    bus.subscribe(lambda seq, _: heard.append(("second", seq)))
    bus.publish(UP)
    assert heard == [("first", 1), ("second", 1), ("first", 2), ("second", 2)]


def test_a_subscription_that_ended_hears_nothing_more() -> None:
    bus = Bus()
    heard: list[int] = []
    end = bus.subscribe(lambda seq, _: heard.append(seq))
    bus.publish(UP)
    end()
    end()
    bus.publish(DOWN)
    assert heard == [1]
