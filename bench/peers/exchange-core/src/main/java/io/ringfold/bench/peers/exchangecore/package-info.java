/**
 * exchange-core as a peer. It knows orders, not transfers; a transfer is the one of its commands
 * that moves money from one account to another at once:
 *
 * <pre>
 *   account B    holds tokens, and asks for 1 of money for each: a resting order, in a book of its own
 *   transfer     A bids for as many tokens in B's book as the amount is: filled, or nothing
 *   after it     A has less money, B has more; tokens went the other way
 * </pre>
 *
 * <p>In its journal such a command is 78 bytes long, and batches from 2 KiB on are compressed.
 */
package io.ringfold.bench.peers.exchangecore;
