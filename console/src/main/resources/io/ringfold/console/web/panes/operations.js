import { alerts } from '../alerts.js';
import { Curves } from '../curves.js';
import { described } from '../frame.js';
import { quantile, rate, Sample } from '../metrics.js';
import { metricsText } from '../server.js';
import { count, duration, roughly, size } from '../text.js';
import { absent, datum, html, nothing, problem, View } from '../view.js';

const SHOWN_EVERY_MS = 1_000;
const HIDDEN_EVERY_MS = 4_000;
const KEPT = 120;
const SNAPSHOT_PATIENCE_MS = 600_000;

const seconds = { min: -KEPT, max: 0, ticks: { callback: (value) => `${value} s`, maxTicksLimit: 7 } };
const times = {
  type: 'logarithmic',
  afterBuildTicks: (axis) => (axis.ticks = axis.ticks.filter(({ value }) => /^[125]e/.test(value.toExponential()))),
  ticks: { callback: (value) => duration(value) },
};

/** How the server is, by its own figures. */
export class OperationsPane extends View {
  static title = 'Operations';

  #app;
  /** @type {Sample | undefined} */
  #sample;
  /** What each look came to, oldest first. */
  #looks = [];
  #error;
  #projections;
  #snapshot = { isAsking: false };
  #rates = new Curves('Commands a second, over the last two minutes', ['commands/s'], {
    x: seconds,
    y: { beginAtZero: true, suggestedMax: 10, ticks: { callback: (value) => roughly(value), maxTicksLimit: 6 } },
  });
  #latencies = new Curves('Time from publishing a command to its durable answer: percentiles over the last two minutes', ['50 %', '99 %', '99.9 %'], { x: seconds, y: times });
  #forces = new Curves('Time to force the journal to disk: percentiles over the last two minutes', ['50 %', '99 %'], { x: seconds, y: times });

  #alerts = [];
  #timer;

  constructor(host, app) {
    super(host);
    this.#app = app;
    this.#timer = setTimeout(() => this.#look(), SHOWN_EVERY_MS);
  }

  served() {
    this.changed();
  }

  show() {
    super.show();
    this.#look();
  }

  /** Looks again and again, also while another pane is shown: a curve without a past tells little. */
  async #look() {
    clearTimeout(this.#timer);
    if (this.#app.session) {
      try {
        this.#add(new Sample(await metricsText(), performance.now()));
        this.#error = undefined;
        if (this.isShown && this.#app.links.projections) {
          this.#projections = (await this.#app.ask('/projections')).projections;
        }
      } catch (e) {
        this.#error = e;
        if (e.status === 401) {
          this.#app.signedOut();
        }
      }
      this.changed();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), this.isShown ? SHOWN_EVERY_MS : HIDDEN_EVERY_MS);
  }

  #add(sample) {
    // after a restart all counters begin anew
    const isSameRun = this.#sample?.value('process_start_time_seconds') === sample.value('process_start_time_seconds');
    const before = isSameRun ? this.#sample : undefined;
    const per = (name, labels) => rate(before, sample, name, labels);
    const of = (name, part) => (before === undefined ? NaN : quantile(before, sample, name, part));
    this.#looks = [
      ...this.#looks.slice(1 - KEPT),
      {
        at: sample.at,
        commands: per('ringfold_commands_total'),
        p50: of('ringfold_command_seconds', 0.5),
        p99: of('ringfold_command_seconds', 0.99),
        p999: of('ringfold_command_seconds', 0.999),
        forceP50: of('ringfold_journal_force_seconds', 0.5),
        forceP99: of('ringfold_journal_force_seconds', 0.99),
        journalBytes: per('ringfold_journal_bytes_total'),
        lag: sample.value('ringfold_projection_lag'),
        occupied: sample.value('ringfold_ring_occupied_slots'),
        slots: sample.value('ringfold_ring_slots'),
        busyRate: sum(per('ringfold_refusals_total', { code: 'busy' }), per('ringfold_ring_refusals_total', { code: 'busy' })),
        faultRate: sum(per('ringfold_refusals_total', { code: 'internal-error' }), per('ringfold_rejections_total', { code: 'internal-error' })),
        failedSnapshots: sample.value('ringfold_snapshots_failed_total'),
      },
    ];
    this.#sample = sample;
    this.#alerts = alerts(this.#looks);
  }

  async #takeSnapshot() {
    this.#snapshot = { isAsking: true };
    this.changed();
    try {
      this.#snapshot = { isAsking: false, taken: await this.#app.ask('/snapshots', { method: 'POST', patienceMs: SNAPSHOT_PATIENCE_MS }) };
    } catch (error) {
      this.#snapshot = { isAsking: false, error };
    }
    this.changed();
  }

  drawn() {
    const now = this.#looks.at(-1)?.at ?? 0;
    const curve = (of) => this.#looks.map((each) => ({ x: (each.at - now) / 1000, y: each[of] }));
    this.#rates.draw([curve('commands')]);
    this.#latencies.draw([curve('p50'), curve('p99'), curve('p999')]);
    this.#forces.draw([curve('forceP50'), curve('forceP99')]);
  }

  template() {
    const sample = this.#sample;
    const look = this.#looks.at(-1);
    if (sample === undefined || look === undefined) {
      return html`<h1>Operations</h1>${this.#state()}${
        this.#error ? absent('No figures', `/metrics does not answer: ${this.#error.message}.`) : html`<p class="hint">Waiting for the first figures…</p>`
      }`;
    }
    return html`
      <h1>Operations</h1>
      ${this.#state()}
      <div class="alerts" role="status" id="alerts">
        ${
          this.#alerts.length === 0
            ? html`<p class="hint">No alerts.</p>`
            : this.#alerts.map(({ name, words }) => html`<p class="notice"><strong>${name}</strong> ${words}</p>`)
        }
      </div>
      ${this.#error ? html`<p class="notice">The figures stand still: ${this.#error.message}.</p>` : nothing}
      ${this.#tiles(sample, look)}
      <div class="plots">
        ${plot('Commands', this.#rates)} ${plot('Latency: from the ring to the durable answer', this.#latencies)} ${plot('Force to disk', this.#forces)}
        ${this.#stages(sample)}
      </div>
      <div class="columns even">${this.#snapshots(sample)} ${this.#projectionsCard()}</div>`;
  }

  #state() {
    const { ready } = this.#app;
    const { word, tone, words } = described(ready);
    return html`<section class="card state" aria-label="State">
      <div class="row"><span class="pill ${tone}">${word}</span> <span>${words || 'Recovered, and accepting commands.'}</span></div>
      ${
        ready.status === 'recovering'
          ? html`<progress max=${Number(ready.target) || 1} value=${Number(ready.sequence)} aria-label="Recovery"></progress>`
          : nothing
      }
    </section>`;
  }

  #tiles(sample, look) {
    const outcomes = sample.by('ringfold_commands_total', 'outcome');
    return html`<dl class="tiles">
      ${tile('Commands', perSecond(look.commands), `${count(outcomes.accepted ?? 0)} accepted, ${count(outcomes.rejected ?? 0)} rejected`)}
      ${tile('Latency 50 %, 99 %', `${duration(look.p50)}, ${duration(look.p99)}`, 'ring to durable answer')}
      ${tile('Force 99 %', duration(look.forceP99), `50 %: ${duration(look.forceP50)}`)}
      ${tile('Ring', `${count(look.occupied)} of ${count(look.slots)}`, 'slots occupied', look.occupied / look.slots)}
      ${tile('Projection lag', count(look.lag), `queries at ${count(sample.value('ringfold_projected_sequence'))}`)}
      ${tile('Journal', size(sample.value('ringfold_journal_size_bytes')), `in its segments; appending ${rateOfBytes(look.journalBytes)}`)}
      ${tile('Disk free', size(sample.value('ringfold_disk_free_bytes')), 'of the data directory')}
      ${tile('Connections', count(sample.value('ringfold_connections')), `${size(sample.value('ringfold_pending_bytes'))} wait to be sent`)}
    </dl>`;
  }

  #stages(sample) {
    const waiting = sample.by('ringfold_stage_waiting_slots', 'stage');
    const slots = sample.value('ringfold_ring_slots');
    return html`<section class="card"><h2>Stages</h2>
      <table><thead><tr><th scope="col">Stage</th><th scope="col">Waiting slots</th><th scope="col"><span class="unseen">Part of the ring</span></th></tr></thead>
        <tbody>${Object.entries(waiting).map(
          ([stage, value]) => html`<tr><th scope="row">${stage}</th><td class="number">${count(value)}</td>
            <td><meter min="0" max=${slots} value=${value} aria-label="Waiting slots of ${stage}"></meter></td></tr>`,
        )}</tbody></table>
    </section>`;
  }

  #snapshots(sample) {
    const { isAsking, taken, error } = this.#snapshot;
    const sequence = sample.value('ringfold_snapshot_sequence');
    return html`<section class="card"><div class="row"><h2>Snapshots</h2>
      ${
        this.#app.session?.['may-snapshot']
          ? html`<button type="button" class="quiet end" ?disabled=${isAsking} @click=${() => this.#takeSnapshot()}>Take one now</button>`
          : nothing
      }</div>
      <dl>
        <dt>Newest</dt><dd class="number">${sequence > 0 ? `sequence ${count(sequence)}, ${size(sample.value('ringfold_snapshot_bytes'))}` : 'none'}</dd>
        <dt>A restart replays</dt><dd class="number">${count(sample.value('ringfold_snapshot_age_records'))} records after it</dd>
        <dt>Last one took</dt><dd class="number">${duration(sample.value('ringfold_snapshot_duration_seconds'))}</dd>
        <dt>Taken, failed</dt><dd class="number">${count(sample.value('ringfold_snapshots_taken_total'))}, ${count(sample.value('ringfold_snapshots_failed_total'))} in this run</dd>
      </dl>
      <p class="hint" role="status" id="snapshot-taken">${isAsking ? 'Taking a snapshot…' : taken ? `Taken at sequence ${count(taken.seq)}: ${taken.file}` : nothing}</p>
      ${error ? problem(error) : nothing}
    </section>`;
  }

  #projectionsCard() {
    if (!this.#app.links.projections) {
      return absent('Projections', 'This server does not list them: among the calls at / there is no /projections. The lag above is that of all of them.');
    }
    return html`<section class="card"><h2>Projections</h2>
      <table><thead><tr><th scope="col">Projection</th><th scope="col">State</th><th scope="col">Basis</th></tr></thead>
        <tbody>${(this.#projections ?? []).map(
          (each) => html`<tr><th scope="row">${datum(each.name)}</th>
            <td>${datum(each.state)}${each.target === undefined ? nothing : html` <progress max=${Number(each.target) || 1} value=${Number(each.at)} aria-label="Rebuild of ${each.name}"></progress>`}</td>
            <td class="number">${each.basis === null ? '–' : count(each.basis)}</td></tr>`,
        )}</tbody></table>
    </section>`;
  }
}

function sum(...numbers) {
  return numbers.filter(Number.isFinite).reduce((total, each) => total + each, 0);
}

function perSecond(value) {
  return Number.isFinite(value) ? `${roughly(value)}/s` : '–';
}

function rateOfBytes(value) {
  return Number.isFinite(value) ? `${size(value)}/s` : '–';
}

function tile(name, value, note, part) {
  return html`<div class="card tile"><dt>${name}</dt><dd class="figure number">${value}</dd><dd class="hint number">${note}</dd>
    ${part === undefined ? nothing : html`<dd><meter min="0" max="1" value=${part} aria-label=${name}></meter></dd>`}</div>`;
}

function plot(title, curves) {
  return html`<figure class="card"><figcaption><h2>${title}</h2></figcaption><div class="plot">${curves.canvas}</div></figure>`;
}
