/**
 * Reveno as a peer. What a command's handler decides becomes a transaction action, which is what
 * its journal holds; the command's future is completed at the end of its pipeline, after the
 * journal.
 */
package io.ringfold.bench.peers.reveno;
