// The answer as a chart: what is drawn follows from what the columns hold, and can be chosen otherwise.
import { choice, kindOf, make, short, solutions } from "./query-rows.js";
import { draw } from "./query-vega.js";

// A chart of names has so many bars at most.
const BARS = 40;

/** What a chart begins with: across a date or a name, upwards a number or how many rows there are. */
function guess(columns, rows, kinds) {
  const of = (kind) => columns.filter((column) => kinds[column] === kind);
  const different = (column) => new Set(rows.map((row) => row[column]?.value)).size;
  const [dates, numbers, names] = [of("date"), of("number"), of("name")];
  if (dates.length) return { x: dates[0], y: numbers[0] ?? "", mark: numbers.length ? "line" : "bar" };
  if (!names.length) return { x: numbers[0], y: numbers[1] ?? "", mark: numbers[1] ? "point" : "bar" };
  // A name in each row is worth a bar where there is a number for it; else the one that repeats most is counted.
  const sorted = [...names].sort((one, other) => different(one) - different(other));
  const apart = sorted.find((column) => different(column) > 1) ?? sorted[0];
  const named = names.find((column) => !rows.some((row) => row[column]?.type === "uri") && different(column) === rows.length);
  return numbers.length ? { x: named ?? names[0], y: numbers[numbers.length - 1], mark: "bar" } : { x: apart, y: "", mark: "bar" };
}

/** The rows as values: numbers as numbers, things by their short names. */
function values(columns, rows, kinds, prefixes) {
  const plain = (cell, kind) => (kind === "number" ? Number(cell.value) : cell.type === "uri" ? short(cell.value, prefixes) : cell.value);
  return rows.map((row) => Object.fromEntries(columns.filter((name) => row[name]).map((name) => [name, plain(row[name], kinds[name])])));
}

/** The specification of a chart of some values. */
export function specified(data, kinds, chosen, words) {
  const { x, y, mark } = chosen;
  const years = kinds[x] === "date" ? new Set(data.map((row) => row[x]?.slice(0, 4))).size : 0;
  const isWhole = data.every((row) => !y || row[y] === undefined || Number.isInteger(row[y]));
  const axis = isWhole ? { tickMinStep: 1, format: "~d" } : {};
  const measured = { ...(y ? { field: y, title: y } : { aggregate: "count", title: words.count }), type: "quantitative", axis };
  const named = { field: x, type: "nominal", title: x };
  const across =
    kinds[x] === "date" ? { field: x, type: "temporal", title: x, axis: { grid: false }, ...(y ? {} : { timeUnit: years > 2 ? "year" : "yearmonth" }) }
    : kinds[x] === "number" && mark !== "bar" ? { field: x, type: "quantitative", title: x, scale: { zero: false } }
    : named;
  const tint = chosen.colour ? { color: { field: chosen.colour, type: "nominal", title: chosen.colour } } : {};
  const description = words.charted.replace("{y}", y || words.count).replace("{x}", x);
  const encoded = { mark: { type: mark, tooltip: true }, width: "container", description, $schema: "https://vega.github.io/schema/vega-lite/v6.json", data: { values: data } };
  if (mark === "bar" && across === named) {
    // Names are read across: the bars lie, the longest first.
    return { ...encoded, height: { step: 20 }, encoding: { y: { ...named, sort: kinds[x] === "number" ? "ascending" : "-x" }, x: measured, ...tint } };
  }
  return { ...encoded, height: 320, encoding: { x: across, y: measured, ...tint } };
}

/** The values whose names are among those with most, and how many names there are. */
function largest(data, kinds, { x, y, mark }) {
  const sums = new Map();
  for (const row of data) sums.set(row[x], (sums.get(row[x]) ?? 0) + (y ? row[y] ?? 0 : 1));
  if (mark !== "bar" || kinds[x] === "date" || sums.size <= BARS) return { kept: data, cut: false };
  const most = new Set([...sums].sort((one, other) => other[1] - one[1]).slice(0, BARS).map(([name]) => name));
  return { kept: data.filter((row) => most.has(row[x])), cut: true };
}

export class Chart {
  priority = 10;

  constructor(yasr) {
    this.yasr = yasr;
    this.label = yasr.config.words.chart;
  }

  getIcon() {}

  canHandleResults() {
    return Boolean(this.yasr.config.told.addresses.vega) && solutions(this.yasr.results).rows.length > 0;
  }

  async draw() {
    const { words, told } = this.yasr.config;
    const { columns, rows } = solutions(this.yasr.results);
    const kinds = Object.fromEntries(columns.map((column) => [column, kindOf(column, rows)]));
    const data = values(columns, rows, kinds, told.prefixes);
    const chosen = { colour: "", ...guess(columns, rows, kinds) };
    const figure = make("div");
    const again = async () => {
      const { kept, cut } = largest(data, kinds, chosen);
      await draw(figure, specified(kept, kinds, chosen, words), told, cut ? words.first.replace("{n}", BARS) : "");
    };
    const change = (name) => (value) => {
      chosen[name] = value;
      again();
    };
    const named = (list) => list.map((column) => [column, column]);
    const few = columns.filter((column) => kinds[column] === "name" && new Set(rows.map((row) => row[column]?.value)).size <= 8);
    this.yasr.pluginControls.replaceChildren(
      choice(words.x, named(columns), chosen.x, change("x")),
      choice(words.y, [["", words.count], ...named(columns.filter((column) => kinds[column] === "number"))], chosen.y, change("y")),
      choice(words.colour, [["", words.nothing], ...named(few)], "", change("colour")),
      choice(words.mark, ["bar", "line", "point"].map((mark) => [mark, words[mark]]), chosen.mark, change("mark")),
    );
    this.yasr.resultsEl.append(figure);
    await again();
  }
}
