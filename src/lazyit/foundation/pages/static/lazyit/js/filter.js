// <lz-filter>: shows on its button how many values are chosen.

class Filter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.count());
  }

  count() {
    const number = this.querySelectorAll(":checked:not([value=''])").length;
    const badge = this.querySelector("[data-count]");
    badge.textContent = number;
    badge.hidden = number === 0;
    this.querySelector("button").classList.toggle("on", number > 0);
  }
}

customElements.define("lz-filter", Filter);

// What is left empty does not stand in the address.
document.addEventListener("htmx:configRequest", ({ target, detail }) => {
  if (!target.matches("form[data-list-form]")) return;
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});

// The search has asked already while somebody typed; leaving its field asks for nothing more.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-list-search]")) event.stopPropagation();
}, true);
