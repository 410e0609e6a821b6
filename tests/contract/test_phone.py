"""What a phone promises to core; the fake phone and the real process keep the same promises."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from backend.core.ending import WarningValue
from backend.core.state import LineFacts
from backend.phone import messages as m
from backend.phone.messages import EndedBy
from backend.phone.sound_messages import MeasureLevel, SoundLevel, SoundTest, StartSoundTest
from tests.contract.phone_stage import Stage, registered, talking


def test_the_first_news_is_that_the_phone_is_up(stage: Stage) -> None:
    stage.phone.start()
    started = stage.book.wait(m.Started)
    assert stage.book.all()[0] == started
    assert started == m.Started(stage.phone.pid, restarted=False)


def test_a_right_password_registers(stage: Stage) -> None:
    stage.phone.start()
    stage.phone.send(m.Register(stage.account))
    assert stage.book.wait(m.Registered).expires_s > 0


def test_a_wrong_password_is_told_with_its_status(stage: Stage) -> None:
    stage.phone.start()
    stage.phone.send(m.Register(replace(stage.account, password="guess")))
    assert stage.book.wait(m.RegistrationFailed).status == 401


def test_a_refused_registration_is_told_and_a_later_one_succeeds(stage: Stage) -> None:
    stage.registrar(403)
    stage.phone.start()
    stage.phone.send(m.Register(stage.account))
    assert stage.book.wait(m.RegistrationFailed).status == 403
    stage.registrar(200)
    stage.phone.send(m.Register(stage.account))
    stage.book.wait(m.Registered)


def test_the_same_account_again_registers_at_once(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Register(stage.account))
    stage.book.wait(m.Registered)


def test_unregistering_is_told(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Unregister())
    stage.book.wait(m.Unregistered)


def test_a_dialled_call_is_calling_then_ringing_then_established(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    far = stage.next_call()
    assert far.number == "8014"
    stage.book.wait(m.Calling, call_id="a")
    far.ring()
    assert stage.book.wait(m.Ringing, call_id="a").early_media is False
    far.answer()
    stage.book.wait(m.Established, call_id="a")


def test_ringback_of_the_network_is_told_as_early_media(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    stage.next_call().ring(early_media=True)
    assert stage.book.wait(m.Ringing, call_id="a").early_media is True


@pytest.mark.parametrize("status", [404, 480, 486, 603])
def test_a_refused_call_ends_with_the_status_of_the_refusal(stage: Stage, status: int) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    stage.next_call().refuse(status)
    ended = stage.book.wait(m.Ended)
    assert (ended.call_id, ended.status, ended.by) == ("a", status, EndedBy.REMOTE)


def test_the_reason_and_the_warnings_of_a_refusal_are_told(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    warnings = (WarningValue(305, "Incompatible media format"), WarningValue(399, "请拨 8000"))
    stage.next_call().refuse(480, "Q.850;cause=20", warnings)
    ended = stage.book.wait(m.Ended)
    assert (ended.reason, ended.warnings) == ("Q.850;cause=20", warnings)


def test_hanging_up_before_the_answer_cancels(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    far = stage.next_call()
    far.ring()
    stage.book.wait(m.Ringing)
    stage.phone.send(m.HangUp("a"))
    ended = stage.book.wait(m.Ended)
    assert (ended.status, ended.by) == (487, EndedBy.LOCAL)
    far.wait_seen("CANCEL")


def test_hanging_up_an_established_call_says_bye(stage: Stage) -> None:
    far = talking(stage)
    stage.phone.send(m.HangUp("a"))
    ended = stage.book.wait(m.Ended)
    assert (ended.status, ended.by) == (200, EndedBy.LOCAL)
    far.wait_seen("BYE")


def test_a_call_the_other_party_ends_is_told_with_its_reason(stage: Stage) -> None:
    talking(stage).hang_up(reason="Q.850;cause=16")
    ended = stage.book.wait(m.Ended)
    assert (ended.call_id, ended.status, ended.by, ended.reason) == ("a", 200, EndedBy.REMOTE, "Q.850;cause=16")


@pytest.mark.parametrize("command", [m.CheckCall("a"), m.Hold("a", True)])
def test_a_call_that_is_unknown_to_who_answers_our_request_in_it_has_failed(stage: Stage, command: m.Command) -> None:
    talking(stage).will_answer(reinvite=481, options=481)
    stage.phone.send(command)
    ended = stage.book.wait(m.Ended)
    assert (ended.call_id, ended.status, ended.by) == ("a", 481, EndedBy.FAILURE)


@pytest.mark.parametrize("answer", [200, 405, 503])
def test_a_call_that_is_checked_goes_on_whatever_else_is_answered(stage: Stage, answer: int) -> None:
    far = talking(stage)
    far.will_answer(options=answer)
    stage.phone.send(m.CheckCall("a"))
    far.wait_seen("OPTIONS")
    far.hang_up()
    assert stage.book.wait(m.Ended).by is EndedBy.REMOTE


def test_only_an_established_call_can_be_checked(stage: Stage) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", "8014"))
    stage.next_call().ring()
    stage.book.wait(m.Ringing)
    stage.phone.send(m.CheckCall("a"))
    assert stage.book.wait(m.Refused) == m.Refused("a", "wrong_call_state", "CheckCall")


def test_a_caller_hears_ringing_and_is_told_with_number_and_name_and_who_handed_the_call_on(stage: Stage) -> None:
    registered(stage)
    far = stage.call("02557995555", "外线", ("8006", "唐静"))
    incoming = stage.book.wait(m.Incoming)
    assert (incoming.number, incoming.display_name) == ("02557995555", "外线")
    assert (incoming.referred_by, incoming.referred_by_name) == ("8006", "唐静")
    assert 0 < incoming.received_ns <= time.monotonic_ns()
    far.wait_seen("180")


def test_an_answered_call_is_established(stage: Stage) -> None:
    registered(stage)
    far = stage.call("8014", "")
    incoming = stage.book.wait(m.Incoming)
    stage.phone.send(m.Answer(incoming.call_id))
    stage.book.wait(m.Established, call_id=incoming.call_id)
    far.wait_seen("200")


def test_a_silenced_call_goes_on_ringing_there_and_can_be_answered(stage: Stage) -> None:
    registered(stage)
    far = stage.call("8014", "")
    incoming = stage.book.wait(m.Incoming)
    stage.phone.send(m.SilenceRing(incoming.call_id))
    stage.phone.send(m.Answer(incoming.call_id))
    stage.book.wait(m.Established, call_id=incoming.call_id)
    far.wait_seen("200")
    stage.phone.send(m.SilenceRing(incoming.call_id))
    assert stage.book.wait(m.Refused) == m.Refused(incoming.call_id, "wrong_call_state", "SilenceRing")


@pytest.mark.parametrize("status", [486, 603])
def test_a_declined_call_ends_here_and_there(stage: Stage, status: int) -> None:
    registered(stage)
    far = stage.call("8014", "")
    incoming = stage.book.wait(m.Incoming)
    stage.phone.send(m.Decline(incoming.call_id, status))
    ended = stage.book.wait(m.Ended, call_id=incoming.call_id)
    assert (ended.status, ended.by) == (status, EndedBy.LOCAL)
    far.wait_seen(str(status))


def test_a_call_answered_elsewhere_ends_with_that_reason(stage: Stage) -> None:
    registered(stage)
    far = stage.call("8014", "")
    incoming = stage.book.wait(m.Incoming)
    far.cancel(reason='SIP;cause=200;text="Call completed elsewhere"')
    ended = stage.book.wait(m.Ended, call_id=incoming.call_id)
    assert (ended.status, ended.by) == (487, EndedBy.REMOTE)
    assert ended.reason == 'SIP;cause=200;text="Call completed elsewhere"'


def test_hold_and_taking_back_are_told_when_the_other_party_has_agreed(stage: Stage) -> None:
    far = talking(stage)
    stage.phone.send(m.Hold("a", True))
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=True, remote=False)
    far.wait_seen("held")
    stage.phone.send(m.Hold("a", False))
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=False, remote=False)
    far.wait_seen("taken back")


def test_hold_and_taking_back_in_one_breath_both_happen_in_order(stage: Stage) -> None:
    talking(stage)
    for on in (True, False):
        stage.phone.send(m.Hold("a", on))
    assert stage.book.wait(m.HoldChanged).local is True
    assert stage.book.wait(m.HoldChanged).local is False


def test_being_held_and_taken_back_is_told(stage: Stage) -> None:
    far = talking(stage)
    far.hold(True)
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=False, remote=True)
    far.hold(False)
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=False, remote=False)


def test_being_held_by_a_party_that_we_hold_is_told(stage: Stage) -> None:
    far = talking(stage)
    stage.phone.send(m.Hold("a", True))
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=True, remote=False)
    far.hold(True)
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=True, remote=True)
    stage.phone.send(m.Hold("a", False))
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=False, remote=True)
    stage.phone.send(m.Hold("a", True))
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=True, remote=True)
    far.hold(False)
    assert stage.book.wait(m.HoldChanged) == m.HoldChanged("a", local=True, remote=False)


def test_another_party_at_the_other_end_is_told(stage: Stage) -> None:
    talking(stage).become("8015", "Second")
    assert stage.book.wait(m.RemoteChanged) == m.RemoteChanged("a", "8015", "Second")


def test_muting_and_unmuting_are_told(stage: Stage) -> None:
    talking(stage)
    for on in (True, False):
        stage.phone.send(m.Mute("a", on))
        assert stage.book.wait(m.MuteChanged) == m.MuteChanged("a", on)


def test_digits_reach_the_other_party(stage: Stage) -> None:
    far = talking(stage)
    stage.phone.send(m.SendDtmf("a", "12#"))
    far.wait_seen("12#")


def test_digits_of_the_other_party_are_told(stage: Stage) -> None:
    talking(stage).press("7")
    assert stage.book.wait(m.DtmfReceived) == m.DtmfReceived("a", "7")


def test_statistics_are_told_when_asked_for(stage: Stage) -> None:
    talking(stage)
    stage.phone.send(m.AskStatistics("a"))
    assert stage.book.wait(m.Statistics, call_id="a").codec == "G722"


def test_levels_are_told_when_asked_for_also_without_a_call(stage: Stage) -> None:
    stage.phone.start()
    stage.phone.send(MeasureLevel(True))
    level = stage.book.wait(SoundLevel)
    assert -90.0 <= min(level.microphone, level.speaker) <= 0.0


def test_no_sound_test_begins_in_a_call(stage: Stage) -> None:
    talking(stage)
    stage.phone.send(StartSoundTest("speaker"))
    assert stage.book.wait(SoundTest) == SoundTest("failed", "sound_test_in_call")


def test_dialling_without_an_account_ends_at_once(stage: Stage) -> None:
    stage.phone.start()
    stage.phone.send(m.Dial("a", "8014"))
    ended = stage.book.wait(m.Ended)
    assert (ended.status, ended.phrase, ended.by) == (503, "not_registered", EndedBy.FAILURE)


@pytest.mark.parametrize("nonsense", ["", "80 14", "8014@elsewhere", "8014;x=1", "8\r\nX: 1", "七"])
def test_dialling_nonsense_ends_at_once(stage: Stage, nonsense: str) -> None:
    registered(stage)
    stage.phone.send(m.Dial("a", nonsense))
    ended = stage.book.wait(m.Ended)
    assert (ended.status, ended.phrase, ended.by) == (484, "invalid_number", EndedBy.FAILURE)


@pytest.mark.parametrize("command", [m.Answer, m.Decline, m.HangUp, m.AskStatistics])
def test_a_command_for_a_call_that_is_over_is_refused(stage: Stage, command: type[m.Answer]) -> None:
    registered(stage)
    stage.phone.send(command("gone"))
    assert stage.book.wait(m.Refused) == m.Refused("gone", "no_such_call", command.__name__)


def test_what_the_phase_of_a_call_does_not_allow_is_refused_and_the_call_goes_on(stage: Stage) -> None:
    far = talking(stage)
    for command in (m.Answer("a"), m.Decline("a"), m.Dial("a", "8015")):
        stage.phone.send(command)
        assert stage.book.wait(m.Refused) == m.Refused("a", "wrong_call_state", type(command).__name__)
    stage.phone.send(m.SendDtmf("a", "5"))
    far.wait_seen("5")


def test_a_call_that_only_rings_cannot_be_held(stage: Stage) -> None:
    registered(stage)
    stage.call("8014", "")
    incoming = stage.book.wait(m.Incoming)
    stage.phone.send(m.Hold(incoming.call_id, True))
    assert stage.book.wait(m.Refused).code == "wrong_call_state"


def test_two_calls_are_kept_apart(stage: Stage) -> None:
    first = talking(stage, "a")
    stage.phone.send(m.Dial("b", "8015"))
    stage.next_call().answer()
    stage.book.wait(m.Established, call_id="b")
    first.hang_up()
    assert stage.book.wait(m.Ended).call_id == "a"
    stage.phone.send(m.HangUp("b"))
    assert stage.book.wait(m.Ended).call_id == "b"


def test_a_fifth_call_is_told_and_has_ended_because_we_are_busy(stage: Stage) -> None:
    registered(stage)
    for number in range(4):
        stage.call(f"801{number}", "")
        stage.book.wait(m.Incoming)
    fifth = stage.call("8019", "")
    incoming = stage.book.wait(m.Incoming)
    ended = stage.book.wait(m.Ended, call_id=incoming.call_id)
    assert (incoming.number, ended.status, ended.by) == ("8019", 486, EndedBy.LOCAL)
    fifth.wait_seen("486")


@pytest.mark.alone
def test_a_phone_that_dies_in_a_call_ends_it_and_comes_back_registered_within_three_seconds(stage: Stage) -> None:
    talking(stage)
    died_at = time.monotonic()
    stage.kill()
    ended = stage.book.wait(m.Ended)
    assert (ended.call_id, ended.status, ended.by) == ("a", 0, EndedBy.FAILURE)
    stage.book.wait(m.Died)
    assert stage.book.wait(m.Started, restarted=True).pid == stage.phone.pid
    stage.book.wait(m.Registered)
    assert time.monotonic() - died_at < 3.0
    order = [type(news) for news in stage.book.all() if not isinstance(news, LineFacts)]
    assert order[-4:] == [m.Ended, m.Died, m.Started, m.Registered]


@pytest.mark.alone
def test_stopping_ends_the_calls_at_the_other_end_within_two_seconds(stage: Stage) -> None:
    far = talking(stage)
    began = time.monotonic()
    assert stage.phone.stop() is True
    assert time.monotonic() - began < 2.0
    far.wait_seen("BYE")
