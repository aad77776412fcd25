// Narrows the page of the ontology to the terms that hold every word that is written in its filter.
const form = document.getElementById("filter");
const field = form.querySelector("input");
const told = form.querySelector("output");
const terms = [...document.querySelectorAll(".terms section")].map((section) => ({
  section,
  text: `${section.id} ${section.textContent}`.toLowerCase(),
}));

function narrow() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const { section, text } of terms) {
    section.hidden = !words.every((word) => text.includes(word));
    shown += section.hidden ? 0 : 1;
  }
  told.textContent = shown;
}

form.hidden = false;
form.addEventListener("submit", (event) => event.preventDefault());
field.addEventListener("input", narrow);
// A link to a term that is filtered away shows it again.
addEventListener("hashchange", () => {
  if (document.querySelector(":target")?.closest(".terms section")?.hidden) {
    field.value = "";
    narrow();
  }
});
narrow();
