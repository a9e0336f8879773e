package io.ringfold.bench.transfers;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each thread of this JVM has allocated since a moment, by the JVM's own count. The threads of
 * the pipeline live as long as the engine, so none is missed.
 */
final class AllocatedBytes {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Map<Long, Long> before = bytes();

  /** Counts from now on. */
  AllocatedBytes() {}

  private static Map<Long, Long> bytes() {
    Map<Long, Long> bytes = new LinkedHashMap<>();
    for (long id : THREADS.getAllThreadIds()) {
      bytes.put(id, THREADS.getThreadAllocatedBytes(id));
    }
    return bytes;
  }

  /** By the threads' names, those of a pool together under the name of the pool. */
  Map<String, Long> byThread() {
    Map<String, Long> since = new TreeMap<>();
    bytes()
        .forEach(
            (id, now) -> {
              ThreadInfo thread = THREADS.getThreadInfo(id);
              if (thread != null) {
                since.merge(
                    thread.getThreadName().replaceFirst("-?[0-9]+$", ""),
                    now - before.getOrDefault(id, 0L),
                    Long::sum);
              }
            });
    return since;
  }
}
