// Run by the build against a real server whose address stands in RINGFOLD_URL (ws://…/ws).
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { connect, RingfoldError } from '../src/index.js';
import { CuttingProxy } from './cutting-proxy.js';

const url = process.env.RINGFOLD_URL ?? 'ws://127.0.0.1:8080/ws';

/**
 * @param {import('../src/index.js').ConnectOptions} [options]
 * @param {string} [to]
 */
const opened = (options, to = url) => connect(to, options);

/** @param {string} name */
const account = (name) => ({ account: `${name}-${randomUUID()}`, owner: name });

/** @param {() => boolean} condition */
async function until(condition) {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test('a command is acknowledged, its update comes, and a query sees it', async () => {
  const client = await opened();
  const ada = account('Ada');
  /** @type {import('../src/index.js').Event[]} */
  const events = [];
  client.subscribe((event) => events.push(event));
  const ack = await client.send('open-account', ada, { meta: { page: 'start', tries: [1, null] } });
  assert.equal(ack.durability, 'fsync');
  assert.equal(ack.duplicate, false);
  const { basis, result } = await client.query('get-balance', { account: ada.account }, { minSeq: ack.seq });
  assert.ok(basis >= ack.seq);
  assert.deepEqual(result, { ...ada, balance: 0 });
  await until(() => events.length > 0);
  assert.equal(events[0]?.seq, ack.seq);
  assert.equal(events[0]?.name, 'account-opened');
  assert.equal(events[0]?.['command-uuid'], ack.uuid);
  assert.deepEqual(events[0]?.meta, { page: 'start', tries: [1, null] });
  client.close();
});

test('the acknowledgement is heard before the events of its command', async () => {
  const client = await opened();
  /** @type {string[]} */
  const heard = [];
  client.subscribe((event) => heard.push(`event ${event.seq}`));
  /** @type {string[]} */
  const expected = [];
  for (let i = 0; i < 50; i++) {
    await client.send('open-account', account('Ada')).then(({ seq }) => {
      heard.push(`ack ${seq}`);
      expected.push(`ack ${seq}`, `event ${seq}`);
    });
  }
  await until(() => heard.length === 100);
  assert.deepEqual(heard, expected);
  client.close();
});

test('a rejection tells its code and its sequence, a wrong field its name', async () => {
  const client = await opened();
  const ada = account('Ada');
  await client.send('open-account', ada);
  await assert.rejects(client.send('withdraw', { account: ada.account, amount: 1 }), (error) => {
    assert.ok(error instanceof RingfoldError);
    assert.equal(error.code, 'insufficient-funds');
    return Number(error.seq) > 0;
  });
  await assert.rejects(client.send('withdraw', { account: ada.account, amount: 'much' }), (error) => {
    assert.ok(error instanceof RingfoldError);
    assert.equal(error.code, 'command-validation-failed');
    assert.equal(error.details[0]?.field, 'amount');
    return error.seq === undefined;
  });
  await assert.rejects(client.query('no-such-query'), { code: 'unknown-query' });
  client.close();
});

test('the same uuid changes nothing and is answered like the first time', async () => {
  const client = await opened();
  const ada = account('Ada');
  const first = await client.send('open-account', ada, { uuid: randomUUID() });
  const second = await client.send('open-account', ada, { uuid: first.uuid });
  assert.deepEqual(second, { ...first, duplicate: true });
  await assert.rejects(client.send('open-account', account('Eve'), { uuid: first.uuid }), { code: 'uuid-reused' });
  client.close();
});

test('an expectation that others have overtaken is a conflict', async () => {
  const client = await opened();
  const ada = account('Ada');
  const { seq } = await client.send('open-account', ada);
  await client.send('deposit', { account: ada.account, amount: 5 }, { expectedSeq: seq });
  await assert.rejects(client.send('deposit', { account: ada.account, amount: 5 }, { expectedSeq: seq }), {
    code: 'conflict',
  });
  client.close();
});

test('integers beyond 2^53 arrive as they are', async () => {
  const client = await opened();
  const ada = account('Ada');
  const much = 9_007_199_254_740_993n;
  await client.send('open-account', ada);
  const { seq } = await client.send('deposit', { account: ada.account, amount: much });
  const { result } = await client.query('get-balance', { account: ada.account }, { minSeq: seq });
  // an older JavaScript engine cannot tell what it rounded
  const exact = /** @type {any} */ (JSON).rawJSON !== undefined;
  assert.equal(result.balance, exact ? much : Number(much));
  client.close();
});

test('a client at its window waits, and everything is answered in the order sent', async () => {
  const client = await opened({ window: 4 });
  const ada = account('Ada');
  /** @type {number[]} */
  const seqs = [];
  client.send('open-account', ada).then(({ seq }) => seqs.push(seq));
  for (let i = 0; i < 200; i++) {
    client.send('deposit', { account: ada.account, amount: 1 }).then(({ seq }) => seqs.push(seq));
  }
  await client.answered();
  await until(() => seqs.length === 201);
  assert.deepEqual(seqs, [...seqs].sort((a, b) => a - b));
  const { result } = await client.query('get-balance', { account: ada.account }, { minSeq: seqs[200] });
  assert.equal(result.balance, 200);
  client.close();
});

test('a subscription from a sequence tells the past, filtered by names, and goes on with what is new', async () => {
  const writer = await opened();
  const ada = account('Ada');
  const first = await writer.send('open-account', ada);
  for (let amount = 1; amount <= 50; amount++) {
    await writer.send('deposit', { account: ada.account, amount });
  }
  const reader = await opened();
  /** @type {number[]} */
  const amounts = [];
  const listener = (/** @type {import('../src/index.js').Event} */ event) => {
    if (event.data.account === ada.account) {
      amounts.push(event.data.amount);
    }
  };
  const subscription = reader.subscribe(listener, { from: first.seq - 1, events: ['deposited'], updates: 'all' });
  await writer.send('deposit', { account: ada.account, amount: 51 });
  await until(() => amounts.length === 51);
  assert.deepEqual(amounts, Array.from({ length: 51 }, (_, i) => i + 1));
  subscription.close();
  const { seq } = await writer.send('deposit', { account: ada.account, amount: 52 });
  await reader.query('total', {}, { minSeq: seq });
  assert.equal(amounts.length, 51);
  reader.close();
  writer.close();
});

test('cut at random under load, every command is processed once and every event is heard once', async () => {
  const seed = Number(process.env.RINGFOLD_SEED ?? Date.now() % 1_000_000);
  console.log(`cuts with seed ${seed}`);
  const random = randomFrom(seed);
  const proxy = await CuttingProxy.before(new URL(url));
  const client = await opened({ window: 64 }, proxy.url);
  const watcher = await opened({}, proxy.url);
  const ada = account('Ada');
  const { seq: begin } = await client.send('open-account', ada);
  /** @type {number[]} */
  const mine = [];
  /** @type {number[]} */
  const everybodys = [];
  client.subscribe(({ data }) => mine.push(data.amount), { events: ['deposited'] });
  watcher.subscribe(({ data }) => data.account === ada.account && everybodys.push(data.amount), {
    updates: 'all',
    from: begin,
    events: ['deposited'],
  });
  const count = 3_000;
  const answers = [];
  let running = true;
  const cutter = (async () => {
    while (running) {
      await new Promise((resolve) => setTimeout(resolve, 5 + random() * 60));
      proxy.cut();
    }
  })();
  for (let amount = 1; amount <= count; amount++) {
    answers.push(client.send('deposit', { account: ada.account, amount }));
    if (random() < 0.05) {
      await new Promise((resolve) => setTimeout(resolve, random() * 5));
    }
  }
  const acks = await Promise.all(answers);
  await until(() => everybodys.length >= count);
  running = false;
  await cutter;
  const { result } = await client.query('get-balance', { account: ada.account }, { minSeq: acks[count - 1]?.seq });
  assert.equal(result.balance, (count * (count + 1)) / 2);
  const amounts = Array.from({ length: count }, (_, i) => i + 1);
  assert.deepEqual(everybodys, amounts);
  await until(() => mine.length >= count);
  assert.deepEqual(mine, amounts);
  assert.ok(proxy.cuts > 3, `only ${proxy.cuts} cuts`);
  console.log(`${count} commands, ${proxy.cuts} cuts, ${acks.filter((ack) => ack.duplicate).length} answered as duplicates`);
  client.close();
  watcher.close();
  proxy.close();
});

test('closing fails what is unanswered, and what is sent later', async () => {
  const client = await opened();
  const unanswered = client.send('open-account', account('Ada'));
  client.close();
  await assert.rejects(unanswered, { code: 'closed' });
  await assert.rejects(client.send('open-account', account('Ada')), { code: 'closed' });
});

test('a server that is not there is an error that names it, when patience is over', async () => {
  await assert.rejects(connect('ws://127.0.0.1:9/ws', { patienceMs: 200 }), (error) => {
    assert.ok(error instanceof RingfoldError);
    assert.equal(error.code, 'not-connected');
    return /127\.0\.0\.1:9/.test(error.message) && /is the server running/.test(error.message);
  });
});

test('a subscription that the server does not take ends the client, saying why', async () => {
  /** @type {string[]} */
  const ends = [];
  const client = await opened({ onEnd: ({ code }) => ends.push(code) });
  client.subscribe(() => {}, { events: ['no-such-event'] });
  await assert.rejects(client.answered().then(() => client.query('total')), /no-such-event/);
  client.close();
  assert.deepEqual(ends, ['malformed-message']);
});

test('a command beyond the limit ends the client, as it could never be sent', async () => {
  const client = await opened();
  await assert.rejects(client.send('visit-page', { url: 'x'.repeat(3 << 20) }), { code: 'message-too-large' });
});

test('an address that is none is refused at once', async () => {
  await assert.rejects(connect('127.0.0.1:8080'), { code: 'refused' });
});

/** Mulberry32: small, and the same everywhere. @param {number} seed */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
