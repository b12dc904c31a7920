// Unsaved changes: form[data-guard] asks before the page is left, and a second submit is ignored.

const changed = new Set();

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) changed.add(form);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-guard]")) return;
  if (form.dataset.sent && !form.hasAttribute("hx-post")) event.preventDefault();
  form.dataset.sent = "true";
  changed.delete(form);
});

addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// A page that comes back from the browser's cache can be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// The first wrong field gets the focus; without one, the summary.
function focusFirstError(root) {
  const wrong = root.querySelector('[aria-invalid="true"]:not([hidden])') ?? root.querySelector("[data-focus]");
  wrong?.focus();
}

focusFirstError(document);
document.addEventListener("htmx:afterSettle", (event) => focusFirstError(event.target));
