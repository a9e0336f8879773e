/**
 * What was measured, kept for others to look at: figures with their conditions, never one without
 * the other.
 *
 * <pre>
 *   {@link io.ringfold.bench.result.Measurement}  one run of one subject
 *        │ gathered, with the conditions, in
 *   {@link io.ringfold.bench.result.Results} ──► {@link io.ringfold.bench.result.Verdict}: ratio, and whether it is reached
 *        │ written by
 *   {@link io.ringfold.bench.result.ResultFiles}: a CSV line a measurement, HdrHistogram logs, pictures, a table
 * </pre>
 *
 * <p>Knows nothing of how anything is measured.
 */
package io.ringfold.bench.result;
