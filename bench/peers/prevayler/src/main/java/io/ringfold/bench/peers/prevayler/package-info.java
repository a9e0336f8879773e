/**
 * Prevayler as a peer. Its call returns when the command is durable and carried out, so as many
 * threads as commands under way must call it; those that wait share the next force.
 */
package io.ringfold.bench.peers.prevayler;
