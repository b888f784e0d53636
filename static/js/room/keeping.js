// @ts-check
/** Keeping what was written: one asks, the other agrees, and the server takes only what both did. */
import { part, sentence } from "./page.js";
import { sha256 } from "./verification.js";

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./chat.js").Chat} Chat */

/** @param {HTMLElement} root @param {Call} call @param {Chat} chat */
export function openKeeping(root, call, chat) {
  const place = part(root, "keep", HTMLElement);
  const ask = part(root, "keep-ask", HTMLButtonElement);
  const answer = part(root, "keep-answer", HTMLElement);
  const words = part(root, "keep-words", HTMLElement);
  let asked = "";
  let offered = "";

  /** What is kept, as both pages put it down: sessions/writing_kept.py reads it. */
  const written = () => {
    const [mine, theirs] = root.dataset.role === "therapist" ? ["therapist", "patient"] : ["patient", "therapist"];
    return JSON.stringify(chat.lines.map(({ at, own, text }) => [at, own ? mine : theirs, text]));
  };
  const sumOf = (/** @type {string} */ text) => sha256(new TextEncoder().encode(text));

  /** @param {string} name of the sentence */
  function tell(name) {
    words.textContent = sentence(root, `keep-${name}`);
  }

  /** @param {"yes" | "no" | "other" | "kept" | "failed"} says */
  const say = (says) => call.aside({ type: "keep_answer", says });

  /** @param {Record<string, string>} fields @returns {Promise<boolean>} whether the server took it */
  async function post(fields) {
    try {
      const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
      const body = new URLSearchParams(fields);
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

  part(root, "keep-yes", HTMLButtonElement).addEventListener("click", async () => {
    const digest = offered;
    offered = "";
    show(false);
    tell("agreed");
    if ((await sumOf(written())) !== digest) {
      call.aside({ type: "chat_ask" });
      say("other");
      tell("other");
    } else if (await post({ digest })) say("yes");
    else {
      say("failed");
      tell("failed");
    }
  });
  part(root, "keep-no", HTMLButtonElement).addEventListener("click", () => {
    offered = "";
    show(false);
    say("no");
    tell("refused");
  });

  return {
    async ask() {
      asked = written();
      if (!chat.lines.length) tell("nothing");
      else if (call.aside({ type: "keep_ask", digest: await sumOf(asked) })) tell("asked");
      else tell("failed");
    },
    /** @param {import("./aside.js").AsideMessage} message */
    async hear(message) {
      if (message.type === "keep_ask") {
        offered = message.digest;
        show(true);
        words.textContent = "";
        chat.announce("keep-asks", "");
      } else if (message.type === "keep_answer" && message.says === "yes") {
        if (!asked) return;
        const isKept = await post({ text: asked });
        asked = "";
        say(isKept ? "kept" : "failed");
        tell(isKept ? "kept" : "failed");
      } else if (message.type === "keep_answer") {
        if (message.says === "other") call.aside({ type: "chat_ask" });
        tell(message.says);
      }
    },
  };
}
