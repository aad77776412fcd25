// Lets files be dropped on the form, and says which ones are chosen; without it they are chosen by the field alone.
const form = document.getElementById("submission");
const drop = form.querySelector(".drop");
const field = form.querySelector("input[type=file]");
const told = form.querySelector("[role=status]");

function say() {
  const names = [...field.files].map((file) => file.name).join(", ");
  told.textContent = names ? form.dataset.chosen.replace("{names}", names) : form.dataset.several;
}

function mark(event, over) {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  drop.classList.toggle("over", over);
}

for (const kind of ["dragenter", "dragover"]) form.addEventListener(kind, (event) => mark(event, true));
form.addEventListener("dragleave", (event) => mark(event, form.contains(event.relatedTarget)));
form.addEventListener("drop", (event) => {
  mark(event, false);
  if (event.dataTransfer.files.length) {
    field.files = event.dataTransfer.files;
    say();
  }
});
field.addEventListener("change", say);
say();
