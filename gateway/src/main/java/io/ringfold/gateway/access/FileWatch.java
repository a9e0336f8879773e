package io.ringfold.gateway.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when files change, by looking at them twice a second: that also sees a link that leads
 * elsewhere, and a disk over the network, where the system's own notices fail.
 */
final class FileWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

  static final long INTERVAL_MS = 500;

  private final List<Path> files;
  private final Runnable onChange;
  private final ScheduledExecutorService timer;
  private List<String> seen;

  /**
   * @param onChange called on the watch's own thread; tells itself what went wrong
   */
  FileWatch(String name, List<Path> files, Runnable onChange) {
    this.files = List.copyOf(files);
    this.onChange = onChange;
    this.seen = look();
    timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "ringfold-" + name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins. What changed since this was made is noticed too: make it before the first reading. */
  FileWatch start() {
    timer.scheduleWithFixedDelay(this::poll, INTERVAL_MS, INTERVAL_MS, TimeUnit.MILLISECONDS);
    return this;
  }

  private void poll() {
    List<String> now = look();
    if (!now.equals(seen)) {
      seen = now;
      try {
        onChange.run();
      } catch (RuntimeException e) {
        // the watch must go on
        LOG.error("{} changed, and could not be taken over", files, e);
      }
    }
  }

  private List<String> look() {
    return files.stream().map(FileWatch::look).toList();
  }

  private static String look(Path file) {
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return now.fileKey() + " " + now.lastModifiedTime() + " " + now.size();
    } catch (IOException e) {
      return "not there";
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
