// @ts-check
/** A button that copies what stands in a field. Without a clipboard, or script, it isn't there. */

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (button instanceof HTMLButtonElement) wire(button);
  }
}

/** @param {HTMLButtonElement} button */
function wire(button) {
  const field = document.getElementById(button.dataset.copy ?? "");
  const status = document.querySelector("[data-copy-status]");
  if (!(field instanceof HTMLInputElement)) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    if (status) status.textContent = button.dataset.copied ?? "";
  });
}
