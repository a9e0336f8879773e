package io.ringfold.index;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.LongDataType;
import org.h2.mvstore.type.StringDataType;

/**
 * The sealed blocks on disk, in one file of an H2 MVStore. A block is written in one commit, and
 * keys only ever ascend, so its B-tree grows at the end and nothing written is written again.
 *
 * <p>One thread writes, any may read. Every row carries a checksum, as the store looks at few of
 * its own; whatever else goes wrong in it is a {@link DamagedIndexException} too.
 */
final class IndexStore implements Closeable {
  static final int UUIDS = 0;
  static final int TERMS = 1;
  static final int PLACES = 2;

  private static final String FORMAT = "ringfold index, format 2";
  private static final int KIND_SHIFT = 16;
  private static final int ID_SHIFT = 18;
  private static final int MIB = 1 << 20;

  private final MVStore store;
  private final MVMap<Long, byte[]> summaries;
  private final MVMap<Long, byte[]> rows;
  private final Hashes hashes;
  private volatile List<SealedBlock> blocks;

  private IndexStore(MVStore store, String madeBy) {
    this.store = store;
    MVMap<String, byte[]> about =
        store.openMap(
            "about",
            new MVMap.Builder<String, byte[]>()
                .keyType(StringDataType.INSTANCE)
                .valueType(ByteArrayDataType.INSTANCE));
    summaries = store.openMap("blocks", blobs());
    rows = store.openMap("rows", blobs());
    String made = FORMAT + "\n" + madeBy;
    byte[] found = about.get("made");
    if (found == null && summaries.isEmpty()) {
      about.put("seed", sealed(Long.BYTES, bytes -> bytes.putLong(new SecureRandom().nextLong())));
      byte[] text = made.getBytes(StandardCharsets.UTF_8);
      about.put("made", sealed(text.length, bytes -> bytes.put(text)));
      store.commit();
    } else {
      ByteBuffer bytes = Rows.opened(found);
      String text = StandardCharsets.UTF_8.decode(bytes).toString();
      if (!text.equals(made)) {
        throw new DamagedIndexException("it was made by another version, or for other domains");
      }
    }
    hashes = new Hashes(Rows.opened(about.get("seed")).getLong());
    blocks = readBlocks();
  }

  private static MVMap.Builder<Long, byte[]> blobs() {
    return new MVMap.Builder<Long, byte[]>()
        .keyType(LongDataType.INSTANCE)
        .valueType(ByteArrayDataType.INSTANCE);
  }

  private static byte[] sealed(int length, Consumer<ByteBuffer> content) {
    byte[] row = new byte[length + Integer.BYTES];
    content.accept(ByteBuffer.wrap(row));
    Rows.seal(row);
    return row;
  }

  private List<SealedBlock> readBlocks() {
    List<SealedBlock> found = new ArrayList<>();
    for (byte[] row : summaries.values()) {
      SealedBlock block = SealedBlock.decoded(this, row);
      if (block.id() != found.size()
          || block.last() < block.first()
          || !found.isEmpty() && found.get(found.size() - 1).last() + 1 != block.first()) {
        throw new DamagedIndexException("the blocks do not follow one another");
      }
      found.add(block);
    }
    return List.copyOf(found);
  }

  /**
   * Opens the store in a directory, makes one where there is none.
   *
   * @param cacheBytes what it may keep of its pages in memory
   * @param madeBy what the content depends on beside the journal; another one is damage
   * @throws DamagedIndexException where what is there cannot be used
   */
  static IndexStore open(Path directory, int cacheBytes, String madeBy) throws IOException {
    Files.createDirectories(directory);
    MVStore store = null;
    try {
      store =
          new MVStore.Builder()
              .fileName(file(directory).toString())
              // no thread of its own: it is written to by one, and only by commits
              .autoCommitDisabled()
              .cacheSize(Math.max(1, cacheBytes / MIB))
              .open();
      store.setVersionsToKeep(0);
      return new IndexStore(store, madeBy);
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      if (store != null) {
        store.closeImmediately();
      }
      throw damaged(e);
    }
  }

  /** Throws away what is in a directory. */
  static void delete(Path directory) throws IOException {
    Files.deleteIfExists(file(directory));
  }

  static Path file(Path directory) {
    return directory.resolve("index.mv");
  }

  Hashes hashes() {
    return hashes;
  }

  /** All blocks, in order. */
  List<SealedBlock> blocks() {
    return blocks;
  }

  /** Writes a block to which nothing is added any more; all of it or nothing. */
  SealedBlock add(OpenBlock block) {
    return guarded(
        () -> {
          SealedBlock sealed =
              new SealedBlock(
                  this,
                  blocks.size(),
                  block.first(),
                  block.last(),
                  block.lastTimeMicros(),
                  block.lastUuid(),
                  Rows.bits(block.uuidEntries().size()),
                  Rows.bits(block.termEntries().size()));
          Rows.write(
              block.uuidEntries(),
              sealed.uuidBits(),
              (number, row) -> rows.put(key(sealed.id(), UUIDS, number), row));
          Rows.write(
              block.termEntries(),
              sealed.termBits(),
              (number, row) -> rows.put(key(sealed.id(), TERMS, number), row));
          rows.put(key(sealed.id(), PLACES, 0), block.places().encoded());
          summaries.put(sealed.id(), sealed.encoded());
          store.commit();
          List<SealedBlock> all = new ArrayList<>(blocks);
          all.add(sealed);
          blocks = List.copyOf(all);
          return sealed;
        });
  }

  /** Drops the last block. */
  void dropLast() {
    guarded(
        () -> {
          SealedBlock last = blocks.get(blocks.size() - 1);
          for (Long key = rows.ceilingKey(key(last.id(), UUIDS, 0));
              key != null;
              key = rows.ceilingKey(key)) {
            rows.remove(key);
          }
          summaries.remove(last.id());
          store.commit();
          blocks = blocks.subList(0, blocks.size() - 1);
          return null;
        });
  }

  /**
   * A row of a block.
   *
   * @return null where it is missing
   */
  byte[] row(long id, int kind, int number) {
    return guarded(() -> rows.get(key(id, kind, number)));
  }

  private static long key(long id, int kind, int number) {
    return id << ID_SHIFT | (long) kind << KIND_SHIFT | number;
  }

  private static <T> T guarded(Supplier<T> work) {
    try {
      return work.get();
    } catch (RuntimeException | AssertionError | StackOverflowError e) {
      throw damaged(e);
    }
  }

  /**
   * The store tells damage by exceptions, by assertions where they are on, and by endless depth.
   */
  private static DamagedIndexException damaged(Throwable e) {
    return e instanceof DamagedIndexException known
        ? known
        : new DamagedIndexException("the store failed: " + e, e);
  }

  /** Nothing is written: what was not committed is read from the journal again. */
  @Override
  public void close() {
    store.closeImmediately();
  }
}
