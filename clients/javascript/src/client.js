import { RingfoldError } from './errors.js';
import { parse, stringify } from './json.js';
import { isOpen, socketFactory } from './socket.js';
import { Subscription } from './subscription.js';
import { Window } from './window.js';

/** A frame is closed at about this many characters: far below the server's limit of 1 MiB. */
const PACKED_CHARACTERS = 128 * 1024;

const FIRST_DELAY_MS = 50;
const LONGEST_DELAY_MS = 5_000;

/** The close code (RFC 6455) for a frame beyond the server's limit. */
const MESSAGE_TOO_BIG = 1009;

/** How the package ws tells that the server answered, but not with a WebSocket; browsers tell nothing. */
const REFUSED_HANDSHAKE = /server response: 4(?!08|29)\d\d/;

/**
 * @typedef {object} Request
 * @property {string} message as it goes out, the first time and again after a cut
 * @property {(answer: any) => void} resolve
 * @property {(reason: Error) => void} reject
 */

/**
 * One connection to a Ringfold server, kept up; see index.d.ts for what is promised.
 *
 *   send, query ─► window ─► packed into frames ─► socket
 *   promises    ◄─ window ◄─ messages           ◄─ socket
 *   listeners   ◄─ subscriptions ◄────────────────┘
 *
 * After a cut: a new socket, the subscriptions from where they were, then everything in the window,
 * in its order and under its old ids.
 */
export class RingfoldClient {
  #url;
  #options;
  #clientId;
  #clientSeq = 0;
  #queryId = 0;
  #subscriptionId = 0;

  /** @type {Window<Request>} */
  #window;
  /** @type {Map<string, Subscription>} */
  #subscriptions = new Map();

  /** @type {((url: string) => WebSocket) | undefined} */
  #newSocket;
  /** The one in use; what others still say is not heeded. @type {WebSocket | undefined} */
  #socket;
  /** What waits to be packed into a frame at the end of this turn. @type {string[]} */
  #packing = [];
  #heardAt = 0;
  #failedAttempts = 0;
  /** Since when the server gave nothing but failures; undefined while it is heard. @type {number | undefined} */
  #cutSince = Date.now();
  #wasOpen = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {RingfoldError | undefined} */
  #end;
  /** @type {{resolve: () => void, reject: (reason: Error) => void} | undefined} */
  #firstConnection;
  /** @type {(() => void)[]} */
  #whenAnswered = [];

  /**
   * @param {string} url
   * @param {import('./index.js').ConnectOptions} [options]
   * @returns {Promise<RingfoldClient>}
   */
  static async connect(url, options = {}) {
    const client = new RingfoldClient(url, options);
    client.#newSocket = await socketFactory(options);
    await new Promise((resolve, reject) => {
      client.#firstConnection = { resolve: () => resolve(undefined), reject };
      client.#attempt();
    });
    return client;
  }

  /**
   * @param {string} url
   * @param {import('./index.js').ConnectOptions} options
   */
  constructor(url, options) {
    const { clientId = crypto.randomUUID(), window = 1024, patienceMs = 60_000, silenceMs = 20_000 } = options;
    this.#url = withoutDefaultStream(url);
    this.#options = { patienceMs, silenceMs, onConnection: options.onConnection, onEnd: options.onEnd };
    this.#clientId = clientId;
    this.#window = new Window(window);
  }

  get clientId() {
    return this.#clientId;
  }

  get isConnected() {
    return isOpen(this.#socket);
  }

  /**
   * @param {string} name
   * @param {object} data
   * @param {import('./index.js').CommandOptions} [options]
   * @returns {Promise<import('./index.js').Ack>}
   */
  send(name, data, { uuid, meta, expectedSeq } = {}) {
    return this.#ask(() => {
      const clientSeq = ++this.#clientSeq;
      const body = stringify({ name, data, uuid, meta, 'expected-seq': expectedSeq });
      return [`c${clientSeq}`, `["cmd",${stringify(this.#clientId)},${clientSeq},${body}]`];
    });
  }

  /**
   * @param {string} name
   * @param {object} [data]
   * @param {import('./index.js').QueryOptions} [options]
   * @returns {Promise<import('./index.js').Result<any>>}
   */
  query(name, data = {}, { asOf, minSeq } = {}) {
    return this.#ask(() => {
      const id = ++this.#queryId;
      const time = asOf instanceof Date ? asOf.toISOString() : asOf;
      return [`q${id}`, `["query",${id},${stringify({ name, data, 'as-of': time, 'min-seq': minSeq })}]`];
    });
  }

  /** @param {() => [string, string]} write the key in the window, and the message; called when there is room */
  #ask(write) {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        throw this.#end;
      }
      this.#window.whenRoom(() => {
        let key;
        let message;
        try {
          [key, message] = write();
        } catch (unwritable) {
          reject(unwritable);
          return;
        }
        this.#window.add(key, { message, resolve, reject });
        this.#pack(message);
      }, reject);
    });
  }

  /**
   * @param {import('./index.js').UpdateListener} listener
   * @param {import('./index.js').SubscriptionOptions} [options]
   * @returns {import('./index.js').Subscription}
   */
  subscribe(listener, options = {}) {
    if (this.#end) {
      throw this.#end;
    }
    const subscription = new Subscription(options, listener, {
      clientId: this.#clientId,
      register: (registered) => {
        const id = `s${++this.#subscriptionId}`;
        this.#subscriptions.set(id, registered);
        return id;
      },
      remove: (id) => this.#subscriptions.delete(id),
      send: (message) => this.#pack(stringify(message)),
    });
    subscription.open();
    return subscription;
  }

  /** @returns {Promise<void>} */
  answered() {
    return new Promise((resolve) => {
      this.#whenAnswered.push(resolve);
      this.#tellWhenAnswered();
    });
  }

  close() {
    this.#finish(new RingfoldError('closed', 'the client was closed'));
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.close();
  }

  // ---- out

  /** Everything said in one turn of the event loop leaves in one frame. @param {string} message */
  #pack(message) {
    if (!isOpen(this.#socket)) {
      // it will be said when the connection is there: the window and the subscriptions know it
      return;
    }
    if (this.#packing.length === 0) {
      queueMicrotask(() => this.#flush());
    }
    this.#packing.push(message);
  }

  #flush() {
    const messages = this.#packing;
    this.#packing = [];
    if (!isOpen(this.#socket)) {
      return;
    }
    let from = 0;
    let characters = 0;
    for (let i = 0; i < messages.length; i++) {
      characters += messages[i]?.length ?? 0;
      if (characters >= PACKED_CHARACTERS || i === messages.length - 1) {
        const frame = messages.slice(from, i + 1);
        this.#socket.send(frame.length === 1 ? `${frame[0]}` : `[${frame.join(',')}]`);
        from = i + 1;
        characters = 0;
      }
    }
  }

  // ---- in

  /** @param {unknown} frame */
  #onFrame(frame) {
    this.#heardAt = Date.now();
    this.#cutSince = undefined;
    this.#failedAttempts = 0;
    const content = parse(String(frame));
    if (!Array.isArray(content)) {
      throw new TypeError('a frame is no array');
    }
    for (const message of typeof content[0] === 'string' ? [content] : content) {
      this.#onMessage(message);
    }
    this.#tellWhenAnswered();
  }

  /** @param {any[]} message */
  #onMessage([tag, id, third, fourth, fifth]) {
    switch (tag) {
      case 'cmd-ack':
        if (fourth.duplicate) {
          [...this.#subscriptions.values()].forEach((each) => each.onDuplicate(fourth.seq));
        }
        return this.#window.take(`c${third}`)?.resolve({ ...fourth, duplicate: fourth.duplicate ?? false });
      case 'error':
        return this.#onError(third, fourth, fifth);
      case 'result':
        return this.#window.take(`q${id}`)?.resolve(third);
      case 'query-error':
        return this.#window.take(`q${id}`)?.reject(new RingfoldError(third, fourth.message, fourth));
      case 'update':
        return this.#subscriptions.get(id)?.onUpdate(fourth);
      case 'gap':
        return this.#subscriptions.get(id)?.onGap();
      default:
      // a message of a newer server: nothing that was asked for
    }
  }

  /**
   * @param {number | null} clientSeq
   * @param {string} code
   * @param {any} body
   */
  #onError(clientSeq, code, body) {
    const error = new RingfoldError(code, body.message, body);
    if (clientSeq !== null) {
      this.#window.take(`c${clientSeq}`)?.reject(error);
    } else if (code === 'busy' || code === 'unavailable') {
      this.#onCut(body.message, undefined);
    } else {
      // a subscription that the server does not take, or a message that it could not read: which, it cannot
      // say in a way for programs, so nothing may be taken as under way
      this.#finish(error);
    }
  }

  /** A listener that throws is its own matter, not the connection's. @param {() => void} tell */
  #deliver(tell) {
    try {
      tell();
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }

  #tellWhenAnswered() {
    if (this.#window.isEmpty) {
      this.#whenAnswered.splice(0).forEach((resolve) => resolve());
    }
  }

  // ---- the connection

  #attempt() {
    if (this.#end) {
      return;
    }
    let socket;
    try {
      socket = /** @type {(url: string) => WebSocket} */ (this.#newSocket)(this.#url);
    } catch (unusable) {
      // an address that is none, say: another attempt would end the same
      this.#finish(new RingfoldError('refused', `${this.#url}: ${/** @type {Error} */ (unusable).message}`));
      return;
    }
    this.#socket = socket;
    this.#heardAt = Date.now();
    let failure = 'the connection was closed';
    socket.onopen = () => socket === this.#socket && this.#onOpen();
    socket.onmessage = (event) => {
      if (socket !== this.#socket) {
        return;
      }
      try {
        this.#onFrame(event.data);
      } catch (e) {
        this.#finish(new RingfoldError('protocol', `the server sent what is no message: ${/** @type {Error} */ (e).message}`));
      }
    };
    socket.onerror = (event) => {
      failure = /** @type {any} */ (event).message || failure;
    };
    socket.onclose = (event) =>
      socket === this.#socket && this.#onCut(event.reason ? `${event.code} ${event.reason}` : failure, event.code);
    this.#watch(socket);
  }

  /** Notices a server that died without a word, while something is asked of it. @param {WebSocket} socket */
  #watch(socket) {
    const { silenceMs } = this.#options;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (socket !== this.#socket) {
        return;
      }
      const waits = !isOpen(socket) || !this.#window.isEmpty;
      if (waits && Date.now() - this.#heardAt >= silenceMs) {
        this.#onCut(`nothing was heard for ${silenceMs} ms`, undefined);
      } else {
        this.#watch(socket);
      }
    }, silenceMs / 4);
    // a client alone keeps no Node process alive beyond its socket
    /** @type {any} */ (this.#timer).unref?.();
  }

  #onOpen() {
    this.#heardAt = Date.now();
    this.#packing = [];
    this.#subscriptions.forEach((each) => each.open());
    this.#window.all().forEach((request) => this.#pack(request.message));
    if (!this.#wasOpen) {
      this.#wasOpen = true;
      this.#cutSince = undefined;
      this.#firstConnection?.resolve();
    }
    this.#deliver(() => this.#options.onConnection?.(true));
  }

  /**
   * @param {string} why
   * @param {number | undefined} code
   */
  #onCut(why, code) {
    const wasOpen = this.#wasOpen && this.#cutSince === undefined;
    this.#socket?.close();
    this.#socket = undefined;
    if (wasOpen) {
      this.#deliver(() => this.#options.onConnection?.(false));
    }
    this.#cutSince ??= Date.now();
    if (code === MESSAGE_TOO_BIG || REFUSED_HANDSHAKE.test(why)) {
      // the next attempt would end the same
      this.#finish(new RingfoldError(code === MESSAGE_TOO_BIG ? 'message-too-large' : 'refused', `${this.#url}: ${why}`));
      return;
    }
    const { patienceMs } = this.#options;
    const delay = Math.random() * Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** this.#failedAttempts++);
    if (Date.now() + delay - this.#cutSince > patienceMs) {
      this.#finish(
        new RingfoldError('not-connected', `no connection to ${this.#url} for ${patienceMs} ms, last: ${why}; is the server running?`),
      );
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#attempt(), delay);
  }

  /** Takes nothing more, and fails what is unanswered. @param {RingfoldError} reason */
  #finish(reason) {
    if (this.#end) {
      return;
    }
    this.#end = reason;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) {
      if (isOpen(socket)) {
        this.#socket = socket;
        this.#flush();
        this.#socket = undefined;
      }
      socket.close(1000);
    }
    this.#subscriptions.forEach((each) => each.end());
    this.#subscriptions.clear();
    this.#firstConnection?.reject(reason);
    this.#window.fail(reason);
    this.#tellWhenAnswered();
    if (reason.code !== 'closed') {
      this.#deliver(() => this.#options.onEnd?.(reason));
    }
  }
}

/**
 * Updates come on subscriptions only, as these can be resumed one by one.
 *
 * @param {string} url
 */
function withoutDefaultStream(url) {
  return `${url}${url.includes('?') ? '&' : '?'}updates=none`;
}
