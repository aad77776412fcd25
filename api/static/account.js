// Puts the whole account of a conclusion where it is unfolded, from the page that tells it.
async function tell(details) {
  const reply = await fetch(details.dataset.account, { headers: { accept: "text/html" } });
  if (!reply.ok) {
    return;
  }
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const tree = page.querySelector(".account .tree");
  if (tree) {
    details.append(document.adoptNode(tree));
  }
}
for (const details of document.querySelectorAll("details[data-account]")) {
  details.addEventListener("toggle", () => details.open && tell(details), { once: true });
}
