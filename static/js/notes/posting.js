// @ts-check
/** Sending a draft's form, and reading the answer. */

/**
 * @typedef {{kind: "saved" | "elsewhere", revision: number, at: string}
 *   | {kind: "failed"} | {kind: "signed-out"} | {kind: "refused", sentence: string}} Answer
 */

/** Browsers refuse to keep a larger request alive past the page (Fetch, 64 KiB for all of them). */
const KEEPALIVE_BYTES = 60_000;

/**
 * @param {string} url
 * @param {URLSearchParams} words
 * @param {boolean} last the page is going away
 * @returns {Promise<Answer>}
 */
export async function post(url, words, last) {
  const body = words.toString();
  /** @type {Response} */
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers: {
        "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
        "X-Requested-With": "autosave",
      },
      keepalive: last && body.length < KEEPALIVE_BYTES,
      redirect: "manual",
      credentials: "same-origin",
    });
  } catch {
    return { kind: "failed" };
  }
  return read(response);
}

/**
 * @param {Response} response
 * @returns {Promise<Answer>}
 */
export async function read(response) {
  const isAway = response.type === "opaqueredirect" || [401, 403].includes(response.status);
  if (isAway) return { kind: "signed-out" };
  if (response.status >= 500 || response.status === 429) return { kind: "failed" };
  const isJson = (response.headers.get("Content-Type") ?? "").startsWith("application/json");
  const told = isJson ? await response.json().catch(() => null) : null;
  if (told === null) return { kind: "refused", sentence: "" };
  if (response.ok) {
    const kind = told.elsewhere ? "elsewhere" : "saved";
    return { kind, revision: told.revision, at: told.at };
  }
  return { kind: "refused", sentence: String(told.sentence ?? "") };
}
