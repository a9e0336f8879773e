package io.ringfold.journal;

import java.util.List;

/**
 * What the first excerpt of a segment says.
 *
 * @param firstSequence of the records that follow
 * @param chainBefore what the chain came to at the end of the segment before
 * @param definitions all that were made before this segment's first record
 * @param endPosition in the file, behind the head
 */
record SegmentHead(
    int number,
    long firstSequence,
    HashChain chainBefore,
    List<byte[]> definitions,
    long endPosition) {}
