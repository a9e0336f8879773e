/**
 * Accounts that hold money in minor units: opened, paid into, drawn from, and moved between.
 *
 * <p>The invariant: the sum of all balances is what was deposited less what was withdrawn, at every
 * sequence; no balance is ever below 0, and the sum never leaves the range of a long. A transfer is
 * one command with two events, so nobody ever sees money that left one account and has not reached
 * the other.
 *
 * <p>Open {@link io.ringfold.examples.bank.Bank} first.
 */
package io.ringfold.examples.bank;
