"""What can fail now: one base class with a code; sentences for people live in the frontend, keyed by the code."""

from __future__ import annotations

from typing import Any


class TelephoneError(Exception):
    """A refusal a person can understand: `code` names it, `detail` fills its sentence, `status` is its HTTP status."""

    status = 400

    def __init__(self, code: str, status: int | None = None, **detail: Any) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        if status is not None:
            self.status = status


class InvalidInput(TelephoneError):
    """What was typed or sent cannot be used: `invalid_mobile`, `invalid_number`, `invalid_code`, `invalid_digits`,
    `invalid_setting` (with field), `invalid_link`, `invalid_body`, `unknown_enterprise`, `own_number`,
    `transfer_to_self`, `transfer_to_party`."""


class NotPossibleNow(TelephoneError):
    """The telephone is in a state in which this cannot be done. Calls: `not_registered`, `not_registered_emergency`,
    `call_in_progress`, `call_comes_in`, `no_such_call`, `wrong_call_state`, `not_permitted` (with needed),
    `transfer_under_way`.
    Sound: `no_sound_settings`, `sound_test_in_call`. Settings: `setting_locked` (with field). Update:
    `update_in_call`, `update_not_ready`. Registration of a person: `wrong_step`, `no_code_asked`,
    `code_too_soon` (with retry_after_s). Both: `not_logged_in`."""

    status = 409


class PlatformRefused(TelephoneError):
    """The platform answered with an error; `code` is the platform's own code."""

    status = 422


class PlatformUnreachable(TelephoneError):
    """The platform did not answer: `platform_unreachable`, `platform_timeout`, `platform_nonsense`; nobody said where
    it is: `platform_not_configured`."""

    status = 502


class UpdateRefused(TelephoneError):
    """The update cannot be had: `update_unreachable`, `update_tampered`, `update_replayed`, `update_expired`,
    `update_wrong_key`, `update_older`, `update_disk_full`, `update_not_writable`, `update_broken`,
    `update_no_source`."""

    status = 502


class StorageFailed(TelephoneError):
    """The disk refused: `disk_full`, `data_read_only`, `storage_failed`; a report, with folder: `report_no_room`,
    `report_not_writable`, `report_not_saved`."""

    status = 507
