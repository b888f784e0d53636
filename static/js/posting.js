// @ts-check
/** What the forms that save themselves have in common on the way to the server. */

/** Browsers refuse to keep a larger request alive past the page (Fetch, 64 KiB for all of them). */
const KEEPALIVE_BYTES = 50_000;

/**
 * Sends a form's fields as they are now, past the end of the page if need be. Being sent to sign in
 * comes back as an `opaqueredirect`.
 * @param {HTMLFormElement} form
 * @param {string} url
 * @param {Record<string, string>} headers
 * @returns {Promise<Response>}
 */
export function postForm(form, url, headers) {
  const body = new FormData(form);
  const keepalive = new Blob([...body.values()]).size < KEEPALIVE_BYTES;
  return fetch(url, { method: "POST", body, headers, keepalive, redirect: "manual" });
}

/**
 * Puts a fresh token into a form. Signing in again makes a new one, and a window that stayed open
 * still has the old.
 *
 * Only for a form whose address names whose it is: somebody else who signed in on the same device
 * must not be given these words.
 * @param {HTMLFormElement} form
 * @param {string} page where a form with the present token stands
 * @returns {Promise<boolean>} whether there was one: not while nobody is signed in
 */
export async function renewToken(form, page) {
  const kept = tokenIn(form);
  const fresh = tokenIn(await fetchPage(page));
  if (!kept || !fresh?.value || fresh.value === kept.value) return false;
  kept.value = fresh.value;
  return true;
}

/**
 * @param {string} page
 * @returns {Promise<ParentNode>}
 */
async function fetchPage(page) {
  let html = "";
  try {
    const response = await fetch(page, { redirect: "manual", headers: { "X-By-Itself": "yes" } });
    if (response.ok) html = await response.text();
  } catch {
    html = "";
  }
  return new DOMParser().parseFromString(html, "text/html");
}

/**
 * @param {ParentNode} place
 * @returns {HTMLInputElement | null}
 */
function tokenIn(place) {
  return place.querySelector("input[name=csrfmiddlewaretoken]");
}
