// Shortcuts of the whole product. A link or button offers one by data-key, a place by data-go;
// what concerns rows is told to the list as an lz:key event.

const mac = /Mac|iP/.test(navigator.platform);
let afterG = 0;

const own = {
  "?": () => document.getElementById("keys")?.showModal(),
  "/": () => document.querySelector("[data-list-search]")?.focus(),
  g: () => { afterG = Date.now(); },
};

function click(selector) {
  const target = [...document.querySelectorAll(selector)].find((item) => item.checkVisibility());
  target?.click();
  return Boolean(target);
}

function tell(key, shift) {
  const event = new CustomEvent("lz:key", { detail: { key, shift }, cancelable: true });
  return !document.dispatchEvent(event);
}

function press(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const going = Date.now() - afterG < 1200;
  afterG = 0;
  if (going) return click(`[data-go="${CSS.escape(key)}"]`);
  if (own[key]) return own[key]() ?? true;
  return tell(key, event.shiftKey) || click(`[data-key="${CSS.escape(key)}"]`);
}

function busy({ target }) {
  const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
  return target.matches?.(typing) || document.querySelector("dialog[open], [data-menu]:popover-open");
}

document.addEventListener("keydown", (event) => {
  const command = mac ? event.metaKey : event.ctrlKey;
  if (command && event.key.toLowerCase() === "k") {
    event.preventDefault();
    document.querySelector("#palette:not([open])")?.showModal();
  }
  if (event.key === "Escape" && event.target.matches?.("[data-list-search]")) event.target.blur();
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || busy(event)) return;
  if (press(event)) event.preventDefault();
});

for (const key of document.querySelectorAll("[data-command-key]")) key.textContent = mac ? "⌘ K" : "Ctrl K";
for (const key of document.querySelectorAll("[data-command-key-only]")) key.textContent = mac ? "⌘" : "Ctrl";
