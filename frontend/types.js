// @ts-check
/**
 * The values of `packaging/docs/page-api.md` as types. Times are UTC milliseconds, durations milliseconds.
 *
 * @typedef {{number: string, canonical: string, name: string, person_id: string, department: string, via: string}} Party
 * @typedef {{disposition: string, code: string, status: number, warn_text: string}} EndReason
 * @typedef {{party: Party, state: "under_way"|"failed", code: string, status: number, started_at: number}} Transfer
 * @typedef {{id: string, direction: "incoming"|"outgoing", state: "incoming"|"calling"|"ringing"|"established"|"ended",
 *   party: Party, started_at: number, answered_at: number, ended_at: number, duration_ms: number, held: boolean,
 *   remote_held: boolean, muted: boolean, early_media: boolean, ended: EndReason|null,
 *   transfer: Transfer|null, mode: "network"|"callback", phase: ""|"calling_mobile"|"calling_party",
 *   silenced: boolean, referred_by: Party|null}} Call
 * @typedef {{state: string, reason: string, status: number, retry_at: number}} Registration
 * @typedef {{id: string, name: string, main_number: string}} EnterpriseChoice
 * @typedef {Record<string, string|number>} Detail
 * @typedef {{step: string, busy: boolean, mobile: string, enterprises: EnterpriseChoice[], enterprise_id: string,
 *   main_number: string, resend_at: number, expires_at: number, tries_left: number, error: string,
 *   error_detail: Detail}} Enrolment
 * @typedef {{enterprise_id: string, enterprise_name: string, main_number: string, user_id: string, name: string,
 *   extension: string, mobile: string, permission: string, mode: string, mode_reason: string, policy: string,
 *   area_code: string, echo: string}} Account
 * @typedef {{state: string, revision: string, count: number, done: number, total: number, error: string,
 *   updated_at: number}} DirectoryState
 * @typedef {{revision: number, missed: number}} HistoryState
 * @typedef {{microphones: string[], speakers: string[], microphone: string, speaker: string, problem: string,
 *   processing: boolean}} Devices
 * @typedef {{language: string, theme: string, microphone: string, speaker: string, ringer: string,
 *   echo_cancellation: boolean, noise_suppression: boolean, gain_control: boolean,
 *   microphone_boost_db: number, listening_boost_db: number, start_at_login: boolean, close_to_tray: boolean,
 *   tray_told: boolean, text_size: "normal"|"large", on_top_in_call: boolean, incoming_corner: string,
 *   notifications: boolean, do_not_disturb: boolean, confirm_outside: boolean, open_links: boolean,
 *   history_days: number,
 *   key_answer: string, key_hang_up: string, key_mute: string, key_dial: string}} Settings
 * @typedef {{way: "self"|"apt"|"source", state: "idle"|"checking"|"current"|"available"|"downloading"|"ready"|"applying"|
 *   "failed", version: string, size: number, done: number, notes: Record<string, string>, error: string,
 *   checked_at: number, rolled_back: string}} Update
 * @typedef {{kind: ""|"microphone"|"speaker"|"ring", state: "idle"|"recording"|"playing"|"failed", error: string,
 *   started_at: number}} SoundTest
 * @typedef {{text: string, party: Party|null, error: string}} Link
 * @typedef {{tray: boolean|null, notifications: boolean|null, autostart: boolean, links: boolean,
 *   keys: string[], key_conflicts: string[]}} Desktop what the
 *   desktop has; null is not known yet
 * @typedef {{id: string, code: string, detail: Detail}} Notice
 * @typedef {{version: string, demo: boolean, simulator: boolean, browser: boolean, platform: string, now: number,
 *   desktop: Desktop}} AppInfo
 * @typedef {{seq: number, app: AppInfo, account: Account|null, registration: Registration, enrolment: Enrolment,
 *   calls: Call[], directory: DirectoryState, history: HistoryState, devices: Devices, settings: Settings,
 *   notices: Notice[], emergency: string[], update: Update, sound_test: SoundTest, link: Link|null,
 *   locked: string[]}} Snapshot
 * @typedef {{seq: number, type: string, value: any}} PushedEvent
 *
 * @typedef {{id: string, name: string, parent_id: string|null, order: number, count: number}} Department
 * @typedef {{field: string, start: number, end: number}} Match
 * @typedef {{id: string, name: string, letter: string, department_id: string, department_path: string[], position: string,
 *   extension: string, mobile: string, mobile_display: string, email: string, permission: string, has_picture: boolean,
 *   match?: Match[]}} Person
 * @typedef {{letter: string, count: number}} LetterCount
 * @typedef {{total: number, people: Person[], letters?: LetterCount[]}} PeoplePage
 * @typedef {{id: number|string, call_id: string, direction: "incoming"|"outgoing", disposition: string, number: string,
 *   number_display: string, canonical: string, name: string, person_id: string, department: string, via: string,
 *   started_at: number, duration_ms: number, code: string, transferred_to: string, transferred_name: string,
 *   referred_by: string, referred_by_name: string}} HistoryRow
 * @typedef {{rows: HistoryRow[], next: any}} HistoryPage
 * @typedef {{canonical: string, number_display: string, name: string, person_id: string,
 *   totals: {in: number, out: number, missed: number}, rows: HistoryRow[], next: any}} NumberPage
 *
 * @typedef {{name: string, version: string, licence: string}} Component
 * @typedef {{version: string, licence: string, components: Component[]}} AboutPage
 * @typedef {{id: string, state: "ok"|"warn"|"bad"|"off", code: string, detail: any}} CheckItem
 * @typedef {{checked_at: number, items: CheckItem[], versions: {name: string, version: string}[]}} Diagnostics
 *
 * @typedef {{code: string, detail: Detail}} Failure
 * @typedef {{kind: "menu"|"dialog", name: string, detail?: any, query?: string}|null} Overlay
 * @typedef {"history"|"directory"|"dialpad"|"settings"|"help"} Section
 * @typedef {{section: Section, department: string, person: string, dial: string, filter: string, number: string,
 *   page: string, help: string, updateSeen: string, keypad: boolean, digits: string, holding: {id: string, on: boolean}|null, overlay: Overlay, toast: Failure|null, aside: "call"|"person", downloadSkipped: boolean,
 *   pending: Record<string, boolean>}} Ui
 * @typedef {{link: "connecting"|"ready"|"lost", trouble: Failure|null, data: Snapshot|null, ended: Call|null, clock: number, ui: Ui}} State
 * @typedef {{request: (method: string, path: string, body?: any) => Promise<any>,
 *   listen: (onEvent: (event: PushedEvent) => void, onLink: (up: boolean) => void) => void}} Transport
 */
export {};
