// @ts-check
/** Calls read page by page; a change in the history reads as many again as were on the page. */
import { failure } from "../commands.js";
import { useContext, useEffect, useRef, useState } from "../preact.js";
import { AppContext } from "./app.js";

/** @typedef {import("../types.js").HistoryRow} HistoryRow */
const PAGE = 50;
const NEAR = 400; // pixels below the fold that are read ahead

/**
 * `list` is the ref of the element that scrolls, `more` its scroll listener.
 * @param {string} path with its query
 * @param {number} revision
 */
export function useHistory(path, revision) {
  const { store } = useContext(AppContext);
  const [state, setState] = useState({ rows: /** @type {HistoryRow[]} */ ([]), next: "", busy: true,
    error: /** @type {any} */ (null), answer: /** @type {any} */ (null) });
  const [attempt, setAttempt] = useState(0);
  const turn = useRef(0);
  const loading = useRef(false);
  const read = (/** @type {number} */ limit, /** @type {string} */ before, /** @type {HistoryRow[]} */ old) => {
    const mine = ++turn.current;
    loading.current = true;
    setState((was) => ({ ...was, busy: true }));
    const from = before && `&before=${encodeURIComponent(before)}`;
    store.transport.request("GET", `${path}&limit=${limit}${from}`).then(
      (answer) => {
        if (mine !== turn.current) return;
        loading.current = false;
        setState({ rows: [...old, ...answer.rows], next: answer.next || "", busy: false, error: null, answer });
      },
      (error) => {
        if (mine !== turn.current) return;
        loading.current = false;
        setState((was) => ({ ...was, busy: false, error: failure(error) }));
      },
    );
  };
  useEffect(() => read(Math.max(PAGE, state.rows.length), "", []), [path, revision, attempt]);
  const list = useRef(/** @type {HTMLElement|null} */ (null));
  const more = () => {
    const shown = list.current;
    const near = shown && shown.clientHeight > 0 && shown.scrollHeight - shown.scrollTop - shown.clientHeight < NEAR;
    if (near && !loading.current && !state.error && state.next) read(PAGE, state.next, state.rows);
  };
  useEffect(more); // fifty calls may be one line: without this the list would stay too short to be scrolled
  return { ...state, list, more, retry: () => setAttempt((n) => n + 1) };
}
