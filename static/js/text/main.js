// @ts-check
/** The page of a session in writing: the line, the conversation, and what stands around it. */

import { Connection } from "../room/connection.js";
import { clock, optional, part, sentence } from "../room/page.js";
import { wayOut } from "../room/view.js";
import { Conversation } from "./conversation.js";
import { parse } from "./protocol.js";
import { Lines } from "./view.js";

/** @typedef {import("../room/connection.js").CloseName} CloseName */
/** @typedef {import("./protocol.js").Heard} Heard */

const TYPING_EVERY_MS = 3_000;
const TYPING_SHOWN_MS = 5_000;

/** @param {HTMLElement} root */
function openText(root) {
  const address = new URL(root.dataset.socket ?? "", location.href.replace(/^http/, "ws"));
  const line = new Connection(address.href, () => !document.hidden, parse);
  const talk = new Conversation((message) => line.send(/** @type {any} */ (message)));
  const lines = new Lines(root);
  const words = part(root, "words", HTMLTextAreaElement);
  const status = part(root, "status-words", HTMLElement);
  const typing = part(root, "typing", HTMLElement);
  const keep = part(root, "keep", HTMLButtonElement);
  const admit = optional(root, "admit", HTMLButtonElement);
  const again = part(root, "take-over", HTMLButtonElement);
  const way = part(root, "way-out", HTMLAnchorElement);
  /** @type {import("../room/protocol.js").PeerState | null} */ let peer = null;
  /** @type {import("../room/protocol.js").WaitingState | null} */ let waiting = null;
  let isAdmitted = false;
  let isOver = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ let stopsTyping;
  let typedAt = 0;

  function show() {
    if (isOver) return;
    part(root, "waiting", HTMLElement).hidden = isAdmitted || root.dataset.role === "therapist";
    part(root, "talk", HTMLElement).hidden = !isAdmitted && root.dataset.role === "patient";
    if (admit) admit.hidden = isAdmitted || waiting === null;
    words.disabled = !isAdmitted;
    status.textContent = statusNow();
    status.dataset.mood = line.line === "open" ? "good" : "wait";
    const { mine, theirs } = talk.keeping;
    const said = mine ? (theirs ? "both" : "mine") : theirs ? "theirs" : "nobody";
    part(root, "keep-words", HTMLElement).textContent = sentence(root, `keep-${said}`);
    keep.textContent = sentence(root, mine ? "keep-take-back" : "keep-agree");
    lines.show(talk);
    look();
  }

  function statusNow() {
    if (line.line !== "open") return sentence(root, line.line === "retrying" ? "retrying" : "opening");
    if (isAdmitted) {
      const presence = peer?.presence ?? "absent";
      return sentence(root, presence === "here" ? "peer-came" : `peer-${presence}`);
    }
    if (root.dataset.role === "patient") return sentence(root, "waiting-kept");
    if (!waiting) return sentence(root, "nobody");
    return sentence(root, `waiting-${waiting.presence}`, { time: clock(root, waiting.since) });
  }

  /** What is in view has been read. */
  function look() {
    if (!document.hidden && isAdmitted && lines.isAtEnd) talk.see();
  }

  /** @param {Heard} message */
  function hear(message) {
    if (message.type === "welcome") ({ admitted: isAdmitted, peer, waiting } = message);
    else if (message.type === "admitted") {
      isAdmitted = true;
      waiting = null;
      queueMicrotask(() => words.focus());
    } else if (message.type === "waiting") waiting = message.waiting;
    else if (message.type === "peer") peer = message.peer;
    else if (message.type === "asked_to_wait") heardWord(root, message);
    else if (message.type === "line") {
      hideTyping();
      if (document.hidden) line.beat();
    }
    talk.hear(message);
    show();
  }

  /** @param {CloseName} reason */
  function over(reason) {
    // What did not go out in time can't any more: nothing is left to hold the page for.
    if (reason === "ended" || reason === "by_phone") talk.unsent = [];
    if (reason === "ended") location.assign(root.dataset.after ?? "/");
    else if (reason === "by_phone") location.assign(root.dataset.phone ?? "/");
    else {
      isOver = true;
      status.textContent = wayOut(root, reason, way);
      status.dataset.mood = "trouble";
      words.disabled = true;
      again.hidden = reason !== "replaced";
      way.hidden = reason === "replaced";
    }
  }

  function hideTyping() {
    clearTimeout(stopsTyping);
    typing.textContent = "";
  }

  function send() {
    const text = words.value.trim();
    if (!text || !isAdmitted) return;
    words.value = "";
    talk.say(text);
    lines.toEnd();
  }

  line.addEventListener("message", (event) => hear(detailOf(event)));
  line.addEventListener("line", show);
  line.addEventListener("closed", (event) => over(detailOf(event)));
  talk.addEventListener("changed", show);
  talk.addEventListener("typing", () => {
    typing.textContent = sentence(root, "typing");
    clearTimeout(stopsTyping);
    stopsTyping = setTimeout(hideTyping, TYPING_SHOWN_MS);
  });
  part(root, "form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    send();
    words.focus();
  });
  words.addEventListener("keydown", (event) => {
    // A keyboard on glass has no Shift+Enter: there, Enter is a new line and the button sends.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    if (matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    send();
  });
  words.addEventListener("input", () => {
    if (Date.now() - typedAt < TYPING_EVERY_MS) return;
    typedAt = Date.now();
    line.send(/** @type {any} */ ({ type: "typing" }));
  });
  keep.addEventListener("click", () => {
    line.send(/** @type {any} */ ({ type: "keep", keeps: !talk.keeping.mine }));
  });
  admit?.addEventListener("click", () => line.send({ type: "admit" }));
  again.addEventListener("click", () => {
    isOver = false;
    again.hidden = true;
    line.open();
  });
  part(root, "leave", HTMLButtonElement).addEventListener("click", () => {
    line.send({ type: "leave" });
    line.close();
    location.assign(root.dataset.home ?? "/");
  });
  optional(root, "end", HTMLButtonElement)?.addEventListener("click", () => line.send({ type: "end" }));
  root.querySelector('[data-opens="contact-dialog"]')?.addEventListener("click", () => {
    optional(root, "contact", HTMLElement)?.dispatchEvent(new CustomEvent("wanted"));
  });
  part(root, "log", HTMLElement).addEventListener("scroll", look);
  document.addEventListener("visibilitychange", () => {
    line.beat();
    look();
  });
  addEventListener("beforeunload", (event) => {
    // Nothing of it is kept in this browser: what has not gone out would be lost.
    if (talk.unsent.length) event.preventDefault();
  });
  fitAboveKeyboard(lines);
  show();
  line.open();
}

/** The page ends where the keyboard begins, also where only the visual viewport shrinks (iOS).
 * @param {Lines} lines
 */
function fitAboveKeyboard(lines) {
  const seen = globalThis.visualViewport;
  seen?.addEventListener("resize", () => {
    const wasAtEnd = lines.isAtEnd;
    document.body.style.setProperty("--seen", `${seen.height}px`);
    if (wasAtEnd) lines.toEnd();
  });
}

/** @param {Event} event */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}

/** @param {HTMLElement} root @param {import("../room/protocol.js").AskedToWait} told */
function heardWord(root, told) {
  const place = optional(root, "waiting-word", HTMLElement);
  if (!place) return;
  const head = (place.dataset.say ?? "").replace("{time}", clock(root, told.at));
  place.textContent = `${head} “${told.text}”`;
}

const root = document.getElementById("text");
if (root) {
  openText(root);
  document.querySelector(".stuck")?.remove();
}
