// Inline create: the form of another page in a dialog; its success names the new record to the picker.

const dialog = document.getElementById("inline-dialog");
const body = document.getElementById("inline-dialog-body");

document.addEventListener("lz:create", async ({ detail }) => {
  await window.htmx.ajax("GET", detail.address, { target: body, swap: "innerHTML", headers: { "X-Inline": "create" } });
  dialog.querySelector("h2").textContent = body.querySelector("h1")?.textContent ?? "";
  dialog.showModal();
  body.querySelector("input:not([type=hidden]), textarea")?.focus();
});

body?.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.hasAttribute("hx-post")) return;
  event.preventDefault();
  event.stopPropagation();
  const values = Object.fromEntries(new FormData(form));
  window.htmx.ajax("POST", form.getAttribute("action") || body.dataset.address, {
    source: form, target: body, swap: "innerHTML", values, headers: { "X-Inline": "create" },
  });
});

body?.addEventListener("click", (event) => {
  if (event.target.closest(".form-actions a")) {
    event.preventDefault();
    dialog.close();
  }
});

document.addEventListener("lz:created", () => dialog?.close());
