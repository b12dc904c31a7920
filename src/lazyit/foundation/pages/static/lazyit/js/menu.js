// Places popover menus beside their button and moves through them with the arrow keys.

const EDGE = 8;

function place(menu) {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]:not(:disabled)`);
  if (!button || !button.getClientRects().length) return;
  menu.dataset.placed = "";
  const at = button.getBoundingClientRect();
  const below = innerHeight - at.bottom - EDGE >= menu.offsetHeight || at.top < innerHeight / 2;
  const rightward = at.left + menu.offsetWidth <= innerWidth - EDGE;
  const left = rightward ? at.left : at.right - menu.offsetWidth;
  const top = below ? at.bottom + 4 : at.top - menu.offsetHeight - 4;
  const within = (value, limit) => `${Math.max(EDGE, Math.min(value, limit - EDGE))}px`;
  menu.style.setProperty("left", within(left, innerWidth - menu.offsetWidth));
  menu.style.setProperty("top", within(top, innerHeight - menu.offsetHeight));
}

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("[data-menu]")) return;
  const open = event.newState === "open";
  for (const button of document.querySelectorAll(`[popovertarget="${CSS.escape(menu.id)}"]`)) {
    button.setAttribute("aria-expanded", String(open));
  }
  if (!open) return;
  place(menu);
  items(menu)[0]?.focus({ preventScroll: true });
}, true);

function items(menu) {
  const all = menu.querySelectorAll("a[href], button:not(:disabled), input:not([type=hidden])");
  return [...all].filter((item) => item.getClientRects().length);
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!menu || (!step && event.key !== "Home" && event.key !== "End")) return;
  if (event.target.matches("input[type=text], input[type=search]") && !step) return;
  event.preventDefault();
  const all = items(menu);
  const next = step ? all.indexOf(document.activeElement) + step : event.key === "Home" ? 0 : -1;
  all.at(next % all.length)?.focus();
});

addEventListener("resize", () => document.querySelectorAll("[data-menu]:popover-open").forEach(place));
addEventListener("scroll", () => document.querySelectorAll("[data-menu]:popover-open").forEach(place), { passive: true });
