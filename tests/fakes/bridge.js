// The far side of the page for tests: stands where the window's bridge stands, answers from a small world, remembers what
// was asked, and pushes what a test tells it to.
const NOW = new Date(2026, 10, 23, 14, 5, 20).getTime();
const minute = 60_000;
const day = 24 * 60 * minute;
const DEPARTMENTS = [
  ["nj", "南京总部", ""], ["zjb", "总经办", "nj"], ["xzb", "行政部", "nj"], ["scb", "市场部", "nj"], ["ppz", "品牌组", "scb"],
  ["qdz", "渠道组", "scb"], ["dkh", "大客户组", "scb"], ["yfzx", "研发中心", "nj"], ["khfw", "客户服务部", "nj"], ["cwb", "财务部", "nj"],
  ["szgs", "苏州分公司", ""], ["wxzz", "无锡制造中心", ""],
];
const PEOPLE = [
  ["8034", "白露", "B", "cwb", "会计", "internal"], ["8019", "陈昊然", "C", "qdz", "渠道专员"], ["8013", "褚一鸣", "C", "ppz", "视觉设计"],
  ["8016", "冯若溪", "F", "ppz", "公关经理"], ["8003", "顾清和", "G", "zjb", "副总经理", "international"], ["8021", "韩雪松", "H", "dkh", "区域经理"],
  ["8057", "何雨桐", "H", "xzb", "前台接待"], ["8022", "蒋文静", "J", "dkh", "市场专员"], ["8011", "江月", "J", "ppz", "品牌经理"],
  ["8020", "李建国", "L", "dkh", "大客户经理"], ["8008", "林晓峰", "L", "scb", "市场总监", "international"], ["8006", "陆小鸥", "L", "xzb", "行政专员"],
  ["8038", "欧阳修远", "O", "szgs", "销售经理"], ["8024", "秦峰", "Q", "yfzx", "研发总监", "international"], ["8018", "苏婉清", "S", "qdz", "渠道经理"],
  ["8005", "唐静", "T", "xzb", "前台接待", "local"], ["8012", "王思敏", "W", "ppz", "内容编辑"], ["8015", "吴子昂", "W", "qdz", "渠道专员"],
  ["8004", "许文博", "X", "xzb", "行政总监"], ["8017", "杨柳", "Y", "ppz", "展会经理"], ["8025", "尤嘉", "Y", "yfzx", "平台架构师"],
  ["", "曾国强", "Z", "wxzz", "货车司机", "local"], ["8009", "张萌", "Z", "scb", "活动策划"], ["8014", "张珊", "Z", "dkh", "客户经理"],
  ["8028", "章珊珊", "Z", "yfzx", "测试工程师"], ["8030", "赵启明", "Z", "khfw", "客服主管"], ["8010", "郑宇航", "Z", "scb", "数据分析"],
  ["8001", "周明远", "Z", "zjb", "总经理", "international"], ["8023", "朱可心", "Z", "dkh", "客户专员"],
];
const PICTURE = "data:image/svg+xml;base64," + btoa('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8" fill="#7a9e9f"/><circle cx="4" cy="3" r="1.6" fill="#fff"/><rect x="1" y="5" width="6" height="3" rx="1.5" fill="#fff"/></svg>');

const pathOf = (id) => {
  const found = DEPARTMENTS.find((one) => one[0] === id);
  return found ? [...pathOf(found[2]), found[1]] : [];
};
const below = (id) => [id, ...DEPARTMENTS.filter((one) => one[2] === id).flatMap((one) => below(one[0]))];
const shown = (mobile) => mobile && `${mobile.slice(3, 6)} ${mobile.slice(6, 10)} ${mobile.slice(10)}`;
const person = ([extension, name, letter, department, position, permission = "national"], at) => {
  const mobile = name === "朱可心" ? "" : name === "张珊" ? "+8613800138000" : `+861380000${extension || "8040"}`;
  return {
    id: `yf${extension || "8040"}`, name, letter, department_id: department, department_path: pathOf(department), position, extension, mobile,
    mobile_display: shown(mobile), email: `p${at}@yunfan.example`, permission, has_picture: name === "张珊",
  };
};
const call = (fields) => ({
  direction: "outgoing", disposition: "answered", number: "8014", canonical: "ext:yunfan:8014", name: "", person_id: "", department: "", via: "",
  transferred_to: "", transferred_name: "", referred_by: "", referred_by_name: "", started_at: NOW, duration_ms: 0, code: "hung_up", ...fields,
});
const zhangshan = { name: "张珊", person_id: "yf8014", department: "大客户组" };
const HISTORY = [
  call({ direction: "incoming", disposition: "missed", number: "02584326600", canonical: "+862584326600", via: "+862557990000", started_at: NOW - 23 * minute, code: "missed" }),
  call({ direction: "incoming", disposition: "missed", number: "02584326600", canonical: "+862584326600", via: "+862557990000", started_at: NOW - 25 * minute, code: "missed", referred_by: "8006", referred_by_name: "唐静" }),
  call({ ...zhangshan, started_at: NOW - 90 * minute, duration_ms: 192_000 }),
  call({ direction: "incoming", number: "8020", canonical: "ext:yunfan:8020", name: "李建国", person_id: "yf8020", department: "大客户组", started_at: NOW - 150 * minute, duration_ms: 64_000, code: "other_hung_up" }),
  call({ direction: "incoming", number: "05128800300", canonical: "+865128800300", via: "+862557990000", started_at: NOW - 170 * minute, duration_ms: 41_000, code: "transferred", transferred_to: "8014", transferred_name: "张珊" }),
  call({ number: "8024", canonical: "ext:yunfan:8024", name: "秦峰", person_id: "yf8024", department: "研发中心", disposition: "no_answer", code: "no_answer", started_at: NOW - day }),
  call({ number: "13900002210", canonical: "+8613900002210", disposition: "busy", code: "busy", started_at: NOW - day - 40 * minute }),
  call({ ...zhangshan, direction: "incoming", disposition: "missed", code: "missed", started_at: NOW - day - 50 * minute }),
  call({ direction: "incoming", number: "02155880102", canonical: "+862155880102", via: "+862557990000", started_at: NOW - 3 * day, duration_ms: 48_000, code: "hung_up" }),
  call({ number: "8030", canonical: "ext:yunfan:8030", name: "赵启明", person_id: "yf8030", department: "客户服务部", started_at: NOW - 3 * day - 70 * minute, duration_ms: 3_725_000 }),
  call({ number: "8030", canonical: "ext:yunfan:8030", name: "赵启明", person_id: "yf8030", department: "客户服务部", disposition: "failed", code: "not_permitted", started_at: NOW - 3 * day - 75 * minute }),
].map((row, at) => ({ id: 100 - at, call_id: `old-${at}`, number_display: "", ...row }));

const account = {
  enterprise_id: "yunfan", enterprise_name: "江苏云帆科技有限公司", main_number: "+862557990000", user_id: "yf8057", name: "何雨桐", extension: "8057",
  mobile: "+8613800008057", permission: "national", mode: "network", mode_reason: "administration", policy: "exclusive", area_code: "025", echo: "",
};
const snapshot = () => ({
  seq: 10,
  app: { version: "0.1.0", demo: true, simulator: true, browser: false, platform: "linux", now: NOW, desktop: { tray: true, notifications: true, autostart: true, links: true,
    keys: ["answer", "hang_up", "mute", "dial"], key_conflicts: [] } },
  account,
  registration: { state: "registered", reason: "", status: 200, retry_at: 0 },
  enrolment: { step: "done", busy: false, mobile: "", enterprises: [], enterprise_id: "", main_number: "", resend_at: 0, expires_at: 0, tries_left: 0, error: "", error_detail: {} },
  calls: [],
  directory: { state: "ready", revision: "7", count: PEOPLE.length, done: PEOPLE.length, total: PEOPLE.length, error: "", updated_at: NOW - day },
  history: { revision: 1, missed: 2 },
  devices: { microphones: ["USB 耳机 H40", "内置麦克风"], speakers: ["USB 耳机 H40", "内置扬声器"], microphone: "USB 耳机 H40", speaker: "USB 耳机 H40", problem: "", processing: true },
  settings: { language: "zh-CN", theme: "light", microphone: "", speaker: "", ringer: "", echo_cancellation: true, noise_suppression: true, gain_control: true, microphone_boost_db: 0, listening_boost_db: 0,
    start_at_login: false, close_to_tray: true, tray_told: false, text_size: "normal", on_top_in_call: false, incoming_corner: "bottom_right",
    notifications: true, do_not_disturb: false, confirm_outside: false, open_links: false, history_days: 0,
    key_answer: "Ctrl+Alt+A", key_hang_up: "Ctrl+Alt+H", key_mute: "Ctrl+Alt+M", key_dial: "" },
  notices: [],
  emergency: ["110", "119", "120", "122"],
  update: { way: "self", state: "idle", version: "", size: 0, done: 0, notes: {}, error: "", checked_at: 0, rolled_back: "" },
  sound_test: { kind: "", state: "idle", error: "", started_at: 0 },
  link: null,
  locked: [],
});

const ABOUT = { version: "0.1.0", licence: "GPL-3.0-or-later", components: [
  { name: "PJSIP", version: "2.15.1", licence: "GPL-2.0-or-later" }, { name: "PyQt6", version: "6.7.1", licence: "GPL-3.0" },
  { name: "Preact", version: "10.26.4", licence: "MIT" },
] };
const REPORT = { files: [
  { name: "summary.json", text: '{\n  "permission": "national",\n  "mode": "network"\n}' },
  { name: "program.log", text: "2026-11-23 14:05:20 INVITE sip:num-1@ip-1 to name-1" },
] };
const CHECKS = { checked_at: NOW, items: [
  { id: "network", state: "ok", code: "wired", detail: { address: "192.168.1.20", ms: "18" } },
  { id: "platform", state: "ok", code: "encrypted", detail: { ms: "42" } },
  { id: "registration", state: "ok", code: "registered", detail: { transport: "UDP", proxy: "pbx.example:5060", seconds: "8", expires: "60" } },
  { id: "voice", state: "off", code: "no_call", detail: {} },
  { id: "sound", state: "ok", code: "ready", detail: { microphone: "USB 耳机 H40", speaker: "USB 耳机 H40" } },
  { id: "storage", state: "ok", code: "writable", detail: { free: "120.4 GB", used: "3 MB" } },
  { id: "secrets", state: "warn", code: "file", detail: {} },
], versions: [{ name: "Cloud Switchboard", version: "0.1.0" }, { name: "PJSIP", version: "2.15.1" }] };

/** What a search finds: name, extension, mobile. */
const found = (q) => (one) => {
  const digits = q.replace(/[\s-]/g, "");
  const match = [];
  const mark = (field, text, part) => {
    const at = part ? text.indexOf(part) : -1;
    if (at >= 0) match.push({ field, start: at, end: at + part.length });
  };
  mark("name", one.name, q);
  mark("extension", one.extension, digits);
  const plain = one.mobile_display.replace(/\s/g, "");
  if (/^\d+$/.test(digits) && plain.includes(digits)) {
    const places = [...one.mobile_display].flatMap((c, at) => (c === " " ? [] : [at]));
    const at = plain.indexOf(digits);
    match.push({ field: "mobile_display", start: places[at], end: places[at + digits.length - 1] + 1 });
  }
  return match.length ? [{ ...one, match }] : [];
};
const lettersOf = (people) => {
  const letters = [];
  for (const { letter } of people) {
    if (letters.at(-1)?.letter === letter) letters.at(-1).count += 1;
    else letters.push({ letter, count: 1 });
  }
  return letters;
};

class Bridge {
  constructor() {
    this.now = NOW;
    this.state = snapshot();
    this.people = PEOPLE.map(person);
    this.rows = HISTORY;
    this.requests = [];
    this.scripted = [];
    this.held = [];
    this.answering = 0;
    this.checks = structuredClone(CHECKS);
    this.level = { microphone: -24, speaker: -90 };
  }

  /** Answer `method path` (a prefix) with this, as often as `times`. */
  script(method, path, status, body, times = Infinity) {
    this.scripted.unshift({ method, path, status, body, times });
  }

  /** Keep the next answers to `path` until `release()`. */
  hold(path) {
    this.held.push({ path, waiting: [] });
  }

  release() {
    for (const one of this.held.splice(0)) one.waiting.forEach((resume) => resume());
  }

  /** An event, also reflected in the next snapshot. */
  push(type, value) {
    const field = type === "CallChanged" || type === "CallEnded" ? "calls"
      : type.replace("Changed", "").replace(/(?<=[a-z])(?=[A-Z])/, "_").toLowerCase();
    if (field === "calls") {
      const rest = this.state.calls.filter((one) => one.id !== value.id);
      this.state.calls = type === "CallEnded" ? rest : [...rest, value];
    } else {
      this.state[field] = value;
    }
    this.state.seq += 1;
    window.__push?.({ seq: this.state.seq, type, value });
  }

  async request(method, path, body) {
    this.requests.push({ method, path, body });
    this.answering += 1;
    try {
      return await this.answer(method, path);
    } finally {
      this.answering -= 1;
    }
  }

  async answer(method, path) {
    const held = this.held.find((one) => path.startsWith(one.path));
    if (held) await new Promise((resume) => held.waiting.push(resume));
    const script = this.scripted.find((one) => one.times > 0 && one.method === method && path.startsWith(one.path));
    if (script) {
      script.times -= 1;
      return { status: script.status, body: script.body };
    }
    if (method !== "GET") return method === "POST" && path === "/api/calls" ? { status: 201, body: { id: "new" } } : { status: 202, body: {} };
    return this.read(new URL(path, "http://page.test"));
  }

  read(url) {
    const query = (name) => url.searchParams.get(name) ?? "";
    const one = /^\/api\/directory\/people\/([^/]+)(\/picture)?$/.exec(url.pathname);
    if (url.pathname === "/api/state") return { status: 200, body: structuredClone(this.state) };
    if (url.pathname === "/api/sound/level") return { status: 200, body: this.level };
    if (url.pathname === "/api/directory/departments") return { status: 200, body: { departments: this.departments() } };
    if (url.pathname === "/api/directory/people") return { status: 200, body: this.page(query("department"), query("q"), Number(query("offset")), Number(query("limit"))) };
    if (one) return one[2] ? { status: 200, body: { data_url: PICTURE } } : this.one(decodeURIComponent(one[1]));
    if (url.pathname === "/api/history/count") return { status: 200, body: { count: this.older(Number(query("before")) || Infinity) } };
    if (url.pathname === "/api/about") return { status: 200, body: ABOUT };
    if (url.pathname === "/api/diagnostics") return { status: 200, body: this.checks };
    if (url.pathname === "/api/diagnostics/report") return { status: 200, body: REPORT };
    if (url.pathname === "/api/history") return { status: 200, body: this.calls(query("filter"), query("before"), Number(query("limit"))) };
    if (url.pathname === "/api/history/numbers") return { status: 200, body: this.number(query("canonical")) };
    return { status: 404, body: { error: { code: "not_found", detail: {} } } };
  }

  older(before) {
    return this.rows.filter((row) => row.started_at < before).length;
  }

  departments() {
    return DEPARTMENTS.map(([id, name, parent], order) => {
      const all = below(id);
      return { id, name, parent_id: parent, order, count: this.people.filter((one) => all.includes(one.department_id)).length };
    });
  }

  page(department, q, offset, limit) {
    const within = department ? below(department) : null;
    const all = this.people.filter((one) => !within || within.includes(one.department_id));
    const chosen = q ? all.flatMap(found(q)) : all;
    return { total: chosen.length, people: chosen.slice(offset, offset + limit), letters: q ? [] : lettersOf(chosen) };
  }

  one(id) {
    const known = this.people.find((person) => person.id === id);
    return known ? { status: 200, body: known } : { status: 404, body: { error: { code: "unknown_person", detail: {} } } };
  }

  calls(filter, before, limit) {
    const wanted = { all: () => true, in: (row) => row.direction === "incoming", out: (row) => row.direction === "outgoing", missed: (row) => row.disposition === "missed" }[filter];
    const rows = this.rows.filter(wanted).filter((row) => !before || row.id < Number(before));
    return { rows: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1].id) : "" };
  }

  number(canonical) {
    const rows = this.rows.filter((row) => row.canonical === canonical);
    const totals = { in: rows.filter((row) => row.direction === "incoming").length, out: rows.filter((row) => row.direction === "outgoing").length, missed: rows.filter((row) => row.disposition === "missed").length };
    return { canonical, number_display: "", name: rows[0]?.name ?? "", person_id: rows[0]?.person_id ?? "", totals, rows, next: "" };
  }
}

const bridge = new Bridge();
window.__bridge = bridge;
window.pywebview = { api: { request: (method, path, body) => bridge.request(method, path, body) } };
