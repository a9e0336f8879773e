package io.ringfold.bench.peers.exchangecore;

import exchange.core2.core.ExchangeApi;
import exchange.core2.core.common.cmd.OrderCommand;
import exchange.core2.core.common.config.InitialStateConfiguration;
import exchange.core2.core.processors.journaling.DiskSerializationProcessor;
import exchange.core2.core.processors.journaling.ISerializationProcessor;
import exchange.core2.core.processors.journaling.SnapshotDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.function.Function;
import net.openhft.chronicle.bytes.BytesIn;
import net.openhft.chronicle.bytes.WriteBytesMarshallable;

/**
 * exchange-core's own journal, writing without forcing. Its files are opened so that each write
 * returns when it is on the disk, and no setting says otherwise; here the file is opened anew
 * without that, after the first write, and put in its place.
 */
final class UnforcedJournal implements ISerializationProcessor {
  private static final VarHandle CHANNEL;
  private static final VarHandle FILE;

  static {
    try {
      MethodHandles.Lookup inside =
          MethodHandles.privateLookupIn(DiskSerializationProcessor.class, MethodHandles.lookup());
      CHANNEL =
          inside.findVarHandle(DiskSerializationProcessor.class, "channel", FileChannel.class);
      FILE = inside.findVarHandle(DiskSerializationProcessor.class, "raf", RandomAccessFile.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final DiskSerializationProcessor journal;
  private final Path directory;
  private FileChannel unforced;

  UnforcedJournal(DiskSerializationProcessor journal, Path directory) {
    this.journal = journal;
    this.directory = directory;
  }

  @Override
  public void writeToJournal(OrderCommand command, long sequence, boolean endOfBatch)
      throws IOException {
    journal.writeToJournal(command, sequence, endOfBatch);
    FileChannel channel = (FileChannel) CHANNEL.get(journal);
    if (channel != null && channel != unforced) {
      replace(channel);
    }
  }

  private void replace(FileChannel forced) throws IOException {
    Path path = onlyJournalFile();
    RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
    unforced = file.getChannel();
    unforced.position(forced.position());
    ((RandomAccessFile) FILE.get(journal)).close();
    FILE.set(journal, file);
    CHANNEL.set(journal, unforced);
  }

  private Path onlyJournalFile() throws IOException {
    try (var files = Files.list(directory)) {
      var journals = files.filter(file -> file.toString().endsWith(".ecj")).toList();
      if (journals.size() != 1) {
        throw new IOException("one journal file was to be in " + directory + ", not " + journals);
      }
      return journals.get(0);
    }
  }

  @Override
  public boolean storeData(
      long snapshotId,
      long sequence,
      long timestampNs,
      SerializedModuleType type,
      int instanceId,
      WriteBytesMarshallable data) {
    return journal.storeData(snapshotId, sequence, timestampNs, type, instanceId, data);
  }

  @Override
  public <T> T loadData(
      long snapshotId,
      SerializedModuleType type,
      int instanceId,
      @SuppressWarnings("rawtypes") Function<BytesIn, T> from) {
    return journal.loadData(snapshotId, type, instanceId, from);
  }

  @Override
  public void enableJournaling(long afterSequence, ExchangeApi api) {
    journal.enableJournaling(afterSequence, api);
  }

  @Override
  public NavigableMap<Long, SnapshotDescriptor> findAllSnapshotPoints() {
    return journal.findAllSnapshotPoints();
  }

  @Override
  public void replayJournalStep(long snapshotId, long from, long to, ExchangeApi api) {
    journal.replayJournalStep(snapshotId, from, to, api);
  }

  @Override
  public long replayJournalFull(InitialStateConfiguration initial, ExchangeApi api) {
    return journal.replayJournalFull(initial, api);
  }

  @Override
  public void replayJournalFullAndThenEnableJouraling(
      InitialStateConfiguration initial, ExchangeApi api) {
    journal.replayJournalFullAndThenEnableJouraling(initial, api);
  }
}
