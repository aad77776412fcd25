// Draws specifications of Vega-Lite in the colours of the page; what draws is fetched when it is first needed.
import { fetched, make } from "./query-rows.js";

// Told apart by readers who see fewer colours (Okabe and Ito); the first serves alone.
const COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#7f7f7f"];

let ready;

/** The parts that draw, one after another, as each needs the one before. */
async function parts({ vega, lite, embed }) {
  for (const address of [vega, lite, embed]) await fetched(address);
  return window.vegaEmbed;
}

/** Whether the page is dark; a colour of the page. */
export const isDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
export const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function config() {
  const [ink, quiet, line] = ["ink", "quiet", "line"].map(colour);
  const axis = { labelColor: ink, titleColor: quiet, domainColor: quiet, tickColor: line, gridColor: line, labelFontSize: 12, titleFontSize: 12, titleFontWeight: "normal", labelLimit: 220 };
  return {
    background: null,
    font: "system-ui, sans-serif",
    axis,
    legend: { labelColor: ink, titleColor: quiet, titleFontWeight: "normal", labelFontSize: 12, labelLimit: 220 },
    view: { stroke: null },
    range: { category: COLOURS },
    mark: { color: colour("accent") },
    line: { strokeWidth: 2.5 },
    point: { filled: true, size: 50 },
  };
}

/**
 * Draws a specification and offers it and its picture as files.
 *
 * @param place the element that it is drawn in.
 * @param specification the specification, whose description is told to readers who do not see.
 * @param told what the page tells scripts: addresses and words.
 * @param remark what is said beside the files.
 */
export async function draw(place, specification, told, remark = "") {
  const drawing = make("div", { className: "drawing" });
  place.replaceChildren(make("p", { className: "quiet" }, told.words.loading));
  ready ??= parts(told.addresses);
  const embed = await ready;
  place.replaceChildren(drawing);
  // The interpreter takes the place of code made of text, which the policy of the page forbids.
  const options = { actions: false, ast: true, config: config(), defaultStyle: false, logLevel: 1, renderer: "svg", tooltip: { disableDefaultStyle: true } };
  const { view } = await embed(drawing, specification, options);
  const save = (words, name, type, write) => {
    const button = make("button", { type: "button", className: "plain" }, words);
    button.addEventListener("click", async () => {
      const address = URL.createObjectURL(new Blob([await write()], { type }));
      make("a", { href: address, download: name }).click();
      URL.revokeObjectURL(address);
    });
    return button;
  };
  const picture = save(told.words.picture, "answer.svg", "image/svg+xml", () => view.toSVG());
  const source = save(told.words.specification, "answer.vl.json", "application/json", () => JSON.stringify(specification, null, 2));
  place.append(make("p", { className: "rest" }, picture, source, make("span", {}, remark)));
  return view;
}
