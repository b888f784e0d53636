// @ts-check

/**
 * `data-opens="id"` opens that <dialog>; `data-closes` and a press on the scrim close it. Where the
 * dialog isn't on the page, or there is no JavaScript, the link itself leads to a page instead.
 */
export function wireDialogs() {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.getAttribute("data-opens") ?? "");
      if (dialog instanceof HTMLDialogElement) {
        event.preventDefault();
        dialog.showModal();
      }
      return;
    }
    const dialog = event.target.closest("dialog");
    const onScrim = event.target === dialog;
    if (dialog && (onScrim || event.target.closest("[data-closes]"))) dialog.close();
  });
}
