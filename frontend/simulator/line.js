// @ts-check
/** The page's line to the switchboard: commands by fetch, news by server-sent events. */

const RETRY_MS = 1500;
const token = new URLSearchParams(location.search).get("token") ?? "";
const NEWS = ["state", "handset", "person", "updates"];

/** What a command that failed says: a code of the switchboard, or `unreachable`. */
export class Failed extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @param {string} method @param {string} path @param {object} [body] @returns {Promise<Response>} raises Failed */
export async function send(method, path, body) {
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Failed("unreachable");
  }
  if (response.ok) return response;
  const told = await response.json().catch(() => ({}));
  throw new Failed(told.error?.code ?? String(response.status));
}

/** Listen for news for as long as the page lives. @param {(type: string, value: any) => void} onNews @param {(connection: "lost"|"refused") => void} onLost */
export function listen(onNews, onLost) {
  const source = new EventSource(`/api/events?token=${encodeURIComponent(token)}`);
  for (const type of NEWS) {
    source.addEventListener(type, (event) => onNews(type, JSON.parse(/** @type {MessageEvent} */ (event).data)));
  }
  source.onerror = async () => {
    source.close();
    onLost(await judge());
    setTimeout(() => listen(onNews, onLost), RETRY_MS);
  };
}

/** Why there is no news: is the switchboard away, or the link no longer good? @returns {Promise<"lost"|"refused">} */
async function judge() {
  try {
    await send("GET", "/api/state");
    return "lost";
  } catch (error) {
    return error instanceof Failed && error.code === "wrong_token" ? "refused" : "lost";
  }
}
