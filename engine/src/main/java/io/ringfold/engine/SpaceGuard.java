package io.ringfold.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the disk has room for more commands, ahead of need: the journal is written through
 * a memory mapping, where a full disk is not an error but a signal that ends the process. While
 * there is none, commands are refused before they are numbered and everything else goes on; it
 * opens again when space returns.
 *
 * <p>Thread-safe.
 */
final class SpaceGuard {
  private static final Logger LOG = LoggerFactory.getLogger(SpaceGuard.class);

  /** How much may be appended between two looks at the disk. */
  private static final long LOOK_EACH_BYTES = 4L << 20;

  private final long minFreeBytes;
  private final LongSupplier usableBytes;
  private final Consumer<Boolean> onChange;
  private volatile boolean full;
  private volatile long lastUsableBytes;
  private long appendedSinceLook;

  /**
   * @param minFreeBytes below this commands are refused; they are taken again at a quarter more
   * @param usableBytes how much is free
   * @param onChange told when it becomes full (true) or opens again (false)
   */
  SpaceGuard(long minFreeBytes, LongSupplier usableBytes, Consumer<Boolean> onChange) {
    this.minFreeBytes = minFreeBytes;
    this.usableBytes = usableBytes;
    this.onChange = onChange;
  }

  /** Of whoever writes nothing. */
  static SpaceGuard never() {
    return new SpaceGuard(0, () -> Long.MAX_VALUE, full -> {});
  }

  /** The free space of the disk that a directory is on. */
  static LongSupplier usableBytes(Path directory) {
    return () -> {
      try {
        return Files.getFileStore(directory).getUsableSpace();
      } catch (IOException e) {
        LOG.warn("free space of {} cannot be read: {}", directory, e.toString());
        return 0;
      }
    };
  }

  /** Whether commands have to be refused now. */
  boolean isFull() {
    return full;
  }

  /** Looks again where so much was appended that it may have changed; the journal stage's alone. */
  void appended(int bytes) {
    appendedSinceLook += bytes;
    if (appendedSinceLook >= LOOK_EACH_BYTES) {
      appendedSinceLook = 0;
      look();
    }
  }

  /** Looks at the disk. */
  synchronized void look() {
    long usable = usableBytes.getAsLong();
    lastUsableBytes = usable;
    boolean nowFull = usable < (full ? minFreeBytes + minFreeBytes / 4 : minFreeBytes);
    if (nowFull != full) {
      full = nowFull;
      if (nowFull) {
        LOG.error(
            "{} bytes are free, fewer than min-free-bytes={}: commands are refused until there are"
                + " more",
            usable,
            minFreeBytes);
      } else {
        LOG.info("{} bytes are free again: commands are taken", usable);
      }
      onChange.accept(nowFull);
    }
  }

  /** What was free at the last look; 0 before the first. */
  long lastUsableBytes() {
    return lastUsableBytes;
  }

  /** For whoever is refused. */
  String reason() {
    return "the disk of the data directory has less than min-free-bytes="
        + minFreeBytes
        + " left: make room, commands are taken again by themselves; queries go on";
  }
}
