// @ts-check
/**
 * What this device remembers about the room: how one likes it, never anything of a session. A
 * browser that keeps nothing (private windows, storage switched off) gets the fallback each time.
 */

const PREFIX = "room-";

/** @template {string | number | boolean} T @param {string} name @param {T} fallback @returns {T} */
export function read(name, fallback) {
  try {
    const kept = JSON.parse(localStorage.getItem(PREFIX + name) ?? "null");
    return typeof kept === typeof fallback ? kept : fallback;
  } catch {
    return fallback;
  }
}

/** @param {string} name @param {string | number | boolean} value */
export function write(name, value) {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // It holds for this visit all the same.
  }
}
