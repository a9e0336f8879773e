// Latencies of a run, and the curve of their percentiles.

/** How many points the curve has. */
const POINTS = 160;

/** Times in seconds, as many as a run can have at most. Sorted when asked for. */
export class Percentiles {
  #times;
  #count = 0;
  #sorted = new Float64Array(0);

  /** @param {number} capacity */
  constructor(capacity) {
    this.#times = new Float64Array(capacity);
  }

  add(seconds) {
    this.#times[this.#count++] = seconds;
  }

  get count() {
    return this.#count;
  }

  /** What that part of the times did not exceed; NaN where there are none. @param {number} part of 1 */
  at(part) {
    if (this.#sorted.length !== this.#count) {
      this.#sorted = this.#times.slice(0, this.#count).sort();
    }
    return this.#count === 0 ? NaN : this.#sorted[Math.min(this.#count - 1, Math.max(0, Math.ceil(part * this.#count) - 1))];
  }

  /** Points whose x is how many nines there are: 0 for none, 1 for 90 %, 2 for 99 %; as far as there are times enough. */
  curve() {
    if (this.#count === 0) {
      return [];
    }
    const nines = Math.max(1, Math.log10(this.#count));
    return Array.from({ length: POINTS }, (_, i) => {
      const x = (nines * i) / (POINTS - 1);
      return { x, y: this.at(1 - 10 ** -x) };
    });
  }
}

/** The percentile of so many nines, as a text. */
export function percentile(nines) {
  return `${Number((100 * (1 - 10 ** -nines)).toPrecision(Math.max(2, Math.ceil(nines) + 1)))} %`;
}
