import { count, line, plain, roughly, timeOfDay } from '../text.js';
import { datum, html, json, nothing, problem, repeat, View } from '../view.js';

/** The newest events are kept for the table, as many as anybody looks through. */
const KEPT = 500;
const SHOWN = 60;

/** Beyond this rate a table cannot be read: it is drawn less often, and says that it leaves out. */
const READABLE_PER_SECOND = 50;
const SAMPLE_MS = 250;
const RATE_MS = 1_000;

/** The events of the server as they happen. */
export class UpdatesPane extends View {
  static title = 'Live updates';

  #app;
  #link;
  #stream;
  #followed = '';

  // what is wanted; name and aggregate are the server's to filter, the rest is looked at here
  #aggregate = '';
  #name = '';
  #user = '';
  #text = '';

  /** The newest events, oldest first, in a ring. */
  #ring = new Array(KEPT);
  #received = 0;
  #matched = 0;
  #isPaused = false;
  /** The rows of the table: as they were when it was last sampled. */
  #rows = [];
  #missed = 0;
  #pausedAt = 0;
  #sampledAt = 0;
  #lastMatched = 0;
  #rate = 0;
  #rateOf = { at: performance.now(), received: 0 };

  #opened;

  constructor(host, app) {
    super(host);
    this.#app = app;
    setInterval(() => this.#measure(), RATE_MS);
  }

  served() {
    this.#follow();
    this.changed();
  }

  show() {
    super.show();
    this.#follow();
  }

  /** The names of the events that are asked for; undefined for all there are. */
  get #wanted() {
    const { schema, session } = this.#app;
    const allowed = session['may-follow'];
    const names = this.#name ? [this.#name] : this.#aggregate ? schema.aggregates[this.#aggregate].events : Object.keys(schema.events);
    const permitted = names.filter((each) => allowed.includes(each));
    // a role that may follow nobody's events follows the user's own
    return permitted.length > 0 ? { events: permitted, updates: 'all' } : { events: names, updates: 'mine' };
  }

  /** Follows what is wanted, from the first time that the pane is shown. */
  #follow() {
    const { session, schema, link } = this.#app;
    if (!session || !schema || (!this.isShown && this.#stream === undefined)) {
      return;
    }
    if (this.#aggregate && !schema.aggregates[this.#aggregate]) {
      this.#aggregate = this.#name = '';
    }
    const options = this.#wanted;
    const key = JSON.stringify(options);
    if (this.#link !== link || this.#followed !== key) {
      if (this.#link === link) {
        this.#stream?.close();
      }
      this.#link = link;
      this.#followed = key;
      this.#stream = link.follow((event) => this.#onEvent(event), options);
    }
  }

  #onEvent(event) {
    this.#received++;
    if (this.#matches(event)) {
      this.#ring[this.#matched++ % KEPT] = event;
      this.changed();
    }
  }

  #matches(event) {
    return (
      (this.#user === '' || (event.user ?? '').includes(this.#user)) &&
      (this.#text === '' || Object.values(event.data).some((each) => plain(each).includes(this.#text)))
    );
  }

  #measure() {
    const now = performance.now();
    const { at, received } = this.#rateOf;
    this.#rate = ((this.#received - received) * 1000) / (now - at);
    this.#rateOf = { at: now, received: this.#received };
    this.changed();
  }

  #filter(change) {
    change();
    this.#ring = new Array(KEPT);
    this.#matched = this.#lastMatched = this.#missed = 0;
    this.#rows = [];
    this.#isPaused = false;
    this.#follow();
    this.changed();
  }

  #pause() {
    this.#isPaused = !this.#isPaused;
    this.#pausedAt = this.#matched;
    this.changed();
  }

  /** Takes the newest for the table: at a readable rate at once, beyond it a few times a second. */
  #sample() {
    const now = performance.now();
    if (this.#isPaused || (this.#rate > READABLE_PER_SECOND && now - this.#sampledAt < SAMPLE_MS)) {
      return;
    }
    this.#sampledAt = now;
    const shown = Math.min(SHOWN, this.#matched, KEPT);
    this.#missed += Math.max(0, this.#matched - this.#lastMatched - SHOWN);
    this.#lastMatched = this.#matched;
    this.#rows = Array.from({ length: shown }, (_, i) => this.#ring[(this.#matched - 1 - i) % KEPT]);
  }

  async #open(event) {
    this.#opened = { event };
    this.changed();
    const opened = this.#opened;
    try {
      opened.command = await this.#app.ask(`/commands/${event['command-uuid']}`);
    } catch (e) {
      opened.error = e;
    }
    if (opened === this.#opened) {
      this.draw();
      document.getElementById('update-detail')?.focus({ preventScroll: matchMedia('(min-width: 60rem)').matches });
    }
  }

  template() {
    const { schema, session } = this.#app;
    if (!schema || !session) {
      return html`<h1>Live updates</h1><p class="hint">Waiting for the server…</p>`;
    }
    this.#sample();
    return html`
      <h1>Live updates</h1>
      ${this.#filters(schema)}
      <p class="counts" id="update-counts">
        <span class="number">${count(this.#matched)}</span> events,
        <span class="number">${roughly(this.#rate)}</span>/s
        ${this.#isPaused ? html`<span class="pill warn">paused</span> <span class="number">${count(this.#matched - this.#pausedAt)}</span> since then` : nothing}
        ${
          this.#missed > 0
            ? html`<span class="pill warn" id="sampled">sampled</span> too fast to show each: <span class="number">${count(this.#missed)}</span> were counted only`
            : nothing
        }
      </p>
      <p class="hint">${
        this.#wanted.updates === 'mine'
          ? 'Only the events of your own commands: no role of yours may follow those of others.'
          : 'Everybody’s events that you may follow, newest first.'
      }</p>
      <div class="columns wide-first">
        ${this.#table()}
        ${this.#opened === undefined ? html`<aside class="card hint">Open an event by its sequence to see where it came from.</aside>` : this.#detail(this.#opened)}
      </div>`;
  }

  #filters(schema) {
    const names = this.#aggregate ? schema.aggregates[this.#aggregate].events : Object.keys(schema.events);
    const option = (value, chosen) => html`<option value=${value} ?selected=${value === chosen}>${value}</option>`;
    return html`<form class="filters" @submit=${(event) => event.preventDefault()}>
      <div class="field"><label for="by-aggregate">Aggregate</label>
        <select id="by-aggregate" @change=${({ target }) => this.#filter(() => {
          this.#aggregate = target.value;
          this.#name = '';
        })}><option value="">all</option>${Object.keys(schema.aggregates).map((each) => option(each, this.#aggregate))}</select></div>
      <div class="field"><label for="by-name">Event</label>
        <select id="by-name" @change=${({ target }) => this.#filter(() => (this.#name = target.value))}>
          <option value="" ?selected=${this.#name === ''}>all</option>${names.map((each) => option(each, this.#name))}</select></div>
      <div class="field"><label for="by-user">User</label>
        <input id="by-user" autocomplete="off" placeholder="anybody" @input=${({ target }) => this.#filter(() => (this.#user = target.value))}></div>
      <div class="field"><label for="by-text">Key or value</label>
        <input id="by-text" autocomplete="off" placeholder="any" dir="auto" @input=${({ target }) => this.#filter(() => (this.#text = target.value))}></div>
      <button type="button" id="pause" aria-pressed=${this.#isPaused} @click=${() => this.#pause()}>${this.#isPaused ? 'Go on' : 'Pause'}</button>
    </form>`;
  }

  #table() {
    return html`<div class="scroll follow" tabindex="0" role="region" aria-label="Events, newest first">
      <table class="events">
        <thead><tr><th scope="col">Seq</th><th scope="col">Time (UTC)</th><th scope="col">Event</th><th scope="col">User</th><th scope="col">Data</th></tr></thead>
        <tbody>
          ${repeat(
            this.#rows,
            (event) => event.uuid,
            (event) => html`<tr class=${this.#opened?.event.uuid === event.uuid ? 'chosen' : ''}>
              <td class="number"><button type="button" class="opener" @click=${() => this.#open(event)} aria-label="Open event ${event.seq}.${event.index}">${event.seq}.${event.index}</button></td>
              <td class="number">${timeOfDay(event.timestamp)}</td>
              <td><bdi>${event.name}</bdi></td>
              <td>${event.user === null ? html`<span class="hint">–</span>` : datum(event.user, 40)}</td>
              <td>${datum(line(event.data), 160)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
      ${this.#rows.length === 0 ? html`<p class="hint">Nothing has happened since this pane was opened. It follows what is new.</p>` : nothing}
    </div>`;
  }

  #detail({ event, command, error }) {
    return html`<aside class="card detail" id="update-detail" tabindex="-1" aria-label="Event ${event.seq}.${event.index}">
      <div class="row"><h2><bdi>${event.name}</bdi></h2>
        <button type="button" class="quiet end" @click=${() => {
          this.#opened = undefined;
          this.changed();
        }}>Close</button></div>
      <dl>
        <dt>Sequence</dt><dd class="number">${count(event.seq)}, ${event.index + 1} of ${event.of}</dd>
        <dt>Time</dt><dd class="number">${event.timestamp}</dd>
        <dt>User</dt><dd>${event.user === null ? 'none: access was open' : datum(event.user)}</dd>
        <dt>Command</dt><dd>${command ? html`<bdi>${command.name}</bdi> <span class="tag">${command.status}</span>` : error ? nothing : '…'} <code class="id">${event['command-uuid']}</code></dd>
        ${event.meta === null ? nothing : html`<dt>Meta</dt><dd>${datum(line(event.meta), 400)}</dd>`}
      </dl>
      ${error ? problem(error) : nothing}
      ${command ? html`<h3>Caused by</h3>${json({ name: command.name, data: command.data }, 'The command that caused it')}` : nothing}
      <h3>Raw record</h3>
      ${json(event, 'The event as JSON')}
    </aside>`;
  }
}
