// Moves the map through the days on which a status changes: the slider in the place of a form that asks for each.
const figure = document.getElementById("map");
const slider = figure.querySelector("input[type=range]");
const [before, after] = ["prev", "next"].map((way) => figure.querySelector(`a[rel=${way}]`));
const readout = figure.querySelector(".readout");
const shapes = [...figure.querySelectorAll("svg a")];
const listed = new Map([...figure.querySelectorAll(".names li")].map((item) => [item.dataset.state, item]));
const order = new Map([...listed.values()].map((item) => [item, name(item)]));
const sorter = new Intl.Collator(document.documentElement.lang);
const legend = new Map([...figure.querySelectorAll(".legend [data-mark]")].map((item) => [item.dataset.mark, item]));
const sections = new Map([...figure.querySelectorAll("section[data-mark]")].map((each) => [each.dataset.mark, each]));
const calendar = new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), {
  dateStyle: "long",
  timeZone: "UTC",
});

/** A day in words; French writes the first of a month as an ordinal. */
function worded(day) {
  const told = calendar.format(new Date(day));
  return document.documentElement.lang === "fr" ? told.replace(/^1 /, "1er ") : told;
}

function name(item) {
  return item.querySelector("a").textContent;
}

function dated(day) {
  const time = document.createElement("time");
  time.dateTime = day;
  time.textContent = worded(day);
  return time;
}

/** The first in rank of the periods that may hold on a day: its mark, its first day, and whether it is certain. */
function standing(periods, day) {
  const holds = ([, from, , , until]) => from <= day && (!until || day < until);
  const [mark, earliest, since, until] = periods?.find(holds) ?? ["none"];
  const sure = mark === "none" || (since && since <= day && (!until || day < until));
  return { mark, sure, day: sure ? since : earliest };
}

function said(state, { mark, sure, day }) {
  const form = mark === "none" ? "none" : sure ? "certain" : "possible";
  const words = { name: state, status: legend.get(mark).dataset.word, day: day && worded(day) };
  return figure.dataset[form].replace(/\{(\w+)\}/g, (_, word) => words[word]);
}

/** An address with another day in it. */
function at(address, day) {
  const changed = new URL(address, location);
  changed.searchParams.set("on", day);
  return changed.href;
}

function link(anchor, day) {
  anchor.hidden = !day;
  if (!day) return;
  anchor.href = at(anchor.href, day);
  const time = anchor.querySelector("time");
  time ? time.replaceWith(dated(day)) : anchor.append(dated(day));
}

/** The day with the counts, as a reader of the screen says where the slider stands. */
function spoken() {
  const counts = [...legend.values()].map((entry) => [entry.dataset.word, entry.querySelector("strong").textContent]);
  const told = counts.filter(([, count]) => count !== "0").map(([word, count]) => `${word} ${count}`);
  return [figure.querySelector(".day strong").textContent, ...told].join(", ");
}

function show({ days, states }, place) {
  const day = days[place];
  const members = new Map([...legend.keys()].map((mark) => [mark, []]));
  for (const shape of shapes) {
    const now = standing(states[shape.dataset.state], day);
    const item = listed.get(shape.dataset.state);
    shape.setAttribute("class", `status-${now.mark}${now.sure ? "" : " possible"}`);
    shape.setAttribute("fill", `url(#hatch-${now.mark})`);
    if (!item) continue;
    shape.querySelector("title").textContent = said(order.get(item), now);
    item.querySelector("small").replaceChildren(...(now.day ? [dated(now.day), now.sure ? "" : " ?"] : []));
    members.get(now.mark).push({ item, sure: now.sure });
  }
  for (const [mark, having] of members) {
    const perhaps = having.filter(({ sure }) => !sure).length;
    const entry = legend.get(mark);
    const section = sections.get(mark);
    having.sort((one, other) => sorter.compare(order.get(one.item), order.get(other.item)));
    entry.querySelector("strong").textContent = having.length - perhaps;
    entry.querySelector(".perhaps").textContent = perhaps ? ` + ${perhaps}` : "";
    section.hidden = !having.length;
    section.querySelector(".count").textContent = having.length;
    section.querySelector("ul").replaceChildren(...having.map(({ item }) => item));
  }
  figure.querySelector(".day strong").replaceChildren(dated(day));
  slider.setAttribute("aria-valuetext", spoken());
  for (const anchor of figure.querySelectorAll("[data-dated], nav a")) anchor.href = at(anchor.href, day);
  link(before, days[place - 1]);
  link(after, days[place + 1]);
}

function stay(day) {
  history.replaceState(null, "", at(location, day));
  document.querySelector("form input[name=on]").value = day;
}

const told = await (await fetch(figure.dataset.periods)).json();
if (told.days.length > 1) {
  slider.hidden = false;
  slider.setAttribute("aria-valuetext", spoken());
  slider.addEventListener("input", () => show(told, slider.valueAsNumber));
  slider.addEventListener("change", () => stay(told.days[slider.valueAsNumber]));
  for (const [anchor, step] of [[before, -1], [after, 1]]) {
    anchor.addEventListener("click", (event) => {
      event.preventDefault();
      const day = new URL(anchor.href).searchParams.get("on");
      slider.value = told.days.indexOf(day);
      show(told, slider.valueAsNumber);
      stay(day);
    });
  }
}
const point = (event) => {
  readout.textContent = event.target.closest("a")?.querySelector("title").textContent ?? "";
};
figure.querySelector("svg").addEventListener("pointerover", point);
figure.querySelector("svg").addEventListener("pointerleave", () => { readout.textContent = ""; });
