// The server's calls over HTTP. What goes over the WebSocket is link.js.

import { RingfoldError } from './client/errors.js';
import { parse, stringify } from './client/json.js';

/** The server could not be reached at all, or says nothing. */
export const UNREACHABLE = 'unreachable';

/** Longer than anything takes that a page asks for by itself. */
const PATIENCE_MS = 10_000;

/**
 * Asks for JSON.
 *
 * @param {string} path
 * @param {{method?: string, body?: unknown, patienceMs?: number}} [options]
 * @returns {Promise<any>}
 * @throws RingfoldError with the code of the problem, and `status`
 */
export async function ask(path, options) {
  const { status, content } = await exchange(path, options);
  if (status >= 200 && status < 300) {
    return content;
  }
  const problem = content ?? {};
  const error = new RingfoldError(problem.code ?? `http-${status}`, problem.detail ?? `${path}: status ${status}`, problem);
  throw Object.assign(error, { status });
}

/** The answer whatever its status; content is null where it is no JSON. */
export async function exchange(path, { method = 'GET', body, patienceMs } = {}) {
  const { status, text } = await fetched(path, {
    method,
    patienceMs,
    headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    body: body === undefined ? undefined : stringify(body),
  });
  try {
    return { status, content: text === '' ? null : parse(text) };
  } catch {
    return { status, content: null };
  }
}

/** The text of /metrics. */
export async function metricsText() {
  const { status, text } = await fetched('/metrics', { headers: { accept: 'text/plain' } });
  if (status !== 200) {
    throw Object.assign(new RingfoldError(`http-${status}`, `/metrics: status ${status}`), { status });
  }
  return text;
}

async function fetched(path, { patienceMs = PATIENCE_MS, ...options }) {
  try {
    const response = await fetch(path, {
      cache: 'no-store',
      credentials: 'same-origin',
      signal: AbortSignal.timeout(patienceMs),
      ...options,
    });
    return { status: response.status, text: await response.text() };
  } catch {
    throw new RingfoldError(UNREACHABLE, 'the server does not answer');
  }
}

/** A path with parameters; those that are undefined or empty are left out. */
export function withParameters(path, parameters) {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
