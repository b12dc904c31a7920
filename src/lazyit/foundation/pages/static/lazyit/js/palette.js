// The palette searches as soon as it opens: without words it shows where to go.

const palette = document.getElementById("palette");

// Before it opens: afterwards the first letters may be there already, and would be lost.
palette?.addEventListener("beforetoggle", (event) => {
  if (event.newState !== "open") return;
  const options = palette.querySelector("lz-options");
  options.input.value = "";
  options.search("");
});

// In a search field Escape would only empty it first.
palette?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  palette.close();
});
