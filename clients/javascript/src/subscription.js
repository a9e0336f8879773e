/**
 * One stream of updates, kept up over cuts and gaps: knows what was seen, and from where to go on.
 *
 * The server may send again what was seen (it resumes by whole commands); it is left out here, so
 * the listener gets each event once, in order.
 */
export class Subscription {
  #id;
  #options;
  #listener;
  #hooks;
  #closed = false;

  /** The last event that the listener got; undefined before the first. @type {{seq: number, index: number} | undefined} */
  #last;

  /** The sequence after which to begin, as long as no event came; undefined: with what is new. @type {number | undefined} */
  #begin;

  /**
   * @param {import('./index.js').SubscriptionOptions} options
   * @param {import('./index.js').UpdateListener} listener
   * @param {{
   *   clientId: string,
   *   register: (subscription: Subscription) => string,
   *   remove: (id: string) => void,
   *   send: (message: unknown[]) => void,
   * }} hooks what the client does for it: gives it an id and passes it what comes under that, until removed
   */
  constructor(options, listener, hooks) {
    this.#id = hooks.register(this);
    this.#options = options;
    this.#listener = listener;
    this.#hooks = hooks;
    this.#begin = options.from;
  }

  /** Asks the server for it: after each new connection, and after a gap. */
  open() {
    const { events, updates = 'mine' } = this.#options;
    const from = this.#resumeFrom;
    this.#hooks.send([
      'subscribe',
      this.#id,
      {
        updates,
        ...(events === undefined ? {} : { events }),
        ...(from === undefined ? {} : { from }),
        // whose events are "mine" where nobody signs in; the server cannot know before the first command
        ...(updates === 'mine' ? { 'client-ids': [this.#hooks.clientId] } : {}),
      },
    ]);
  }

  /** The sequence to resume after: the one before the last event's, whose command may have more. */
  get #resumeFrom() {
    return this.#last === undefined ? this.#begin : this.#last.seq - 1;
  }

  /** @param {import('./index.js').Event} event */
  onUpdate(event) {
    const last = this.#last;
    if (last !== undefined && (event.seq < last.seq || (event.seq === last.seq && event.index <= last.index))) {
      return;
    }
    this.#last = { seq: event.seq, index: event.index };
    // not at once, but in the order of what came: whoever waits for an acknowledgement hears of it in a microtask, too,
    // and so before the events of its command
    queueMicrotask(() => {
      if (!this.#closed) {
        this.#listener(event);
      }
    });
  }

  /** The client has ended: nothing is heard any more. */
  end() {
    this.#closed = true;
  }

  /** The server left out updates, as this reader was too slow: asks for them again. */
  onGap() {
    this.#reopen();
  }

  /**
   * A command of this client was processed at this sequence, and the client had to send it twice: its
   * updates may have gone out on the connection that was cut. Where nothing tells yet where to go
   * on, it is from there.
   *
   * @param {number} seq
   */
  onDuplicate(seq) {
    if (this.#resumeFrom === undefined && !this.#closed) {
      this.#begin = seq - 1;
      this.#reopen();
    }
  }

  /** Under another id: what is on its way under the old one is newer than what is asked for now. */
  #reopen() {
    this.#end();
    this.#id = this.#hooks.register(this);
    this.open();
  }

  #end() {
    this.#hooks.remove(this.#id);
    this.#hooks.send(['unsubscribe', this.#id]);
  }

  close() {
    if (!this.#closed) {
      this.#closed = true;
      this.#end();
    }
  }
}
