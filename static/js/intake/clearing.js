// @ts-check

/**
 * Radio buttons can't be unpressed; a small button takes the answer back.
 * @param {HTMLFormElement} form
 */
export function wireClearing(form) {
  form.addEventListener("change", () => {
    for (const button of form.querySelectorAll("button[data-clear]")) {
      if (button instanceof HTMLElement) button.hidden = chosen(form, button) === null;
    }
  });
  form.addEventListener("click", (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.dataset.clear) return;
    const answer = chosen(form, event.target);
    if (!answer) return;
    answer.checked = false;
    answer.focus();
    answer.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement} button
 * @returns {HTMLInputElement | null}
 */
function chosen(form, button) {
  return form.querySelector(`input[name="${button.dataset.clear}"]:checked`);
}
