/**
 * Sample domains, one package each, to be read and copied: {@link io.ringfold.examples.bank},
 * {@link io.ringfold.examples.carts}, {@link io.ringfold.examples.pageviews}, {@link
 * io.ringfold.examples.todos}, {@link io.ringfold.examples.users}. Open {@link
 * io.ringfold.examples.bank.Bank} first.
 *
 * <p>Every package has the same files:
 *
 * <pre>
 *   Bank          the definition: each command, event and query by name, and the decisions
 *   BankCommand   what may be asked for; compact constructors refuse what can never be right
 *   BankEvent     the facts; they are never validated, since a replay must not refuse history
 *   BankQuery     what may be asked about
 *   Accounts      the state that decisions look at; only events change it
 *   Ledger        a read model: an immutable value, folded from events, that answers queries
 * </pre>
 *
 * <p>Nothing but {@code io.ringfold.engine.domain}, the JDK and PCollections may come in here. This
 * package itself holds only what all of them share: {@link io.ringfold.examples.Require}.
 */
package io.ringfold.examples;
