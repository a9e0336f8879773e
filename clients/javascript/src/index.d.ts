/**
 * A client for Ringfold's WebSocket, for browsers and Node.
 *
 * Sending. What is said in one turn of the event loop leaves in one frame. At most `window` commands
 * and queries are unanswered at once, more wait in the client for room.
 *
 * Cuts. A cut connection is made again, with back-off. Everything unanswered is sent again, in its
 * order and under the same client-id, client-seq and uuid, so that the server processes each command
 * once; one that it had processed already is answered with `duplicate: true`. Subscriptions go on
 * after the last event seen. (One without `from` that has seen no event yet begins, after a cut, at
 * the first command of this client that proves to be a duplicate, else with what is new.) When
 * patience is over, everything unanswered fails with `not-connected` and the client is of no more use.
 *
 * Order. Acknowledgements come in the order sent, events in sequence order, each once; the acknowledgement of a command
 * comes to whoever awaits it before the command's events come to a listener.
 */

/** Opens a connection; fails with a RingfoldError where there is none within `patienceMs`. */
export function connect(url: string, options?: ConnectOptions): Promise<RingfoldClient>;

export interface ConnectOptions {
  /**
   * The client's identity, with its counter the identity of each command. Default: a new one each time,
   * which is right unless commands are to be recognised beyond the life of this object; then give the
   * commands uuids as well, since the counter begins anew.
   */
  clientId?: string;
  /** How many commands and queries may be unanswered at once. Default 1024. */
  window?: number;
  /** How long to try for a connection before giving up, in milliseconds. Default 60,000. */
  patienceMs?: number;
  /** How long a server that owes an answer may be silent before the connection counts as cut. Default 20,000. */
  silenceMs?: number;
  /** A bearer token, for programs; not in browsers, where the cookie of POST /login goes along. */
  token?: string;
  /** Another implementation of the standard's WebSocket, like that of the package `ws`. */
  webSocket?: new (...args: any[]) => any;
  /** Hears when the connection is there (true) and when it was cut (false). */
  onConnection?: (connected: boolean) => void;
  /** Hears, once, why the client is of no more use: patience is over, or the server refuses it; not of `close()`. */
  onEnd?: (reason: RingfoldError) => void;
}

export interface RingfoldClient {
  readonly clientId: string;
  readonly isConnected: boolean;

  /** Sends a command. Settles when it is processed and durable, or rejects with a RingfoldError. */
  send(name: string, data: object, options?: CommandOptions): Promise<Ack>;

  /** Asks a query; rejects with a RingfoldError. */
  query<T = any>(name: string, data?: object, options?: QueryOptions): Promise<Result<T>>;

  /** Follows events. What the listener throws becomes an uncaught error, the stream goes on. */
  subscribe(listener: UpdateListener, options?: SubscriptionOptions): Subscription;

  /** When everything sent so far, and meanwhile, is answered. */
  answered(): Promise<void>;

  /** Closes at once; what is unanswered rejects with `closed`, see `answered`. */
  close(): void;
}

export interface CommandOptions {
  /** The idempotency key; without it, one derived from client-id and counter. */
  uuid?: string;
  /** Anything that JSON can hold; comes back with the events, unchanged. */
  meta?: unknown;
  /** Reject with `conflict` if the same aggregate was written after this sequence. */
  expectedSeq?: number;
}

export interface QueryOptions {
  /** The past state of a sequence, or of a time. */
  asOf?: number | Date;
  /** Wait until the answer includes this sequence, like that of an Ack. */
  minSeq?: number;
}

export interface SubscriptionOptions {
  /** Begin with the first event after this sequence; 0 for all. Default: with what is new. */
  from?: number;
  /** Events of these names only. */
  events?: string[];
  /** Those caused by this client or its signed-in user (default), or everybody's. */
  updates?: 'mine' | 'all';
}

export interface Subscription {
  close(): void;
}

export type UpdateListener = (event: Event) => void;

export interface Ack {
  uuid: string;
  seq: number;
  durability: 'fsync' | 'crash' | (string & {});
  /** Whether the command had been processed before, and this repeats the first answer. */
  duplicate: boolean;
}

export interface Result<T> {
  /** The sequence that the result stands for. */
  basis: number;
  result: T;
}

export interface Event {
  uuid: string;
  name: string;
  data: any;
  meta: any;
  seq: number;
  /** The index-th (from 0) of the `of` events of its command. */
  index: number;
  of: number;
  'command-uuid': string;
  timestamp: string;
  user: string | null;
}

export class RingfoldError extends Error {
  constructor(code: string, message: string, more?: Partial<Pick<RingfoldError, 'uuid' | 'seq' | 'details' | 'duplicate'>>);
  readonly code: string;
  readonly uuid?: string;
  readonly seq?: number;
  readonly details: { field: string; message: string }[];
  readonly duplicate: boolean;
}
