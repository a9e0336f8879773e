/**
 * Images of state on disk: written whole or not at all, read back by the newest that is whole and
 * fits the classes of today.
 *
 * <pre>
 *   parts and values
 *   by name ──► SnapshotStore ──► temporary file ──► force ──► rename ──► force directory
 *                    │
 *               SnapshotTypes      which classes, under which ids, of which shape
 *
 *   file ──► header, contents ──► all sections checked ──► those wanted read, side by side
 *
 *   snapshots/snapshot-00000000000000001234.ringfold      1234 is the sequence that it stands for
 * </pre>
 *
 * <p>A snapshot saves time and is never the only copy of anything: the journal is. So an image that
 * cannot be read, or the classes of whose parts have changed since, is passed over with a warning,
 * and nothing is ever converted. A value whose classes have changed is missing from what is read,
 * and takes nothing else with it. That is what makes Kryo fit to write them: fast, positional, and
 * without any way to read an older shape.
 *
 * <p>Neither journal nor engine may come in here: a snapshot names a sequence, never a place in a
 * file, and knows nothing of domains. Nothing here reads what came from a socket.
 */
package io.ringfold.snapshots;
