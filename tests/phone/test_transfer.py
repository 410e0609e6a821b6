"""Transfers on the wire: what a platform may do beside what it should."""

from __future__ import annotations

import time

import numpy as np
import pytest

from backend.phone.messages import (
    CancelTransfer,
    Died,
    Ended,
    EndedBy,
    HangUp,
    Hold,
    HoldChanged,
    Refused,
    RemoteChanged,
    Transfer,
    TransferProgress,
)
from tests.audio import RATE
from tests.fakes.sip_peer_call import PeerCall
from tests.phone.line import Line, a_line

pytestmark = pytest.mark.usefixtures("no_card")


def transferring(line: Line) -> PeerCall:
    """A call whose transfer the platform has accepted."""
    call = line.dial()
    line.phone.send(Transfer("a", "8015"))
    line.book.wait(TransferProgress, status=100)
    return call


def alive(line: Line) -> None:
    """The call can still be hung up, and the process has never died."""
    line.phone.send(HangUp("a"))
    assert line.book.wait(Ended).by is EndedBy.LOCAL
    assert not any(isinstance(news, Died) for news in line.book.all())


def test_a_call_that_came_in_can_be_transferred_too() -> None:
    with a_line() as line:
        call_id, call = line.answer()
        line.phone.send(Transfer(call_id, "8015"))
        assert call.wait_request("REFER").get("refer-to") == "<sip:8015@peer.example>"
        call.notify(200)
        assert line.book.wait(TransferProgress, final=True).status == 200
        call.hang_up()
        assert line.book.wait(Ended).by is EndedBy.REMOTE


def test_a_held_party_is_sent_nothing_not_even_silence() -> None:
    """A telephone that takes every packet that comes would hear it between those of the platform's music."""
    with a_line() as line:
        call = line.dial()
        call.ear.wait(5)
        line.phone.send(Hold("a", True))
        line.book.wait(HoldChanged, local=True)
        began = time.monotonic() + 0.1
        call.ear.talk(call.media, np.zeros(RATE // 2, dtype=np.int16)).join()
        assert not [packet for packet in call.ear.packets() if packet.at > began]
        line.phone.send(Hold("a", False))
        line.book.wait(HoldChanged, local=False)
        call.ear.wait_until(time.monotonic())


def test_a_platform_may_ask_for_the_password_before_it_transfers() -> None:
    with a_line() as line:
        call = line.dial()
        call.challenges_refer = True
        line.phone.send(Transfer("a", "8015"))
        line.book.wait(TransferProgress, status=100)
        assert call.wait_request("REFER", 2).get("proxy-authorization").startswith("Digest ")
        call.notify(200)
        assert line.book.wait(TransferProgress, final=True).status == 200


def test_a_report_nobody_asked_for_changes_nothing() -> None:
    with a_line() as line:
        call = line.dial()
        assert call.notify(200).status >= 400
        assert not any(isinstance(news, TransferProgress | Ended) for news in line.book.all())
        alive(line)


@pytest.mark.parametrize("fragment", ["", "nonsense", "SIP/2.0", "SIP/2.0 abc", "HTTP/1.1 200 OK\r\n", "\x00" * 200])
def test_a_report_that_says_nothing_is_passed_over_and_one_that_is_the_last_is_a_failure(fragment: str) -> None:
    with a_line() as line:
        call = transferring(line)
        call.notify_fragment(fragment, over=False)
        call.notify(180)
        line.book.wait(TransferProgress, status=180)
        call.notify_fragment(fragment, over=True)
        assert line.book.wait(TransferProgress, final=True).status >= 400
        line.book.wait(HoldChanged, local=False)
        alive(line)


def test_a_subscription_that_ends_while_the_target_still_rings_is_a_failure() -> None:
    with a_line() as line:
        transferring(line).notify(180, terminated=True)
        assert line.book.wait(TransferProgress, final=True).status == 408
        alive(line)


def test_a_result_that_comes_after_it_was_given_up_ends_our_leg() -> None:
    """The other party is with the target: whoever stayed here would hear nobody."""
    with a_line() as line:
        call = transferring(line)
        line.phone.send(CancelTransfer("a"))
        assert line.book.wait(TransferProgress, final=True).status == 487
        call.notify(200)
        assert line.book.wait(Ended, timeout_s=5.0).by is EndedBy.LOCAL
        finals = [news for news in line.book.all() if isinstance(news, TransferProgress) and news.final]
        assert len(finals) == 1


def test_two_holds_that_meet_do_not_stop_a_transfer() -> None:
    with a_line() as line:
        call = line.dial()
        call.reinvite_status = 491
        line.phone.send(Transfer("a", "8015"))
        call.wait_request("INVITE", 2)
        call.reinvite_status = 200
        line.book.wait(TransferProgress, status=100, timeout_s=6.0)
        call.notify(486)
        assert line.book.wait(TransferProgress, final=True).status == 486


def test_a_new_party_during_a_transfer_is_told_as_ever() -> None:
    with a_line() as line:
        call = transferring(line)
        call.reinvite(P_Asserted_Identity='"First" <sip:8014@peer.example>')
        call.reinvite(P_Asserted_Identity='"Second" <sip:8016@peer.example>')
        assert line.book.wait(RemoteChanged).number == "8016"
        call.notify(404)
        assert line.book.wait(TransferProgress, final=True).status == 404


def test_cancelling_before_the_platform_was_asked_asks_it_nothing() -> None:
    with a_line() as line:
        call = line.dial()
        call.reinvite_status = 491
        line.phone.send(Transfer("a", "8015"))
        call.wait_request("INVITE", 2)
        line.phone.send(CancelTransfer("a"))
        assert line.book.wait(TransferProgress, final=True).status == 487
        call.reinvite_status = 200
        alive(line)
        assert not any(message.method == "REFER" for message in call.seen)


def test_a_report_that_ends_one_transfer_does_not_end_the_next() -> None:
    with a_line() as line:
        call = transferring(line)
        for number in range(8016, 8022):
            call.notify(486)
            line.book.wait(TransferProgress, final=True)
            line.phone.send(Transfer("a", str(number)))
            line.book.wait(TransferProgress, status=100)
        finals = [news for news in line.book.all() if isinstance(news, TransferProgress) and news.final]
        assert [news.status for news in finals] == [486] * 6


def test_the_telephone_leaves_in_mid_transfer() -> None:
    with a_line() as line:
        transferring(line)


def test_transfers_one_after_the_other_leave_nothing_behind() -> None:
    with a_line() as line:
        call = line.dial()
        for count in range(1, 21):
            line.phone.send(Transfer("a", f"80{count:02}"))
            line.book.wait(TransferProgress, status=100)
            call.notify(180)
            call.notify(486)
            assert line.book.wait(TransferProgress, final=True).status == 486
            line.book.wait(HoldChanged, local=False)
        assert not any(isinstance(news, Refused) for news in line.book.all())
        alive(line)
