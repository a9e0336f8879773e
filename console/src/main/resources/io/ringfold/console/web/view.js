// What the panes are drawn with: the library's templates, and the few pieces that several of them share.
// Values go into templates as text only; the server's policy (trusted types) holds the page to that.

import { html, nothing, render } from './lib/lit-html/lit-html.js';
import { live } from './lib/lit-html/directives/live.js';
import { repeat } from './lib/lit-html/directives/repeat.js';
import { plain, pretty, shortened } from './text.js';

export { html, live, nothing, render, repeat };

/** Twenty frames a second are more than anybody reads. */
const FRAME_MS = 50;

/** Beyond this, a text would hold up the page; the raw answer is a curl away. */
const LONGEST_SHOWN = 200_000;

/**
 * Something that is drawn into an element, again after `changed()`: soon, once for all changes until
 * then, and not at all while nobody looks.
 */
export class View {
  #host;
  #timer;
  #lastDrawn = -Infinity;
  #isShown = false;

  /** @param {HTMLElement} host */
  constructor(host) {
    this.#host = host;
  }

  /** What to draw. @returns {unknown} */
  template() {
    throw new Error(`${this.constructor.name} has no template`);
  }

  /** After it was drawn, for what no template can do. */
  drawn() {}

  get isShown() {
    return this.#isShown;
  }

  show() {
    this.#isShown = true;
    this.draw();
  }

  hide() {
    this.#isShown = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  changed() {
    if (this.#isShown && this.#timer === undefined) {
      const wait = Math.max(0, this.#lastDrawn + FRAME_MS - performance.now());
      this.#timer = setTimeout(() => this.draw(), wait);
    }
  }

  draw() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isShown) {
      this.#lastDrawn = performance.now();
      render(this.template(), this.#host);
      this.drawn();
    }
  }
}

/** A value of the server's, whatever it holds, as JSON. */
export function json(value, label) {
  const text = pretty(value);
  return html`<pre class="json" dir="auto" tabindex="0" role="region" aria-label=${label}>${shortened(text, LONGEST_SHOWN)}</pre>`;
}

/** A value in a cell or a line: isolated, so that no direction of writing runs into its neighbours. */
export function datum(value, length = 160) {
  return html`<bdi dir="auto" class="datum">${shortened(plain(value), length)}</bdi>`;
}

/** An error as the server, or the client, tells it. */
export function problem(error) {
  return html`<p class="problem" role="alert"><strong>${error.code ?? 'error'}</strong> <bdi dir="auto">${shortened(error.message, 2000)}</bdi></p>`;
}

/** What stands where something is not there, and why. */
export function absent(title, ...words) {
  return html`<section class="card absent"><h2>${title}</h2>${words.map((each) => html`<p>${each}</p>`)}</section>`;
}

/** Any value as a table where it is a list of objects or an object, else as JSON. */
export function table(value, label) {
  const rows = Array.isArray(value) ? value : [value];
  if (value === null || rows.some((each) => each === null || typeof each !== 'object' || Array.isArray(each))) {
    return json(value, label);
  }
  if (rows.length === 0) {
    return html`<p class="hint">An empty list.</p>`;
  }
  const columns = [...new Set(rows.flatMap((each) => Object.keys(each)))];
  const shown = rows.slice(0, 500);
  return html`
    <div class="scroll" tabindex="0" role="region" aria-label=${label}>
      <table>
        <thead><tr>${columns.map((each) => html`<th scope="col"><bdi>${each}</bdi></th>`)}</tr></thead>
        <tbody>
          ${shown.map((row) => html`<tr>${columns.map((each) => html`<td class=${cellClass(row[each])}>${datum(row[each], 400)}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    ${rows.length > shown.length ? html`<p class="hint">The first ${shown.length} of ${rows.length} rows; JSON has all.</p>` : nothing}`;
}

function cellClass(value) {
  return typeof value === 'number' || typeof value === 'bigint' ? 'number' : '';
}
