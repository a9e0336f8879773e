/**
 * The load rig: commands at a given rate over real WebSockets, latency from the <em>intended</em>
 * time, every answer checked.
 *
 * <pre>
 *   LoadMain ──► LoadRun ──► Lane (one a connection) ──► Link ══► server
 *   options      clock and    what is due, what is in      frames
 *                phases       flight, what may come next
 *                   ▲             │
 *                   └── Latencies ┘
 * </pre>
 *
 * <p>The rig runs beside the server, often on the same two cores, so it is lean: commands are
 * encoded once and only their numbers written ({@link io.ringfold.bench.load.CommandText}), all
 * connections are read on one thread without a library ({@link io.ringfold.bench.load.NioLinks}),
 * answers are compared with what must come instead of parsed ({@link
 * io.ringfold.bench.load.KnownAnswers}). It still checks every one of them.
 *
 * <p>A lane that gets an answer it must not get ends the run: figures of a server that answers
 * wrongly are worth nothing. How bytes travel is behind {@link io.ringfold.bench.load.Link};
 * nothing else may know of frames or of a WebSocket library. The rows of {@code bench} over the
 * wire run the rig through {@link io.ringfold.bench.load.LoadRun#of}.
 */
package io.ringfold.bench.load;
