// Shows the page anew when what has become of the last change of content is another.
const shown = document.querySelector(".preview");
const said = shown.firstElementChild;

async function follow(number) {
  try {
    const notice = await (await fetch(`/preview?after=${number}`)).json();
    if (notice.state === "working") said.textContent = shown.dataset.changed.replace("{files}", notice.changed.join(", "));
    else if (notice.number !== Number(shown.dataset.number)) return location.reload();
    follow(notice.number);
  } catch {
    said.textContent = shown.dataset.silent;
    setTimeout(follow, 1000, number);
  }
}

follow(Number(shown.dataset.number));
