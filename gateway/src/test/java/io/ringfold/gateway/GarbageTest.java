package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a command in a frame of its own, its acknowledgement and its update leave behind for the
 * garbage collector, on the threads of the gateway.
 */
@Timeout(120)
class GarbageTest {
  private static final int WINDOW = 200;
  private static final int WARM_UP_ROUNDS = 150;
  private static final int ROUNDS = 100;

  /** The message, its record, the submission, and what their texts and ids are. */
  private static final long MAX_IO_BYTES = 700;

  /** The event's uuid, and what describes a message to its writer. */
  private static final long MAX_REPLY_BYTES = 500;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path data;

  @Test
  void isBoundedForEachCommand() throws IOException {
    try (Server server = Server.start(data, Map.of("durability", "crash"));
        RawClient client = new RawClient(server.gateway, "")) {
      long sequence = 0;
      for (int i = 0; i < WARM_UP_ROUNDS; i++) {
        sequence = exchange(client, sequence);
      }
      long ioBefore = allocated(GarbageTest::isIoThread);
      long replyBefore = allocated("ringfold-reply"::equals);
      for (int i = 0; i < ROUNDS; i++) {
        sequence = exchange(client, sequence);
      }
      long io = (allocated(GarbageTest::isIoThread) - ioBefore) / (ROUNDS * WINDOW);
      long reply = (allocated("ringfold-reply"::equals) - replyBefore) / (ROUNDS * WINDOW);
      System.out.printf(
          "GarbageTest: a command leaves %d bytes on I/O threads, %d on the reply thread%n",
          io, reply);
      assertTrue(io <= MAX_IO_BYTES, () -> io + " bytes a command on I/O threads");
      assertTrue(reply <= MAX_REPLY_BYTES, () -> reply + " bytes a command on the reply thread");
    }
  }

  private static boolean isIoThread(String name) {
    return name.startsWith("XNIO-") && name.contains(" I/O-");
  }

  private static long allocated(Predicate<String> named) {
    long bytes = 0;
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (named.test(thread.getName())) {
        bytes += THREADS.getThreadAllocatedBytes(thread.getId());
      }
    }
    assertTrue(bytes > 0, "no thread of this name, or it has allocated nothing");
    return bytes;
  }

  /** Sends a window of frames, and reads until each command's update is there. */
  private static long exchange(RawClient client, long sequence) throws IOException {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    for (int i = 1; i <= WINDOW; i++) {
      frames.writeBytes(RawClient.textFrame(Client.say("garbage", sequence + i, "a short text")));
    }
    client.sendBytes(frames.toByteArray());
    int updates = 0;
    while (updates < WINDOW) {
      updates += count(client.readPastPings().text(), "[\"update\",");
    }
    return sequence + WINDOW;
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
      count++;
    }
    return count;
  }
}
