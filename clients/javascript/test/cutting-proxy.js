import { connect, createServer } from 'node:net';
import { once } from 'node:events';

/** A proxy on loopback whose connections can be cut, in the middle of whatever is under way. */
export class CuttingProxy {
  #server;
  /** @type {Set<import('node:net').Socket>} */
  #sockets = new Set();
  cuts = 0;

  /** @param {URL} target */
  static async before(target) {
    const proxy = new CuttingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  /** @param {URL} target */
  constructor(target) {
    this.#server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      const join = (/** @type {import('node:net').Socket} */ one, /** @type {import('node:net').Socket} */ other) => {
        this.#sockets.add(one);
        one.pipe(other);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      };
      join(near, far);
      join(far, near);
    });
  }

  get url() {
    const { port } = /** @type {import('node:net').AddressInfo} */ (this.#server.address());
    return `ws://127.0.0.1:${port}/ws`;
  }

  cut() {
    this.cuts++;
    this.#sockets.forEach((each) => each.destroy());
  }

  close() {
    this.#server.close();
    this.cut();
  }
}
