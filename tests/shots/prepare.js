// What the program says in each named state, put into the bridge before the page starts. Keys are the names of states.py.
{
  const bridge = window.__bridge;
  const state = bridge.state;
  const me = state.account;
  const registered = state.registration;
  const ENTERPRISES = [
    { id: "yunfan", name: "江苏云帆科技有限公司", main_number: "+862557990000" },
    { id: "hupan", name: "南京湖畔物业管理有限公司", main_number: "+862557996200" },
    { id: "qihang", name: "启航教育咨询（南京）中心", main_number: "+862557993318" },
  ];
  const ASKED = {
    step: "code", enterprises: ENTERPRISES, enterprise_id: "yunfan", main_number: "+862557990000", tries_left: 5,
    resend_at: bridge.now + 164_000, expires_at: bridge.now + 284_000,
  };
  const NO_DIRECTORY = { state: "empty", revision: "", count: 0, done: 0, total: 0, error: "", updated_at: 0 };
  const PERSON = { number: "8014", canonical: "ext:yunfan:8014", name: "张珊", person_id: "yf8014", department: "大客户组",
    via: "" };
  const OUTSIDE = { number: "02584326600", canonical: "+862584326600", name: "", person_id: "", department: "",
    via: "+862557990000" };

  const TANG_JING = { number: "8006", canonical: "ext:yunfan:8006", name: "唐静", person_id: "yf8006",
    department: "行政部", via: "" };
  const MOBILE = { number: "13900002210", canonical: "+8613900002210", name: "", person_id: "", department: "",
    via: "+862557990000" };

  const enrolment = (fields) => {
    state.account = null;
    state.registration = { state: "unregistered", reason: "", status: 0, retry_at: 0 };
    state.directory = { ...NO_DIRECTORY };
    Object.assign(state.enrolment, { step: "number", mobile: "+8613800008057" }, fields);
  };
  const download = (fields) => {
    enrolment({ step: "download" });
    state.account = me;
    state.registration = registered;
    Object.assign(state.directory, { state: "loading", done: 8342, total: 12_486 }, fields);
  };
  const live = (fields) => state.calls.push({
    id: "c1", direction: "outgoing", state: "established", party: PERSON, started_at: bridge.now - 280_000,
      answered_at: bridge.now - 267_000,
    ended_at: 0, duration_ms: 0, held: false, remote_held: false, muted: false, early_media: false, ended: null,
    transfer: null, mode: "network", phase: "", silenced: false, referred_by: null, ...fields,
  });
  const OUTSIDE_CALL = { direction: "incoming", party: OUTSIDE, started_at: bridge.now - 102_000,
    answered_at: bridge.now - 96_000 };
  const handover = (fields) => ({ party: PERSON, state: "under_way", code: "", status: 0,
    started_at: bridge.now - 5_000, ...fields });
  const unanswered = (fields) => live({ answered_at: 0, started_at: bridge.now - 6_000, ...fields });
  const incoming = (fields) => unanswered({ direction: "incoming", state: "incoming", started_at: bridge.now - 4_000,
    ...fields });
  const callbackMode = () => Object.assign(state.account, { mode: "callback", mode_reason: "administration" });
  const callback = (fields) => (callbackMode(), unanswered({ mode: "callback", state: "established", ...fields }));
  const refuseDial = (code) => bridge.script("POST", "/api/calls", 409, { error: { code, detail: {} } });
  const noMicrophone = () => Object.assign(state.devices,
    { microphones: [], microphone: "", problem: "no_microphone" });
  /** An ended call leaves after some seconds; for its pictures it stays. */
  const endedStays = () => {
    const wait = window.setTimeout;
    window.setTimeout = (work, ms, ...rest) => (ms === 8_000 ? 0 : wait(work, ms, ...rest));
  };

  const largeText = () => { state.settings.text_size = "large"; };
  const quiet = () => { state.settings.do_not_disturb = true; };
  const NOTES = { "zh-CN": "- 转接失败时可一键改转对方手机。\n- 搜索支持多音字，首次下载更快。\n- 修复拔插耳机后偶尔无声的问题。",
    en: "- If a transfer fails, send the call to the person’s mobile in one step.\n- Search knows characters with several readings.\n- Fixed: no sound after replugging a headset." };
  const update = (fields) => Object.assign(state.update,
    { state: "available", version: "0.2.0", size: 38_600_000, notes: NOTES }, fields);

  const PREPARE = {
    "number": () => enrolment({ mobile: "" }),
    "number-checking": () => enrolment({ busy: true }),
    "number-unknown": () => enrolment({ mobile: "+8613900007742", error: "unknown_mobile" }),
    "number-invalid": () => enrolment({ mobile: "+86138", error: "invalid_mobile" }),
    "number-unreachable": () => enrolment({ error: "platform_unreachable" }),
    "enterprise": () => enrolment({ step: "enterprise", enterprises: ENTERPRISES }),
    "enterprise-one": () => enrolment({ step: "enterprise", enterprises: ENTERPRISES.slice(0, 1) }),
    "enterprise-refused": () => enrolment({ step: "enterprise", enterprises: ENTERPRISES,
      error: "too_many_requests" }),
    "code-calling": () => enrolment({ ...ASKED, busy: true, resend_at: 0 }),
    "code": () => enrolment(ASKED),
    "code-wrong": () => enrolment(ASKED),
    "code-void": () => enrolment({ ...ASKED, tries_left: 0, error: "code_void" }),
    "code-expired": () => enrolment({ ...ASKED, resend_at: bridge.now, expires_at: bridge.now }),
    "code-unreachable": () => enrolment({ ...ASKED, resend_at: 0, error: "platform_timeout" }),
    "code-resend": () => enrolment({ ...ASKED, resend_at: bridge.now }),
    "code-policy": () => enrolment({ ...ASKED, error: "refused_by_policy" }),
    "download": () => download({}),
    "download-failed": () => download({ state: "failed", error: "platform_timeout" }),
    "directory-empty": () => Object.assign(state.directory, NO_DIRECTORY),
    "directory-failed": () => Object.assign(state.directory, NO_DIRECTORY,
      { state: "failed", error: "platform_unreachable" }),
    "directory-old": () => Object.assign(state.directory, { state: "failed", error: "platform_unreachable" }),
    "directory-notices": () => {
      state.notices = [
        { id: "1", code: "database_set_aside",
          detail: { path: "~/.local/share/cloud-switchboard/history.damaged.db" } },
        { id: "2", code: "history_not_saved", detail: { cause: "disk_full" } },
      ];
    },
    "mode-explained": () => Object.assign(state.account, { mode: "callback", mode_reason: "mobile_client" }),
    "sound-problem": noMicrophone,
    "sound-call": () => live({ muted: true }),
    "dialpad-transfer": () => live({}),
    "connection-lost": () => {
      state.registration = { state: "failed", reason: "platform_unreachable", status: 408,
        retry_at: bridge.now + 8_000 };
    },
    "history-missed-none": () => {
      bridge.rows = [];
      state.history.missed = 0;
    },
    "dial-refused": () => refuseDial("invalid_number"),
    "dial-emergency": () => refuseDial("not_registered_emergency"),
    "call-calling": () => unanswered({ state: "calling" }),
    "call-ringing": () => unanswered({ state: "ringing" }),
    "call": () => live({}),
    "call-holding": () => live({}),
    "log-out-call": () => live({}),
    "call-muted-held": () => live({ muted: true, held: true }),
    "call-remote-held": () => live({ remote_held: true }),
    "call-keypad": () => live({}),
    "call-busy": () => (endedStays(), unanswered({ state: "ringing" })),
    "call-over": () => (endedStays(), live({})),
    "call-incoming": () => incoming({}),
    "call-strip": () => live({}),
    "call-waiting": () => (live({}), incoming({ id: "c2", party: OUTSIDE })),
    "transfer": () => live(OUTSIDE_CALL),
    "transfer-search": () => live(OUTSIDE_CALL),
    "transfer-number": () => live(OUTSIDE_CALL),
    "transfer-compact": () => live(OUTSIDE_CALL),
    "transfer-rows": () => live(OUTSIDE_CALL),
    "transferring": () => live({ ...OUTSIDE_CALL, transfer: handover({}) }),
    "transferring-small": () => live({ ...OUTSIDE_CALL, transfer: handover({}) }),
    "transferring-strip": () => live({ ...OUTSIDE_CALL, transfer: handover({}) }),
    "transfer-failed": () => live({ ...OUTSIDE_CALL, transfer: handover({ state: "failed", code: "busy" }) }),
    "transfer-failed-small": () => live({ ...OUTSIDE_CALL, transfer: handover({ state: "failed", code: "platform_overloaded" }) }),
    "transfer-failed-strip": () => live({ ...OUTSIDE_CALL, transfer: handover({ state: "failed", code: "busy" }) }),
    "transferred": () => (endedStays(), live({ ...OUTSIDE_CALL, transfer: handover({}) })),
    "callback-mobile": () => callback({ state: "calling", phase: "calling_mobile" }),
    "callback-party": () => callback({ state: "calling", phase: "calling_party" }),
    "callback-small": () => callback({ state: "calling", phase: "calling_party" }),
    "callback-talking": () => callback({ answered_at: bridge.now - 12_000 }),
    "callback-strip": () => callback({ state: "calling", phase: "calling_party" }),
    "callback-no-answer": () => (endedStays(), callback({ state: "calling", phase: "calling_mobile" })),
    "callback-dialpad": callbackMode,
    "callback-incoming": () => (callbackMode(), incoming({ party: OUTSIDE })),
    "incoming-callback": () => (callbackMode(), incoming({ party: OUTSIDE })),
    "incoming-silenced": () => incoming({ party: OUTSIDE, silenced: true }),
    "incoming": () => incoming({}),
    "incoming-main": () => incoming({ party: OUTSIDE, started_at: bridge.now - 7_000 }),
    "incoming-transferred": () => incoming({ party: MOBILE, referred_by: TANG_JING, started_at: bridge.now - 2_000 }),
    "call-incoming-transferred": () => incoming({ party: MOBILE, referred_by: TANG_JING }),
    "call-waiting-transferred": () => (live({}), incoming({ id: "c2", party: MOBILE, referred_by: TANG_JING })),
    "call-warned": () => (endedStays(), unanswered({ state: "calling" })),
    "settings-sound-quiet": () => {
      live({});
      bridge.level = { microphone: -44, speaker: -20 };
      Object.assign(state.settings, { microphone_boost_db: 12, listening_boost_db: 6 });
    },
    "settings-sound-small": () => {
      bridge.level = { microphone: -2, speaker: -90 };
    },
    "settings-sound": () => {
      noMicrophone();
      state.devices.processing = false;
    },
    "settings-locked": () => {
      state.locked = ["do_not_disturb", "confirm_outside", "incoming_corner", "notifications"];
      Object.assign(state.settings, { do_not_disturb: true, confirm_outside: true });
    },
    "settings-calls-callback": callbackMode,
    "retention": () => bridge.script("GET", "/api/history/count?before", 200, { count: 1234 }),
    "settings-general-browser": () => {
      state.app.browser = true;
      Object.assign(state.app.desktop, { tray: false, notifications: false, autostart: false, links: false });
    },
    "settings-general-poor": () => {
      Object.assign(state.app.desktop, { tray: false, notifications: false, autostart: false, links: false });
    },
    "settings-general-large": largeText,
    "settings-calls-large": largeText,
    "directory-large": () => (largeText(), live({})),
    "dialpad-large": largeText,
    "history-large": largeText,
    "number-large": () => (largeText(), enrolment({ mobile: "" })),
    "update-large": () => (largeText(), update({ state: "downloading", done: 22_400_000 })),
    "sound-test-recording": () => {
      state.account.echo = "8999";
      state.sound_test = { kind: "microphone", state: "recording", error: "", started_at: bridge.now - 2_000 };
    },
    "sound-test-failed": () => {
      state.sound_test = { kind: "ring", state: "failed", error: "no_speaker", started_at: 0 };
    },
    "settings-diagnostics-bad": () => {
      bridge.checks.items[1] = { id: "platform", state: "bad", code: "certificate_expired", detail: {} };
      bridge.checks.items[3] = { id: "voice", state: "warn", code: "fair",
        detail: { loss: "1.8", jitter: "22", round_trip: "61", codec: "PCMA" } };
    },
    "about-current": () => update({ state: "current", version: "" }),
    "about-failed": () => update({ state: "failed", version: "", error: "update_unreachable" }),
    "about-rolled-back": () => update({ state: "idle", version: "", rolled_back: "0.2.0" }),
    "about-downloading": () => update({ state: "downloading", done: 22_400_000 }),
    "update": () => update({}),
    "update-banner": () => update({}),
    "update-downloading": () => update({ state: "downloading", done: 22_400_000 }),
    "update-ready-call": () => (live({}), update({ state: "ready", done: 38_600_000 })),
    "update-failed": () => update({ state: "failed", error: "update_tampered" }),
    "update-applying": () => update({ state: "applying" }),
    "update-apt": () => update({ way: "apt" }),
    "update-source": () => update({ way: "source", size: 0 }),
    "link": () => { state.link = { text: "tel:+86-25-8432-6600", party: { ...OUTSIDE, via: "" }, error: "" }; },
    "link-call": () => (live({}), state.link = { text: "tel:8014", party: TANG_JING, error: "" }),
    "link-invalid": () => { state.link = { text: "tel:;rm -rf %00", party: null, error: "invalid_link" }; },
    "outside": () => { state.settings.confirm_outside = true; },
    "do-not-disturb": quiet,
    "do-not-disturb-compact": quiet,
    "about-onboarding": () => enrolment({ mobile: "" }),
    "settings-onboarding": () => enrolment({ mobile: "" }),
    "removed": () => {
      state.registration = { state: "replaced", reason: "login_removed", status: 0, retry_at: 0 };
    },
    "replaced-call": () => {
      endedStays();
      live({});
      state.registration = { state: "replaced", reason: "login_revoked", status: 0, retry_at: 0 };
    },
    "replaced": () => {
      state.registration = { state: "replaced", reason: "login_revoked", status: 0, retry_at: 0 };
    },
  };
  PREPARE[window.__state]?.();
}
