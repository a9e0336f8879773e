import { changes } from '../differences.js';
import { withParameters } from '../server.js';
import { count, line, timeOfDay } from '../text.js';
import { absent, datum, html, json, nothing, problem, View } from '../view.js';

const PAGE = 50;

/** What happened to one aggregate: each event, and the state after it. */
export class HistoryPane extends View {
  static title = 'History';

  #app;
  #aggregate = '';
  #key = '';
  /** Of the aggregate and key that were asked for. */
  #shown;
  #entries = [];
  #next = null;
  #basis = 0;
  #error;
  #isAsking = false;

  constructor(host, app) {
    super(host);
    this.#app = app;
  }

  served() {
    if (!this.#keyed.includes(this.#aggregate)) {
      this.#aggregate = this.#keyed[0] ?? '';
    }
    this.changed();
  }

  /** The aggregates whose events name a key, as the schema says. */
  get #keyed() {
    const { schema } = this.#app;
    return Object.keys(schema.aggregates).filter((each) => schema.aggregates[each].keyed === true);
  }

  async #ask(after) {
    if (this.#isAsking) {
      return;
    }
    if (after === undefined) {
      this.#shown = { aggregate: this.#aggregate, key: this.#key };
      this.#entries = [];
    }
    this.#isAsking = true;
    this.#error = undefined;
    this.changed();
    try {
      const page = await this.#app.ask(withParameters('/history', { ...this.#shown, after, limit: PAGE }));
      this.#entries = [...this.#entries, ...page.entries];
      this.#next = page.next;
      this.#basis = page.basis;
    } catch (e) {
      this.#error = e;
    }
    this.#isAsking = false;
    this.changed();
  }

  template() {
    const { schema, session, links } = this.#app;
    if (!schema || !session) {
      return html`<h1>History</h1><p class="hint">Waiting for the server…</p>`;
    }
    if (links.history === undefined) {
      return html`<h1>History</h1>${absent(
        'This server tells no history',
        'Among the calls that it lists at / there is no /history.',
        'Live updates show events as they happen; /events lists those of the past.',
      )}`;
    }
    if (this.#keyed.length === 0) {
      return html`<h1>History</h1>${absent('No aggregate has a key', 'The schema marks none as keyed: no event of its domains names a single aggregate.')}`;
    }
    return html`
      <h1>History</h1>
      <form class="filters" @submit=${(event) => {
        event.preventDefault();
        this.#ask();
      }}>
        <div class="field"><label for="history-aggregate">Aggregate</label>
          <select id="history-aggregate" @change=${({ target }) => (this.#aggregate = target.value)}>
            ${this.#keyed.map((each) => html`<option value=${each} ?selected=${each === this.#aggregate}>${each}</option>`)}</select></div>
        <div class="field"><label for="history-key">Key</label>
          <input id="history-key" autocomplete="off" dir="auto" .value=${this.#key} @input=${({ target }) => (this.#key = target.value)}></div>
        <button class="primary" ?disabled=${this.#isAsking}>Show</button>
      </form>
      ${this.#error ? problem(this.#error) : nothing}
      ${this.#shown === undefined ? html`<p class="hint">Name an aggregate by its key, like the number of an account.</p>` : this.#timeline()}`;
  }

  #timeline() {
    const { aggregate, key } = this.#shown;
    if (this.#entries.length === 0) {
      return this.#error || this.#isAsking ? nothing : html`<p class="hint" id="history-empty">Nothing has happened to ${aggregate} ${datum(key, 80)}.</p>`;
    }
    return html`
      <p class="counts">${datum(key, 80)} of ${aggregate}: <span class="number">${count(this.#entries.length)}</span> events${this.#next === null ? '' : ' so far'}, basis <span class="number">${count(this.#basis)}</span></p>
      <ol class="timeline">
        ${this.#entries.map((entry, i) => this.#entry(entry, this.#entries[i - 1]?.state))}
      </ol>
      ${this.#next === null ? nothing : html`<button type="button" ?disabled=${this.#isAsking} @click=${() => this.#ask(this.#next)}>Show more</button>`}`;
  }

  #entry({ event, command, state }, before) {
    return html`<li>
      <div class="when number"><span>seq ${count(event.seq)}</span><time datetime=${event.timestamp} title=${event.timestamp}>${event.timestamp.slice(0, 10)} ${timeOfDay(event.timestamp)}</time></div>
      <div class="card">
        <div class="row"><h2><bdi>${event.name}</bdi></h2><span class="hint">by ${command ? html`<bdi>${command.name}</bdi>` : 'a command'}${event.user === null ? '' : html` of ${datum(event.user, 40)}`}</span></div>
        <p class="data">${datum(line(event.data), 400)}</p>
        ${changes(before ?? undefined, state ?? undefined)}
        <details><summary>State and record</summary>
          <div class="columns even">
            <div><h3>State after it</h3>${json(state, `State after sequence ${event.seq}`)}</div>
            <div><h3>Command</h3>${json(command, `Command of sequence ${event.seq}`)}<h3>Event</h3>${json(event, `Event of sequence ${event.seq}`)}</div>
          </div>
        </details>
      </div>
    </li>`;
  }
}
