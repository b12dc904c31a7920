// The status of a record shows at once what was chosen; if the server does not take it, what it was.

const FAILURES = ["htmx:responseError", "htmx:sendError", "htmx:timeout"];

document.addEventListener("submit", ({ target: form, submitter }) => {
  const shown = form.querySelector("[popovertarget] > .status");
  const chosen = submitter?.querySelector(".status");
  if (!shown || !chosen) return;
  const now = chosen.cloneNode(true);
  shown.replaceWith(now);
  submitter.closest("[popover]").hidePopover();
  for (const failure of FAILURES) document.addEventListener(failure, () => now.replaceWith(shown), { once: true });
});
