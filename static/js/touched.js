// @ts-check

/**
 * Whether something was written or chosen since the page came from the server.
 * @param {HTMLFormElement} form
 */
export function isTouched(form) {
  return [...form.elements].some((field) => {
    if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
    if (!(field instanceof HTMLInputElement)) return false;
    return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
  });
}
