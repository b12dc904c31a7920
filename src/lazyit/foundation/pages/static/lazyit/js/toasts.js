// Messages that go by themselves, unless the pointer or the focus rests on them.
// From code: document.dispatchEvent(new CustomEvent("lz:toast", { detail: { text, tone, undo } }));
// From the server: the HX-Trigger header with "lz:toast".

const STAY = 7000;

class Toasts extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", (event) => {
      if (event.target.closest("[data-dismiss]")) event.target.closest(".toast").remove();
    });
    document.addEventListener("lz:toast", ({ detail }) => this.add(detail));
    for (const toast of this.querySelectorAll(".toast")) this.expire(toast);
  }

  add({ text, tone = "success", undo }) {
    const template = document.getElementById("toast-template");
    const toast = template.content.firstElementChild.cloneNode(true);
    toast.classList.add(tone);
    const use = toast.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${tone}`));
    toast.querySelector("p").textContent = text;
    const button = toast.querySelector("[data-undo]");
    if (undo) {
      button.hidden = false;
      button.addEventListener("click", () => {
        toast.remove();
        if (typeof undo === "function") undo();
        else window.htmx.ajax("POST", undo, { swap: "none", headers: { "X-Inline": "dialog" } });
      });
    }
    this.append(toast);
    this.expire(toast);
  }

  expire(toast) {
    const busy = () => toast.matches(":hover, :focus-within");
    const later = () => setTimeout(() => (busy() ? later() : toast.remove()), STAY);
    later();
  }
}

customElements.define("lz-toasts", Toasts);
