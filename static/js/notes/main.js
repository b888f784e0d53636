// @ts-check
/** What the pages of notes and summaries do. The room loads it for its side panel. */

import { wireDrafts } from "./editor.js";

wireDrafts();
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.target instanceof Element) wireDrafts(event.target.parentNode ?? document);
});
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
