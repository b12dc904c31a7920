// A button that prints the page; how it looks on paper is a matter of styles.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
