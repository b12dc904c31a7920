// button[data-fill]: puts a suggested value into a field, as if it had been typed.

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("button[data-fill]");
  if (!button) return;
  const field = document.getElementById(button.dataset.fill);
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
