// @ts-check
/**
 * What every view may reach: the state, the store and the commands.
 * @typedef {import("../types.js").State} State
 * @typedef {import("../types.js").Snapshot} Snapshot
 * @typedef {import("../store.js").Store} Store
 * @typedef {ReturnType<typeof import("../commands.js").createCommands>} Commands
 * @typedef {{state: State, store: Store, commands: Commands}} App
 */
import { createContext, useContext, useEffect, useState } from "../preact.js";

export const AppContext = createContext(/** @type {App} */ (/** @type {unknown} */ (null)));

/** @returns {App & {data: Snapshot}} for views that are shown only once there is a snapshot */
export function useApp() {
  const app = useContext(AppContext);
  return { ...app, data: /** @type {Snapshot} */ (app.state.data) };
}

/**
 * The window and the desktop around it. What a desktop has may show before the page listens, so it is asked for when it
 * is needed; later changes the desktop tells (main.js).
 */
export function useDesktop() {
  const { data, store } = useApp();
  useEffect(() => {
    store.synchronise();
  }, []);
  return data.app;
}

/**
 * The time on the program's clock, new every second while `running`.
 * @param {boolean} running
 * @returns {number} UTC milliseconds
 */
export function useNow(running) {
  const { store } = useContext(AppContext);
  const [now, setNow] = useState(store.now());
  useEffect(() => {
    setNow(store.now());
    if (!running) return undefined;
    const tick = setInterval(() => setNow(store.now()), 500);
    return () => clearInterval(tick);
  }, [running]);
  return running ? now : store.now();
}
