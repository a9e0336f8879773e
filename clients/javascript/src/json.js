// Integers up to 64 bits survive the contract's JSON, but not JavaScript's numbers. Beyond 2^53 they
// are a BigInt here: on the way out always (as a string, which the server takes), on the way in where
// the JavaScript engine tells a reviver the source text (Chromium 114, Firefox 135, Safari 18.4,
// Node 22); an older one rounds them, as JSON.parse always did.

const INTEGER = /^-?\d+$/;

/**
 * @param {string} text
 * @returns {unknown}
 */
export function parse(text) {
  return JSON.parse(text, exactInteger);
}

/**
 * @this {unknown}
 * @param {string} _key
 * @param {unknown} value
 * @returns {unknown}
 */
function exactInteger(_key, value) {
  // the third argument is younger than TypeScript's description of a reviver
  const source = arguments[2]?.source;
  return typeof value === 'number' && !Number.isSafeInteger(value) && source !== undefined && INTEGER.test(source)
    ? BigInt(source)
    : value;
}

/**
 * @param {unknown} value
 * @returns {string}
 * @throws TypeError where the value has no JSON, like a function or a circle
 */
export function stringify(value) {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? each.toString() : each));
}
