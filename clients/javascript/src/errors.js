/**
 * What the server, or the client itself, answers instead of a result.
 *
 * `code` is one of the contract's codes or one of the domain's own; the client's are
 * `not-connected` (patience is over), `closed` (by `close()`), `refused` (the handshake) and
 * `protocol` (the server said something that the contract does not know).
 */
export class RingfoldError extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {{uuid?: string, seq?: number, details?: {field: string, message: string}[], duplicate?: boolean}} [more]
   */
  constructor(code, message, more = {}) {
    super(message);
    this.name = 'RingfoldError';
    /** @readonly */
    this.code = code;
    /** The command's uuid, where it was one. @readonly */
    this.uuid = more.uuid;
    /** Where the rejection was processed and journaled: its sequence. @readonly */
    this.seq = more.seq;
    /** What is wrong with which field; empty where that is not the matter. @readonly */
    this.details = more.details ?? [];
    /** Whether this repeats the answer to a command that was processed before. @readonly */
    this.duplicate = more.duplicate ?? false;
  }
}
