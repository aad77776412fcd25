// A search box with a list of what is called like what is typed: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/

/** How long typing must pause before the list is asked for, in milliseconds. */
const PAUSE = 120;

/** An element with attributes and children; text stays text. */
function made(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

function enhance(form, number) {
  const words = form.dataset;
  const sorts = JSON.parse(words.sorts);
  const input = form.elements.q;
  const list = made("ul", { id: `suggestions-${number}`, role: "listbox", class: "suggestions", "aria-label": words.list, hidden: "" });
  const said = made("p", { class: "hidden", role: "status" });
  let active = -1;
  let asked = 0;
  let waiting = 0;
  form.append(list, said);
  for (const [key, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id })) input.setAttribute(key, value);

  function close() {
    clearTimeout(waiting);
    asked += 1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function choose(index) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = index;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  }

  function option(address, ...children) {
    const element = made("li", { id: `${list.id}-${list.children.length}`, role: "option", "aria-selected": "false", "data-address": address }, ...children);
    list.append(element);
  }

  function show(found) {
    list.replaceChildren();
    for (const each of found.results) {
      const name = made("span", { lang: each.lang }, each.name);
      // What a State is told by is its code; anything else has what tells it apart. The name that was found is told too.
      const apart = each.sort === "state" || each.sort === "territory" ? each.id : each.detail;
      const called = [each.name, apart, each.id].includes(each.called) ? "" : each.called;
      const beside = [sorts[each.sort], apart, called].filter(Boolean).join(" · ");
      option(each.address, name, made("small", {}, beside));
    }
    const all = new URL(form.action);
    all.searchParams.set("q", input.value.trim());
    if (found.total > found.results.length) option(all.href, made("span", {}, words.all.replace("{}", input.value.trim())));
    const count = found.results.length;
    const told = count === 0 ? words.none : count === 1 ? words.one : words.several.replace("{}", count);
    said.textContent = found.nearest && count ? `${words.none} ${words.near}: ${told}` : told;
    list.hidden = count === 0;
    input.setAttribute("aria-expanded", String(count > 0));
    choose(-1);
  }

  async function ask() {
    const text = input.value.trim();
    if (!text) return close();
    // An answer that is overtaken, or whose asker has left the box, is not shown.
    const turn = (asked += 1);
    const address = new URL(words.search, location.href);
    address.searchParams.set("q", text);
    const reply = await fetch(address, { headers: { accept: "application/json" } }).catch(() => null);
    if (!reply?.ok) return close();
    const found = await reply.json();
    if (turn === asked) show(found);
  }

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (event) => {
    const last = list.children.length - 1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else choose(event.key === "ArrowDown" ? (active === last ? -1 : active + 1) : active === -1 ? last : active - 1);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      location.assign(list.children[active].dataset.address);
    } else if (event.key === "Tab") close();
  });
  input.addEventListener("blur", close);
  // Pressing must not take the focus away from the box before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) location.assign(chosen.dataset.address);
  });
}

document.querySelectorAll("form[data-search]").forEach(enhance);
