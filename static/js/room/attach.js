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
  const keeping = once(async () => (await import("./keeping.js")).openKeeping(root, call, chat));
  const board = once(async () => (await import("./board_view.js")).openBoard(root, call, view));
  call.addEventListener("aside", async (event) => {
    const message = /** @type {import("./aside.js").AsideMessage} */ (detailOf(event));
    if (message.type.startsWith("file_")) (await files()).hear(message);
    if (message.type.startsWith("keep_")) (await keeping()).hear(message);
    if (message.type.startsWith("board_") && (message.type !== "board_ask" || isOpened)) {
      isOpened = true;
      (await board()).hear(message);
    }
  });
  part(root, "board-open", HTMLButtonElement).addEventListener("click", async () => {
    isOpened = true;
    (await board()).toggle();
  });
  const chosen = part(root, "chat-file", HTMLInputElement);
  chosen.addEventListener("change", async () => {
    const [file] = chosen.files ?? [];
    if (!file) return;
    part(root, "chat-file-words", HTMLElement).textContent = await (await files()).offer(file);
    chosen.value = "";
  });
  part(root, "keep-ask", HTMLButtonElement).addEventListener("click", async () => (await keeping()).ask());
}

/** @template T @param {() => Promise<T>} load @returns {() => Promise<T>} */
function once(load) {
  /** @type {Promise<T> | undefined} */
  let loaded;
  return () => (loaded ??= load());
}
