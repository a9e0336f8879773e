/**
 * Given, when, then: tests of a domain without an engine, files or threads.
 *
 * <pre>{@code
 * DomainTest.of(Bank.DEFINITION)
 *     .given(new AccountOpened("alice", "Alice"), new Deposited("alice", 100, 100))
 *     .when(new Withdraw("alice", 30))
 *     .thenEvents(new Withdrawn("alice", 30, 70))
 *     .thenQuery(new GetBalance("alice"), Map.of("account", "alice", "owner", "Alice", "balance", 70));
 * }</pre>
 *
 * <p>Open {@link io.ringfold.engine.testkit.DomainTest} first, then {@link
 * io.ringfold.engine.testkit.Then}. What every step checks without being asked stands in {@code
 * SilentChecks}.
 *
 * <p>For test code: nothing of the engine depends on this package, and it depends on the domain
 * API, the shapes, the lifting of older events and the snapshots only, and on no test framework: a
 * fault is an {@link java.lang.AssertionError}.
 */
package io.ringfold.engine.testkit;
