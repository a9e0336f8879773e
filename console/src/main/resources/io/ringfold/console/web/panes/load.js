import { connect } from '../client/index.js';
import { stringify } from '../client/json.js';
import { Curves } from '../curves.js';
import { Form } from '../form.js';
import { socketUrl } from '../link.js';
import { Percentiles, percentile } from '../percentiles.js';
import { count, duration, roughly } from '../text.js';
import { absent, datum, html, nothing, View } from '../view.js';

/** A demonstration, not a measurement: the page shares its machine with it. `ringfold load` measures. */
const MOST_COMMANDS = 20_000;
const MOST_PER_SECOND = 5_000;

/** What stands for the number of the command within its data. */
const NUMBER = '{n}';
const TICK_MS = 4;

/** One run: sends at its rate, whatever the server does, and counts what comes back. */
class Run {
  sent = 0;
  accepted = 0;
  rejected = 0;
  failed = 0;
  isOver = false;
  #stopped = false;

  constructor({ name, data, total, perSecond }, onAnswer) {
    Object.assign(this, { name, data, total, perSecond, latencies: new Percentiles(total), onAnswer });
  }

  stop() {
    this.#stopped = true;
  }

  async go() {
    const client = await connect(socketUrl(), { patienceMs: 10_000, window: MOST_COMMANDS });
    this.begunAt = performance.now();
    try {
      const text = stringify(this.data);
      while (this.sent < this.total && !this.#stopped) {
        const due = Math.min(this.total, Math.floor(((performance.now() - this.begunAt) * this.perSecond) / 1000) + 1);
        while (this.sent < due) {
          this.#send(client, text);
        }
        await new Promise((resolve) => setTimeout(resolve, TICK_MS));
      }
      await client.answered();
    } finally {
      this.endedAt = performance.now();
      this.isOver = true;
      client.close();
      this.onAnswer();
    }
  }

  /** Its time runs from when it was due, so that a page or server that stalls does not hide it. */
  #send(client, text) {
    const dueAt = this.begunAt + (this.sent * 1000) / this.perSecond;
    this.sent++;
    const data = JSON.parse(text.replaceAll(NUMBER, `${this.sent}`));
    client
      .send(this.name, data)
      .then(
        () => this.accepted++,
        ({ seq, code, message }) => {
          this[seq === undefined ? 'failed' : 'rejected']++;
          this.reason = `${code}: ${message}`;
        },
      )
      .then(() => {
        this.latencies.add(Math.max(0, performance.now() - dueAt) / 1000);
        this.onAnswer();
      });
  }

  get answered() {
    return this.latencies.count;
  }

  get rate() {
    return this.begunAt === undefined ? NaN : (this.answered * 1000) / ((this.endedAt ?? performance.now()) - this.begunAt);
  }
}

/** Put the server under a bounded load, and watch the percentile curve form. */
export class LoadPane extends View {
  static title = 'Load';

  #app;
  #name = '';
  /** @type {Map<string, {schema: string, form: Form}>} */
  #forms = new Map();
  #total = '2000';
  #perSecond = '500';
  #complaint = '';
  /** @type {Run | undefined} */
  #run;
  #error;
  #curve = new Curves('Latency by percentile of the run', ['latency'], {
    x: { min: 0, title: { display: true, text: 'percentile' }, ticks: { stepSize: 1, callback: (value) => (Number.isInteger(value) ? percentile(value) : '') } },
    y: { beginAtZero: true, ticks: { callback: (value) => duration(value), maxTicksLimit: 7 } },
  });

  constructor(host, app) {
    super(host);
    this.#app = app;
  }

  served() {
    const { schema, session } = this.#app;
    for (const [name, { schema: known }] of this.#forms) {
      if (stringify(schema.commands[name]?.schema) !== known) {
        this.#forms.delete(name);
      }
    }
    const allowed = session['may-send'];
    if (!allowed.includes(this.#name)) {
      this.#name = allowed.includes('visit-page') ? 'visit-page' : (this.#app.offered('commands', allowed)[0]?.[1][0] ?? '');
    }
    this.changed();
  }

  get #form() {
    const { schema } = this.#app.schema.commands[this.#name];
    let known = this.#forms.get(this.#name);
    if (known === undefined) {
      const form = new Form(schema, () => this.changed());
      form.fill('url', `/load/${NUMBER}`);
      known = { schema: stringify(schema), form };
      this.#forms.set(this.#name, known);
    }
    return known.form;
  }

  async #submit(event) {
    event.preventDefault();
    const total = Number(this.#total);
    const perSecond = Number(this.#perSecond);
    const fits = (value, most) => Number.isInteger(value) && value >= 1 && value <= most;
    this.#complaint =
      fits(total, MOST_COMMANDS) && fits(perSecond, MOST_PER_SECOND)
        ? ''
        : `1 to ${count(MOST_COMMANDS)} commands, at 1 to ${count(MOST_PER_SECOND)} a second; ringfold load takes more.`;
    if (this.#complaint === '') {
      this.#error = undefined;
      this.#run = new Run({ name: this.#name, data: this.#form.value, total, perSecond }, () => this.changed());
      this.changed();
      await this.#run.go().catch((e) => (this.#error = e));
    }
    this.changed();
  }

  drawn() {
    this.#curve.draw([this.#run?.latencies.curve() ?? []]);
  }

  hide() {
    super.hide();
    this.#run?.stop();
  }

  template() {
    const { schema, session } = this.#app;
    if (!schema || !session) {
      return html`<h1>Load</h1><p class="hint">Waiting for the server…</p>`;
    }
    const offered = this.#app.offered('commands', session['may-send']);
    if (offered.length === 0) {
      return html`<h1>Load</h1>${absent('Nothing to send', 'No command of this server is yours to send.')}`;
    }
    const isRunning = this.#run !== undefined && !this.#run.isOver && !this.#error;
    return html`
      <h1>Load</h1>
      <div class="columns">
        <form class="card" novalidate @submit=${(event) => this.#submit(event)}>
          <p class="notice">These are real commands: they stand in the journal for ever. Leaving this pane stops the run.</p>
          <div class="field"><label for="load-command">Command</label>
            <select id="load-command" ?disabled=${isRunning} @change=${({ target }) => {
              this.#name = target.value;
              this.draw();
            }}>
              ${offered.map(
                ([aggregate, names]) => html`<optgroup label=${aggregate}>
                  ${names.map((name) => html`<option value=${name} ?selected=${name === this.#name}>${name}</option>`)}
                </optgroup>`,
              )}
            </select></div>
          ${this.#form.template()}
          <p class="hint"><code>${NUMBER}</code> in a field becomes the number of the command.</p>
          <div class="columns even pair">
            <div class="field"><label for="load-total">Commands</label><input id="load-total" inputmode="numeric" .value=${this.#total} @input=${({ target }) => (this.#total = target.value)}></div>
            <div class="field"><label for="load-rate">A second</label><input id="load-rate" inputmode="numeric" .value=${this.#perSecond} @input=${({ target }) => (this.#perSecond = target.value)}></div>
          </div>
          <p class="field-error" role="alert">${this.#complaint || nothing}</p>
          <div class="actions">
            ${
              isRunning
                ? html`<button type="button" id="stop-load" @click=${() => this.#run.stop()}>Stop</button>`
                : html`<button class="primary" id="start-load">Start</button>`
            }
          </div>
        </form>
        <section aria-labelledby="run-title">
          <h2 id="run-title">${this.#run ? html`<bdi>${this.#run.name}</bdi>` : 'The run'}</h2>
          ${this.#figures()}
          <figure class="card"><figcaption><h2>Latency by percentile</h2></figcaption><div class="plot tall">${this.#curve.canvas}</div></figure>
          <p class="hint">From when a command was due until its answer was here, durable.</p>
        </section>
      </div>`;
  }

  #figures() {
    const run = this.#run;
    const at = (part) => duration(run?.latencies.at(part) ?? NaN);
    return html`
      <progress id="load-progress" max=${run?.total ?? 1} value=${run?.answered ?? 0} aria-label="Answered"></progress>
      <dl class="tiles small">
        <div class="card tile"><dt>Answered</dt><dd class="figure number" id="load-answered">${count(run?.answered ?? 0)}</dd><dd class="hint number">${run ? `of ${count(run.total)}` : 'none yet'}</dd></div>
        <div class="card tile"><dt>Rate</dt><dd class="figure number">${Number.isFinite(run?.rate) ? `${roughly(run.rate)}/s` : '–'}</dd><dd class="hint number">${run ? `wanted ${count(run.perSecond)}/s` : nothing}</dd></div>
        <div class="card tile"><dt>50 %, 99 %</dt><dd class="figure number">${at(0.5)}, ${at(0.99)}</dd><dd class="hint number">longest ${at(1)}</dd></div>
        <div class="card tile"><dt>Rejected, failed</dt><dd class="figure number" id="load-failed">${count(run?.rejected ?? 0)}, ${count(run?.failed ?? 0)}</dd><dd class="hint">${run?.reason ? datum(run.reason, 120) : nothing}</dd></div>
      </dl>
      ${this.#error ? html`<p class="problem" role="alert">The run ended: ${this.#error.message}</p>` : nothing}`;
  }
}
