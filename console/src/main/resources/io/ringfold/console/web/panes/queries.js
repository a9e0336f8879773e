import { stringify } from '../client/json.js';
import { sideBySide } from '../differences.js';
import { Form } from '../form.js';
import { Moment } from '../moment.js';
import { exchange } from '../server.js';
import { count, duration } from '../text.js';
import { absent, html, json, nothing, problem, table, View } from '../view.js';

/** A slider that is dragged asks when it rests for so long. */
const REST_MS = 120;

/** Whoever waits longer is told how far the state is that is being rebuilt. */
const TELL_PROGRESS_MS = 400;

/** One answer or refusal, as of a moment. */
class Asked {
  constructor(title) {
    this.title = title;
  }
}

/** Ask a query, now or as of the past, and see what two moments differ in. */
export class QueriesPane extends View {
  static title = 'Queries';

  #app;
  #name = '';
  /** @type {Map<string, {schema: string, form: Form}>} */
  #forms = new Map();
  #moment = new Moment('as-of', 'now', (isOtherKind) => this.#moved(isOtherKind));
  #other = new Moment('other', 'sequence', (isOtherKind) => this.#moved(isOtherKind));
  #compares = false;
  #onlyDiffering = true;
  #asJson = false;
  #range = { first: 0, last: 0, since: 0, until: 0 };
  /** @type {Asked | undefined} */
  #answer;
  /** @type {Asked | undefined} */
  #otherAnswer;
  #round = 0;
  #isAsking = false;
  #isWanted = false;
  #rest;
  #progress = '';

  constructor(host, app) {
    super(host);
    this.#app = app;
  }

  served() {
    const { schema, session } = this.#app;
    for (const [name, { schema: known }] of this.#forms) {
      if (stringify(schema.queries[name]?.schema) !== known) {
        this.#forms.delete(name);
      }
    }
    if (!session['may-ask'].includes(this.#name)) {
      this.#name = this.#app.offered('queries', session['may-ask'])[0]?.[1][0] ?? '';
      this.#answer = this.#otherAnswer = undefined;
    }
    this.#readRange();
    this.changed();
  }

  get #form() {
    const { schema } = this.#app.schema.queries[this.#name];
    let known = this.#forms.get(this.#name);
    if (known === undefined) {
      known = { schema: stringify(schema), form: new Form(schema, () => this.changed()) };
      this.#forms.set(this.#name, known);
    }
    return known.form;
  }

  /** From where to where the sliders go: from the first to the newest command that this user finds. */
  async #readRange() {
    let newest = Number(this.#app.ready.sequence ?? 0);
    const timeOf = async (after) => Date.parse((await this.#app.ask(`/commands?after=${after}&limit=1`)).commands[0]?.timestamp);
    try {
      const past = this.#app.links.past ? await this.#app.ask('/past') : {};
      const first = past['first-seq'] ?? 0;
      newest = past['last-seq'] ?? newest;
      const [since, until] = newest === 0 ? [NaN, NaN] : await Promise.all([timeOf(first), timeOf(newest - 1)]);
      // the newest command came in within its last millisecond, not at its beginning
      const last = Number.isFinite(until) ? until + 1 : Date.now();
      this.#range = { first, last: newest, since: Number.isFinite(since) ? since : last - 3_600_000, until: last };
    } catch {
      this.#range = { ...this.#range, last: newest, until: Date.now() };
    }
    this.changed();
  }

  #moved(isOtherKind) {
    if (isOtherKind) {
      this.#readRange();
    }
    this.changed();
    clearTimeout(this.#rest);
    if (this.#answer !== undefined) {
      this.#rest = setTimeout(() => this.#ask(), REST_MS);
    }
  }

  show() {
    super.show();
    if (this.#app.session) {
      this.#readRange();
    }
  }

  /** One round at a time; what was wanted meanwhile is asked next. */
  async #ask() {
    if (this.#isAsking) {
      this.#isWanted = true;
      return;
    }
    this.#isAsking = true;
    const form = this.#form;
    const progress = setTimeout(() => this.#tellProgress(++this.#round), TELL_PROGRESS_MS);
    this.changed();
    [this.#answer, this.#otherAnswer] = await Promise.all([
      this.#askAt(this.#moment, form),
      this.#compares ? this.#askAt(this.#other, form) : undefined,
    ]);
    clearTimeout(progress);
    this.#round++;
    this.#progress = '';
    this.#isAsking = false;
    form.refuse(this.#answer.error?.details ?? []);
    this.changed();
    if (this.#isWanted) {
      this.#isWanted = false;
      this.#ask();
    }
  }

  async #askAt(moment, form) {
    const asked = new Asked(moment.title);
    const begun = performance.now();
    try {
      const { basis, result } = await this.#app.link.client.query(this.#name, form.value, { asOf: moment.asOf });
      Object.assign(asked, { basis, result });
    } catch (error) {
      asked.error = error;
    }
    asked.seconds = (performance.now() - begun) / 1000;
    return asked;
  }

  async #tellProgress(round) {
    while (this.#isAsking && round === this.#round) {
      const { content } = this.#app.links.past ? await exchange('/past').catch(() => ({})) : {};
      const rebuild = content?.rebuilds?.find((each) => each.running);
      this.#progress = rebuild
        ? `A past state is being rebuilt: at sequence ${count(rebuild.at)} of ${count(rebuild.target)}.`
        : 'Waiting for the answer…';
      this.changed();
      await new Promise((resolve) => setTimeout(resolve, TELL_PROGRESS_MS));
    }
  }

  template() {
    const { schema, session } = this.#app;
    if (!schema || !session) {
      return html`<h1>Queries</h1><p class="hint">Waiting for the server…</p>`;
    }
    const offered = this.#app.offered('queries', session['may-ask']);
    if (offered.length === 0) {
      return html`<h1>Queries</h1>${absent(
        'Nothing to ask',
        session.open ? 'The domains of this server define no query.' : `No role of ${session.user} may ask a query of this server.`,
      )}`;
    }
    return html`
      <h1>Queries</h1>
      <div class="columns">
        <form class="card" novalidate @submit=${(event) => {
          event.preventDefault();
          this.#readRange();
          this.#ask();
        }}>
          <div class="field">
            <label for="query">Query</label>
            <select id="query" @change=${({ target }) => {
              this.#name = target.value;
              this.#answer = this.#otherAnswer = undefined;
              this.draw();
            }}>
              ${offered.map(
                ([aggregate, names]) => html`<optgroup label=${aggregate}>
                  ${names.map((name) => html`<option value=${name} ?selected=${name === this.#name}>${name}</option>`)}
                </optgroup>`,
              )}
            </select>
          </div>
          ${this.#form.template()}
          ${this.#moment.template('As of', this.#range)}
          <label class="choice"><input type="checkbox" id="compare" .checked=${this.#compares} @change=${({ target }) => {
            this.#compares = target.checked;
            this.#moved(true);
          }}>Compare with another moment</label>
          ${this.#compares ? this.#other.template('Compared with', this.#range) : nothing}
          <div class="actions"><button class="primary" id="ask">Ask</button></div>
        </form>
        <section aria-labelledby="answer-title" aria-busy=${this.#isAsking}>
          <div class="row">
            <h2 id="answer-title">Answer</h2>
            <button type="button" class="quiet end" aria-pressed=${this.#asJson} @click=${() => {
              this.#asJson = !this.#asJson;
              this.changed();
            }}>As JSON</button>
          </div>
          <p class="counts hint" role="status">${this.#progress}</p>
          ${this.#answers()}
        </section>
      </div>`;
  }

  #answers() {
    const [answer, other] = [this.#answer, this.#otherAnswer];
    if (answer === undefined) {
      return html`<p class="hint">Choose a query and ask.</p>`;
    }
    if (!this.#compares || other === undefined) {
      return this.#shown(answer);
    }
    const comparable = !answer.error && !other.error;
    return html`
      ${
        comparable
          ? html`<label class="choice"><input type="checkbox" .checked=${this.#onlyDiffering} @change=${({ target }) => {
                this.#onlyDiffering = target.checked;
                this.changed();
              }}>Only what differs</label>
              ${sideBySide(other.result, answer.result, { before: `Basis ${count(other.basis)}`, after: `Basis ${count(answer.basis)}` }, this.#onlyDiffering)}`
          : nothing
      }
      <div class="columns even sides"><div>${this.#shown(other)}</div><div>${this.#shown(answer)}</div></div>`;
  }

  #shown(asked) {
    return html`
      <p class="basis">as of ${asked.title}${
        asked.error ? nothing : html`: <strong>basis <span class="number" data-basis>${count(asked.basis)}</span></strong>, <span class="number">${duration(asked.seconds)}</span>`
      }</p>
      ${
        asked.error
          ? problem(asked.error)
          : this.#asJson
            ? json(asked.result, `The answer as of ${asked.title}, as JSON`)
            : table(asked.result, `The answer as of ${asked.title}`)
      }`;
  }
}
