// Copies a value; where the browser forbids it (plain http), selects the text instead.

class Copy extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => this.copy(event.target.closest("[data-value]")));
  }

  async copy(button) {
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.dataset.value);
    } catch {
      if (!this.copyOldWay(button.dataset.value)) return;
    }
    button.dataset.copied = "";
    const use = button.querySelector("use");
    const href = use.getAttribute("href");
    use.setAttribute("href", href.replace(/#.*/, "#check"));
    setTimeout(() => {
      delete button.dataset.copied;
      use.setAttribute("href", href);
    }, 1500);
  }

  copyOldWay(text) {
    const field = Object.assign(document.createElement("textarea"), { value: text, className: "hush" });
    this.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

customElements.define("lz-copy", Copy);

// A secret shown once can be saved as a file without another request.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-download]");
  if (!link) return;
  link.href = URL.createObjectURL(new Blob([`${link.dataset.download}\n`], { type: "text/plain" }));
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
