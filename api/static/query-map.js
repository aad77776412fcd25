// The answer as a map: each State that a row names, by its outline or its point, or each point that a row tells.
import { choice, isNumber, kindOf, make, solutions } from "./query-rows.js";
import { colour, draw, isDark } from "./query-vega.js";

const ANTARCTIC = "010";
const LATITUDE = /^(lat|latitude)$/i;
const LONGITUDE = /^(long?|lng|longitude)$/i;

/** The column whose cells name States: by their addresses, or by their codes of two or three letters. */
function naming(columns, rows, base) {
  const names = (cell) => (cell.type === "uri" ? cell.value.startsWith(`${base}id/state/`) : /^[A-Z]{2,3}$/.test(cell.value));
  return columns.find((column) => {
    const cells = rows.map((row) => row[column]).filter(Boolean);
    return cells.length > 0 && cells.filter(names).length > cells.length / 2;
  });
}

/** The columns that tell a point, where there are both. */
function pointed(columns) {
  const [lat, long] = [LATITUDE, LONGITUDE].map((pattern) => columns.find((column) => pattern.test(column)));
  return lat && long ? { lat, long } : null;
}

/** What is drawn of each State or point: its name, its place, and the value that colours it. */
function located(rows, places, where, points, value, words) {
  const known = new Map(places.flatMap((place) => [place.state, place.iso3, place.iso2].filter(Boolean).map((key) => [key, place])));
  const found = new Map();
  for (const row of rows) {
    const place = where ? known.get(row[where]?.value) : null;
    const [lat, long] = points ? [row[points.lat], row[points.long]].map((cell) => Number(cell?.value)) : [place?.lat, place?.long];
    if (!place && !Number.isFinite(lat)) continue;
    const key = place?.iso3 ?? `${lat} ${long}`;
    const cell = row[value];
    const told = value ? (isNumber(cell) ? Number(cell.value) : cell?.value ?? "") : words.named;
    const before = found.get(key);
    // Of several rows for one State the numbers are taken together, and the names one after another.
    const both = before && value ? (typeof told === "number" ? before.value + told : [...new Set([...before.value.split(", "), told])].join(", ")) : told;
    found.set(key, { id: place?.m49 ?? "", name: place?.name ?? key, lat, long, value: both });
  }
  return [...found.values()];
}

/** The codes of the countries that have an outline; none where the outlines are not installed. */
async function outlined(address) {
  const world = address ? await (await fetch(address)).json() : null;
  return new Set(world?.objects.countries.geometries.map((each) => each.id));
}

/** The specification of the map of some places, those without an outline as dots. */
function specified(data, value, isCounted, told, outlines, width) {
  const names = new Set(data.map((each) => each.value));
  // More stands out more: it is darker on a light page and lighter on a dark one.
  const few = names.size > 1 && names.size <= 8;
  const scale = isCounted ? { scheme: "blues", reverse: isDark() } : few ? {} : { range: [colour("accent")] };
  const legend = value ? { title: value, orient: "bottom" } : null;
  const tint = { field: "value", type: isCounted ? "quantitative" : "nominal", scale, legend: isCounted || few ? legend : null };
  const tooltip = [{ field: "name", title: " " }, { field: "value", title: value || " " }];
  const world = { url: told.addresses.countries, format: { type: "topojson", feature: "countries" } };
  // Nobody signs for the Antarctic, and the map is larger without it.
  const inhabited = { filter: `datum.id !== "${ANTARCTIC}"` };
  const shape = { type: "geoshape", aria: false, stroke: colour("paper"), strokeWidth: 0.5 };
  const from = { data: { values: data }, key: "id", fields: ["name", "value"] };
  const ground = told.addresses.countries
    ? [
        { data: world, transform: [inhabited], mark: { ...shape, fill: colour("none") } },
        { data: world, transform: [{ lookup: "id", from }, { filter: "isValid(datum.value)" }], mark: shape, encoding: { color: tint, tooltip } },
      ]
    : [{ data: { graticule: { step: [30, 30] } }, mark: { type: "geoshape", aria: false, stroke: colour("line"), filled: false } }];
  const dots = {
    data: { values: data.filter((each) => Number.isFinite(each.lat) && !outlines.has(each.id)) },
    mark: { type: "circle", aria: false, size: 32, opacity: 1, stroke: colour("ink"), strokeWidth: 0.6 },
    encoding: { latitude: { field: "lat", type: "quantitative" }, longitude: { field: "long", type: "quantitative" }, color: tint, tooltip },
  };
  const { words } = told;
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    description: words.mapped.replace("{n}", data.length).replace("{value}", value || words.named),
    width: "container",
    height: Math.round(Math.min(width / 2.1, 560)),
    autosize: { type: "fit", contains: "padding" },
    projection: { type: "equalEarth" },
    layer: [...ground, dots],
  };
}

export class Places {
  priority = 5;

  constructor(yasr) {
    this.yasr = yasr;
    this.label = yasr.config.words.map;
  }

  getIcon() {}

  canHandleResults() {
    const { columns, rows } = solutions(this.yasr.results);
    const { addresses, base } = this.yasr.config.told;
    return Boolean(addresses.vega) && rows.length > 0 && Boolean(pointed(columns) ?? naming(columns, rows, base));
  }

  async draw() {
    const { words, told } = this.yasr.config;
    const { columns, rows } = solutions(this.yasr.results);
    const figure = make("div");
    this.yasr.resultsEl.append(figure);
    this.places ??= fetch(`/sparql/places.json?lang=${told.language}`).then((reply) => reply.json());
    this.outlines ??= outlined(told.addresses.countries);
    const [where, points] = [naming(columns, rows, told.base), pointed(columns)];
    const [places, outlines] = await Promise.all([this.places, this.outlines]);
    const others = columns.filter((column) => column !== where && column !== points?.lat && column !== points?.long);
    const numbered = others.filter((column) => kindOf(column, rows) === "number");
    const again = (value) => {
      const data = located(rows, places, where, points, value, words);
      return draw(figure, specified(data, value, numbered.includes(value), told, outlines, figure.clientWidth), told);
    };
    const first = numbered[0] ?? "";
    this.yasr.pluginControls.replaceChildren(choice(words.colour, [["", words.named], ...others.map((column) => [column, column])], first, again));
    await again(first);
  }
}
