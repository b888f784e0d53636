// @ts-check
import { warn } from "./announcements.js";

/**
 * Parts of a page fetched by htmx: a line along the top while they are on their way, and a sentence
 * when they did not arrive. The sentences stand, translated, on the announcements element.
 */
export function wireFetching() {
  const root = document.documentElement;
  let underWay = 0;
  const began = () => {
    underWay += 1;
    root.classList.add("is-working");
  };
  const ended = () => {
    underWay = Math.max(0, underWay - 1);
    if (underWay === 0) root.classList.remove("is-working");
  };
  document.addEventListener("htmx:beforeSend", began);
  document.addEventListener("htmx:afterRequest", ended);
  document.addEventListener("htmx:sendError", () => warn("offline"));
  document.addEventListener("htmx:responseError", () => warn("refused"));
}
