// <lz-filter>: shows on its button how many values are chosen.

class Filter extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.count());
    document.addEventListener("reset", () => setTimeout(() => this.count()));
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
