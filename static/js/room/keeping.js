// @ts-check
/** Keeping what was written or drawn: one asks, the other agrees, and the server takes only what both did. */
import { part, sentence } from "./page.js";
import { sha256 } from "./verification.js";

/**
 * What can be kept: all of it in an order that both pages have, how one of it is put down
 * (sessions/writing_kept.py and drawing_kept.py read it), and the message that asks for what lacks.
 * @template {{own: boolean}} One
 * @typedef {{
 *   what: import("./aside.js").Keepable, all: () => One[],
 *   put: (one: One, by: "patient" | "therapist") => unknown[],
 *   lacks: "chat_ask" | "board_ask", asks: () => void,
 * }} Kind
 */

/** The server takes no more: sessions/drawing_kept.py. */
const MOST_LETTERS = 500_000;

/** @template {{own: boolean}} One @param {HTMLElement} root @param {import("./call.js").Call} call @param {Kind<One>} kind */
export function openKeeping(root, call, { what, all, put, lacks, asks }) {
  const place = part(root, `keep-${what}`, HTMLElement);
  const ask = part(place, "keep-ask", HTMLButtonElement);
  const answer = part(place, "keep-answer", HTMLElement);
  const words = part(place, "keep-words", HTMLElement);
  const leads = root.dataset.role === "therapist";
  let asked = "";
  let offered = "";

  const whole = () => JSON.stringify(all().map((one) => put(one, one.own === leads ? "therapist" : "patient")));
  const sumOf = (/** @type {string} */ text) => sha256(new TextEncoder().encode(text));

  /** @param {string} name of the sentence */
  function tell(name) {
    words.textContent = sentence(root, `keep-${name}`);
  }

  /** @param {"yes" | "no" | "other" | "kept" | "failed"} says */
  const say = (says) => call.aside({ type: "keep_answer", what, says });

  /** @param {Record<string, string>} fields @returns {Promise<boolean>} whether the server took it */
  async function post(fields) {
    try {
      const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
      const body = new URLSearchParams({ what, ...fields });
      const response = await fetch(place.dataset.address ?? "", { method: "POST", body, headers, redirect: "manual" });
      return response.ok;
    } catch {
      return false;
    }
  }

  /** @param {boolean} isAsked */
  function show(isAsked) {
    const held = answer.contains(document.activeElement);
    answer.hidden = !isAsked;
    ask.hidden = isAsked;
    if (held && !isAsked) ask.focus();
  }

  part(place, "keep-yes", HTMLButtonElement).addEventListener("click", async () => {
    const digest = offered;
    offered = "";
    show(false);
    tell("agreed");
    if ((await sumOf(whole())) !== digest) {
      call.aside({ type: lacks });
      say("other");
      tell("other");
    } else if (await post({ digest })) say("yes");
    else {
      say("failed");
      tell("failed");
    }
  });
  part(place, "keep-no", HTMLButtonElement).addEventListener("click", () => {
    offered = "";
    show(false);
    say("no");
    tell("refused");
  });

  return {
    async ask() {
      asked = whole();
      if (!all().length) tell("nothing");
      else if (asked.length > MOST_LETTERS) tell("large");
      else if (call.aside({ type: "keep_ask", what, digest: await sumOf(asked) })) tell("asked");
      else tell("failed");
    },
    /** @param {import("./aside.js").AsideMessage} message */
    async hear(message) {
      if (message.type === "keep_ask") {
        offered = message.digest;
        show(true);
        words.textContent = "";
        asks();
      } else if (message.type === "keep_answer" && message.says === "yes") {
        if (!asked) return;
        const isKept = await post({ text: asked });
        asked = "";
        say(isKept ? "kept" : "failed");
        tell(isKept ? "kept" : "failed");
      } else if (message.type === "keep_answer") {
        if (message.says === "other") call.aside({ type: lacks });
        tell(message.says);
      }
    },
  };
}
