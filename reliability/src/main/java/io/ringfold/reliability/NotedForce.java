package io.ringfold.reliability;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Up to where a journal notes that it was forced, read without a line of the journal's: its file
 * {@code forced} holds two slots, 512 bytes apart, of which the one with the higher sequence counts
 * that is whole.
 */
final class NotedForce {
  static final String FILE = "journal/forced";

  private static final byte[] MAGIC = {'R', 'I', 'N', 'G', 'M', 'A', 'R', 'K'};
  private static final int[] SLOTS = {0, 512};
  private static final int SEQUENCE_OFFSET = 16;
  private static final int CRC_OFFSET = 24;
  private static final int SLOT_BYTES = 28;

  private NotedForce() {}

  /** In what is on a disk; 0 where nothing is noted, or nothing of it is whole. */
  static long in(DiskImage image) {
    FileImage file = image.file(FILE);
    return file == null ? 0 : in(file);
  }

  static long in(FileImage file) {
    long noted = 0;
    ByteBuffer all = ByteBuffer.allocate(Math.max(file.size(), SLOTS[1] + SLOT_BYTES));
    all.order(ByteOrder.LITTLE_ENDIAN).put(file.bytes());
    for (int slot : SLOTS) {
      CRC32C crc = new CRC32C();
      crc.update(all.array(), slot, CRC_OFFSET);
      boolean whole =
          all.slice(slot, MAGIC.length).equals(ByteBuffer.wrap(MAGIC))
              && all.getInt(slot + CRC_OFFSET) == (int) crc.getValue();
      noted = whole ? Math.max(noted, all.getLong(slot + SEQUENCE_OFFSET)) : noted;
    }
    return noted;
  }
}
