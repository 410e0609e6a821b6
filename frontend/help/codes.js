// @ts-check
/** Which page explains a message: codes of errors, notices, ended calls and reasons of a lost connection. */

/** @type {Record<string, string[]>} the codes by the page that explains them */
const EXPLAINED = {
  register: ["unknown_mobile", "unknown_enterprise", "not_logged_in"],
  install: ["platform_not_configured", "not_configured"],
  policy: ["refused_by_policy"],
  replaced: ["login_revoked", "login_removed", "replaced"],
  clients: ["answered_elsewhere", "declined_elsewhere"],
  mode: ["no_mobile", "wrong_mode", "not_a_mobile_client", "callback_under_way", "callback_failed", "callback_lost",
    "callback_left", "own_mobile_busy", "own_mobile_no_answer", "own_mobile_declined", "own_mobile_unavailable"],
  permission: ["not_permitted"],
  emergency: ["not_registered_emergency"],
  no_line: ["platform_unreachable", "platform_timeout", "credentials_refused", "registration_refused", "not_registered",
    "login_locked", "connection_lost", "program_gone", "far",
    "no_network", "name_not_found", "refused", "slow", "unreachable", "out_of_order", "another_answers", "tls_failed",
    "certificate_not_yet", "certificate_expired", "certificate_untrusted", "certificate_of_another",
    "certificate_refused", "failed", "unregistered", "locked"],
  failed: ["cut_off", "unavailable", "offline", "number_unknown", "number_incomplete", "number_ambiguous",
    "number_moved", "number_gone", "number_not_callable", "call_blocked", "anonymous_refused", "identity_refused",
    "network_timeout", "network_busy", "network_failed", "bandwidth_insufficient", "call_failed", "call_looped",
    "media_incompatible", "feature_missing", "encryption_incompatible", "network_incompatible",
    "address_incompatible", "transport_incompatible", "bandwidth_unknown", "media_unavailable", "codec_incompatible",
    "attribute_unknown", "description_unknown", "multicast_unavailable", "unicast_unavailable"],
  transfer: ["transfer_to_self", "transfer_to_party", "transfer_under_way"],
  calls: ["call_in_progress", "call_comes_in", "missed_while_busy"],
  dnd: ["missed_do_not_disturb"],
  links: ["invalid_link", "links_not_set"],
  tray: ["no_tray", "autostart_not_set"],
  sound: ["no_sound_server", "no_microphone", "no_speaker", "device_lost", "no_processing", "sound_test_in_call"],
  quiet: ["no_sound_settings", "fair", "poor"],
  about: ["update_unreachable", "update_tampered", "update_replayed", "update_expired", "update_wrong_key",
    "update_older", "update_disk_full", "update_not_writable", "update_broken", "update_no_source", "update_in_call",
    "update_not_ready", "update_rolled_back", "update_by_apt", "update_by_source",
    "database_newer", "settings_newer"],
  diagnostics: ["report_no_room", "report_not_writable", "report_not_saved"],
  logout: ["data_not_erased"],
  history: ["history_not_cleared"],
  privacy: ["secrets_in_file", "login_not_saved", "login_not_read", "login_unreadable", "login_not_cleared",
    "keychain_unavailable", "database_set_aside", "history_not_saved", "data_not_opened", "disk_full",
    "data_read_only", "storage_failed", "settings_set_aside", "settings_not_read", "settings_not_saved",
    "settings_unreadable", "setting_locked", "little_room", "full", "read_only", "file", "not_kept", "not_cleared"],
};

/** @type {Map<string, string>} the page by the code */
export const CODES = new Map(Object.entries(EXPLAINED).flatMap(([page, codes]) =>
  codes.map((code) => /** @type {[string, string]} */ ([code, page]))));
