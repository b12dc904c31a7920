// [data-stays] holds something that is shown once: leaving without [data-confirms] asks first.

const once = document.querySelector("[data-stays]");
let confirmed = false;

once?.querySelector("[data-confirms]").addEventListener("click", () => { confirmed = true; });

addEventListener("beforeunload", (event) => {
  if (once && !confirmed) event.preventDefault();
});
