// @ts-check
/** Every sentence of the simulator's page, in both languages. `{name}` is filled in. */

import { CLIENT_WORDS } from "./words-client.js";
import { TRY_WORDS } from "./words-try.js";
import { UPDATE_WORDS } from "./words-updates.js";

/** @typedef {"zh-CN"|"en"} Language */

/** @type {Record<string, [string, string]>} key: Chinese, English */
const WORDS = {
  ...CLIENT_WORDS,
  ...TRY_WORDS,
  ...UPDATE_WORDS,
  title: ["模拟电话", "Phone simulator"],
  product: ["云总机", "Cloud Switchboard"],
  ringing_title: ["（响铃）{title}", "(Ringing) {title}"],
  about: ["演示模式：虚拟话机，不会产生真实通话。", "Demo: no real calls are made."],
  restart: ["重新开始", "Start over"],
  restart_hint: ["挂断所有话机，清除通话内容，恢复同事的行为", "Hangs up every telephone, clears what was heard, resets colleagues"],
  language: ["English", "中文"],
  views: ["显示内容", "View"],
  phones: ["话机", "Phones"],
  colleagues: ["同事", "Colleagues"],
  clients: ["手机客户端", "Mobile app"],
  tries: ["试一试", "Try it"],
  rings: ["（响铃）", "(ringing)"],
  further: ["其他电话", "Other telephones"],
  loading: ["正在连接本地总机…", "Connecting to the local switchboard…"],
  lost: ["与本地总机的连接断了，正在重新连接…", "The local switchboard is out of reach. Reconnecting…"],
  refused: ["此链接已失效。请关闭本页，再从云总机打开“模拟电话”。", "This link is no longer valid. Close this page and open “Phone simulator” from Cloud Switchboard again."],
  no_phones: ["没有可用的话机。请检查总机的配置文件。", "There is no telephone. Check the switchboard’s world file."],
  your_mobile: ["您的手机", "Your mobile"],
  landline: ["外线固话", "Outside landline"],
  outside_mobile: ["外部手机", "Outside mobile"],
  "service.110": ["报警", "Police"],
  "service.119": ["火警", "Fire brigade"],
  "service.120": ["急救", "Ambulance"],
  "service.122": ["交通事故报警", "Traffic police"],
  "service.other": ["服务号码", "Service number"],
  idle: ["空闲", "Idle"],
  ringing: ["响铃 {time}", "Ringing {time}"],
  calling: ["呼叫中 {time}", "Calling {time}"],
  talking: ["通话中 {time}", "In call {time}"],
  ended: ["已结束", "Ended"],
  from: ["来电", "From"],
  to: ["去电", "To"],
  last_from: ["上次来电", "Last call from"],
  last_to: ["上次去电", "Last call to"],
  incoming: ["来电", "Incoming call"],
  incoming_from: ["{name} 来电", "Call from {name}"],
  calling_to: ["正在呼叫…", "Calling…"],
  silence: ["播报的内容会以文字显示在这里。要听声音，请按喇叭。", "Announcements appear here as text. Press the speaker to listen."],
  nothing_heard: ["这次通话没有播报。要听声音，请按喇叭。", "There was no announcement. Press the speaker to listen."],
  pressed: ["已按", "Pressed"],
  dial_hint: ["输入号码后按“呼叫”，或等待来电", "Type a number, or wait for a call"],
  number: ["要呼叫的号码", "Number to call"],
  keys: ["按键", "Keys"],
  call: ["呼叫", "Call"],
  paste: ["粘贴", "Paste"],
  paste_by_key: ["请在输入框里按 Ctrl+V 粘贴。", "Press Ctrl+V in the number field to paste."],
  answer: ["应答", "Answer"],
  decline: ["拒接", "Decline"],
  hang_up: ["挂断", "Hang up"],
  speak: ["开口说话", "Speak"],
  mute: ["停止说话", "Stop speaking"],
  copy: ["复制验证码", "Copy code"],
  copied: ["已复制", "Copied"],
  not_copied: ["浏览器不允许复制，请手工输入。", "The browser does not allow copying. Type the code instead."],
  listen: ["听这部电话听到的声音", "Listen to what this phone heard"],
  listen_to: ["听 {name} 的电话听到的声音", "Listen to what {name}’s phone heard"],
  sound: ["听到的声音", "What was heard"],
  close: ["关闭", "Close"],
  behaviour: ["{name} 的电话", "{name}’s telephone"],
  search: ["按姓名或分机查找", "Find by name or extension"],
  nobody: ["没有找到同事。换个姓名或分机试试。", "Nobody found. Try another name or extension."],
  "busy.ringing": ["响铃", "Ringing"],
  "busy.calling": ["呼叫中", "Calling"],
  "busy.talking": ["通话中", "In call"],
  "behaviour.talks": ["接听并说话", "Answers and talks"],
  "behaviour.echo": ["接听，重复您的话", "Answers, echoes you"],
  "behaviour.busy": ["忙线", "Is busy"],
  "behaviour.silent": ["无人接听", "Never answers"],
  "behaviour.declines": ["拒接", "Declines"],
  "behaviour.calls_back": ["忙线，随后回拨", "Is busy, calls back"],
  "behaviour.offline": ["离线", "Is offline"],
  "behaviour.client": ["由客户端接听", "Real client only"],
  "status.403": ["没有拨打此号码的权限", "This number may not be called"],
  "status.404": ["号码不存在", "No such number"],
  "status.408": ["无人接听", "No answer"],
  "status.480": ["对方不在线", "Not reachable now"],
  "status.486": ["对方忙线", "Busy"],
  "status.487": ["呼叫已取消", "Cancelled"],
  "status.603": ["对方已拒接", "Declined"],
  "status.other": ["呼叫没有接通（{code}）", "The call did not get through ({code})"],
  "error.unreachable": ["本地总机没有应答，请稍候再试。", "The local switchboard does not answer. Try again in a moment."],
  "error.not_now": ["话机的状态已变化，这个操作现在不适用。", "The telephone has moved on; that is not possible now."],
  "error.no_sound": ["这部电话还没有通话，没有可听的声音。", "This phone has had no call yet; there is nothing to hear."],
  "error.invalid_number": ["请检查号码：只能是数字、+、* 和 #。", "Check the number: only digits, +, * and #."],
  "error.other": ["没有成功（{code}）。请再试一次。", "That did not work ({code}). Try again."],
};

/** @type {Language} */
let current = "zh-CN";

/** @param {Language} language */
export function setLanguage(language) {
  current = language;
}

/** @returns {Language} */
export function getLanguage() {
  return current;
}

/** The language of the link, else of the browser. @param {string|null} linked @param {readonly string[]} wished @returns {Language} */
export function pickLanguage(linked, wished) {
  const first = linked || wished[0] || "zh-CN";
  return first.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

/** @param {string} key @param {Record<string, string|number>} [values] @returns {string} */
export function t(key, values = {}) {
  return WORDS[key][current === "en" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
}

/**
 * The sentence for a code, or the general one.
 * @param {string} group @param {string|number} code @param {Record<string, string|number>} [values]
 */
export function sentence(group, code, values = {}) {
  const key = `${group}.${code}`;
  return key in WORDS ? t(key, values) : t(`${group}.other`, { code });
}
