// The forms of other pages in one dialog: a[data-dialog] and form[data-dialog] ask for one, a
// picker's "create" too. Without this script they are plain links and forms.

const dialog = document.getElementById("inline-dialog");
const body = document.getElementById("inline-dialog-body");
let asker = "dialog";

async function ask(verb, address, values) {
  if (!dialog.open) body.replaceChildren();
  const headers = { "X-Inline": asker };
  const asked = window.htmx.ajax(verb, address, { target: body, swap: "innerHTML ignoreTitle:true", values, headers });
  const answered = await asked.then(() => true, () => false); // a failure has its own banner
  if (!answered || !body.childElementCount) return;
  body.dataset.address = address;
  dialog.querySelector("h2").textContent = body.querySelector("h1")?.textContent ?? "";
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector("[autofocus], [aria-invalid=true], .form-errors, input:not([type=hidden]), textarea, select, .button.destroy");
  first?.focus();
}

document.addEventListener("lz:create", ({ detail }) => {
  asker = "create";
  ask("GET", detail.address);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  asker = "dialog";
  ask("GET", link.getAttribute("href"));
});

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("form[data-dialog]") || body.contains(form)) return;
  event.preventDefault();
  asker = "dialog";
  ask("POST", submitter?.getAttribute("formaction") || form.getAttribute("action"), new FormData(form, submitter));
});

body?.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  if (form.hasAttribute("hx-post")) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.sent) return;
  form.dataset.sent = "true";
  const address = submitter?.getAttribute("formaction") || form.getAttribute("action") || body.dataset.address;
  await ask("POST", address, new FormData(form, submitter));
  delete form.dataset.sent;
});

body?.addEventListener("click", (event) => {
  if (event.target.closest(".form-actions a:not([data-dialog])")) {
    event.preventDefault();
    dialog.close();
  }
});

dialog?.addEventListener("close", () => body.replaceChildren());
for (const name of ["lz:created", "lz:changed"]) {
  document.addEventListener(name, () => {
    body?.replaceChildren(); // at once: nothing is left that would open it again
    dialog?.close();
  });
}
