// <lz-rows>: rows of a form that can be added (from its template) and removed.

class Rows extends HTMLElement {
  connectedCallback() {
    this.adder = this.querySelector("[data-add-row]");
    this.adder.hidden = false;
    this.addEventListener("click", ({ target }) => {
      if (target.closest("[data-add-row]")) this.add();
      if (target.closest("[data-remove-row]")) this.drop(target.closest("[data-row]"));
    });
  }

  add() {
    this.adder.before(this.querySelector("template").content.cloneNode(true));
    this.adder.previousElementSibling.querySelector("input, select")?.focus();
  }

  drop(row) {
    this.dispatchEvent(new Event("input", { bubbles: true }));
    const next = row.nextElementSibling?.querySelector("input, select") ?? this.adder;
    row.remove();
    next.focus();
  }
}

customElements.define("lz-rows", Rows);
