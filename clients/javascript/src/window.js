/**
 * What was asked and is not answered yet, in the order sent; bounded.
 *
 * @template {{resolve: (answer: any) => void, reject: (reason: Error) => void}} R
 */
export class Window {
  #size;
  /** In insertion order, which is the order to send again in. @type {Map<string, R>} */
  #unanswered = new Map();
  /** @type {{enter: () => void, reject: (reason: Error) => void}[]} */
  #waiting = [];

  /** @param {number} size how many may be unanswered at once */
  constructor(size) {
    this.#size = size;
  }

  /**
   * Calls `enter` when there is room: at once, or after those who wait already.
   *
   * @param {() => void} enter must add one request
   * @param {(reason: Error) => void} reject called instead where the client ends first
   */
  whenRoom(enter, reject) {
    if (this.#waiting.length === 0 && this.#unanswered.size < this.#size) {
      enter();
    } else {
      this.#waiting.push({ enter, reject });
    }
  }

  /**
   * @param {string} key
   * @param {R} request
   */
  add(key, request) {
    this.#unanswered.set(key, request);
  }

  /**
   * The request that was answered, no longer in the window; undefined for one that is not there,
   * as when it was answered twice because it was sent twice.
   *
   * @param {string} key
   */
  take(key) {
    const request = this.#unanswered.get(key);
    if (request !== undefined) {
      this.#unanswered.delete(key);
      while (this.#waiting.length > 0 && this.#unanswered.size < this.#size) {
        this.#waiting.shift()?.enter();
      }
    }
    return request;
  }

  /** In the order sent. */
  all() {
    return [...this.#unanswered.values()];
  }

  get isEmpty() {
    return this.#unanswered.size === 0 && this.#waiting.length === 0;
  }

  /** @param {Error} reason what all that waits fails with */
  fail(reason) {
    const all = [...this.#unanswered.values(), ...this.#waiting];
    this.#unanswered.clear();
    this.#waiting = [];
    all.forEach((each) => each.reject(reason));
  }
}
