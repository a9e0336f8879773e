package io.ringfold.journal;

import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.bytes.MappedBytesStore;
import net.openhft.chronicle.core.OS;
import net.openhft.chronicle.core.io.ReferenceOwner;
import net.openhft.posix.MAdviseFlag;
import net.openhft.posix.PosixAPI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of a segment's file that were written through the appender's mapping and will not be
 * written again, to be taken out of that mapping before they are forced.
 *
 * <p>Otherwise the system, while it writes them to disk, makes each page read-only in the mapping
 * by itself, and for each page interrupts every other processor that runs a thread of this process
 * and waits for its answer: milliseconds for a mebibyte on a virtual machine, of both processors.
 * Taken out together they cost one such interrupt for 512 pages.
 *
 * <p>No byte is lost by that: they stay in the page cache, dirty as they were ({@code madvise(2)},
 * MADV_DONTNEED of a shared file mapping), and whoever reads them through the mapping finds them
 * again. Where the system does not offer it, nothing is done.
 */
final class AppendedPages implements ReferenceOwner {

  /** Fewer are not worth it, and the first time loads a native library. */
  private static final long MIN_BYTES = 1 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(AppendedPages.class);

  static final AppendedPages NONE = new AppendedPages();

  private static volatile boolean offered = OS.isLinux();

  /** Held, so that it stays mapped until then; null for no pages. */
  private final MappedBytesStore mapping;

  private final long address;
  private final long bytes;

  private AppendedPages() {
    mapping = null;
    address = bytes = 0;
  }

  /**
   * The whole pages between two places of the file, as far as they lie in the stretch of it that is
   * mapped now. Called by who appends.
   */
  AppendedPages(MappedBytes file, long from, long to) {
    MappedBytesStore current = (MappedBytesStore) file.bytesStore();
    long page = OS.pageSize();
    long begin = Math.max(from, current.start()) / page * page;
    // its capacity counts from the beginning of the file
    long end = Math.min(to, current.capacity()) / page * page;
    if (!offered || end - begin < MIN_BYTES || !current.tryReserve(this)) {
      mapping = null;
      address = bytes = 0;
      return;
    }
    mapping = current;
    address = current.addressForRead(begin);
    bytes = end - begin;
  }

  /** Loads the library behind the calls, some tenths of a second, where nobody waits for it. */
  static void makeReady() {
    if (offered) {
      try {
        PosixAPI.posix();
      } catch (RuntimeException | LinkageError e) {
        notOffered(e);
      }
    }
  }

  /** Takes the pages out of the mapping. Any thread, once. */
  void letGo() {
    if (mapping == null) {
      return;
    }
    try {
      PosixAPI.posix().madvise(address, bytes, MAdviseFlag.MADV_DONTNEED);
    } catch (RuntimeException | LinkageError e) {
      notOffered(e);
    } finally {
      mapping.release(this);
    }
  }

  private static void notOffered(Throwable why) {
    offered = false;
    LOG.info(
        "madvise is not offered here ({}): nothing is lost, but writing the journal's pages to disk"
            + " takes more of the processors",
        why.toString());
  }
}
