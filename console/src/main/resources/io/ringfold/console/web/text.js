// How values are written for people: exactly, and as text. Nothing here makes markup.

const INDENT = '  ';
const grouped = new Intl.NumberFormat('en');
const threeDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

/**
 * A value as JSON, line by line; integers beyond 2^53 keep their digits.
 *
 * @param {unknown} value
 * @returns {string}
 */
export function pretty(value, indent = '') {
  const deeper = indent + INDENT;
  if (Array.isArray(value)) {
    return value.length === 0 ? '[]' : `[\n${value.map((each) => deeper + pretty(each, deeper)).join(',\n')}\n${indent}]`;
  }
  if (value !== null && typeof value === 'object') {
    const fields = Object.entries(value).map(([name, each]) => `${deeper}${JSON.stringify(name)}: ${pretty(each, deeper)}`);
    return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`;
  }
  return scalar(value);
}

/** A value as JSON on one line. @param {unknown} value @returns {string} */
export function line(value) {
  if (Array.isArray(value)) {
    return `[${value.map(line).join(', ')}]`;
  }
  if (value !== null && typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}: ${line(each)}`)
      .join(', ')}}`;
  }
  return scalar(value);
}

/** Characters that turn the direction of writing would show other than what is there: JSON has them escaped. */
const TURNING = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** @param {unknown} value */
function scalar(value) {
  return typeof value === 'bigint'
    ? value.toString()
    : (JSON.stringify(value)?.replace(TURNING, (c) => `\\u${c.charCodeAt(0).toString(16)}`) ?? 'undefined');
}

/** The beginning of a text, and how much there is of it where that is not all. */
export function shortened(text, length = 160) {
  return text.length <= length ? text : `${text.slice(0, length)}… (${count(text.length)} characters)`;
}

/** A value within a sentence or a cell: a text as it is, anything else as JSON. */
export function plain(value) {
  return typeof value === 'string' ? value : value === undefined ? '' : line(value);
}

/** A number with groups of digits. @param {number | bigint} number */
export function count(number) {
  return grouped.format(number);
}

/** A rate or another number that only has to be seen roughly. */
export function roughly(number) {
  return number >= 1000 ? grouped.format(Math.round(number)) : threeDigits.format(number);
}

/** @param {number} seconds */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) {
    return '–';
  }
  if (seconds === 0) {
    return '0 s';
  }
  const [scaled, unit] = seconds < 1e-3 ? [seconds * 1e6, 'µs'] : seconds < 1 ? [seconds * 1e3, 'ms'] : [seconds, 's'];
  return `${threeDigits.format(scaled)} ${unit}`;
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (bytes >= 1024 && unit < units.length - 1) {
    bytes /= 1024;
    unit++;
  }
  return `${threeDigits.format(bytes)} ${units[unit]}`;
}

/** Of a time as the server writes it, the time of day, UTC, to the millisecond. @param {string} iso */
export function timeOfDay(iso) {
  const [, time = iso] = /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(iso) ?? [];
  return time.length === 8 ? `${time}.000` : time.padEnd(12, '0');
}
