import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, differing } from '../../../target/classes/io/ringfold/console/web/difference.js';

const different = (before, after) => differing(compare(before, after)).map(({ path, kind }) => `${kind} ${path}`);

test('equal values differ nowhere, whatever they hold', () => {
  const value = { text: 'a', list: [1, { deep: null }], empty: [], none: {}, huge: 9007199254740993n, not: NaN };
  assert.deepEqual(different(value, structuredClone(value)), []);
  assert.deepEqual(compare([], []), [{ path: '', kind: 'same', before: [], after: [] }]);
});

test('a field that changed, came or went is named by its path', () => {
  assert.deepEqual(different({ a: { b: 1, c: 2 }, d: 3 }, { a: { b: 1, c: 4 }, e: 5 }), ['changed a.c', 'removed d', 'added e']);
});

test('elements that a text names are compared by it, wherever they stand', () => {
  const before = [{ sku: 'x', quantity: 1 }, { sku: 'y', quantity: 2 }];
  const after = [{ sku: 'y', quantity: 3 }, { sku: 'z', quantity: 1 }, { sku: 'x', quantity: 1 }];
  assert.deepEqual(different(before, after), ['changed [sku=y].quantity', 'added [sku=z].sku', 'added [sku=z].quantity']);
});

test('elements that nothing names are compared by their place', () => {
  assert.deepEqual(different([1, 2, 3], [1, 5]), ['changed [1]', 'removed [2]']);
  assert.deepEqual(different([{ n: 'a' }, { n: 'a' }], [{ n: 'a' }, { n: 'b' }]), ['changed [1].n']);
});

test('a value of another kind was removed, and the other added', () => {
  assert.deepEqual(different({ a: [1] }, { a: { b: 1 } }), ['removed a[0]', 'added a.b']);
  assert.deepEqual(different({ a: 1 }, { a: { b: 1 } }), ['removed a', 'added a.b']);
  assert.deepEqual(different([], [1]), ['added [0]']);
});

test('from nothing, everything is added; to nothing, removed', () => {
  assert.deepEqual(different(undefined, { a: 1, b: [] }), ['added a', 'added b']);
  assert.deepEqual(different({ a: 1 }, undefined), ['removed a']);
});

test('names that objects inherit are names like any other', () => {
  const before = JSON.parse('{"constructor": 1, "toString": 2}');
  assert.deepEqual(different(before, JSON.parse('{"constructor": 1, "hasOwnProperty": 3}')), ['removed toString', 'added hasOwnProperty']);
});
