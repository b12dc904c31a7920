// <lz-picker>: a combobox over its plain select, which stays in the form and holds the value;
// without this script the select is the control.

class Picker extends HTMLElement {
  connectedCallback() {
    if (this.input) return;
    this.select = this.querySelector("select");
    this.build();
    this.input.addEventListener("focus", () => this.input.select());
    this.input.addEventListener("click", () => this.list.hidden && this.options.search(""));
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || this.list.hidden) return;
      event.stopPropagation();
      event.preventDefault();
      this.close();
    });
    this.input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]"), event));
    this.clear.addEventListener("click", () => this.set("", "", ""));
    document.addEventListener("lz:created", ({ detail }) => this.created(detail));
  }

  build() {
    const { select } = this;
    const parts = document.getElementById("picker-template").content.cloneNode(true);
    for (const name of ["input", "list", "clear", "second"]) this[name] = parts.querySelector(`.picker-${name}`);
    this.options = parts.querySelector("lz-options");
    this.options.dataset.url = this.dataset.url;
    this.list.id = `${select.id}-list`;
    this.input.setAttribute("aria-controls", this.list.id);
    this.input.placeholder = this.dataset.placeholder;
    for (const name of ["id", "aria-describedby", "aria-invalid", "autofocus"]) {
      if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    }
    if (select.required) this.input.setAttribute("aria-required", "true");
    ["id", "aria-invalid", "autofocus"].forEach((name) => select.removeAttribute(name));
    select.hidden = true;
    this.append(parts);
    this.show(select.value ? select.selectedOptions[0].textContent : "", this.dataset.second);
  }

  show(text, second) {
    this.input.value = this.text = text;
    this.clear.hidden = !this.select.value || this.select.required;
    this.second.textContent = second ?? "";
    this.second.hidden = !second;
  }

  take(option, event) {
    if (!option || option.ariaDisabled) return;
    event.preventDefault();
    this.close();
    const { value, text, detail, create } = option.dataset;
    this.waiting = Boolean(create);
    if (create) document.dispatchEvent(new CustomEvent("lz:create", { detail: { address: create } }));
    else this.set(value, text, detail);
  }

  set(value, text, second) {
    this.select.replaceChildren(new Option("", ""), new Option(text, value, true, true));
    this.show(text, second);
    for (const name of ["input", "change"]) this.select.dispatchEvent(new Event(name, { bubbles: true }));
  }

  close() {
    this.options.request?.abort();
    clearTimeout(this.options.timer);
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
    this.input.value = this.text;
  }

  created({ value, text, detail }) {
    if (!this.waiting || !this.isConnected) return;
    this.waiting = false;
    this.set(value, text, detail);
    this.input.focus();
  }
}

customElements.define("lz-picker", Picker);
