// @ts-check
import { detailOf } from "./call.js";
import { part } from "./page.js";

/**
 * What the two can do besides words: files, keeping what was written, the shared page. Each is
 * fetched when somebody on either side first wants it.
 * @param {HTMLElement} root @param {import("./call.js").Call} call
 * @param {import("./chat.js").Chat} chat @param {import("./view.js").View} view
 */
export function wireAttachments(root, call, chat, view) {
  let isOpened = false;
  const files = once(async () => (await import("./files_view.js")).showFiles(root, call, chat));
  const board = once(async () => {
    isOpened = true;
    return (await import("./board_view.js")).openBoard(root, call, view);
  });
  const keeping = {
    writing: once(async () => (await import("./keeping.js")).openKeeping(root, call, chat.kept)),
    drawing: once(async () => (await import("./keeping.js")).openKeeping(root, call, (await board()).kept)),
  };
  call.addEventListener("aside", async (event) => {
    const message = /** @type {import("./aside.js").AsideMessage} */ (detailOf(event));
    if (message.type.startsWith("file_")) (await files()).hear(message);
    if (message.type === "keep_ask" || message.type === "keep_answer") (await keeping[message.what]()).hear(message);
    if (message.type.startsWith("board_") && (message.type !== "board_ask" || isOpened)) {
      (await board()).hear(message);
    }
  });
  part(root, "board-open", HTMLButtonElement).addEventListener("click", async () => (await board()).toggle());
  const chosen = part(root, "chat-file", HTMLInputElement);
  chosen.addEventListener("change", async () => {
    const [file] = chosen.files ?? [];
    if (!file) return;
    part(root, "chat-file-words", HTMLElement).textContent = await (await files()).offer(file);
    chosen.value = "";
  });
  for (const what of /** @type {const} */ (["writing", "drawing"])) {
    const ask = part(part(root, `keep-${what}`, HTMLElement), "keep-ask", HTMLButtonElement);
    ask.addEventListener("click", async () => (await keeping[what]()).ask());
  }
}

/** @template T @param {() => Promise<T>} load @returns {() => Promise<T>} */
function once(load) {
  /** @type {Promise<T> | undefined} */
  let loaded;
  return () => (loaded ??= load());
}
