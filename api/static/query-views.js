// The views of an answer: YASGUI's frame, told in the reader's language, around views of our own.
import { Chart } from "./query-chart.js";
import { Places } from "./query-map.js";
import { make, solutions } from "./query-rows.js";
import { Table } from "./query-table.js";

class Truth {
  priority = 30;
  hideFromSelection = true;
  constructor(yasr) { this.yasr = yasr; }
  getIcon() {}
  canHandleResults() { return !this.yasr.results.hasError() && typeof this.yasr.results.getBoolean() === "boolean"; }
  draw() {
    const { words } = this.yasr.config;
    this.yasr.resultsEl.append(make("p", {}, make("strong", {}, this.yasr.results.getBoolean() ? words.true : words.false)));
  }
}

class Text {
  priority = 1;
  constructor(yasr) { this.yasr = yasr; this.label = yasr.config.words.response; }
  getIcon() {}
  canHandleResults() { return Boolean(this.yasr.results) && !this.yasr.results.hasError(); }
  draw() {
    this.yasr.pluginControls.replaceChildren();
    const most = 100000;
    const text = this.yasr.results.getOriginalResponseAsString();
    this.yasr.resultsEl.append(make("pre", { tabIndex: 0 }, make("code", {}, text.slice(0, most))));
    if (text.length > most) this.yasr.resultsEl.append(make("p", { className: "quiet" }, this.yasr.config.words.cut.replace("{n}", most)));
  }
}

class Fault {
  priority = 40;
  hideFromSelection = true;
  constructor(yasr) { this.yasr = yasr; }
  getIcon() {}
  canHandleResults() { return this.yasr.results.hasError(); }
  draw() {
    const { words } = this.yasr.config;
    const { text } = this.yasr.results.getError();
    const box = make("div", { className: "fault", role: "alert" }, make("p", {}, make("strong", {}, `${words.failed}.`)));
    try {
      const { detail, cure } = JSON.parse(text);
      box.append(make("p", {}, detail), make("p", {}, cure ?? ""));
    } catch {
      box.append(make("p", {}, /abort/i.test(text) ? words.stopped : words.unreachable));
    }
    this.yasr.resultsEl.append(box);
  }
}

/** Makes the views in a place of the page. */
export function views(Yasr, place, told) {
  const words = told.words;

  class Views extends Yasr {
    /** What the answer is: rows, triples, truth, or nothing where there is none. */
    kind() {
      if (!this.results || this.results.hasError()) return "";
      return typeof this.results.getBoolean() === "boolean" ? "truth" : this.results.getType() === "ttl" ? "triples" : "rows";
    }
    drawHeader() {
      this.drawPluginSelectors();
      this.pluginSelectorsEl.setAttribute("aria-label", words.views);
      for (const button of this.pluginSelectorsEl.querySelectorAll("button")) {
        button.removeAttribute("aria-label");
        button.removeAttribute("title");
      }
      this.drawResponseInfo();
      this.dataElement.setAttribute("role", "status");
      this.drawPluginElement();
      this.pluginControls.removeAttribute("aria-controls");
      this.headerEl.hidden = true;
    }
    updatePluginSelectors(able) {
      super.updatePluginSelectors(able);
      for (const name of this.config.pluginOrder) {
        const button = this.pluginSelectorsEl?.querySelector(`.select_${name}`);
        button?.setAttribute("aria-pressed", String(name === this.getSelectedPluginName()));
        if (able && button) button.disabled = !able.includes(name);
      }
    }
    updateResponseInfo() {
      this.headerEl.hidden = !this.results;
      const kind = this.kind();
      this.pluginSelectorsEl.hidden = kind === "" || kind === "truth";
      const seconds = ((this.results?.getResponseTime() ?? 0) / 1000).toLocaleString(told.language);
      const n = solutions(this.results).rows.length;
      const form = new Intl.PluralRules(told.language).select(n) === "one" ? "one" : "other";
      const said = kind === "rows" || kind === "triples" ? words[kind][form] : kind ? words.answered : "";
      this.dataElement.textContent = said.replace("{n}", n.toLocaleString(told.language)).replace("{seconds}", seconds);
    }
    updateHelpButton() {}
    fillFallbackBox(name) {
      this.emptyFallbackElement();
      if (!this.plugins[name]?.hideFromSelection) this.fallbackInfoEl.append(make("p", {}, words.cannot));
    }
  }

  const ours = { table: Table, chart: Chart, map: Places, response: Text, boolean: Truth, error: Fault };
  for (const [name, view] of Object.entries(ours)) Yasr.registerPlugin(name, view, true);
  const config = { persistenceId: null, pluginOrder: ["table", "chart", "map", "response"], defaultPlugin: told.view in ours ? told.view : "table", words, told };
  return new Views(place, config);
}
