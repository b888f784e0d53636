// @ts-check
import { recall, remember } from "./cookies.js";

/**
 * Tells the server which zone a visitor without an account is in, so that times are theirs. One
 * they chose themselves stays.
 */
export function rememberTimeZone() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone && zone !== recall("tz") && !recall("tz_chosen")) {
    remember("tz", zone);
  }
}
