import { stringify } from '../client/json.js';
import { Form } from '../form.js';
import { count, duration, line } from '../text.js';
import { absent, datum, html, json, nothing, repeat, View } from '../view.js';

/** How many commands stay listed, and of each how many updates. */
const KEPT = 30;
const KEPT_UPDATES = 20;

/** Send a command and see what comes of it. */
export class CommandsPane extends View {
  static title = 'Commands';

  #app;
  #name = '';
  /** The form of each command that was chosen, with what was typed. @type {Map<string, {schema: string, form: Form}>} */
  #forms = new Map();
  /** What was sent, newest first. */
  #sent = [];
  #stream;
  #link;

  constructor(host, app) {
    super(host);
    this.#app = app;
  }

  /** Server, schema or user may be others now. */
  served() {
    const { schema, session, link } = this.#app;
    for (const [name, { schema: known }] of this.#forms) {
      if (stringify(schema.commands[name]?.schema) !== known) {
        this.#forms.delete(name);
      }
    }
    if (!session['may-send'].includes(this.#name)) {
      this.#name = this.#app.offered('commands', session['may-send'])[0]?.[1][0] ?? '';
    }
    if (this.#link !== link) {
      this.#link = link;
      this.#stream = link.follow((event) => this.#onUpdate(event), { updates: 'mine' });
    }
    this.changed();
  }

  get #form() {
    const { schema } = this.#app.schema.commands[this.#name];
    let known = this.#forms.get(this.#name);
    if (known === undefined) {
      known = { schema: stringify(schema), form: new Form(schema, () => this.changed()) };
      this.#forms.set(this.#name, known);
    }
    return known.form;
  }

  #submit(event) {
    event.preventDefault();
    const form = this.#form;
    form.accept();
    this.#send({ name: this.#name, data: form.value, uuid: crypto.randomUUID(), form });
  }

  async #send({ name, data, uuid, form }) {
    const entry = { key: crypto.randomUUID(), name, data, uuid, form, sentAt: performance.now(), updates: [], updateCount: 0 };
    this.#sent = [entry, ...this.#sent].slice(0, KEPT);
    this.changed();
    try {
      entry.ack = await this.#app.link.client.send(name, data, { uuid });
    } catch (e) {
      entry.error = e;
      if (e.details?.length > 0) {
        form.refuse(e.details);
        this.draw();
        form.focusError();
      }
    }
    entry.seconds = (performance.now() - entry.sentAt) / 1000;
    this.changed();
  }

  #onUpdate(event) {
    // a resend's events are not pushed again: they belong to the first sending
    const entry = this.#sent.findLast((each) => each.uuid === event['command-uuid']);
    if (entry !== undefined) {
      entry.updateCount++;
      if (entry.updates.length < KEPT_UPDATES) {
        entry.updates.push({ event, seconds: (performance.now() - entry.sentAt) / 1000 });
      }
      this.changed();
    }
  }

  template() {
    const { schema, session } = this.#app;
    if (!schema || !session) {
      return html`<h1>Commands</h1><p class="hint">Waiting for the server…</p>`;
    }
    const offered = this.#app.offered('commands', session['may-send']);
    if (offered.length === 0) {
      return html`<h1>Commands</h1>${absent(
        'Nothing to send',
        session.open ? 'The domains of this server define no command.' : `No role of ${session.user} may send a command of this server.`,
      )}`;
    }
    return html`
      <h1>Commands</h1>
      <div class="columns">
        <form class="card" novalidate @submit=${(event) => this.#submit(event)}>
          <div class="field">
            <label for="command">Command</label>
            <select id="command" @change=${(event) => {
              this.#name = event.target.value;
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
          <div class="actions"><button class="primary" id="send">Send</button></div>
          <details><summary>What will be sent</summary>${json({ name: this.#name, data: this.#form.value }, 'The command as JSON')}</details>
        </form>
        <section aria-labelledby="sent-title">
          <h2 id="sent-title">Sent from this page</h2>
          ${
            this.#sent.length === 0
              ? html`<p class="hint">Nothing yet. Each command gets an id, so that sending it again changes nothing.</p>`
              : html`<ol class="sent">${repeat(this.#sent, ({ key }) => key, (entry) => this.#entry(entry))}</ol>`
          }
        </section>
      </div>`;
  }

  #entry(entry) {
    return html`<li class="card">
      <div class="row">
        <strong><bdi>${entry.name}</bdi></strong>${outcome(entry)}
        <span class="number end" title="from sending to the answer">${entry.seconds === undefined ? nothing : duration(entry.seconds)}</span>
      </div>
      <div class="data">${datum(line(entry.data), 240)}</div>
      ${entry.error ? html`<p class="problem"><strong>${entry.error.code}</strong> <bdi dir="auto">${entry.error.message}</bdi></p>` : nothing}
      ${
        entry.updates.length === 0
          ? nothing
          : html`<ul class="updates">
              ${entry.updates.map(
                ({ event, seconds }) => html`<li>
                  <span class="tag">update</span> <bdi>${event.name}</bdi> ${datum(line(event.data), 240)}
                  <span class="number end">${duration(seconds)}</span>
                </li>`,
              )}
              ${entry.updateCount > entry.updates.length ? html`<li class="hint">and ${count(entry.updateCount - entry.updates.length)} more</li>` : nothing}
            </ul>`
      }
      <div class="row">
        <code class="id">${entry.uuid}</code>
        <button type="button" class="quiet end" @click=${() => this.#send(entry)} title="the same command under the same id">Send again</button>
      </div>
    </li>`;
  }
}

function outcome({ ack, error }) {
  if (ack) {
    return html`<span class="pill good">accepted</span><span class="number">seq ${count(ack.seq)}</span><span class="tag">${ack.durability}</span>
      ${ack.duplicate ? html`<span class="pill warn">duplicate</span><small>answered like the first time, nothing has changed</small>` : nothing}`;
  }
  if (error) {
    return html`<span class="pill bad">${error.seq === undefined ? 'refused' : 'rejected'}</span>
      ${error.seq === undefined ? nothing : html`<span class="number">seq ${count(error.seq)}</span>`}
      ${error.duplicate ? html`<span class="pill warn">duplicate</span>` : nothing}`;
  }
  return html`<span class="pill">waiting for the answer</span>`;
}
