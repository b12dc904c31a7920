// One menu serves all rows: a[data-row-menu] fills it from its own address; without this script it is a link.

document.addEventListener("click", async (event) => {
  const opener = event.target.closest?.("a[data-row-menu]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const menu = document.getElementById("row-menu");
  await window.htmx.ajax("GET", opener.dataset.rowMenu, { target: menu, swap: "innerHTML" });
  for (const other of document.querySelectorAll("[popovertarget=row-menu]")) other.removeAttribute("popovertarget");
  opener.setAttribute("popovertarget", "row-menu");
  menu.showPopover();
});
