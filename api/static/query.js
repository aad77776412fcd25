// The page of queries: an editor takes the place of the field, and views of the answer that of the table.
import { edit } from "./query-editor.js";
import { fetched } from "./query-rows.js";
import { views } from "./query-views.js";

const told = JSON.parse(document.getElementById("told").textContent);
const form = document.getElementById("ask");
const field = document.getElementById("query");
const section = document.getElementById("answer");
const button = document.getElementById("run");
const take = document.getElementById("take");

// An address longer than this may be refused on its way; the query is then sent in a body.
const LONGEST = 6000;

const addressed = (path, query) => `${path}?${new URLSearchParams({ query })}`;
const permalink = (query, view) => addressed("/sparql", query) + (view && view !== "table" ? `#${view}` : "");

/** Shows what can be taken of an answer: the links for its kind, and its reference in words. */
async function offer(query, kind) {
  take.dataset.kind = kind;
  for (const link of take.querySelectorAll("a[data-suffix]")) link.href = addressed(`/sparql.${link.dataset.suffix}`, query);
  document.getElementById("permalink").href = permalink(query, told.view);
  document.getElementById("copied").textContent = "";
  if (!kind) return;
  const reply = await fetch(addressed("/sparql.cite.txt", query));
  const citation = document.getElementById("citation");
  citation.hidden = !reply.ok;
  // What is cited stands in the last line; the ones before say for what.
  if (reply.ok) citation.textContent = (await reply.text()).trim().split("\n").pop();
}

/** Runs the query and shows its answer; the address of the page becomes the answer's. */
async function run(editor, viewer, push = true) {
  const query = editor.getValue();
  if (push && permalink(query) !== location.pathname + location.search) history.pushState(null, "", permalink(query, told.view));
  button.textContent = told.words.stop;
  section.setAttribute("aria-busy", "true");
  section.hidden = false;
  try {
    await editor.query({ method: query.length > LONGEST ? "POST" : "GET" });
  } catch {
    // What went wrong is shown among the views.
  }
  button.textContent = told.words.run;
  section.removeAttribute("aria-busy");
  document.getElementById("plain")?.remove();
  await offer(query, viewer.kind());
}

function start(Yasgui) {
  const asked = new URLSearchParams(location.search);
  const isOurs = !asked.has("query") && !asked.has("example");
  told.view = location.hash.slice(1) || "table";
  const editor = edit(Yasgui.Yasqe, field, document.getElementById("editor"), told, isOurs);
  const viewer = views(Yasgui.Yasr, document.getElementById("viewer"), told);
  editor.on("queryResponse", (_, response, duration) => viewer.setResponse(response, duration));
  viewer.on("change", () => {
    told.view = viewer.getSelectedPluginName();
    history.replaceState(null, "", location.pathname + location.search + (told.view === "table" ? "" : `#${told.view}`));
    document.getElementById("permalink").href = permalink(editor.getValue(), told.view);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (section.hasAttribute("aria-busy")) editor.abortQuery();
    else run(editor, viewer);
  });
  editor.runs = () => form.requestSubmit();
  addEventListener("popstate", () => {
    const query = new URLSearchParams(location.search).get("query");
    if (query !== null && query !== editor.getValue()) {
      editor.setValue(query);
      run(editor, viewer, false);
    }
  });
  const copy = document.getElementById("copy");
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("permalink").href);
    document.getElementById("copied").textContent = told.words.copied;
  });
  document.getElementById("keys").hidden = false;
  // The answer that the server has written is made one with views; where it is a fault there is nothing to view.
  if (document.getElementById("plain")?.dataset.well) run(editor, viewer, false);
}

// The page is painted with its plain field before the editor, a megabyte of script, is read.
requestAnimationFrame(() => setTimeout(async () => {
  await fetched(told.addresses.yasgui);
  start(window.Yasgui);
}));
