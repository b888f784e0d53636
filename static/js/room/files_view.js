// @ts-check
/** Files as lines of the chat. Fetched when the first one is offered, by either side. */
import { MAX_FILE } from "./aside.js";
import { detailOf } from "./call.js";
import { Files } from "./files.js";
import { sentence } from "./page.js";

/** @typedef {import("./files.js").Transfer} Transfer */

/** @param {HTMLElement} root @param {import("./call.js").Call} call @param {import("./chat.js").Chat} chat */
export function showFiles(root, call, chat) {
  const files = new Files(call);
  files.addEventListener("transfer", (event) => show(detailOf(event)));

  /** @param {string} name @param {Record<string, string>} [blanks] */
  const say = (name, blanks) => sentence(root, `file-${name}`, blanks);

  /** @param {string} name of its words @param {() => void} pressed */
  function button(name, pressed) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "button";
    made.textContent = say(name);
    made.addEventListener("click", pressed);
    return made;
  }

  /** @param {Transfer} transfer */
  function show(transfer) {
    const own = transfer.source !== null;
    const { name, size, kind } = transfer.offer;
    const title = document.createElement("p");
    const named = document.createElement("bdi");
    named.textContent = name;
    const facts = document.createElement("small");
    facts.textContent = [kind || say("unknown"), sizeIn(size)].join(" · ");
    title.append(named, document.createElement("br"), facts);
    const bar = document.createElement("progress");
    bar.max = size;
    bar.setAttribute("aria-label", name);
    const words = document.createElement("p");
    words.setAttribute("role", "status");
    const deeds = document.createElement("div");
    deeds.className = "buttons";
    const take = button("take", () => files.take(transfer));
    const stop = button("stop", () => files.stop(transfer));
    chat.append(own, [title, bar, words, deeds]);
    if (!own) chat.announce("file-from", name);

    let shown = "";
    const draw = () => {
      bar.value = transfer.moved;
      if (shown === transfer.state) return;
      shown = transfer.state;
      bar.hidden = transfer.state !== "moving";
      words.textContent = say(`${own ? "mine" : "theirs"}-${transfer.state}`);
      stop.textContent = say(transfer.state === "offered" && !own ? "refuse" : "stop");
      const choices = transfer.isOver ? [] : [stop];
      if (transfer.state === "offered" && !own) choices.unshift(take);
      const held = deeds.contains(document.activeElement);
      deeds.replaceChildren(...choices, ...saving(transfer));
      if (held) /** @type {HTMLElement | null} */ (deeds.querySelector("button, a"))?.focus();
    };
    transfer.addEventListener("changed", draw);
    draw();
  }

  /** @param {Transfer} transfer */
  function saving({ blob, offer }) {
    if (!blob) return [];
    const link = document.createElement("a");
    link.className = "button button--primary";
    link.href = URL.createObjectURL(blob);
    link.download = offer.name;
    link.textContent = say("save");
    return [link];
  }

  return {
    /** @param {import("./aside.js").AsideMessage} message */
    hear: (message) => files.hear(message),
    /** @param {File} file @returns {Promise<string>} what is wrong, or "" */
    async offer(file) {
      if (file.size > MAX_FILE) return say("too-large", { most: sizeIn(MAX_FILE) });
      return (await files.offer(file)) ? "" : say(file.size ? "not-now" : "empty");
    },
  };
}

/** @param {number} bytes */
function sizeIn(bytes) {
  const [unit, by] = bytes < 1_000_000 ? ["kilobyte", 1_000] : ["megabyte", 1_000_000];
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: /** @type {string} */ (unit),
    maximumFractionDigits: by === 1_000 ? 0 : 1,
  }).format(Math.max(bytes, 1_000) / Number(by));
}
