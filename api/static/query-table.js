// The answer as a table: sorted by a column, narrowed by a word, each thing a link into this copy.
import { isNumber, local, make, short, solutions } from "./query-rows.js";

// More rows than this are shown when they are asked for.
const MOST = 200;

// What has fewer characters than this stands on one line.
const NARROW = 32;

function shown(cell, { base, prefixes }) {
  if (!cell) return make("td", { className: "none" });
  if (cell.type === "uri") {
    const [address, text] = [local(cell.value, base), short(cell.value, prefixes)];
    return make("td", { className: text.length < NARROW ? "short" : "" }, address ? make("a", { href: address }, text) : text);
  }
  const text = cell.type === "bnode" ? `_:${cell.value}` : cell.value;
  const isShort = text.length < NARROW && !text.includes(" ");
  const element = make("td", { className: isNumber(cell) ? "nums" : isShort ? "short" : "" }, text);
  if (cell["xml:lang"]) element.lang = cell["xml:lang"];
  return element;
}

function compared(one, other) {
  if (!one || !other) return Number(!one) - Number(!other);
  return isNumber(one) && isNumber(other) ? Number(one.value) - Number(other.value) : one.value.localeCompare(other.value);
}

/** The rows that contain what is sought, in the order of a column where one is chosen. */
function arranged(rows, columns, { sought, column, down }) {
  const found = sought ? rows.filter((row) => columns.some((name) => row[name]?.value.toLowerCase().includes(sought))) : rows;
  return column ? [...found].sort((one, other) => compared(one[column], other[column]) * (down ? -1 : 1)) : found;
}

export class Table {
  priority = 20;

  constructor(yasr) {
    this.yasr = yasr;
    this.label = yasr.config.words.table;
  }

  getIcon() {}

  canHandleResults() {
    return solutions(this.yasr.results).columns.length > 0;
  }

  draw() {
    const { words, told } = this.yasr.config;
    const { columns, rows } = solutions(this.yasr.results);
    const state = { sought: "", column: "", down: false, all: false };
    const body = make("tbody");
    const counted = make("span", { role: "status" });
    const more = make("button", { type: "button", className: "plain" });
    const fill = () => {
      const found = arranged(rows, columns, state);
      const visible = state.all ? found : found.slice(0, MOST);
      body.replaceChildren(...visible.map((row) => make("tr", {}, ...columns.map((column) => shown(row[column], told)))));
      more.hidden = visible.length === found.length;
      more.textContent = words.all.replace("{n}", found.length);
      const part = words.showing.replace("{shown}", visible.length).replace("{n}", rows.length);
      counted.textContent = visible.length < rows.length ? part : rows.length ? "" : words.none;
    };
    const heads = columns.map((column) => {
      const button = make("button", { type: "button" }, column);
      const head = make("th", { scope: "col" }, button);
      button.addEventListener("click", () => {
        Object.assign(state, { column, down: state.column === column && !state.down });
        for (const each of heads) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", state.down ? "descending" : "ascending");
        fill();
      });
      return head;
    });
    more.addEventListener("click", () => {
      state.all = true;
      fill();
    });
    const filter = make("input", { type: "search" });
    filter.addEventListener("input", () => {
      state.sought = filter.value.trim().toLowerCase();
      fill();
    });
    this.yasr.pluginControls.replaceChildren(...(rows.length > 9 ? [make("label", {}, words.filter, filter)] : []));
    const table = make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body);
    const region = make("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: words.table }, table);
    this.yasr.resultsEl.append(region, make("p", { className: "rest" }, counted, more));
    fill();
  }
}
