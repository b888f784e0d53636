// @ts-check
/**
 * Shows how long a time is still held. The server says how many seconds are left, because this
 * device's clock may be wrong. When they have run out, the page says what is free instead; one with
 * words of its own for that keeps standing, because of what is typed there.
 */

import { announce } from "../announcements.js";

const SOON_SECONDS = 60;
/** Above this, the time until which it is held says enough: nothing needs to tick for hours. */
const CALM_SECONDS = 3600;
/** The reload must not arrive before the server, too, finds the hold over. */
const GRACE_SECONDS = 1;

/**
 * Minutes and seconds, as on a kitchen timer.
 * @param {number} seconds
 */
function clock(seconds) {
  const rest = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(rest / 60)}:${String(rest % 60).padStart(2, "0")}`;
}

/** @param {HTMLElement} timer */
function run(timer) {
  const left = timer.querySelector("[data-left]");
  if (!left) return;
  const until = performance.now() + Number(timer.dataset.seconds) * 1000;
  let warned = false;
  const tick = () => {
    const seconds = (until - performance.now()) / 1000;
    left.textContent = seconds > CALM_SECONDS ? "" : (timer.dataset.words ?? "").replace("{time}", clock(seconds));
    if (seconds <= SOON_SECONDS && !warned) {
      warned = true;
      timer.classList.add("is-soon");
      announce(timer.dataset.soon ?? "");
    }
    if (seconds <= -GRACE_SECONDS) {
      clearInterval(ticking);
      if (!timer.dataset.over) location.reload();
      else announce((timer.textContent = timer.dataset.over));
    }
  };
  const ticking = setInterval(tick, 1000);
  tick();
}

document.querySelectorAll("[data-seconds]").forEach((timer) => {
  if (timer instanceof HTMLElement) run(timer);
});
