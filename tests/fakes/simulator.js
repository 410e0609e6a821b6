// The switchboard's side of the simulator's page: a scene, news of it, and what the page asked for.
const SECONDS = Date.now() / 1000;
const handset = (fields) => ({
  number: "+8613800008057", name: "", kind: "mobile", shown: true, state: "idle", since: SECONDS, status: 0, speaks: false,
  direction: "", peer: "", peer_name: "", ended_at: 0, pressed: [], lines: [], client: null, ...fields,
});
const CALL = { state: "idle", direction: "", peer: "", peer_name: "", since: SECONDS, status: 0, elsewhere: false };
const CLIENT = {
  enterprises: [
    { id: "yunfan", name: "江苏云帆科技有限公司", policy: "exclusive", extension: "8057" },
    { id: "qinghe", name: "南京青禾医疗器械有限公司", policy: "refuse", extension: "618" },
    { id: "lanjing", name: "苏州蓝鲸物流有限公司", policy: "shared", extension: "257" },
  ],
  state: "out", enterprise_id: "", extension: "", mode: "", registered: false, reason: "", retry_after_s: 0, call: CALL,
};
const MOBILE = handset({ client: CLIENT });
const LANDLINE = handset({ number: "+862557995555", kind: "landline" });
const further = (number, name, fields) => handset({ number, name, shown: false, direction: "in", peer: "+862557990000", ...fields });

class Simulator {
  constructor() {
    this.requests = [];
    this.refusals = [];
    this.sources = [];
    this.scene = {
      now: SECONDS, enterprises: [{ id: "yunfan", name: "江苏云帆科技有限公司", policy: "exclusive" }],
      handsets: [MOBILE, LANDLINE],
      people: [{ id: "yf8014", enterprise_id: "yunfan", extension: "8014", name: "张珊", department: "大客户组", behaviour: "talks", permission: "national", mode: "network", mode_reason: "administration", call: { state: "idle", peer: "" } }],
      updates: { running: "0.1.0", version: "0.1.1", kind: "exits", attack: "replayed", packing: null, error: "not_packed" },
    };
  }

  /** News, also reflected in the scene. */
  tell(type, value) {
    if (type === "handset") {
      const others = this.scene.handsets.filter((one) => one.number !== value.number);
      const at = this.scene.handsets.findIndex((one) => one.number === value.number);
      this.scene.handsets = others.toSpliced(at < 0 ? others.length : at, 0, value);
    }
    if (type === "person") this.scene.people = this.scene.people.map((one) => (one.id === value.id ? value : one));
    this.sources.forEach((source) => source.say(type, value));
  }

  /** The mobile's client is now this. */
  client(fields, call = {}) {
    this.tell("handset", { ...MOBILE, client: { ...CLIENT, ...fields, call: { ...CALL, ...call } } });
  }

  /** The landline had a call: what it dialled, and what it heard. */
  landline(peer, texts, fields = {}) {
    const lines = texts.map((text, n) => ({ at_s: 1 + 5 * n, text, digits: "" }));
    this.tell("handset", { ...LANDLINE, direction: "out", peer, lines, ...fields });
  }

  /** A telephone outside that was rung. */
  telephone(number) {
    this.tell("handset", further(number, "", { kind: "landline" }));
  }

  /** So many telephones outside that ring or did. */
  others(count) {
    const lines = [{ at_s: 4, text: "您的验证码是 4 0 7 1", digits: "4071" }];
    for (let n = 0; n < count; n += 1) {
      this.tell("handset", further(`+8613900001${200 + n}`, n ? "" : "张珊", n % 2 ? { state: "ringing" } : { lines }));
    }
  }
}

const simulator = new Simulator();
window.__simulator = simulator;
window.EventSource = class extends EventTarget {
  constructor() {
    super();
    simulator.sources.push(this);
    setTimeout(() => this.say("state", simulator.scene));
  }

  say(type, value) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(value) }));
  }

  close() {}
};
window.fetch = async (path, { method, body }) => {
  simulator.requests.push([method, decodeURIComponent(path), body ? JSON.parse(body) : null]);
  const code = simulator.refusals.shift();
  return code ? Response.json({ error: { code, detail: {} } }, { status: 409 }) : new Response(null, { status: 204 });
};
