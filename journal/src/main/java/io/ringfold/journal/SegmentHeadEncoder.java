package io.ringfold.journal;

import java.nio.ByteOrder;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Encodes the excerpt that every segment begins with; {@link SegmentCursor#readHead} decodes it.
 */
final class SegmentHeadEncoder {

  private SegmentHeadEncoder() {}

  static void encode(RecordBatch head, int number, long firstSequence, List<byte[]> definitions) {
    UnsafeBuffer payload = new UnsafeBuffer(new byte[RecordFormat.SEGMENT_BYTES]);
    ByteOrder order = ByteOrder.LITTLE_ENDIAN;
    payload.putLong(RecordFormat.SEGMENT_MAGIC_OFFSET, RecordFormat.MAGIC, order);
    payload.putInt(RecordFormat.SEGMENT_VERSION_OFFSET, RecordFormat.FORMAT_VERSION, order);
    payload.putInt(RecordFormat.SEGMENT_NUMBER_OFFSET, number, order);
    payload.putLong(RecordFormat.SEGMENT_FIRST_SEQUENCE_OFFSET, firstSequence, order);
    payload.putInt(RecordFormat.SEGMENT_DEFINITIONS_OFFSET, definitions.size(), order);
    head.add(RecordFormat.TYPE_SEGMENT, firstSequence, 0, payload, 0, payload.capacity());
    for (int ordinal = 0; ordinal < definitions.size(); ordinal++) {
      UnsafeBuffer definition = new UnsafeBuffer(definitions.get(ordinal));
      head.add(RecordFormat.TYPE_DEFINITION, ordinal, 0, definition, 0, definition.capacity());
    }
  }
}
