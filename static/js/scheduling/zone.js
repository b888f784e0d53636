// @ts-check
/**
 * A visitor's first page was written before anybody knew their zone. Now that it is known, the page
 * is asked for again, once, so that its times are theirs.
 */

import { recall, remember } from "../cookies.js";

const ASKED = "asked-again-for-zone";

const shown = document.querySelector("[data-zone-shown]");
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (shown instanceof HTMLElement && zone && zone !== shown.dataset.zoneShown && !recall("tz_chosen")) {
  remember("tz", zone);
  // Where cookies are off or the zone is unknown to us, asking again would change nothing.
  if (recall("tz") === zone && sessionStorage.getItem(ASKED) !== zone) {
    sessionStorage.setItem(ASKED, zone);
    location.reload();
  }
}
