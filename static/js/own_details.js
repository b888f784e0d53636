// @ts-check
/** Small comforts of one's own pages. Everything works without them. */

/** Fills a time zone field with the zone of this device; says nothing while that stands there. */
function wireDeviceZone() {
  for (const button of document.querySelectorAll("[data-device-zone]")) {
    if (!(button instanceof HTMLButtonElement)) continue;
    const field = document.getElementById(button.dataset.deviceZone ?? "");
    const told = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!(field instanceof HTMLInputElement) || !told) continue;
    // Browsers keep to names that were changed since.
    const zone = field.list?.querySelector(`[data-told="${told}"]`)?.getAttribute("value") ?? told;
    button.append(` (${zone.split("/").pop()?.replaceAll("_", " ")})`);
    const offer = button.parentElement ?? button;
    const tell = () => {
      offer.hidden = field.value === zone;
    };
    button.addEventListener("click", () => {
      field.value = zone;
      field.focus();
      tell();
    });
    field.addEventListener("input", tell);
    tell();
  }
}

/** Shows how many characters are written of how many that fit, once it matters. */
function wireCounts() {
  for (const field of document.querySelectorAll("textarea[data-counts]")) {
    if (!(field instanceof HTMLTextAreaElement)) continue;
    const most = Number(field.dataset.counts);
    const count = document.createElement("p");
    count.className = "quiet small numbers";
    const tell = () => {
      count.textContent = `${field.value.length} / ${most}`;
    };
    field.after(count);
    field.addEventListener("input", tell);
    tell();
  }
}

wireDeviceZone();
wireCounts();
