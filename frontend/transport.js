// @ts-check
/**
 * The two ways to the program: the window's bridge, or HTTP with server-sent events. No other file knows which.
 * In the window the page comes from a file: URL (modules run there because the window allows file URLs), no port is open.
 * @typedef {import("./types.js").Transport} Transport
 * @typedef {import("./types.js").PushedEvent} PushedEvent
 */

export const TIME_LIMIT_MS = 12_000;
const RETRY_MS = 1_000;

/** A refusal with a code; the page has a sentence for each. */
export class RequestError extends Error {
  /** @param {string} code @param {Record<string, any>} [detail] @param {number} [status] */
  constructor(code, detail = {}, status = 0) {
    super(code);
    this.code = code;
    this.detail = detail;
    this.status = status;
  }
}

/** @param {number} status @param {any} body @returns {any} */
function outcome(status, body) {
  if (status >= 200 && status < 300) return body ?? {};
  const error = body && body.error;
  throw new RequestError(error?.code || "program_failed", error?.detail || {}, status);
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function limited(work) {
  /** @type {ReturnType<typeof setTimeout>} */
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new RequestError("program_silent")), TIME_LIMIT_MS);
  });
  return /** @type {Promise<T>} */ (Promise.race([work, limit])).finally(() => clearTimeout(timer));
}

/** @param {any} page @returns {Promise<any>} the bridge, once the window has put it there */
function bridgeReady(page) {
  if (page.pywebview?.api?.request) return Promise.resolve(page.pywebview.api);
  return new Promise((resolve) => {
    page.addEventListener("pywebviewready", () => resolve(page.pywebview.api), { once: true });
  });
}

/** The bridge of the window. @param {any} page the global object @returns {Transport} */
export function bridgeTransport(page) {
  const ready = bridgeReady(page);
  return {
    async request(method, path, body) {
      const api = await ready;
      const answer = await limited(api.request(method, path, body ?? null));
      return outcome(answer.status, answer.body);
    },
    listen(onEvent, onLink) {
      page.__push = onEvent;
      ready.then(() => onLink(true));
    },
  };
}

/** HTTP on this machine. @param {any} page the global object @param {string} token @returns {Transport} */
export function httpTransport(page, token) {
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  /** @param {string} method @param {string} path @param {any} [body] */
  const ask = async (method, path, body) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await page.fetch(path, { method, headers, body: text }).catch(() => {
      throw new RequestError("program_gone");
    });
    return outcome(answer.status, await answer.json().catch(() => null));
  };
  return {
    request: (method, path, body) => limited(ask(method, path, body)),
    listen: (onEvent, onLink) => listenToEvents(page, token, onEvent, onLink),
  };
}

/**
 * @param {any} page
 * @param {string} token
 * @param {(event: PushedEvent) => void} onEvent
 * @param {(up: boolean) => void} onLink
 */
function listenToEvents(page, token, onEvent, onLink) {
  const source = new page.EventSource(`/api/events?token=${encodeURIComponent(token)}`);
  source.onopen = () => onLink(true);
  source.onmessage = (/** @type {MessageEvent} */ message) => onEvent(JSON.parse(message.data));
  source.onerror = () => {
    onLink(false);
    if (source.readyState !== 2) return;
    source.close();
    page.setTimeout(() => listenToEvents(page, token, onEvent, onLink), RETRY_MS);
  };
}

/** The token of a link `#token=...`: kept for this tab and taken out of the address. @param {any} page */
function takeToken(page) {
  const found = new URLSearchParams(page.location.hash.slice(1)).get("token");
  if (!found) return page.sessionStorage.getItem("token") || "";
  page.sessionStorage.setItem("token", found);
  page.history.replaceState(null, "", page.location.pathname + page.location.search);
  return found;
}

/** @param {any} page the global object @returns {Transport} */
export function connect(page) {
  const inWindow = page.pywebview || page.location.protocol === "file:";
  return inWindow ? bridgeTransport(page) : httpTransport(page, takeToken(page));
}
