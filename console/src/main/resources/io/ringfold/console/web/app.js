import { Link, socketUrl } from './link.js';
import { ask, exchange, UNREACHABLE } from './server.js';

const POLL_MS = 1_000;

/** A server that takes longer to say how it is, is not to be reached. */
const READY_PATIENCE_MS = 4_000;

/** A page in the background asks less often. */
const HIDDEN_POLL_MS = 5_000;

/**
 * What the page knows of its server, and the connection to it: kept up over cuts, restarts and
 * sessions that end, without a reload.
 *
 *   /ready, polled ─► ready     whether it serves, how far it is, why not
 *   /session       ─► session   who is signed in, and what they may do; null: somebody has to sign in
 *   /schema, /     ─► schema, links   what there is; read again when the server comes back
 */
export class App {
  /** The answer of /ready; `status` is `unreachable` where there was none. */
  ready = { status: 'connecting', sequence: 0 };
  /** Undefined until it is known. */
  session;
  schema;
  /** The calls that the server lists, by name. @type {Record<string, string>} */
  links = {};
  /** @type {Link | undefined} */
  link;
  isLinkUp = false;

  #listeners = new Set();
  #servedListeners = new Set();
  #timer;
  #refreshing;
  #isStale = true;

  /** @param {() => void} listener hears of every change of status */
  onChange(listener) {
    this.#listeners.add(listener);
  }

  /** @param {() => void} listener hears when session, schema and links are there, or there anew */
  onServed(listener) {
    this.#servedListeners.add(listener);
  }

  start() {
    document.addEventListener('visibilitychange', () => document.hidden || this.#poll());
    this.#poll();
  }

  async #poll() {
    clearTimeout(this.#timer);
    try {
      const { status, content } = await exchange('/ready', { patienceMs: READY_PATIENCE_MS });
      if (content?.status === undefined) {
        throw Object.assign(new Error(`/ready: status ${status}`), { code: UNREACHABLE });
      }
      this.ready = content;
      if (this.#isStale) {
        await this.refresh();
      }
    } catch (e) {
      this.ready = { ...this.ready, status: UNREACHABLE, reason: e.message };
      this.#isStale = true;
    }
    this.#tell();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#poll(), document.hidden ? HIDDEN_POLL_MS : POLL_MS);
  }

  /** Reads again who is signed in and what there is. */
  refresh() {
    this.#refreshing ??= this.#refresh().finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  async #refresh() {
    try {
      const session = await ask('/session');
      const [schema, { links }] = await Promise.all([ask('/schema'), ask('/')]);
      const isOther = this.session?.user !== session.user || this.session === undefined;
      Object.assign(this, { session, schema, links });
      this.#isStale = false;
      if (isOther || this.link === undefined) {
        this.#connect();
      }
      this.#servedListeners.forEach((each) => each());
    } catch (e) {
      if (e.status === 401) {
        this.#isStale = false;
        this.signedOut();
      } else {
        this.#isStale = true;
      }
    }
    this.#tell();
  }

  #connect() {
    this.link?.close();
    this.isLinkUp = false;
    const link = new Link(socketUrl(), (isUp) => {
      if (link === this.link) {
        this.isLinkUp = isUp;
        // it was cut because the server went, or because the session did
        this.#isStale ||= !isUp;
        this.#tell();
      }
    });
    this.link = link;
  }

  /** Like `ask` of server.js, but a session that is over leads to the form. */
  async ask(path, options) {
    try {
      return await ask(path, options);
    } catch (e) {
      if (e.status === 401) {
        this.signedOut();
      }
      throw e;
    }
  }

  signedOut() {
    this.session = null;
    this.link?.close();
    this.link = undefined;
    this.isLinkUp = false;
    this.#tell();
  }

  async signIn(user, password) {
    await ask('/login', { method: 'POST', body: { user, password } });
    await this.refresh();
  }

  async signOut() {
    await exchange('/logout', { method: 'POST' }).catch(() => undefined);
    this.signedOut();
  }

  /** Of a kind (`commands`, `queries`), the names that may be used, by their aggregate. @returns {[string, string[]][]} */
  offered(kind, allowed) {
    return Object.entries(this.schema?.aggregates ?? {})
      .map(([aggregate, each]) => [aggregate, each[kind].filter((name) => allowed.includes(name))])
      .filter(([, names]) => names.length > 0);
  }

  #tell() {
    this.#listeners.forEach((each) => each());
  }
}
