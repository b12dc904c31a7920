// <lz-list>: chooses rows by checkbox, x, ⇧x for a range, or all that match the filters.

class List extends HTMLElement {
  connectedCallback() {
    this.bar = this.querySelector("[data-selection-bar]");
    if (!this.bar) return;
    this.addEventListener("click", (event) => this.click(event));
    this.onKey = (event) => this.key(event);
    document.addEventListener("lz:key", this.onKey);
  }

  disconnectedCallback() {
    document.removeEventListener("lz:key", this.onKey);
  }

  get boxes() { return [...this.querySelectorAll("[data-pick]")]; }
  get chosen() { return this.boxes.filter((box) => box.checked); }

  click(event) {
    const { target, shiftKey } = event;
    if (target.matches("[data-pick]")) this.range(target, shiftKey);
    else if (target.matches("[data-pick-all]")) this.boxes.forEach((box) => { box.checked = target.checked; });
    else if (target.closest("[data-select-matching]")) return this.show(true);
    else if (target.closest("[data-select-none]")) this.boxes.forEach((box) => { box.checked = false; });
    else return;
    this.show(false);
  }

  key(event) {
    const { key, shift } = event.detail;
    const box = (this.querySelector("tr.cursor") ?? document.activeElement.closest("tr"))?.querySelector("[data-pick]");
    if (key === "x" && box) {
      box.checked = !box.checked;
      this.range(box, shift);
    } else if (key === "Escape" && this.chosen.length) this.boxes.forEach((each) => { each.checked = false; });
    else return;
    event.preventDefault();
    this.show(false);
  }

  range(box, extend) {
    const boxes = this.boxes;
    const from = extend ? boxes.indexOf(this.last) : -1;
    const [low, high] = [from < 0 ? boxes.indexOf(box) : from, boxes.indexOf(box)].sort((a, b) => a - b);
    for (const each of boxes.slice(low, high + 1)) each.checked = box.checked;
    this.last = box;
  }

  show(matching) {
    const { boxes, chosen, bar } = this;
    const total = Number(bar.dataset.total);
    for (const box of boxes) box.closest("tr").setAttribute("aria-selected", String(box.checked));
    bar.hidden = !chosen.length;
    bar.querySelector("[data-matching]").value = matching ? "all" : "";
    bar.querySelector("[data-selected]").textContent = (matching ? total : chosen.length).toLocaleString(document.documentElement.lang);
    const all = bar.querySelector("[data-select-matching]");
    if (all) all.hidden = matching || chosen.length < boxes.length || total <= boxes.length;
    const head = this.querySelector("[data-pick-all]");
    head.checked = chosen.length > 0 && chosen.length === boxes.length;
    head.indeterminate = chosen.length > 0 && !head.checked;
  }
}

customElements.define("lz-list", List);
