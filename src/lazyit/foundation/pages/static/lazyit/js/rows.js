// Moves through the rows of a list: j and k, e edits, Enter follows the focused row's own link.

const ROWS = ".list tbody tr:has(.row-link)";

function focusRow(step) {
  const rows = [...document.querySelectorAll(ROWS)];
  const current = document.querySelector("tr.cursor") ?? document.activeElement.closest(ROWS);
  const at = rows.indexOf(current);
  const next = rows[Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next) return;
  current?.classList.remove("cursor");
  next.classList.add("cursor");
  next.querySelector(".row-link").focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("lz:key", (event) => {
  const { key } = event.detail;
  const edit = document.querySelector("tr.cursor [data-edit]");
  if (key === "j" || key === "k") focusRow(key === "j" ? 1 : -1);
  else if (key === "e" && edit) edit.click();
  else return;
  event.preventDefault();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest(ROWS);
  for (const other of document.querySelectorAll("tr.cursor")) if (other !== row) other.classList.remove("cursor");
});
