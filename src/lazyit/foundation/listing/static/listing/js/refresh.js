// lz:changed says that records were changed: the list, or whatever marks itself, is fetched anew in place.

document.addEventListener("lz:changed", () => {
  const part = document.querySelector("#list, [data-refresh]");
  if (!part) return location.reload();
  const select = `#${part.id}`;
  const headers = { "HX-Boosted": "true" }; // the whole page, so that no part of it is missing
  return window.htmx.ajax("GET", location.href, { target: select, select, swap: "outerHTML show:none", headers }).catch(() => {});
});
