package io.ringfold.replaytool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Where the tables of a data directory are kept from one question to the next: outside of it, as
 * this tool changes nothing there. One process at a time has them; another one does without.
 */
final class TablesCache implements Closeable {

  private final Path directory;
  private final FileChannel channel;

  private TablesCache(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * @param none whether nothing is to be kept
   * @throws ToolException where there is no place for it
   */
  static TablesCache of(Path dataDirectory, boolean none) {
    if (none) {
      return new TablesCache(null, null);
    }
    Path directory = null;
    FileChannel channel = null;
    try {
      String name =
          UUID.nameUUIDFromBytes(
                  dataDirectory.toRealPath().toString().getBytes(StandardCharsets.UTF_8))
              .toString();
      directory = root().resolve("ringfold").resolve("tables").resolve(name);
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        channel.close();
        return new TablesCache(null, null);
      }
      return new TablesCache(directory, channel);
    } catch (IOException e) {
      throw new ToolException(
          "tables cannot be kept in "
              + (directory == null ? root() : directory)
              + ": "
              + e
              + "; say --no-cache, or name another place with XDG_CACHE_HOME",
          e);
    }
  }

  private static Path root() {
    String configured = System.getenv("XDG_CACHE_HOME");
    return configured != null && Path.of(configured).isAbsolute()
        ? Path.of(configured)
        : Path.of(System.getProperty("user.home"), ".cache");
  }

  private static FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  /** Null for memory. */
  Path directory() {
    return directory;
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
    }
  }
}
