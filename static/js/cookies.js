// @ts-check

const ONE_YEAR = 365 * 24 * 60 * 60;

/**
 * Keeps one of our own settings for a year, or forgets it when the value is empty.
 * @param {string} name
 * @param {string} value
 */
export function remember(name, value) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = value === "" ? 0 : ONE_YEAR;
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${age}; samesite=lax${secure}`;
}

/**
 * The value of a cookie, or "" when there is none.
 * @param {string} name
 * @returns {string}
 */
export function recall(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}
