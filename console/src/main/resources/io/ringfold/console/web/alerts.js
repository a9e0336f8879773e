// What somebody should look at, out of the figures of the last minutes; docs/operations.md says more of each.

import { count, duration, roughly } from './text.js';

/** Lag grows where it did in each of so many looks one after the other. */
const GROWING_LOOKS = 5;
const LAG_WORTH_A_WORD = 100;

/** As docs/operations.md has it. */
const TIMES_USUAL = 10;
const LOOKS_FOR_USUAL = 20;

/**
 * @typedef {object} Figures of one look
 * @property {number} lag
 * @property {number} forceP99 in seconds, NaN where nothing was forced
 * @property {number} occupied
 * @property {number} slots
 * @property {number} busyRate
 * @property {number} faultRate
 * @property {number} failedSnapshots
 */

/**
 * @param {Figures[]} looks oldest first
 * @returns {{name: string, words: string}[]}
 */
export function alerts(looks) {
  const newest = looks.at(-1);
  return newest === undefined ? [] : [lag(looks, newest), force(looks, newest), ring(newest), busy(newest), faults(newest), snapshots(newest)].filter(Boolean);
}

function lag(looks, newest) {
  const last = looks.slice(-GROWING_LOOKS - 1);
  const grows = last.length > GROWING_LOOKS && last.every((each, i) => i === 0 || each.lag > last[i - 1].lag);
  return grows && newest.lag >= LAG_WORTH_A_WORD
    ? { name: 'projection lag grows', words: `Queries are ${count(newest.lag)} commands behind, and fall back further.` }
    : undefined;
}

function force(looks, newest) {
  const before = looks
    .slice(0, -1)
    .map(({ forceP99 }) => forceP99)
    .filter(Number.isFinite)
    .sort((one, other) => one - other);
  const usual = before[before.length >> 1];
  return before.length >= LOOKS_FOR_USUAL && newest.forceP99 > TIMES_USUAL * usual
    ? { name: 'slow disk', words: `Forcing the journal takes ${duration(newest.forceP99)} (99 %), ${roughly(newest.forceP99 / usual)} times as long as usual: every answer waits for it.` }
    : undefined;
}

function ring({ occupied, slots }) {
  return occupied > slots / 2
    ? { name: 'ring more than half full', words: `${count(occupied)} of ${count(slots)} slots: the stage with the most waiting slots is the slow one.` }
    : undefined;
}

function busy({ busyRate }) {
  return busyRate > 0 ? { name: 'overload', words: `${roughly(busyRate)} commands, queries or requests a second are answered busy.` } : undefined;
}

function faults({ faultRate }) {
  return faultRate > 0 ? { name: 'faults', words: 'Commands or requests end in internal-error; the log has each with its uuid.' } : undefined;
}

function snapshots({ failedSnapshots }) {
  return failedSnapshots > 0 ? { name: 'snapshots fail', words: `${count(failedSnapshots)} on schedule failed in this run; the log says why. A restart takes longer and longer.` } : undefined;
}
