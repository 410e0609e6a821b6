"""What Asterisk 22 does about a transfer, step by step as it was measured, played by an independent SIP program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from backend.phone.messages import (
    Dial,
    Ended,
    EndedBy,
    Established,
    HangUp,
    HoldChanged,
    PhoneOptions,
    Register,
    Registered,
    Started,
    Transfer,
    TransferProgress,
)
from backend.phone.process import PhoneProcess
from tests.fakes.news import NewsBook
from tests.phone.line import ACCOUNT
from tests.phone.sipp_peer import a_sipp_peer, bye, hung_up, notify, pause, refer, reinvite

pytestmark = pytest.mark.usefixtures("no_card")


@contextmanager
def a_transfer(folder: Path, steps: list[str]) -> Iterator[tuple[PhoneProcess, NewsBook]]:
    """A call through this far side, in which a transfer has been asked for; in the end the far side is content."""
    book = NewsBook()
    with a_sipp_peer(folder, [reinvite("recvonly"), refer(), *steps]) as peer:
        phone = PhoneProcess(PhoneOptions(), book.write)
        phone.start()
        try:
            book.wait(Started)
            phone.send(Register(replace(ACCOUNT, proxy=peer.address)))
            book.wait(Registered)
            phone.send(Dial("a", "8014"))
            book.wait(Established)
            phone.send(Transfer("a", "8015"))
            yield phone, book
        finally:
            phone.stop()
        assert peer.wait() == 0, peer.errors()


def test_the_target_counts_as_reached_when_it_rings_and_we_must_leave_by_ourselves(tmp_path: Path) -> None:
    steps = [
        notify(1, "100 Trying", False),
        notify(2, "180 Ringing", False),
        pause(20),
        notify(3, "200 OK", True),
        hung_up(),
    ]
    with a_transfer(tmp_path, steps) as (_, book):
        assert book.wait(TransferProgress, status=180).final is False
        assert book.wait(TransferProgress, final=True).status == 200
        ended = book.wait(Ended, timeout_s=5.0)
        assert (ended.by, ended.reason) == (EndedBy.LOCAL, "")


def test_an_extension_that_does_not_exist_gives_the_call_back(tmp_path: Path) -> None:
    steps = [notify(1, "100 Trying", False), notify(2, "404 Not Found", True), reinvite("sendrecv"), hung_up()]
    with a_transfer(tmp_path, steps) as (phone, book):
        assert book.wait(TransferProgress, final=True).status == 404
        book.wait(HoldChanged, local=True)
        book.wait(HoldChanged, local=False)
        phone.send(HangUp("a"))
        assert book.wait(Ended).by is EndedBy.LOCAL


def test_a_failed_transfer_after_which_the_other_party_is_gone_ends_the_call(tmp_path: Path) -> None:
    steps = [
        notify(1, "100 Trying", False),
        notify(2, "503 Service Unavailable", True),
        reinvite("sendrecv"),
        bye(3),
    ]
    with a_transfer(tmp_path, steps) as (_, book):
        assert book.wait(TransferProgress, final=True).status == 503
        assert book.wait(Ended).by is EndedBy.REMOTE
