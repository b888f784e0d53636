// @ts-check

/**
 * Says something to people who listen to the page. A sentence said twice is heard twice.
 * @param {string} sentence
 */
export function announce(sentence) {
  const region = document.getElementById("announcements");
  if (!region) return;
  region.textContent = "";
  region.classList.replace("toast", "visually-hidden");
  requestAnimationFrame(() => {
    region.textContent = sentence;
  });
}

/**
 * Shows and says, until the next thing is said, that something did not work. The sentences stand,
 * translated, on the announcements element.
 * @param {"offline" | "refused"} what
 */
export function warn(what) {
  const region = document.getElementById("announcements");
  if (!region) return;
  announce(region.dataset[what] ?? "");
  region.classList.replace("visually-hidden", "toast");
}
