/**
 * What threads and clients may see of each other: hand-overs under jcstress, and recorded histories
 * of clients held against what one account, one after the other, could have answered.
 *
 * <p>The stress tests themselves stand in the packages of what they test, to reach it; {@link
 * io.ringfold.concurrency.StressTest} runs them. {@code -Pstress} looks longer.
 *
 * <p><b>Read</b> {@link io.ringfold.concurrency.StressTest} and {@link
 * io.ringfold.concurrency.ClientHistoriesTest}.
 *
 * <p><b>May not come in:</b> anything that the product needs to run.
 */
package io.ringfold.concurrency;
