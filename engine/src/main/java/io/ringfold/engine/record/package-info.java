/**
 * What stands in the journal: how a command with its outcome is written as one record, and the type
 * definitions that let anyone read it without the domain's classes.
 *
 * <p>A record, as payload of the journal's own framing (which adds length, CRC and sequence). All
 * numbers little-endian, not aligned; {@code string} is a varint byte length and UTF-8.
 *
 * <pre>
 *    0               1               2               3
 *    0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7 0 1 2 3 4 5 6 7
 *   +---------------+---------------+-------------------------------+
 *   | status        | flags         | command type (ordinal, u16)   |   status: 1 accepted, 2 rejected
 *   +---------------+---------------+-------------------------------+   flags: 1 user, 2 client, 4 meta
 *   |                     time, microseconds                        |
 *   |                     since the epoch (i64)                     |
 *   +---------------------------------------------------------------+
 *   |                                                               |
 *   |                     uuid of the command                       |
 *   |                 (most, then least significant)                |
 *   |                                                               |
 *   +---------------------------------------------------------------+
 *   | command payload length (i32)                                  |
 *   +---------------------------------------------------------------+
 *   | command payload ...
 *   | user: string                           where flag 1 is set
 *   | client-id: string, client-seq: i64     where flag 2 is set
 *   | meta: string                           where flag 4 is set
 *   +---------------------------------------------------------------+
 *   accepted:                                    rejected:
 *   | number of events (u16)             |       | code: string     |
 *   | for each: type ordinal (u16),      |       | message: string  |
 *   |   payload length (i32), payload    |
 * </pre>
 *
 * <p>A type definition: {@code kind u8 (1 command, 2 event) | version i32 | name string | domain
 * string | fields}, where fields is a {@link io.ringfold.engine.shape.FieldType}. Its ordinal is
 * its place among the journal's definitions; they stand at the head of every segment.
 *
 * <p>A migration's record is one like the others: its command and its event are types of the
 * engine's own, {@code migrate} and {@code migrated} of domain {@code ringfold}, which are defined
 * where a domain declares migrations. So whatever reads records reads it too, by its definitions.
 *
 * <p>Nothing here knows rings, files or threads.
 */
package io.ringfold.engine.record;
