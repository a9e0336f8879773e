import { count } from './text.js';
import { html, live } from './view.js';

/** A moment that a query can be asked as of: now, a sequence, or a time; chosen by a slider. */
export class Moment {
  #id;
  #changed;
  /** @type {'now' | 'sequence' | 'time'} */
  kind;
  sequence = 0;
  /** Milliseconds since 1970. */
  time = Date.now();

  /**
   * @param {string} id of its elements
   * @param {'now' | 'sequence' | 'time'} kind
   * @param {(isOtherKind: boolean) => void} changed
   */
  constructor(id, kind, changed) {
    this.#id = id;
    this.kind = kind;
    this.#changed = changed;
  }

  /** For the client's `asOf`. */
  get asOf() {
    return this.kind === 'now' ? undefined : this.kind === 'sequence' ? this.sequence : new Date(this.time);
  }

  get title() {
    return this.kind === 'now' ? 'now' : this.kind === 'sequence' ? `sequence ${count(this.sequence)}` : new Date(this.time).toISOString();
  }

  /** @param {{first: number, last: number, since: number, until: number}} range what there is */
  template(legend, range) {
    const kinds = [
      ['now', 'Now'],
      ['sequence', 'Sequence'],
      ['time', 'Time'],
    ];
    return html`<fieldset class="moment">
      <legend>${legend}</legend>
      <div class="row">
        ${kinds.map(
          ([kind, word]) => html`<label class="choice"><input type="radio" name=${this.#id} value=${kind} .checked=${live(this.kind === kind)}
            @change=${() => {
              this.kind = kind;
              this.#clamp(range);
              this.#changed(true);
            }}>${word}</label>`,
        )}
      </div>
      <div class="slider">
        ${this.kind === 'sequence' ? this.#bySequence(range) : this.kind === 'time' ? this.#byTime(range) : html`<p class="hint">as of the newest command</p>`}
      </div>
    </fieldset>`;
  }

  #clamp({ first, last, since, until }) {
    if (this.sequence < first || this.sequence > last) {
      this.sequence = last;
    }
    if (this.time < since || this.time > until) {
      this.time = until;
    }
  }

  #bySequence({ first, last }) {
    const set = ({ target }) => {
      this.sequence = Math.max(0, Math.trunc(Number(target.value) || 0));
      this.#changed(false);
    };
    return html`
      <input type="range" aria-label="Sequence, slider" min=${first} max=${last} step="1" .value=${live(String(this.sequence))} @input=${set}>
      <input type="text" inputmode="numeric" class="number" aria-label="Sequence" id="${this.#id}-sequence" .value=${live(String(this.sequence))} @change=${set}>
      <small class="ends"><span class="number">${count(first)}</span><span class="number">${count(last)}</span></small>`;
  }

  #byTime({ since, until }) {
    const set = (time) => {
      if (Number.isFinite(time)) {
        this.time = time;
      }
      this.#changed(false);
    };
    const iso = (time) => new Date(time).toISOString();
    return html`
      <input type="range" aria-label="Time, slider" min=${since} max=${until} step="1" aria-valuetext=${iso(this.time)}
        .value=${live(String(this.time))} @input=${({ target }) => set(Number(target.value))}>
      <input type="text" class="number" aria-label="Time, UTC" id="${this.#id}-time" .value=${live(iso(this.time))} @change=${({ target }) => set(Date.parse(target.value))}>
      <small class="ends"><span class="number">${iso(since).slice(0, 19)}</span><span class="number">${iso(until).slice(0, 19)}</span></small>`;
  }
}
