package io.ringfold.snapshots;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What the sections of a body are, in their order: where each stands, what its checksum is, and
 * which classes its objects are of. So a section can be read alone, on a thread of its own, and
 * wherever its classes are still what they were, whatever became of all others. Big-endian, after
 * the last section:
 *
 * <pre>
 *   a section:  | bytes, long | CRC32C, int | count of classes, int | class …
 *   a class:    | id, int | length name (modified UTF-8) | shape, SHA-256, 32 bytes |
 * </pre>
 */
final class SnapshotContents {

  /**
   * A class whose objects stand in a section.
   *
   * @param shape as {@link ShapeFingerprint#of(Class)} gives it
   */
  record WrittenClass(int id, String name, String shape) {}

  /**
   * A run of objects that share one Kryo.
   *
   * @param at where in the file it begins
   * @param crc over its bytes
   */
  record Section(long at, long bytes, int crc, List<WrittenClass> classes) {}

  private static final int SHAPE_BYTES = 32;

  /** A class takes this many bytes or more. */
  private static final int MIN_CLASS_BYTES = Integer.BYTES + Short.BYTES + SHAPE_BYTES;

  private SnapshotContents() {}

  static byte[] encode(List<Section> sections) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (Section section : sections) {
        out.writeLong(section.bytes());
        out.writeInt(section.crc());
        out.writeInt(section.classes().size());
        for (WrittenClass written : section.classes()) {
          out.writeInt(written.id());
          out.writeUTF(written.name());
          out.write(HexFormat.of().parseHex(written.shape()));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a stream in memory has failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * Believes nothing: this is read before anything else of the body.
   *
   * @param count how many sections there are
   * @param at where in the file the first begins
   * @param sectionBytes how long they are together
   * @throws SnapshotException where the bytes contradict themselves; the message is the reason only
   */
  static List<Section> decode(byte[] bytes, int count, long at, long sectionBytes) {
    List<Section> sections = new ArrayList<>();
    long left = sectionBytes;
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      for (int i = 0; i < count; i++) {
        long length = in.readLong();
        if (length < 0 || length > left) {
          throw new SnapshotException(
              "section " + i + " of " + length + " bytes, " + left + " left");
        }
        int crc = in.readInt();
        sections.add(new Section(at + sectionBytes - left, length, crc, classes(in, i)));
        left -= length;
      }
      if (left != 0 || in.available() != 0) {
        throw new SnapshotException(
            left + " bytes are in no section, " + in.available() + " after the last class");
      }
    } catch (IOException e) {
      throw new SnapshotException("its table of contents ends early: " + e, e);
    }
    return List.copyOf(sections);
  }

  private static List<WrittenClass> classes(DataInputStream in, int section) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > in.available() / MIN_CLASS_BYTES) {
      throw new SnapshotException("section " + section + " of " + count + " classes");
    }
    List<WrittenClass> classes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int id = in.readInt();
      String name = in.readUTF();
      classes.add(new WrittenClass(id, name, HexFormat.of().formatHex(in.readNBytes(SHAPE_BYTES))));
    }
    return List.copyOf(classes);
  }
}
