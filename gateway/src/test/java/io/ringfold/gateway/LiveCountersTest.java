package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.EngineStatus;
import io.ringfold.engine.counters.CountersView;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server stores for whoever looks into its data directory. */
@Timeout(120)
class LiveCountersTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z]+\\.[^`]+)` \\|", Pattern.MULTILINE);

  @TempDir Path data;

  private static Map<String, Long> values(CountersView view) {
    return view.counters().stream()
        .collect(Collectors.toMap(CountersView.Counter::label, CountersView.Counter::value));
  }

  private void await(CountersView view, String label, long value) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (values(view).get(label) != value) {
      assertTrue(System.nanoTime() < deadline, label + " is " + values(view).get(label));
      Thread.sleep(10);
    }
  }

  @Test
  void whatIsCountedIsStoredWhileItRunsAndWhenItStops() throws Exception {
    Map<String, Long> values;
    Server server = Server.start(data);
    try (CountersView view = CountersView.open(DataDirectory.counters(data))) {
      try (Client client = Client.connect(server.gateway, "?updates=none")) {
        client.send(say("c", 1, "one"));
        client.send(say("c", 1, "one"));
        client.send(say("c", 2, "SHOUT"));
        client.send(cmd("c", 3, "invented", "{}"));
        client.next(4);
        client.send("[\"query\",1,{\"name\":\"count-said\",\"data\":{}}]");
        client.next();
        server.gateway.snapshot();
        await(view, "commands.rejected", 1);
        await(view, "queries.answered", 1);
        await(view, "sequence.snapshot", 2);
        await(view, "connections.open", 1);
      }
      await(view, "connections.closed", 1);
      values = values(view);
      assertEquals(EngineStatus.State.READY.ordinal(), values.get("engine.state"));
      assertEquals(1, values.get("commands.accepted"));
      assertEquals(1, values.get("commands.duplicate"));
      assertEquals(0, values.get("commands.refused"));
      for (String stage : new String[] {"published", "decide", "journal", "reply", "project"}) {
        assertEquals(3, values.get("ring." + stage), stage);
      }
      for (String sequence : new String[] {"settled", "target", "forced", "projected"}) {
        assertEquals(2, values.get("sequence." + sequence), sequence);
      }
      assertEquals(0, values.get("projection.lag"));
      assertEquals(2, values.get("journal.records"));
      assertTrue(values.get("journal.forces") >= 1, values.toString());
      assertTrue(values.get("journal.last-force-us") > 0, values.toString());
      assertTrue(values.get("disk.free-bytes") > 0, values.toString());
      assertEquals(5, values.get("messages.received"));
      assertEquals(0, view.stoppedMicros());

      server.close();
      assertEquals(EngineStatus.State.STOPPED.ordinal(), values(view).get("engine.state"));
      assertTrue(view.stoppedMicros() >= view.publishedMicros());
    } finally {
      server.close();
    }
    assertEquals(documented(), new TreeSet<>(values.keySet()));
  }

  private static TreeSet<String> documented() throws Exception {
    Path page = Path.of(System.getProperty("ringfold.root"), "docs/operations.md");
    TreeSet<String> documented = new TreeSet<>();
    Matcher rows = ROW.matcher(Files.readString(page));
    while (rows.find()) {
      documented.add(rows.group(1));
    }
    return documented;
  }

  @Test
  void aServerThatCannotStoreThemDoesWithout() throws Exception {
    Server.start(data).close();
    Files.delete(DataDirectory.counters(data));
    Files.createDirectories(DataDirectory.counters(data).resolve("in-the-way"));
    try (Server server = Server.start(data);
        Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(say("c", 1, "one"));
      assertEquals("cmd-ack", client.next().get(0).asText());
    }
  }
}
