package io.ringfold.gateway;

import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One connection sends as fast as it can; another wants its commands answered. */
@Timeout(180)
class FloodTest {
  private static final int COMMANDS = 500;
  private static final int COMMANDS_A_FRAME = 200;

  @TempDir Path data;

  /** Floods until told to stop, and reads every answer. */
  private static final class Flood implements AutoCloseable {
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong busy = new AtomicLong();
    private final RawClient client;
    private final Thread writer;
    private final Thread reader;

    Flood(Gateway gateway) throws IOException {
      client = new RawClient(gateway, "?updates=none");
      writer = new Thread(this::write, "flood-writer");
      reader = new Thread(this::read, "flood-reader");
      writer.start();
      reader.start();
    }

    private void write() {
      try {
        for (long seq = 1; !stop.get(); ) {
          StringBuilder batch = new StringBuilder("[");
          for (int i = 0; i < COMMANDS_A_FRAME; i++) {
            batch.append(i == 0 ? "" : ",").append(say("flood", seq++, "text"));
          }
          client.sendText(batch.append("]").toString());
        }
      } catch (IOException e) {
        assertTrue(stop.get(), "the flood was cut: " + e);
      }
    }

    private void read() {
      try {
        while (true) {
          JsonNode frame = Client.parse(client.read().text());
          if (frame.get(0).isTextual()) {
            count(frame);
          } else {
            frame.forEach(this::count);
          }
        }
      } catch (IOException closed) {
        assertTrue(stop.get(), "the flood was cut: " + closed);
      }
    }

    private void count(JsonNode answer) {
      if (answer.get(0).asText().equals("cmd-ack")) {
        accepted.incrementAndGet();
      } else {
        assertEquals("busy", answer.get(3).asText(), answer::toString);
        busy.incrementAndGet();
      }
    }

    @Override
    public void close() throws IOException {
      stop.set(true);
      client.close();
      try {
        writer.join();
        reader.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The times of commands sent one after the other, each accepted, sorted. */
  private static long[] commands(Client client, String clientId) {
    long[] times = new long[COMMANDS];
    for (int i = 0; i < COMMANDS; i++) {
      long startNs = System.nanoTime();
      client.send(say(clientId, i + 1, "text"));
      JsonNode answer = client.next();
      assertEquals("cmd-ack", answer.get(0).asText(), answer::toString);
      times[i] = System.nanoTime() - startNs;
    }
    Arrays.sort(times);
    return times;
  }

  private static long p99Us(long[] sorted) {
    return sorted[sorted.length * 99 / 100] / 1_000;
  }

  @Test
  void aFloodIsBusyAndLeavesEveryCommandOfAnotherConnectionAnswered() throws Exception {
    try (Server server =
            Server.start(
                data, Map.of("ring-slots", "1024", "max-in-flight", "64", "segment-bytes", "64m"));
        Client client = Client.connect(server.gateway, "?updates=none")) {
      commands(client, "warm-up");
      long[] alone = commands(client, "alone");
      long[] beside;
      try (Flood flood = new Flood(server.gateway)) {
        while (flood.busy.get() == 0) {
          Thread.onSpinWait();
          assertTrue(flood.writer.isAlive(), "the flood ended early");
        }
        beside = commands(client, "beside");
        System.out.printf(
            "beside a flood (%d accepted, %d busy): p50 %d us, p99 %d us; alone: p50 %d us, p99 %d"
                + " us; p99 ratio %.1f%n",
            flood.accepted.get(),
            flood.busy.get(),
            beside[COMMANDS / 2] / 1_000,
            p99Us(beside),
            alone[COMMANDS / 2] / 1_000,
            p99Us(alone),
            (double) p99Us(beside) / p99Us(alone));
        assertTrue(flood.accepted.get() > 0, "the flood was shut out altogether");
      }
    }
  }
}
