package io.ringfold.engine.counters;

import io.ringfold.engine.EngineException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * A server's counters as others see them, while it runs or after its end. Counters are stored one
 * after the other, so what is read at one time may be of two moments close together.
 *
 * <p>Single-threaded. A server that starts makes a new file: to see that one, open it again.
 */
public final class CountersView implements Closeable {

  /**
   * A counter at one moment.
   *
   * @param grows whether it only grows, so that a rate of it means something
   */
  public record Counter(String label, boolean grows, long value) {}

  private final MappedByteBuffer mapping;
  private final UnsafeBuffer head;
  private final CountersReader reader;

  private CountersView(MappedByteBuffer mapping, int capacity) {
    this.mapping = mapping;
    head = new UnsafeBuffer(mapping, 0, CountersFile.LABELS_OFFSET);
    int values = CountersFile.valuesOffset(capacity);
    reader =
        new CountersReader(
            new UnsafeBuffer(
                mapping, CountersFile.LABELS_OFFSET, values - CountersFile.LABELS_OFFSET),
            new UnsafeBuffer(mapping, values, CountersFile.bytes(capacity) - values));
  }

  /**
   * @throws EngineException where there is none, or it is of another version or something else
   */
  public static CountersView open(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return new CountersView(map(file, channel), CountersFile.CAPACITY);
    } catch (NoSuchFileException e) {
      throw new EngineException(
          "there are no counters in "
              + file.toAbsolutePath().getParent()
              + ": no server has run on it since it was made, restored or copied, or the one that"
              + " runs could not write them (its log says why)",
          e);
    } catch (IOException e) {
      throw new EngineException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static MappedByteBuffer map(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < CountersFile.LABELS_OFFSET) {
      throw strange(file, "it has " + size + " bytes");
    }
    MappedByteBuffer mapping = channel.map(MapMode.READ_ONLY, 0, size);
    UnsafeBuffer bytes = new UnsafeBuffer(mapping);
    EngineException wrong = null;
    if (bytes.getLong(CountersFile.MAGIC_OFFSET) != CountersFile.MAGIC) {
      wrong = strange(file, "it does not begin as one");
    } else if (bytes.getInt(CountersFile.VERSION_OFFSET) != CountersFile.FORMAT_VERSION) {
      wrong =
          new EngineException(
              file
                  + " is of version "
                  + bytes.getInt(CountersFile.VERSION_OFFSET)
                  + ", this program reads version "
                  + CountersFile.FORMAT_VERSION
                  + ": use the program of the server that wrote it");
    } else if (bytes.getInt(CountersFile.CAPACITY_OFFSET) != CountersFile.CAPACITY
        || size != CountersFile.bytes(CountersFile.CAPACITY)) {
      wrong =
          strange(
              file,
              "it has %d bytes for %d counters"
                  .formatted(size, bytes.getInt(CountersFile.CAPACITY_OFFSET)));
    }
    if (wrong != null) {
      IoUtil.unmap(mapping);
      throw wrong;
    }
    return mapping;
  }

  private static EngineException strange(Path file, String why) {
    return new EngineException(file + " is no file of counters: " + why);
  }

  /** Of the server that writes, or wrote, them. */
  public long pid() {
    return head.getLong(CountersFile.PID_OFFSET);
  }

  /** When that server started, in microseconds since the epoch. */
  public long startedMicros() {
    return head.getLong(CountersFile.STARTED_OFFSET);
  }

  /** When it last stored its counts, in microseconds since the epoch. */
  public long publishedMicros() {
    return head.getLongVolatile(CountersFile.PUBLISHED_OFFSET);
  }

  /** When it stopped in order, in microseconds since the epoch; 0 where it has not. */
  public long stoppedMicros() {
    return head.getLongVolatile(CountersFile.STOPPED_OFFSET);
  }

  /** The counters, in the order in which they were added. */
  public List<Counter> counters() {
    List<Counter> counters = new ArrayList<>();
    reader.forEach(
        (id, label) ->
            counters.add(
                new Counter(
                    label,
                    reader.getCounterTypeId(id) == CountersFile.COUNT_TYPE,
                    reader.getCounterValue(id))));
    return counters;
  }

  @Override
  public void close() {
    IoUtil.unmap(mapping);
  }
}
