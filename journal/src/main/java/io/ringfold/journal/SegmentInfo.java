package io.ringfold.journal;

import java.nio.file.Path;

/**
 * One journal file.
 *
 * @param number from 1, without gaps
 * @param firstSequence of its first record; where it has none yet, the one that the next will get
 * @param lastSequence of its last record; firstSequence - 1 where it has none
 * @param bytes the part of the file in use
 */
public record SegmentInfo(
    int number, Path file, long firstSequence, long lastSequence, long bytes) {}
