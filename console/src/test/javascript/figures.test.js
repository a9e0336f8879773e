import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alerts } from '../../../target/classes/io/ringfold/console/web/alerts.js';
import { quantile, rate, Sample } from '../../../target/classes/io/ringfold/console/web/metrics.js';
import { percentile, Percentiles } from '../../../target/classes/io/ringfold/console/web/percentiles.js';
import { duration, line, pretty, shortened, size, timeOfDay } from '../../../target/classes/io/ringfold/console/web/text.js';

const text = (counts, total) =>
  ['# HELP t_seconds Times', '# TYPE t_seconds histogram', ...counts.map(([le, count]) => `t_seconds_bucket{le="${le}"} ${count}`), `total{kind="a",code="b\\"\\\\"} ${total}`].join('\n');

test('reads names, labels and values of the Prometheus text', () => {
  const sample = new Sample('a 1\na_total{x="1",y="}, z"} 2.5E3\na_total{x="2"} 4\nb{le="+Inf"} NaN\n\n# a 7', 0);
  assert.equal(sample.value('a'), 1);
  assert.equal(sample.value('a_total'), 2504);
  assert.equal(sample.value('a_total', { y: '}, z' }), 2500);
  assert.ok(Number.isNaN(sample.value('none')));
  assert.deepEqual(sample.by('a_total', 'x'), { 1: 2500, 2: 4 });
  assert.equal(new Sample(text([], 3), 0).value('total', { code: 'b"\\' }), 3);
});

test('a rate is of the time between two looks, and none over a restart', () => {
  const [before, after] = [new Sample(text([], 10), 1000), new Sample(text([], 30), 3000)];
  assert.equal(rate(before, after, 'total'), 10);
  assert.ok(Number.isNaN(rate(after, before, 'total')));
  assert.ok(Number.isNaN(rate(undefined, after, 'total')));
});

test('percentiles are of the time between two looks, by interpolation within a bucket', () => {
  const before = new Sample(text([['0.1', 100], ['0.2', 100], ['+Inf', 100]], 0), 0);
  const after = new Sample(text([['0.1', 110], ['0.2', 120], ['+Inf', 120]], 0), 1000);
  assert.equal(quantile(before, after, 't_seconds', 0.25), 0.05);
  assert.ok(Math.abs(quantile(before, after, 't_seconds', 0.75) - 0.15) < 1e-12);
  assert.ok(Number.isNaN(quantile(after, after, 't_seconds', 0.5)));
  assert.ok(Number.isNaN(quantile(after, before, 't_seconds', 0.5)));
  const beyond = new Sample(text([['0.1', 110], ['0.2', 120], ['+Inf', 220]], 0), 1000);
  assert.equal(quantile(before, beyond, 't_seconds', 0.99), 0.2);
});

test('a curve of percentiles goes as far as there are times for it', () => {
  const times = new Percentiles(1000);
  assert.deepEqual(times.curve(), []);
  for (let i = 1000; i >= 1; i--) {
    times.add(i);
  }
  assert.equal(times.at(0.5), 500);
  assert.equal(times.at(0.99), 990);
  assert.equal(times.at(1), 1000);
  const curve = times.curve();
  assert.equal(curve[0].y, 1);
  assert.equal(curve.at(-1).x, 3);
  assert.ok(curve.every(({ y }, i) => i === 0 || y >= curve[i - 1].y));
  assert.deepEqual([0, 1, 2, 3, 4].map(percentile), ['0 %', '90 %', '99 %', '99.9 %', '99.99 %']);
});

const quiet = { lag: 0, forceP99: 0.001, occupied: 0, slots: 16, busyRate: 0, faultRate: 0, failedSnapshots: 0 };
const names = (looks) => alerts(looks).map(({ name }) => name);

test('a quiet server wakes nobody', () => {
  assert.deepEqual(names([]), []);
  assert.deepEqual(names(Array(60).fill(quiet)), []);
});

test('a lag that grows wakes somebody, one that is worked off does not', () => {
  const lags = (all) => all.map((lag) => ({ ...quiet, lag }));
  assert.deepEqual(names(lags([10, 50, 90, 200, 300, 400])), ['projection lag grows']);
  assert.deepEqual(names(lags([10, 50, 90, 200, 300, 250])), []);
  assert.deepEqual(names(lags([1, 2, 3, 4, 5, 6])), []);
});

test('a force that takes ten times as long as usual wakes somebody', () => {
  const usual = Array(30).fill(quiet);
  assert.deepEqual(names([...usual, { ...quiet, forceP99: 0.011 }]), ['slow disk']);
  assert.deepEqual(names([...usual, { ...quiet, forceP99: 0.009 }]), []);
  assert.deepEqual(names([...usual, { ...quiet, forceP99: NaN }]), []);
  assert.deepEqual(names([quiet, { ...quiet, forceP99: 1 }]), [], 'nobody knows yet what is usual');
});

test('a full ring, refusals, faults and failed snapshots wake somebody', () => {
  assert.deepEqual(names([{ ...quiet, occupied: 9, busyRate: 2, faultRate: 1, failedSnapshots: 1 }]), [
    'ring more than half full',
    'overload',
    'faults',
    'snapshots fail',
  ]);
});

test('values are written exactly, and as text', () => {
  const value = { huge: 9223372036854775807n, markup: '<b>', list: [], none: null, rtl: '\u202e' };
  assert.equal(line(value), '{"huge": 9223372036854775807, "markup": "<b>", "list": [], "none": null, "rtl": "\\u202e"}');
  assert.equal(pretty({ a: [1, {}] }), '{\n  "a": [\n    1,\n    {}\n  ]\n}');
  assert.equal(shortened('x'.repeat(2000), 3), 'xxx… (2,000 characters)');
  assert.equal(timeOfDay('2026-11-21T04:05:06.1Z'), '04:05:06.100');
  assert.equal(timeOfDay('2026-11-21T04:05:06Z'), '04:05:06.000');
  assert.deepEqual([0, 12e-6, 0.0123, 4.56, NaN].map(duration), ['0 s', '12 µs', '12.3 ms', '4.56 s', '–']);
  assert.deepEqual([0, 1023, 1536, 3 * 2 ** 30].map(size), ['0 B', '1,020 B', '1.5 KiB', '3 GiB']);
});
