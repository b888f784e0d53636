// @ts-check
/**
 * What a page that goes away tells the next one in this window: that words were still on their way
 * to the server, and which revision they will be. Only that number is kept, never a word.
 */

const KEY = "attune.on-its-way:";
/** Pauses between looks. A server that has not answered by then does not have the words. */
const LOOKS_MS = [100, 250, 500, 1000, 2000, 3000, 5000];

/** @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem">} Shelf */

/** @param {string} draft its address @param {number} revision @param {Shelf} [shelf] */
export function leaveWord(draft, revision, shelf = sessionStorage) {
  shelf.setItem(KEY + draft, String(revision));
}

/**
 * The revision that was on its way when this window left the draft, or 0. Told once.
 * @param {string} draft @param {Shelf} [shelf]
 */
export function takeWord(draft, shelf = sessionStorage) {
  const revision = Number(shelf.getItem(KEY + draft) ?? 0);
  shelf.removeItem(KEY + draft);
  return revision;
}

/**
 * Looks again until the awaited revision is there, and gives up in the end.
 * @template T
 * @param {() => Promise<{revision: number, found: T} | null>} look null while nobody answers
 * @param {number} awaited
 * @param {(ms: number) => Promise<unknown>} [pause]
 * @returns {Promise<{revision: number, found: T} | null>} the newest there was
 */
export async function awaitRevision(look, awaited, pause = rest) {
  let newest = null;
  for (const ms of LOOKS_MS) {
    await pause(ms);
    newest = (await look()) ?? newest;
    if (newest && newest.revision >= awaited) break;
  }
  return newest;
}

/** @param {number} ms */
function rest(ms) {
  return new Promise((done) => setTimeout(done, ms));
}
