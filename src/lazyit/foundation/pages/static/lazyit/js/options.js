// <lz-options>: an input and a list of answers that the server gives while somebody types.
// Arrows choose, Enter clicks the chosen option; what a click means is the option's own matter.

class Options extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("[role=combobox]");
    this.list = this.querySelector("[role=listbox]");
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("mousemove", (event) => this.choose(event.target.closest("[role=option]")));
  }

  get all() { return [...this.list.querySelectorAll("[role=option]:not([aria-disabled])")]; }
  get chosen() { return this.list.querySelector("[aria-selected=true]"); }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(this.input.value), 120);
  }

  async search(words) {
    this.request?.abort();
    this.request = new AbortController();
    const url = new URL(this.dataset.url, location.href);
    url.searchParams.set("q", words.trim());
    const asked = fetch(url, { headers: { "HX-Request": "true" }, signal: this.request.signal });
    const whole = asked.then(async (answer) => [answer, await answer.text()]);
    const [answer, text] = await whole.catch(() => []); // another search took its place
    if (answer?.headers.has("HX-Redirect")) location.assign(answer.headers.get("HX-Redirect"));
    if (answer?.status !== 200) return;
    this.list.innerHTML = text;
    this.all.forEach((option, index) => { option.id = `${this.list.id}-${index}`; });
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.choose(this.all[0]);
  }

  choose(option) {
    if (!option || option === this.chosen || option.ariaDisabled) return;
    this.chosen?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.list.hidden) this.search("");
    else if (step) this.choose(this.all.at((this.all.indexOf(this.chosen) + step) % this.all.length));
    else if (event.key === "Enter" && !this.list.hidden) this.open(event);
    else return;
    event.preventDefault();
  }

  open(event) {
    if (this.chosen?.href && (event.ctrlKey || event.metaKey)) window.open(this.chosen.href);
    else this.chosen?.click();
  }
}

customElements.define("lz-options", Options);
