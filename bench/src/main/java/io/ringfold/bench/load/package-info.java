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
 * <p>A lane that gets an answer it must not get ends the run: figures of a server that answers
 * wrongly are worth nothing. How bytes travel is behind {@link io.ringfold.bench.load.Link};
 * nothing else may know of a WebSocket library.
 */
package io.ringfold.bench.load;
