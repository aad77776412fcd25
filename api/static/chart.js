// A chart becomes one to explore: what draws it is loaded when a reader asks for it, and no sooner.

const button = document.querySelector(".explore");
const picture = document.querySelector(".drawn .chart");
const first = button.textContent;

/** Loads a script that is not a module; those that are there already are not loaded again. */
function load(address) {
  return new Promise((resolve, reject) => {
    if (document.querySelector(`script[src="${CSS.escape(address)}"], script[src="${address}"]`)) {
      resolve();
      return;
    }
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(address)));
    document.head.append(script);
  });
}

/** The specification for the colours and the width of this window. */
async function specification() {
  const address = new URL(button.dataset.specification, location.href);
  if (matchMedia("(prefers-color-scheme: dark)").matches) address.searchParams.set("theme", "dark");
  if (matchMedia("(max-width: 40rem)").matches) address.searchParams.set("shape", "narrow");
  const reply = await fetch(address);
  if (!reply.ok) throw new Error(String(reply.status));
  const found = await reply.json();
  found.width = Math.max(picture.clientWidth, 280);
  return found;
}

let explored = null;

async function explore() {
  button.disabled = true;
  button.textContent = button.dataset.wait;
  try {
    for (const address of button.dataset.scripts.split(" ")) await load(address);
    explored = document.createElement("div");
    explored.className = "chart";
    const spec = await specification();
    picture.after(explored);
    // No text is run as a program, and no style is written into the page: its policy allows neither.
    await window.vegaEmbed(explored, spec, {
      ast: true,
      actions: false,
      defaultStyle: false,
      renderer: "canvas",
      tooltip: { disableDefaultStyle: true },
    });
    explored.querySelector("canvas")?.setAttribute("aria-label", picture.querySelector("img").alt);
    picture.hidden = true;
    button.textContent = button.dataset.back;
  } catch {
    explored?.remove();
    explored = null;
    button.textContent = button.dataset.failed;
  }
  button.disabled = false;
}

function back() {
  explored.remove();
  explored = null;
  picture.hidden = false;
  button.textContent = first;
}

button.addEventListener("click", () => (explored ? back() : explore()));
button.hidden = false;
