import { connect } from './client/index.js';

/** The server said something that ends a client, like that a stream cannot begin there: not at once again. */
const AGAIN_AFTER_MS = 1_000;

/**
 * The page's connection to the server: a client of `clients/javascript`, which comes back after every
 * cut, and a new client where one has ended for good. Streams are held open over both.
 */
export class Link {
  #url;
  #onChange;
  /** @type {import('../../clients/javascript/src/client.js').RingfoldClient | undefined} */
  #client;
  /** @type {Set<{listener: (event: any) => void, options: object, open?: {close(): void}}>} */
  #streams = new Set();
  #closed = false;

  /** Whether it is up now. */
  isUp = false;

  /** @param {(isUp: boolean) => void} onChange */
  constructor(url, onChange) {
    this.#url = url;
    this.#onChange = onChange;
    this.#connect();
  }

  async #connect() {
    try {
      const client = await connect(this.#url, {
        // as long as the page is open
        patienceMs: Infinity,
        onConnection: (isUp) => this.#set(isUp),
        onEnd: () => this.#ended(),
      });
      if (this.#closed) {
        client.close();
        return;
      }
      this.#client = client;
      this.#streams.forEach((each) => this.#open(each));
      this.#set(true);
    } catch {
      // onEnd was told
    }
  }

  #ended() {
    this.#client = undefined;
    this.#set(false);
    if (!this.#closed) {
      setTimeout(() => this.#closed || this.#connect(), AGAIN_AFTER_MS);
    }
  }

  #set(isUp) {
    if (this.isUp !== isUp && !this.#closed) {
      this.isUp = isUp;
      this.#onChange(isUp);
    }
  }

  #open(stream) {
    stream.open = this.#client.subscribe(stream.listener, stream.options);
  }

  /** The client to send and ask with; it keeps what is said while the connection is cut. */
  get client() {
    if (this.#client === undefined) {
      throw new Error('there is no connection to the server yet');
    }
    return this.#client;
  }

  /**
   * Follows events until the stream is closed.
   *
   * @param {(event: any) => void} listener
   * @param {import('./client/index.js').SubscriptionOptions} options
   */
  follow(listener, options) {
    const stream = { listener, options };
    this.#streams.add(stream);
    if (this.#client !== undefined) {
      this.#open(stream);
    }
    return {
      close: () => {
        this.#streams.delete(stream);
        if (this.#client !== undefined) {
          stream.open?.close();
        }
      },
    };
  }

  close() {
    this.#closed = true;
    this.#client?.close();
  }
}

/** Where the WebSocket of this page's server is. */
export function socketUrl() {
  return `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`;
}
