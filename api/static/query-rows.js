// The rows of an answer, and elements made of them.

const NUMBER = /#(integer|decimal|double|float|int|long|nonNegativeInteger|positiveInteger)$/;
const DATE = /#(date|dateTime|gYear|gYearMonth)$/;

/** An element of a name with some properties and some content, which is never read as HTML. */
export function make(name, properties = {}, ...content) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...content);
  return element;
}

/** Fetches a script of others and has it run. */
export function fetched(src) {
  return new Promise((resolve, reject) => {
    document.head.append(make("script", { src, onload: resolve, onerror: () => reject(new Error(`${src} was not fetched`)) }));
  });
}

/** The columns and the rows of an answer, each cell as SPARQL's JSON has it; none where it is true, false or a fault. */
export function solutions(results) {
  if (!results || results.hasError() || typeof results.getBoolean() === "boolean") return { columns: [], rows: [] };
  // Read here and not by the frame, which puts one literal into another where it finds two braces.
  const own = results.getType() === "json" ? JSON.parse(results.getOriginalResponseAsString()) : results.getAsJson();
  return { columns: own?.head?.vars ?? [], rows: own?.results?.bindings ?? [] };
}

/** Whether a cell is a number; whether it is a day, a month or a year. */
export const isNumber = (cell) => NUMBER.test(cell?.datatype ?? "");
export const isDate = (cell) => DATE.test(cell?.datatype ?? "");

/** What a column holds: numbers, dates, or names. */
export function kindOf(column, rows) {
  const cells = rows.map((row) => row[column]).filter(Boolean);
  if (cells.length && cells.every(isNumber)) return "number";
  return cells.length && cells.every(isDate) ? "date" : "name";
}

/** The address of a thing in this copy, as the pages have it. */
export function local(iri, base) {
  if (iri === `${base}ontology` || iri.startsWith(`${base}ontology#`)) return iri.replace(base, "/");
  if (iri.startsWith(`${base}id/`)) return iri.replace(`${base}id/`, "/doc/");
  if (iri.startsWith(base)) return iri.replace(base, "/");
  return /^https?:/.test(iri) ? iri : "";
}

/** A name short enough for a cell: with a prefix where one makes a plain name of it, as the pages have it. */
export function short(iri, prefixes) {
  for (const [prefix, space] of Object.entries(prefixes)) {
    const name = iri.startsWith(space) ? iri.slice(space.length) : "";
    if (name && !/[/#?]/.test(name)) return `${prefix}:${name}`;
  }
  return iri;
}

/** A choice among some values, each with its words, as a labelled field. */
export function choice(label, values, chosen, change) {
  const select = make("select", {}, ...values.map(([value, words]) => make("option", { value, selected: value === chosen }, words)));
  select.addEventListener("change", () => change(select.value));
  return make("label", {}, label, select);
}
