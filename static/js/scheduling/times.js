// @ts-check
/** The button of a form with times says which one is chosen: "Keep Monday 11:00". */

/** @param {HTMLFormElement} form */
function sayChosen(form) {
  const button = form.querySelector("button[data-words]");
  const chosen = form.querySelector("input[name=starts_at]:checked");
  if (!(button instanceof HTMLButtonElement) || !(chosen instanceof HTMLInputElement)) return;
  const words = button.dataset.words ?? "";
  button.textContent = words.replace("{time}", chosen.dataset.words ?? "");
}

for (const form of document.querySelectorAll("form[data-times]")) {
  if (!(form instanceof HTMLFormElement)) continue;
  form.addEventListener("change", () => sayChosen(form));
  // More times came: what had been chosen is chosen again.
  form.addEventListener("htmx:beforeSwap", () => {
    const chosen = form.querySelector("input[name=starts_at]:checked");
    if (chosen instanceof HTMLInputElement) form.dataset.chosen = chosen.value;
  });
  form.addEventListener("htmx:afterSwap", () => {
    const again = form.querySelector(`input[name=starts_at][value="${form.dataset.chosen ?? ""}"]`);
    if (again instanceof HTMLInputElement) again.checked = true;
  });
  sayChosen(form);
}
