// @ts-check
/** The elements around a draft: `[data-draft]` with its form, its status, its choice of format. */

import { isTouched } from "../touched.js";
import { announce } from "../announcements.js";
import { Keeping } from "../keeping.js";
import { renewToken } from "../posting.js";
import { Counts } from "./counts.js";
import { awaitRevision, leaveWord, takeWord } from "./leaving.js";
import { post } from "./posting.js";

/** @typedef {import("../keeping.js").State} State */
/** @typedef {import("./posting.js").Answer} Answer */

const PACE = { pause: 700, longest: 2500 };

const TROUBLE = new Set(["failed", "refused", "signed-out", "elsewhere"]);

/** What listens on the page stops when the editor is taken off it. */
const editors = new WeakMap();

/**
 * Makes every draft within `root` save itself. Safe to call again: one that is wired is left alone.
 * @param {ParentNode} root
 */
export function wireDrafts(root = document) {
  for (const place of root.querySelectorAll("[data-draft]")) {
    if (place instanceof HTMLElement && !editors.has(place)) wire(place);
  }
}

/** @param {HTMLElement} place */
function wire(place) {
  const form = place.querySelector("[data-draft-form]");
  if (!(form instanceof HTMLFormElement)) return;
  const status = new Status(place);
  const revision = Number(field(form, "revision").value);
  const counts = new Counts(revision, Number(field(form, "turn").value) - 1);
  /** @type {Keeping<Answer>} */
  const keeping = new Keeping({
    send: async (last) => {
      const answer = await send(place, form, counts.take(), last);
      if (!last) counts.heed(answer);
      return answer;
    },
    show: (state, answer) => status.show(state, answer),
    pace: PACE,
  });
  const ends = new AbortController();
  editors.set(place, ends);
  const heed = { signal: ends.signal };

  form.addEventListener("input", (event) => {
    if (event.target instanceof HTMLTextAreaElement) keeping.changed();
  }, heed);
  // On a slow line people type before this script has come.
  if (isTouched(form)) keeping.changed();
  form.addEventListener("submit", () => {
    // A press of the button carries the words itself; nothing may overtake it.
    stampInto(form, counts.take());
    keeping.stop();
  }, heed);
  const shape = form.querySelector("[data-draft-shape]");
  shape?.addEventListener("change", () => void reshape(place, form, { keeping, counts, status }), heed);

  addEventListener("online", () => keeping.now(), heed);
  addEventListener("pagehide", () => {
    const onTheWay = keeping.isSending ? 2 : 1;
    if (keeping.isUnsaved) leaveWord(form.action, counts.revision + onTheWay);
    keeping.leave();
  }, heed);
  // Going away, or coming back from signing in elsewhere: what waits is tried at once.
  document.addEventListener("visibilitychange", () => keeping.now(), heed);
  addEventListener("focus", () => keeping.now(), heed);
  addEventListener("beforeunload", (event) => {
    if (keeping.isUnsaved && TROUBLE.has(keeping.state)) event.preventDefault();
  }, heed);
  const awaited = takeWord(form.action);
  if (awaited > revision) void catchUp(place, form, { awaited, status });
}

/**
 * The page was opened before the last words of the one before had arrived: wait for them, and put
 * them into the field. Whoever has begun to write again is not disturbed; both texts are kept.
 * @param {HTMLElement} place
 * @param {HTMLFormElement} form
 * @param {{awaited: number, status: Status}} parts
 */
async function catchUp(place, form, { awaited, status }) {
  const url = place.dataset.draftPanel ?? location.href;
  const saidBefore = status.words;
  status.show("catching-up");
  const newest = await awaitRevision(async () => {
    const response = await fetch(url).catch(() => null);
    if (!response?.ok) return null;
    const html = await response.text();
    const fresh = editorIn(html);
    const kept = fresh?.querySelector("[data-draft-form]");
    if (!(kept instanceof HTMLFormElement)) return null;
    return { revision: Number(field(kept, "revision").value), found: html };
  }, awaited);
  if (isTouched(form)) return;
  const isNewer = newest && newest.revision > Number(field(form, "revision").value);
  if (isNewer) replace(place, newest.found, place.contains(document.activeElement) ? "textarea" : "");
  else status.words = saidBefore;
}

/**
 * @param {HTMLElement} place
 * @param {HTMLFormElement} form
 * @param {import("./counts.js").Count} count
 * @param {boolean} last
 * @returns {Promise<Answer>}
 */
async function send(place, form, count, last) {
  const answer = await post(form.action, words(form, count), last);
  if (answer.kind !== "signed-out" || last) return answer;
  if (!(await renewToken(form, place.dataset.draftPanel ?? location.href))) return answer;
  return post(form.action, words(form, count), last);
}

/**
 * Sends the words with the wish for another format, and puts the new editor in place of this one.
 * @param {HTMLElement} place
 * @param {HTMLFormElement} form
 * @param {{keeping: Keeping<Answer>, counts: Counts, status: Status}} parts
 */
async function reshape(place, form, { keeping, counts, status }) {
  const url = place.dataset.draftPanel;
  if (!url) return;
  status.show("saving");
  const count = counts.take();
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      body: words(form, count),
      headers: { "X-Requested-With": "autosave" },
      redirect: "error",
    });
  } catch {
    status.show("failed");
    keeping.changed();
    return;
  }
  if (!response.ok) {
    status.show("refused");
    return;
  }
  keeping.stop();
  replace(place, await response.text(), "[data-draft-shape]");
}

/** @param {string} html */
function editorIn(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("[data-draft]");
}

/**
 * @param {HTMLElement} place
 * @param {string} html
 * @param {string} focus what is focused then; "" for nothing
 */
function replace(place, html, focus) {
  const fresh = editorIn(html);
  if (!fresh || !place.parentNode) return;
  editors.get(place)?.abort();
  const parent = place.parentNode;
  place.replaceWith(document.adoptNode(fresh));
  wireDrafts(parent);
  const first = focus && fresh.querySelector(focus);
  if (first instanceof HTMLElement) first.focus();
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./counts.js").Count} count
 */
function words(form, count) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string") body.append(name, value);
  }
  body.set("revision", String(count.revision));
  body.set("turn", String(count.turn));
  return body;
}

/**
 * @param {HTMLFormElement} form
 * @param {import("./counts.js").Count} count
 */
function stampInto(form, count) {
  field(form, "revision").value = String(count.revision);
  field(form, "turn").value = String(count.turn);
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement}
 */
function field(form, name) {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLInputElement)) throw new Error(`a draft needs its field ${name}`);
  return found;
}

/** The line that says whether the words are saved. */
class Status {
  /** @param {HTMLElement} place */
  constructor(place) {
    this.place = place;
    this.line = place.querySelector("[data-draft-status]");
    this.elsewhere = place.querySelector("[data-draft-elsewhere]");
    /** @type {State | "catching-up"} */
    this.said = "rest";
    const newest = place.querySelector("[data-draft-newest]");
    if (newest instanceof HTMLAnchorElement) this.offerNewest(newest);
  }

  /**
   * In a panel the newest text comes in place; on a page of its own the page is opened again.
   * @param {HTMLAnchorElement} link
   */
  offerNewest(link) {
    link.href = location.href;
    const panel = this.place.dataset.draftPanel;
    if (!panel || panel.endsWith("?page")) return;
    link.addEventListener("click", async (event) => {
      event.preventDefault();
      const response = await fetch(panel).catch(() => null);
      if (response?.ok) replace(this.place, await response.text(), "textarea");
    });
  }

  get words() {
    return this.line?.textContent ?? "";
  }

  set words(sentence) {
    if (this.line) this.line.textContent = sentence;
  }

  /**
   * @param {State | "catching-up"} state
   * @param {Answer} [answer]
   */
  show(state, answer) {
    if (!(this.line instanceof HTMLElement)) return;
    const said = state.replace(/-(.)/g, (_all, letter) => letter.toUpperCase());
    let sentence = this.line.dataset[said] ?? "";
    if (answer && "at" in answer) sentence = sentence.replace("%s", answer.at);
    if (answer?.kind === "refused" && answer.sentence) sentence = answer.sentence;
    this.line.textContent = sentence;
    this.line.dataset.state = state;
    if (this.elsewhere instanceof HTMLElement) this.elsewhere.hidden = state !== "elsewhere";
    // Typing isn't interrupted by "saved", but trouble is said, and said to be over.
    const wasTrouble = TROUBLE.has(this.said);
    if (TROUBLE.has(state) ? state !== this.said : wasTrouble && state === "saved") announce(sentence);
    if (TROUBLE.has(state) || state === "saved") this.said = state;
  }
}
