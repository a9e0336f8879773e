/**
 * The rows over the wire: a server in a process of its own, the load rig in this one, its yardstick
 * beside it.
 *
 * <pre>
 *   a row ──► ServerProcess ──► GatewayMain or EchoMain, in a JVM of its own
 *     │                              ▲
 *     └──► WireRun ──► LoadRun ══════┘  over loopback
 * </pre>
 *
 * <p>Both sides of a comparison meet the same rig with the same frames, and a server that has just
 * begun. The rig runs on the same cores: what it needs, the server lacks, so both shares of the CPU
 * are told with each figure. How bytes travel and how answers are checked is {@link
 * io.ringfold.bench.load}'s, and may not be known here.
 */
package io.ringfold.bench.wire;
