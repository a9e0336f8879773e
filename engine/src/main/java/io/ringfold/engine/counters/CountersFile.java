package io.ringfold.engine.counters;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.AtomicCounter;
import org.agrona.concurrent.status.CountersManager;
import org.agrona.concurrent.status.CountersReader;

/**
 * A server's counters as it writes them: made anew at each start, under its name only when it is
 * whole. Written out before it is mapped, not sparse, so that a disk that fills up later cannot end
 * the process at a store.
 *
 * <p>Publishing reads every count once and stores it with release order, without a lock that a
 * counting thread would see, so counting costs what it costs without the file. Nothing is forced:
 * after a power cut the file tells of a process that is gone, if anything.
 *
 * <p>All numbers in the byte order of the machine, as Agrona's:
 *
 * <pre>
 *   0               8              16              24              32
 *  +---------------------------------------------------------------+
 *  |                 magic, "RINGSTAT" (8 bytes)                   |  0
 *  |                                                               |
 *  +---------------------------------------------------------------+
 *  |                 format version, 1 (int32)                     |  8
 *  +---------------------------------------------------------------+
 *  |                 how many counters there is room for (int32)   | 12
 *  +---------------------------------------------------------------+
 *  |                 process id (int64)                            | 16
 *  +---------------------------------------------------------------+
 *  |                 started, micros since the epoch (int64)       | 24
 *  +---------------------------------------------------------------+
 *  |                 last published, micros (int64)                | 32
 *  +---------------------------------------------------------------+
 *  |                 stopped in order, micros; 0 before (int64)    | 40
 *  +---------------------------------------------------------------+
 *  |                 zeros                                         | 48
 *  +---------------------------------------------------------------+
 *  |                 labels: 512 bytes each (CountersReader)       | 128
 *  +---------------------------------------------------------------+
 *  |                 values: 128 bytes each (CountersReader)       |
 *  +---------------------------------------------------------------+
 * </pre>
 *
 * <p>Thread-safe.
 */
public final class CountersFile implements Closeable {

  static final int MAGIC_OFFSET = 0;
  static final int VERSION_OFFSET = 8;
  static final int CAPACITY_OFFSET = 12;
  static final int PID_OFFSET = 16;
  static final int STARTED_OFFSET = 24;
  static final int PUBLISHED_OFFSET = 32;
  static final int STOPPED_OFFSET = 40;
  static final int LABELS_OFFSET = 128;

  static final int FORMAT_VERSION = 1;

  /** "RINGSTAT" in the order of its letters, where the first byte is the lowest. */
  static final long MAGIC = 0x5441_5453_474E_4952L;

  /** The type of a counter in its metadata: whether a rate of it means something. */
  static final int COUNT_TYPE = 1;

  static final int GAUGE_TYPE = 2;

  /** More than there are; a file of some 80 kB. */
  static final int CAPACITY = 128;

  private record Counter(AtomicCounter stored, LongSupplier counted) {}

  private final MappedByteBuffer mapping;
  private final UnsafeBuffer head;
  private final CountersManager manager;
  private final LongSupplier nowMicros;
  private final List<Counter> counters = new ArrayList<>();
  private boolean closed;

  private CountersFile(MappedByteBuffer mapping, LongSupplier nowMicros) {
    this.mapping = mapping;
    this.nowMicros = nowMicros;
    head = new UnsafeBuffer(mapping, 0, LABELS_OFFSET);
    manager =
        new CountersManager(
            new UnsafeBuffer(mapping, LABELS_OFFSET, valuesOffset(CAPACITY) - LABELS_OFFSET),
            new UnsafeBuffer(
                mapping, valuesOffset(CAPACITY), bytes(CAPACITY) - valuesOffset(CAPACITY)));
  }

  static int valuesOffset(int capacity) {
    return LABELS_OFFSET + capacity * CountersReader.METADATA_LENGTH;
  }

  static int bytes(int capacity) {
    return valuesOffset(capacity) + capacity * CountersReader.COUNTER_LENGTH;
  }

  /**
   * Makes the file, in place of one that another process left.
   *
   * @param nowMicros the time, in microseconds since the epoch
   * @throws IOException where it cannot be written, as on a full disk; nothing is left of it then
   */
  public static CountersFile create(Path file, LongSupplier nowMicros) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      CountersFile counters = new CountersFile(map(unfinished), nowMicros);
      counters.begin();
      // whoever maps the old one keeps it, and finds the new one under the name
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return counters;
    } catch (IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  private static MappedByteBuffer map(Path file) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      ByteBuffer zeros = ByteBuffer.allocate(bytes(CAPACITY));
      while (zeros.hasRemaining()) {
        channel.write(zeros);
      }
      return channel.map(MapMode.READ_WRITE, 0, bytes(CAPACITY));
    }
  }

  private void begin() {
    long now = nowMicros.getAsLong();
    head.putLong(MAGIC_OFFSET, MAGIC);
    head.putInt(VERSION_OFFSET, FORMAT_VERSION);
    head.putInt(CAPACITY_OFFSET, CAPACITY);
    head.putLong(PID_OFFSET, ProcessHandle.current().pid());
    head.putLong(STARTED_OFFSET, now);
    head.putLong(PUBLISHED_OFFSET, now);
  }

  /**
   * Adds a count that only grows in the life of a process; it shows from the next {@link #publish}
   * on.
   *
   * @param label unique; for people, and stable for scripts
   * @param counted gives the count, fast and from any thread
   */
  public void addCount(String label, LongSupplier counted) {
    add(label, COUNT_TYPE, counted);
  }

  /** Adds a value that goes up and down; else as {@link #addCount}. */
  public void addGauge(String label, LongSupplier value) {
    add(label, GAUGE_TYPE, value);
  }

  private synchronized void add(String label, int type, LongSupplier counted) {
    counters.add(new Counter(manager.newCounter(label, type), counted));
  }

  /** Stores every count as it is now; after {@link #close} nothing. */
  public synchronized void publish() {
    if (closed) {
      return;
    }
    for (Counter counter : counters) {
      counter.stored.setRelease(counter.counted.getAsLong());
    }
    head.putLongRelease(PUBLISHED_OFFSET, nowMicros.getAsLong());
  }

  /** Publishes for the last time, and says that the end was in order. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    publish();
    closed = true;
    head.putLongRelease(STOPPED_OFFSET, nowMicros.getAsLong());
    IoUtil.unmap(mapping);
  }
}
