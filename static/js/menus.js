// @ts-check

/**
 * @param {HTMLDetailsElement} menu
 */
function closeAndReturnFocus(menu) {
  const hadFocus = menu.contains(document.activeElement);
  menu.open = false;
  if (hadFocus) menu.querySelector("summary")?.focus();
}

/** Menus made of <details data-menu> also close with Escape and with a press elsewhere. */
export function wireMenus() {
  /** @returns {HTMLDetailsElement[]} */
  const open = () => [...document.querySelectorAll("details[data-menu]")].filter(
    /** @returns {menu is HTMLDetailsElement} */
    (menu) => menu instanceof HTMLDetailsElement && menu.open,
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") open().forEach(closeAndReturnFocus);
  });
  document.addEventListener("pointerdown", (event) => {
    for (const menu of open()) {
      if (event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
    }
  });
}
