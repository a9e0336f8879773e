/**
 * Real input: a web server's access log, each line sent as the command {@code visit-page}.
 *
 * <pre>
 *   file ──► LineReader ──► AccessLogLine ──► LineIds ──► RingfoldClient ──► acknowledgements counted
 *            bytes, bounded  what stands in it  same line,
 *                                               same id
 * </pre>
 *
 * <p>{@link io.ringfold.client.ingest.IngestMain} is the command line, {@code Ingest} the run. Only
 * what reads files and counts lines lives here; whatever has to do with connections belongs to the
 * client.
 */
package io.ringfold.client.ingest;
