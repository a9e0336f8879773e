// Where two values differ, place by place.

/**
 * @typedef {object} Place one leaf of either value
 * @property {string} path like `items[sku=7].quantity`; empty for the whole
 * @property {'same' | 'changed' | 'added' | 'removed'} kind
 * @property {unknown} before
 * @property {unknown} after
 */

/**
 * Every place of both values; undefined stands for none.
 * They come in the order of the first, then what is new in the second.
 *
 * @param {unknown} before
 * @param {unknown} after
 * @returns {Place[]}
 */
export function compare(before, after) {
  const places = [];
  walk(before, after, '', places);
  return places;
}

/** Of these, the places that are not the same. @param {Place[]} places */
export function differing(places) {
  return places.filter(({ kind }) => kind !== 'same');
}

function walk(before, after, path, places) {
  if (before === undefined || after === undefined) {
    leaves(before, path, 'removed', places);
    leaves(after, path, 'added', places);
  } else if (isObject(before) && isObject(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      walkPart(before, after, name, path === '' ? name : `${path}.${name}`, places);
    }
    emptied(before, after, path, places);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    const key = keyOf(before, after);
    const [one, other] = [byName(before, key), byName(after, key)];
    for (const name of new Set([...Object.keys(one), ...Object.keys(other)])) {
      walkPart(one, other, name, `${path}[${key === undefined ? name : `${key}=${name}`}]`, places);
    }
    emptied(before, after, path, places);
  } else if (isWhole(before) && isWhole(after)) {
    places.push({ path, kind: Object.is(before, after) || empty(before, after) ? 'same' : 'changed', before, after });
  } else {
    leaves(before, path, 'removed', places);
    leaves(after, path, 'added', places);
  }
}

function walkPart(before, after, name, path, places) {
  const [was, is] = [Object.hasOwn(before, name), Object.hasOwn(after, name)];
  if (was && is) {
    walk(before[name], after[name], path, places);
  } else if (was) {
    leaves(before[name], path, 'removed', places);
  } else {
    leaves(after[name], path, 'added', places);
  }
}

/** Two containers without anything in them have no parts to show that they are there. */
function emptied(before, after, path, places) {
  if (Object.keys(before).length === 0 && Object.keys(after).length === 0) {
    places.push({ path, kind: 'same', before, after });
  }
}

function leaves(value, path, kind, places) {
  if (value === undefined) {
    return;
  }
  if (isWhole(value)) {
    places.push(kind === 'added' ? { path, kind, before: undefined, after: value } : { path, kind, before: value, after: undefined });
  } else {
    Object.entries(value).forEach(([name, each]) =>
      leaves(each, Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`, kind, places),
    );
  }
}

/** A value that is shown as one: no container, or an empty one. */
function isWhole(value) {
  return value === null || typeof value !== 'object' || Object.keys(value).length === 0;
}

function empty(before, after) {
  return before !== null && after !== null && typeof before === 'object' && typeof after === 'object' && Array.isArray(before) === Array.isArray(after);
}

function isObject(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The first field that names the elements of both lists: a text in each, and never twice in one. */
function keyOf(before, after) {
  const all = [...before, ...after];
  if (all.length === 0 || !all.every(isObject)) {
    return undefined;
  }
  return Object.keys(all[0]).find((field) =>
    [before, after].every((list) => {
      const names = list.map((each) => each[field]);
      return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
    }),
  );
}

/** The elements by their name, or by their index where nothing names them. */
function byName(list, key) {
  return key === undefined ? { ...list } : Object.fromEntries(list.map((each) => [each[key], each]));
}
