/**
 * The promises put to the test: the engine's real stages, journal, snapshots and recovery under one
 * seeded scheduler, in one thread, on a disk that knows written from forced bytes.
 *
 * <pre>
 *                     seed
 *                      │ draws every choice
 *  {@link io.ringfold.reliability.SimulatedClient}s ─► {@link io.ringfold.engine.SteppedEngine} ─► {@link io.ringfold.reliability.SimulatedDisk}
 *        ▲                  │ answers                │ power cut, kill, failed force
 *        └──────────────────┤                        ▼
 *                     {@link io.ringfold.reliability.Promises}            {@link io.ringfold.reliability.DiskImage} ─► next start
 * </pre>
 *
 * <p>The engine is given paths of {@link io.ringfold.reliability.SimulatedFiles}, so that what it
 * opens fails, tears or comes short as the disk says.
 *
 * <p>Open {@link io.ringfold.reliability.Simulation} first; {@link
 * io.ringfold.reliability.SimulateMain} runs it by the thousand.
 *
 * <p><b>May not come in:</b> clocks, threads (but to run several seeds at once), randomness that is
 * not the seed's; sockets and the gateway, which other tests kill for real.
 */
package io.ringfold.reliability;
