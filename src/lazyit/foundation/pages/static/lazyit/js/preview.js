// Hover preview: a[data-preview] shows a small card of the record after 300 ms.

const WAIT = 300;
const card = document.getElementById("preview");
const known = new Map();
let timer = 0;

async function show(link) {
  const address = link.dataset.preview;
  if (!known.has(address)) {
    const answer = await fetch(address, { headers: { "HX-Request": "true" } });
    if (answer.status !== 200) return;
    known.set(address, await answer.text());
  }
  if (!link.matches(":hover, :focus-visible")) return;
  card.innerHTML = known.get(address);
  card.showPopover();
  const at = link.getBoundingClientRect();
  const below = at.bottom + card.offsetHeight + 8 < innerHeight;
  card.style.setProperty("left", `${Math.min(at.left, innerWidth - card.offsetWidth - 8)}px`);
  card.style.setProperty("top", `${below ? at.bottom + 6 : at.top - card.offsetHeight - 6}px`);
}

function soon(event) {
  const link = event.target.closest?.("a[data-preview]");
  if (!link || !card) return;
  clearTimeout(timer);
  timer = setTimeout(() => show(link), WAIT);
}

function hide() {
  clearTimeout(timer);
  if (card?.matches(":popover-open")) card.hidePopover();
}

document.addEventListener("mouseover", soon);
document.addEventListener("focusin", soon);
document.addEventListener("mouseout", hide);
document.addEventListener("focusout", hide);
addEventListener("scroll", hide, { passive: true, capture: true });
