// Theme, density and the rail change at once; the cookie is set by the same form without a reload.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-preference]");
  const button = event.submitter;
  if (!form || !button || button.name === "language") return;
  event.preventDefault();
  const { name, value } = button;
  document.documentElement.dataset[name] = value;
  for (const other of form.querySelectorAll(`[name="${name}"][aria-pressed]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  if (name === "rail") button.value = value === "narrow" ? "wide" : "narrow";
  const body = new FormData(form, button);
  await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
});
