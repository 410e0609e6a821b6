"""What the user must be told stands until it was read."""

from __future__ import annotations

from backend.core.bus import Bus
from backend.core.notices import Notices


def _notices() -> tuple[Notices, Bus]:
    bus = Bus()
    return Notices(bus), bus


def test_a_notice_stands_until_it_is_dismissed() -> None:
    notices, bus = _notices()
    notices.add("secrets_in_file", path="/x")
    (notice,) = notices.all()
    assert (notice.code, notice.detail) == ("secrets_in_file", (("path", "/x"),))
    notices.dismiss(notice.id)
    assert notices.all() == ()
    assert bus.seq == 2


def test_the_same_thing_said_again_stands_once() -> None:
    notices, bus = _notices()
    notices.add("disk_full")
    notices.add("disk_full")
    assert (len(notices.all()), bus.seq) == (1, 1)


def test_a_new_detail_replaces_the_old_one_and_has_its_own_id() -> None:
    notices, _ = _notices()
    notices.add("history_not_saved", cause="disk_full")
    (first,) = notices.all()
    notices.add("history_not_saved", cause="data_read_only")
    (second,) = notices.all()
    assert second.detail == (("cause", "data_read_only"),)
    notices.dismiss(first.id)
    assert notices.all() == (second,)


def test_an_unknown_notice_cannot_be_dismissed_and_nothing_is_told() -> None:
    notices, bus = _notices()
    notices.add("disk_full")
    notices.dismiss("nobody")
    assert (len(notices.all()), bus.seq) == (1, 1)
