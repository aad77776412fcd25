// Narrows a page to the items that hold every word that is written in its filter, whatever their accents and capitals.
const form = document.getElementById("filter");
const field = form.querySelector("input");
const told = form.querySelector("output");
const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const items = [...document.querySelectorAll(form.dataset.items)].map((item) => ({
  item,
  text: fold(`${item.id} ${item.textContent}`),
}));
const groups = form.dataset.groups ? [...document.querySelectorAll(form.dataset.groups)] : [];

function narrow() {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { item, text } of items) {
    item.hidden = !words.every((word) => text.includes(word));
    shown += item.hidden ? 0 : 1;
  }
  for (const group of groups) group.hidden = !group.querySelector(`${form.dataset.items}:not([hidden])`);
  told.textContent = shown;
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", narrow);
// A link to an item that is filtered away shows it again.
addEventListener("hashchange", () => {
  if (document.querySelector(":target")?.closest(form.dataset.items)?.hidden) {
    field.value = "";
    narrow();
  }
});
narrow();
