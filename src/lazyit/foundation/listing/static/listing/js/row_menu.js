// One menu serves all rows: a[data-row-menu] fills it from its own address; without this script it is a link.

document.addEventListener("click", async (event) => {
  const opener = event.target.closest?.("a[data-row-menu]");
  if (!opener || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const menu = document.getElementById("row-menu");
  const asked = window.htmx.ajax("GET", opener.dataset.rowMenu, { target: menu, swap: "innerHTML" });
  if (!(await asked.then(() => true, () => false))) return;
  for (const other of document.querySelectorAll("[popovertarget=row-menu]")) other.removeAttribute("popovertarget");
  opener.setAttribute("popovertarget", "row-menu");
  menu.showPopover();
});
