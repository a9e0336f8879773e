package io.ringfold.bench.transfers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The yardstick F: what the disk gives where there is no engine. A preallocated, pre-zeroed file; a
 * batch is as many commands as the window, written with one write and, for {@code fsync}, forced
 * with one fdatasync. At its end the file is begun anew.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PlainFileBenchmark {

  /** Commands in a batch. */
  @Param({"1", "64", "512", "4096"})
  public int window;

  /** {@code fsync}: forced after each batch; {@code crash}: only written. */
  @Param({"fsync", "crash"})
  public String durability;

  @Param("100")
  public int commandBytes;

  @Param("256")
  public int fileMebibytes;

  private final LatencyFile latencies = new LatencyFile();
  private final Histogram iterationNs = new Histogram(3);
  private WorkDirectory directory;
  private FileChannel file;
  private ByteBuffer batch;
  private boolean force;
  private long fileBytes;
  private long position;
  private long lastPosition;
  private long commands;

  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = WorkDirectory.create();
    file =
        FileChannel.open(
            directory.path().resolve("plain"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
    for (int i = 0; i < fileMebibytes; i++) {
      writeWhole(zeros.clear(), (long) i << 20);
    }
    file.force(true);
    fileBytes = (long) fileMebibytes << 20;
    batch = ByteBuffer.allocateDirect(window * commandBytes);
    force = durability.equals("fsync");
  }

  @Benchmark
  public void batch(Completions completions) throws IOException {
    long beginNs = System.nanoTime();
    for (int i = 0; i < window; i++) {
      batch.putLong(i * commandBytes, ++commands);
    }
    if (position + batch.capacity() > fileBytes) {
      position = 0;
    }
    writeWhole(batch.clear(), position);
    if (force) {
      file.force(false);
    }
    lastPosition = position;
    position += batch.capacity();
    completions.completed += window;
    iterationNs.recordValueWithCount(System.nanoTime() - beginNs, window);
  }

  private void writeWhole(ByteBuffer bytes, long at) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes, at + bytes.position());
    }
  }

  /** The last batch stands in the file as it was made. */
  @TearDown(Level.Iteration)
  public void check() throws IOException {
    ByteBuffer written = ByteBuffer.allocate(batch.capacity());
    while (written.hasRemaining()) {
      if (file.read(written, lastPosition + written.position()) < 0) {
        throw new IllegalStateException("the measurement is void: the file ends at " + written);
      }
    }
    if (!written.flip().equals(batch.clear())
        || written.getLong((window - 1) * commandBytes) != commands) {
      throw new IllegalStateException("the measurement is void: the file has other bytes");
    }
    latencies.endIteration(iterationNs);
  }

  @TearDown(Level.Trial)
  public void close() throws IOException {
    latencies.write();
    file.close();
    directory.close();
  }
}
