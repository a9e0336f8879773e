import { RingfoldError } from './errors.js';

const SUBPROTOCOL = 'ringfold.json';
const OPEN = 1;

/**
 * Makes WebSockets: the environment's own (browsers, Node from 22 on) or, in an older Node, that of
 * the package `ws`, if it is installed.
 *
 * @param {{webSocket?: new (...args: any[]) => any, token?: string}} options
 * @returns {Promise<(url: string) => WebSocket>}
 */
export async function socketFactory({ webSocket, token }) {
  const Implementation = webSocket ?? globalThis.WebSocket ?? (await packageWs());
  if (token === undefined) {
    return (url) => new Implementation(url, SUBPROTOCOL);
  }
  const headers = { authorization: `Bearer ${token}` };
  if (typeof globalThis.window !== 'undefined') {
    throw new RingfoldError(
      'refused',
      'token: a browser sends no headers with a WebSocket; sign in with POST /login, the cookie goes along',
    );
  }
  // Node's own takes its options as the second argument, the package ws as the third
  return Implementation === globalThis.WebSocket
    ? (url) => new Implementation(url, { protocols: [SUBPROTOCOL], headers })
    : (url) => new Implementation(url, SUBPROTOCOL, { headers });
}

async function packageWs() {
  try {
    return (await import('ws')).WebSocket;
  } catch {
    throw new RingfoldError(
      'refused',
      'this JavaScript has no WebSocket: use Node 22 or newer, or npm install ws, or pass the option webSocket',
    );
  }
}

/**
 * Whether the socket takes frames now.
 *
 * @param {WebSocket | undefined} socket
 * @returns {socket is WebSocket}
 */
export function isOpen(socket) {
  return socket !== undefined && socket.readyState === OPEN;
}
