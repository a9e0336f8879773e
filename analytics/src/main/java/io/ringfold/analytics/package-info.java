/**
 * A journal as tables: what data analysts ask by SQL, and take away as Parquet, CSV or JSON lines.
 * DuckDB does the work; nothing else of Ringfold looks at it.
 *
 * <pre>
 *   journal files ─► {@code Filling} ─► {@code RecordRows} ─► {@code Tables}       filled by records, one transaction for many
 *                    off the ring   {@code Schema}         DuckDB, a file or memory
 *                                   from the journal's own definitions      │
 *                                                         {@link io.ringfold.analytics.JournalTables}  fill, then ask
 *                                                                           │
 *          replay-tool sql ─────────────────────────────────────────────────┤  in the tool's process
 *          replay-tool export ─► {@link io.ringfold.analytics.TableExport} ──────────────┤
 *          POST /sql ─► {@link io.ringfold.analytics.LiveTables} ─► {@code TablesProcess} ─► {@code TablesWorker}   in one of its own
 * </pre>
 *
 * <p>What is kept is derived: it can be thrown away at any time, and is thrown away and made again
 * by itself where it is damaged, of another version, or of another journal. It tells what the
 * journal says, in the names and types of when it was written; no domain class is looked at.
 *
 * <p>A statement is somebody's text: {@code SelectOnly} lets one SELECT through, {@code SqlSession}
 * runs it where nothing can be written and no file be reached, bounded in time, rows and bytes. A
 * server has it run in a process of its own, with a bound on memory that the system keeps: DuckDB
 * does not count all that it takes.
 *
 * <p><b>May not come in:</b> HTTP, the gateway, the ring. <b>May not go out:</b> DuckDB's classes.
 */
package io.ringfold.analytics;
