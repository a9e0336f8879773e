/**
 * Records on disk: append, force, read from a sequence on, check and repair. What is in a record is
 * not known here: no domain types, no Disruptor, no snapshots, no JSON. Open {@link
 * io.ringfold.journal.Journal} first, then {@link io.ringfold.journal.JournalReader}.
 *
 * <p>A journal is a directory of <em>segments</em>, each a file of a Chronicle Queue. A new one
 * begins when the last has grown to a size, or when there is something new to define, never by the
 * clock. A segment is a row of Chronicle excerpts; an excerpt is one batch, a row of records:
 *
 * <pre>
 *   segment 1                                  segment 2
 *  +---------+---------+---------+-----+      +---------+---------+--
 *  | head    | batch   | batch   | end |      | head    | batch   |
 *  +---------+---------+---------+-----+      +---------+---------+--
 *   SEGMENT   RECORD    RECORD                 SEGMENT   RECORD
 *   DEFINITION RECORD   ...                    DEFINITION (again)
 *   ...       ...                              DEFINITION (new)
 * </pre>
 *
 * <p>A record; all numbers little-endian:
 *
 * <pre>
 *   0               8              16              24              32
 *  +---------------+---------------+---------------+---------------+
 *  |                        length (int32)                         |  0
 *  +---------------------------------------------------------------+
 *  |                        crc32c (int32)                         |  4
 *  +---------------------------------------------------------------+
 *  |                                                               |  8
 *  |                       sequence (int64)                        |
 *  +---------------+---------------+-------------------------------+
 *  |  type (uint8) | flags (uint8) |       reserved, 0 (u16)       | 16
 *  +---------------+---------------+-------------------------------+
 *  |                       unforced (int32)                        | 20
 *  +---------------------------------------------------------------+
 *  |  chain (32 bytes), only in the first record of an excerpt     | 24
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                           payload ...                         | 24 or 56
 *  |                            ... zero to three bytes of zeros   |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <ul>
 *   <li><em>length</em>: header and payload, without the padding.
 *   <li><em>crc32c</em>: over everything from <em>sequence</em> to the end of the payload.
 *   <li><em>sequence</em>: of a RECORD dense over all segments, from 1; of a SEGMENT that of the
 *       first record after it; of a DEFINITION its ordinal, from 0.
 *   <li><em>type</em>: 1 SEGMENT, 2 DEFINITION, 3 RECORD.
 *   <li><em>flags</em>: 1 on the first record of an excerpt, which carries the chain.
 *   <li><em>unforced</em>: how many sequences the last force of the segments was behind when this
 *       was added. A readable record so testifies what had been durable before it, which tells
 *       damage from what a power cut may leave.
 *   <li><em>chain</em>: the SHA-256 of the data of the excerpt before, from the header of its first
 *       record to the padding of its last; zeros in the first excerpt of the first segment. The
 *       excerpt before carries that of the one before it, and so on; a segment's head, an excerpt
 *       like any other, carries that of the last of the segment before. So one hash, the
 *       <em>head</em> of the chain, stands for every byte up to it: kept elsewhere, it tells
 *       whether anything was changed, left out or put in since, also where the checksums were made
 *       to fit. The hash stands behind what it covers, so what is left of a torn excerpt is whole.
 * </ul>
 *
 * The payload of a SEGMENT:
 *
 * <pre>
 *  +---------------------------------------------------------------+
 *  |                 magic, "RINGFOLD" (8 bytes)                   |  0
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 format version, 1 (int32)                     |  8
 *  +---------------------------------------------------------------+
 *  |                 segment number, from 1 (int32)                | 12
 *  +---------------------------------------------------------------+
 *  |                 first sequence (int64)                        | 16
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 count of definitions that follow (int32)      | 24
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * Beside the segments stands the file {@code forced}, which notes up to where the journal was
 * forced; its bytes are drawn in {@code ForcedWatermark}. Without it the journal is whole none the
 * less.
 */
package io.ringfold.journal;
