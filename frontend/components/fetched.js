// @ts-check
/** Reads from the program that follow a key; the old content stays until the new is there. */
import { useContext, useEffect, useRef, useState } from "../preact.js";
import { failure } from "../commands.js";
import { AppContext } from "./app.js";

/** @typedef {import("../types.js").Failure} Failure */
const SLOW_MS = 300;

/** A flag that turns on when something takes longer than 300 ms. @param {boolean} busy */
export function useSlow(busy) {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    setSlow(false);
    if (!busy) return undefined;
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [busy]);
  return busy && slow;
}

/**
 * GET `path` whenever it or `revision` changes; an empty path reads nothing.
 * @template T
 * @param {string} path @param {string|number} [revision]
 * @returns {{value: T|null, error: Failure|null, busy: boolean, retry: () => void, path: string}} `path`: what
 *   `value` answers
 */
export function useFetched(path, revision = "") {
  const { store } = useContext(AppContext);
  const [state, setState] = useState({ value: /** @type {T|null} */ (null),
    error: /** @type {Failure|null} */ (null), busy: Boolean(path), path: "" });
  const [attempt, setAttempt] = useState(0);
  const newest = useRef(0);
  useEffect(() => {
    const mine = ++newest.current;
    if (!path) {
      setState({ value: null, error: null, busy: false, path });
      return;
    }
    setState((old) => ({ ...old, busy: true }));
    store.transport.request("GET", path).then(
      (value) => mine === newest.current && setState({ value, error: null, busy: false, path }),
      (error) => mine === newest.current && setState({ value: null, error: failure(error), busy: false, path }),
    );
  }, [path, revision, attempt]);
  return { ...state, retry: () => setAttempt((n) => n + 1) };
}
