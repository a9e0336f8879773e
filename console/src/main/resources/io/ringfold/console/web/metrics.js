// The Prometheus text of /metrics, and what two looks at it tell: rates, and percentiles of the time between.

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** One look at the server's metrics. */
export class Sample {
  /** @type {Map<string, {labels: Record<string, string>, value: number}[]>} */
  #series = new Map();

  /**
   * @param {string} text
   * @param {number} at when it was taken, in milliseconds
   */
  constructor(text, at) {
    this.at = at;
    for (const line of text.split('\n')) {
      const [, name, labels = '', value] = line.startsWith('#') ? [] : (LINE.exec(line) ?? []);
      if (name !== undefined) {
        const series = this.#series.get(name) ?? [];
        series.push({ labels: parsed(labels), value: numberOf(value) });
        this.#series.set(name, series);
      }
    }
  }

  /** The sum over all series of this name with these labels; NaN where there is none. */
  value(name, labels = {}) {
    const found = this.#of(name, labels);
    return found.length === 0 ? NaN : found.reduce((sum, each) => sum + each.value, 0);
  }

  /** By the values of a label. @returns {Record<string, number>} */
  by(name, label) {
    const sums = {};
    for (const { labels, value } of this.#of(name, {})) {
      sums[labels[label]] = (sums[labels[label]] ?? 0) + value;
    }
    return sums;
  }

  /** The buckets of a histogram, ascending: how many were at most `le`. */
  buckets(name, labels = {}) {
    const counts = new Map();
    for (const { labels: each, value } of this.#of(`${name}_bucket`, labels)) {
      const le = numberOf(each.le);
      counts.set(le, (counts.get(le) ?? 0) + value);
    }
    return [...counts].map(([le, value]) => ({ le, count: value })).sort((one, other) => one.le - other.le);
  }

  #of(name, labels) {
    const wanted = Object.entries(labels);
    return (this.#series.get(name) ?? []).filter((each) => wanted.every(([label, value]) => each.labels[label] === value));
  }
}

function parsed(labels) {
  const found = {};
  for (const [, name, value] of labels.matchAll(LABEL)) {
    found[name] = value.replace(/\\(.)/g, (_, c) => (c === 'n' ? '\n' : c));
  }
  return found;
}

function numberOf(text) {
  return text === '+Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text);
}

/** How much a counter grew in a second; NaN without an earlier look, or where a restart set it back. */
export function rate(before, after, name, labels) {
  const grown = before === undefined ? NaN : after.value(name, labels) - before.value(name, labels);
  return grown >= 0 ? (grown * 1000) / (after.at - before.at) : NaN;
}

/**
 * What that part of the values between two looks did not exceed, within its bucket by interpolation;
 * NaN where there were none. Values beyond the last bound count as that.
 *
 * @param {Sample | undefined} before
 * @param {number} part of 1, like 0.99
 */
export function quantile(before, after, name, part, labels) {
  const was = before?.buckets(name, labels) ?? [];
  const buckets = after.buckets(name, labels).map(({ le, count }, i) => ({ le, count: count - (was[i]?.count ?? 0) }));
  const total = buckets.at(-1)?.count ?? 0;
  if (!(total > 0) || buckets.some(({ count }) => count < 0)) {
    return NaN;
  }
  const rank = part * total;
  let below = { le: 0, count: 0 };
  for (const bucket of buckets) {
    if (bucket.count >= rank && bucket.count > below.count) {
      return bucket.le === Infinity ? below.le : below.le + ((bucket.le - below.le) * (rank - below.count)) / (bucket.count - below.count);
    }
    below = bucket;
  }
  return below.le;
}
