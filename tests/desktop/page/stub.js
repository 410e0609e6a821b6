// @ts-check
/** A page that shows what it is told, to try the windows without the real one. */

const page = /** @type {any} */ (window);
const incoming = new URLSearchParams(location.search).get("view") === "incoming";
document.title = incoming ? "stub incoming" : "stub main";
page.heard = [];

/** @param {string} id @param {string} text */
function write(id, text) {
  const place = document.getElementById(id);
  if (place) place.textContent = text;
}

page.__push = (/** @type {any} */ event) => {
  page.heard.push(event);
  write("heard", `${page.heard.length}`);
  if (event.type === "CallChanged") write("number", event.value.party.number);
};

page.opened = [];
page.__open = (/** @type {string} */ what) => page.opened.push(what);

page.addEventListener("pywebviewready", async () => {
  page.answer = await page.pywebview.api.request("GET", "/api/state", null);
});
