/**
 * A client for Ringfold's WebSocket: commands go out with an identity that survives resending,
 * acknowledgements, results and updates come back, a cut connection is made again.
 *
 * <p>Start at {@link io.ringfold.client.RingfoldClient}. The wire is that of docs/protocol.md in
 * its JSON form; {@code Wire} is the one class that knows it. The engine, the gateway and their
 * types may not come in here: a client lives in other people's programs and brings Jackson along,
 * nothing more.
 */
package io.ringfold.client;
