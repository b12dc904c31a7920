// In-place editing: the field gets the focus, Escape gives up.

document.addEventListener("htmx:afterSettle", (event) => {
  const form = event.target.querySelector?.("form[data-inline-edit]");
  form?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.target.closest?.("form[data-inline-edit]")?.querySelector("[data-cancel]")?.click();
});
