import { RingfoldClient } from './client.js';

export { RingfoldError } from './errors.js';

/** @type {typeof import('./index.js').connect} */
export const connect = (url, options) => RingfoldClient.connect(url, options);
