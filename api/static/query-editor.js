// The editor of queries: YASGUI's, with the prefixes and the terms of this graph, told in the reader's language.
import { make } from "./query-rows.js";

/** A term as a query writes it: with a prefix where there is one for it, else in angle brackets. */
function written(iri, prefixes) {
  const found = Object.entries(prefixes).find(([, space]) => iri.startsWith(space) && /^[A-Za-z_][\w-]*$/.test(iri.slice(space.length)));
  return found ? `${found[0]}:${iri.slice(found[1].length)}` : `<${iri}>`;
}

/** Completes one kind of term by any part of its name or its label: first those that begin so, the short before the long. */
function completer(kind, words) {
  return {
    name: kind,
    bulk: false,
    autoShow: true,
    preProcessToken: (_, token) => ({ ...token, autocompletionString: token.string.trim() }),
    postProcessSuggestion: (_, __, suggestion) => suggestion,
    async get(_, token) {
      const sought = token.autocompletionString.toLowerCase();
      const found = (await words).filter((word) => word.kind === kind && (word.text.toLowerCase().includes(sought) || word.label.includes(sought)));
      // A word that is written out needs no list, which would take the key Enter.
      if (found.some((word) => word.text === token.autocompletionString)) return [];
      const begins = (word) => [word.text, word.text.split(":").pop()].some((text) => text.toLowerCase().startsWith(sought));
      const rank = (word) => (begins(word) ? word.text.length : 1000);
      return found.sort((one, other) => rank(one) - rank(other)).slice(0, 40).map((word) => word.text);
    },
    async postprocessHints(_, hints) {
      const labels = new Map((await words).map((word) => [word.text, word.label]));
      return hints.map((hint) => ({ ...hint, render: (element) => element.append(hint.text, make("span", {}, labels.get(hint.text) ?? "")) }));
    },
  };
}

/** Marks the first line that is no SPARQL and says what may stand there. */
function checked(told) {
  const place = document.getElementById("syntax");
  return function checkSyntax() {
    this.queryValid = true;
    this.clearGutter("gutterErrorBar");
    place.hidden = true;
    for (let line = 0; line < this.lineCount() && this.queryValid; line += 1) {
      const { state } = this.getTokenAt({ line, ch: this.getLine(line).length }, true);
      this.setOption("queryType", state.queryType);
      if (state.OK !== false) continue;
      const tokens = (state.possibleCurrent ?? []).slice(0, 8).join(" ");
      const said = state.errorMsg ? told.words.undeclared : tokens ? told.words.expected : told.words.wrong;
      place.textContent = said.replace("{line}", line + 1).replace("{tokens}", tokens);
      place.hidden = false;
      this.setGutterMarker(line, "gutterErrorBar", make("span", { className: "flaw", title: place.textContent }, "!"));
      this.queryValid = false;
    }
  };
}

/**
 * Puts the editor in the place of a field of a form.
 *
 * @param Yasqe YASGUI's editor.
 * @param field the field of the form, whose place is taken.
 * @param place the element that the editor comes to stand in.
 * @param told what the page tells scripts.
 * @param isOurs whether the text is the page's own, so that what the reader wrote before may take its place.
 */
export function edit(Yasqe, field, place, told, isOurs) {
  const known = fetch(`/sparql/completions.json?lang=${told.language}`).then((reply) => reply.json());
  const words = known.then((terms) => terms.map(([iri, kind, label]) => ({ kind, label: (label ?? "").toLowerCase(), text: written(iri, told.prefixes) })));
  const { class: byClass, property: byProperty, prefixes } = Yasqe.Autocompleters;
  Yasqe.Autocompleters.class = { ...byClass, ...completer("class", words) };
  Yasqe.Autocompleters.property = { ...byProperty, ...completer("property", words) };
  prefixes.persistenceId = null;
  prefixes.get = Object.entries(told.prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort();
  Yasqe.prototype.checkSyntax = checked(told);
  const editor = new Yasqe(place, {
    value: field.value,
    requestConfig: { endpoint: `${location.origin}/sparql`, queryArgument: "query", acceptHeaderGraph: "text/turtle", acceptHeaderSelect: "application/sparql-results+json" },
    persistenceId: isOurs ? "query" : null,
    consumeShareLink: null,
    createShareableLink: null,
    showQueryButton: false,
    prefixCcApi: null,
    editorHeight: "20rem",
    extraKeys: {
      "Ctrl-Enter": () => editor.runs(),
      "Cmd-Enter": () => editor.runs(),
      Esc: () => document.getElementById("run").focus(),
      "Ctrl-S": false,
    },
  });
  // What the endpoint knows without a declaration the editor knows too.
  const mode = editor.getMode();
  const begin = mode.startState;
  mode.startState = () => ({ ...begin(), prefixes: { ...told.prefixes } });
  editor.setValue(editor.getValue());
  editor.on("autocompletionShown", (_, widget) => widget.hints.setAttribute("aria-label", told.words.completions));
  // The form keeps the text in a field that nobody sees and nothing needs to name.
  const kept = make("input", { type: "hidden", name: field.name, value: editor.getValue() });
  const isWriting = document.activeElement === field;
  field.replaceWith(kept);
  if (isWriting) editor.focus();
  editor.on("change", () => {
    kept.value = editor.getValue();
  });
  const input = editor.getInputField();
  input.id = "query";
  input.setAttribute("aria-describedby", "keys syntax");
  place.querySelector(".CodeMirror-scroll")?.setAttribute("role", "presentation");
  return editor;
}
