"""What a phone promises to core about transfers; the fake phone and the real process keep the same promises."""

from __future__ import annotations

import time

import pytest

from backend.phone import messages as m
from backend.phone.messages import EndedBy, TransferProgress
from tests.contract.phone_stage import FarCall, Stage, registered, talking

TAKEN_BACK = m.HoldChanged("a", local=False, remote=False)


def transferring(stage: Stage, number: str = "8015") -> FarCall:
    """A transfer the platform has accepted."""
    far = talking(stage)
    stage.phone.send(m.Transfer("a", number))
    stage.book.wait(TransferProgress, status=100)
    return far


def final(stage: Stage) -> TransferProgress:
    """How the transfer ended."""
    return stage.book.wait(TransferProgress, final=True)


def progress(stage: Stage) -> list[int]:
    """The statuses so far, in order."""
    return [news.status for news in stage.book.all() if isinstance(news, TransferProgress)]


def test_the_other_party_is_held_before_the_platform_is_asked_and_progress_is_told(stage: Stage) -> None:
    far = transferring(stage)
    far.wait_seen("held")
    far.wait_seen("REFER 8015")
    kinds = [type(news) for news in stage.book.all()]
    assert kinds.index(m.HoldChanged) < kinds.index(TransferProgress)
    far.notify(100)
    far.notify(180)
    stage.book.wait(TransferProgress, status=180, final=False)
    assert progress(stage) == [100, 180]


def test_when_the_target_has_answered_the_platform_ends_our_call(stage: Stage) -> None:
    far = transferring(stage)
    far.notify(180)
    far.notify(200)
    assert final(stage) == TransferProgress("a", 200, final=True)
    far.hang_up(reason="SIP;cause=200")
    ended = stage.book.wait(m.Ended)
    assert (ended.call_id, ended.status, ended.by, ended.reason) == ("a", 200, EndedBy.REMOTE, "")
    assert TAKEN_BACK not in stage.book.all()


def test_a_platform_that_does_not_end_our_call_has_it_ended_by_us_within_two_seconds(stage: Stage) -> None:
    far = transferring(stage)
    far.notify(200)
    final(stage)
    ended = stage.book.wait(m.Ended, timeout_s=5.0)
    assert (ended.status, ended.by, ended.reason) == (200, EndedBy.LOCAL, "")
    far.wait_seen("BYE")


@pytest.mark.parametrize("status", [486, 404, 403, 480, 503, 603])
def test_a_transfer_that_failed_is_told_with_its_status_and_the_call_comes_back(stage: Stage, status: int) -> None:
    far = transferring(stage)
    far.notify(180)
    far.notify(status)
    assert final(stage).status == status
    stage.book.wait(m.HoldChanged, local=False)
    far.wait_seen("taken back")
    stage.phone.send(m.SendDtmf("a", "5"))
    far.wait_seen("5")


@pytest.mark.parametrize("status", [403, 603])
def test_a_platform_that_does_not_transfer_at_all_is_a_failure_with_its_status(stage: Stage, status: int) -> None:
    far = talking(stage)
    far.will_answer(refer=status)
    stage.phone.send(m.Transfer("a", "8015"))
    assert final(stage).status == status
    stage.book.wait(m.HoldChanged, local=False)
    assert progress(stage) == [status]


def test_a_hold_that_is_refused_is_a_failure_and_the_platform_is_not_asked(stage: Stage) -> None:
    far = talking(stage)
    far.will_answer(reinvite=488)
    stage.phone.send(m.Transfer("a", "8015"))
    assert final(stage).status == 488
    far.will_answer()
    stage.phone.send(m.Hold("a", True))
    stage.book.wait(m.HoldChanged, local=True)
    assert not any(isinstance(news, m.Refused) for news in stage.book.all())


def test_after_a_failure_another_transfer_can_be_tried(stage: Stage) -> None:
    far = transferring(stage)
    far.notify(486)
    final(stage)
    stage.book.wait(m.HoldChanged, local=False)
    stage.phone.send(m.Transfer("a", "8016"))
    stage.book.wait(TransferProgress, status=100)
    far.notify(200)
    assert final(stage).status == 200


def test_a_cancelled_transfer_takes_the_call_back_and_ends_with_487(stage: Stage) -> None:
    far = transferring(stage)
    far.notify(180)
    stage.book.wait(m.HoldChanged, local=True)
    stage.phone.send(m.CancelTransfer("a"))
    far.wait_seen("taken back")
    assert stage.book.wait(m.HoldChanged) == TAKEN_BACK
    far.notify(487)
    assert final(stage).status == 487


def test_a_platform_that_does_not_confirm_a_cancelled_transfer_is_waited_for_two_seconds(stage: Stage) -> None:
    transferring(stage)
    stage.phone.send(m.CancelTransfer("a"))
    assert stage.book.wait(TransferProgress, timeout_s=5.0, final=True).status == 487


def test_a_target_that_answers_while_we_cancel_has_been_transferred_to(stage: Stage) -> None:
    far = transferring(stage)
    stage.phone.send(m.CancelTransfer("a"))
    far.wait_seen("taken back")
    far.notify(200)
    assert final(stage).status == 200
    far.hang_up()
    assert stage.book.wait(m.Ended).by is EndedBy.REMOTE


def test_a_call_that_was_held_before_stays_held_after_a_failure(stage: Stage) -> None:
    far = talking(stage)
    stage.phone.send(m.Hold("a", True))
    stage.book.wait(m.HoldChanged, local=True)
    stage.phone.send(m.Transfer("a", "8015"))
    stage.book.wait(TransferProgress, status=100)
    far.notify(486)
    final(stage)
    stage.phone.send(m.Hold("a", False))
    assert stage.book.wait(m.HoldChanged) == TAKEN_BACK


def test_cancelling_takes_back_also_a_call_that_was_held_before(stage: Stage) -> None:
    far = talking(stage)
    stage.phone.send(m.Hold("a", True))
    stage.book.wait(m.HoldChanged, local=True)
    stage.phone.send(m.Transfer("a", "8015"))
    stage.book.wait(TransferProgress, status=100)
    stage.phone.send(m.CancelTransfer("a"))
    assert stage.book.wait(m.HoldChanged) == TAKEN_BACK
    far.notify(487)
    assert final(stage).status == 487


def test_a_call_whose_other_party_hangs_up_in_mid_transfer_has_ended(stage: Stage) -> None:
    far = transferring(stage)
    far.notify(180)
    far.hang_up(reason="Q.850;cause=16")
    ended = stage.book.wait(m.Ended)
    assert (ended.by, ended.reason) == (EndedBy.REMOTE, "Q.850;cause=16")
    assert not any(isinstance(news, TransferProgress) and news.final for news in stage.book.all())


def test_hanging_up_in_mid_transfer_ends_the_call(stage: Stage) -> None:
    far = transferring(stage)
    stage.phone.send(m.HangUp("a"))
    assert stage.book.wait(m.Ended).by is EndedBy.LOCAL
    far.wait_seen("BYE")


def test_a_transfer_nobody_reports_on_has_failed_with_408_and_the_call_comes_back(stage: Stage) -> None:
    began = time.monotonic()
    transferring(stage)
    assert final(stage).status == 408
    assert time.monotonic() - began >= 1.0
    stage.book.wait(m.HoldChanged, local=False)


def test_what_does_not_fit_a_transfer_under_way_is_refused(stage: Stage) -> None:
    far = transferring(stage)
    for command in (m.Transfer("a", "8016"), m.Hold("a", False)):
        stage.phone.send(command)
        assert stage.book.wait(m.Refused) == m.Refused("a", "wrong_call_state", type(command).__name__)
    far.notify(486)
    final(stage)
    stage.phone.send(m.CancelTransfer("a"))
    assert stage.book.wait(m.Refused) == m.Refused("a", "wrong_call_state", "CancelTransfer")


def test_a_call_that_is_not_established_cannot_be_transferred(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    stage.next_call().ring()
    stage.book.wait(m.Ringing)
    stage.phone.send(m.Transfer("a", "8015"))
    assert stage.book.wait(m.Refused) == m.Refused("a", "wrong_call_state", "Transfer")


@pytest.mark.parametrize("nonsense", ["", "80 15", "8015@elsewhere", "8\r\nX: 1"])
def test_a_transfer_to_nonsense_fails_at_once_and_nobody_is_held(stage: Stage, nonsense: str) -> None:
    talking(stage)
    stage.phone.send(m.Transfer("a", nonsense))
    assert final(stage).status == 484
    assert not any(isinstance(news, m.HoldChanged) for news in stage.book.all())
