/**
 * Records seen by name: what fields a command, event or query has, how it is made from plain
 * values, written as bytes, walked for output, and hashed. The one place that looks at classes by
 * reflection; journal codec, wire formats, state printing and state hash all stand on it.
 *
 * <pre>
 *   plain values ──bind──► record ──encode──► payload ──decode──► record (of today's class)
 *   (of any wire format)     │                   │
 *                            └──Values.walk──┐   └──RecordShape.walk──┐  (without any class)
 *                                            ▼                        ▼
 *                                       ValueVisitor: a writer of some format, the state hash
 * </pre>
 *
 * <p>Begin with {@link io.ringfold.engine.shape.RecordShape}; the layout of payloads is drawn in
 * {@code PayloadWriters}, that of their description in {@code FieldTypeCodec}. No wire format, no
 * journal and no domain may come in here: this room knows classes, names and bytes.
 */
package io.ringfold.engine.shape;
