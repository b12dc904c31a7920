// The palette searches as soon as it opens: without words it shows where to go.

const palette = document.getElementById("palette");

palette?.addEventListener("toggle", (event) => {
  if (event.newState !== "open") return;
  const options = palette.querySelector("lz-options");
  options.input.select();
  options.search(options.input.value);
});

// In a search field Escape would only empty it first.
palette?.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  palette.close();
});
