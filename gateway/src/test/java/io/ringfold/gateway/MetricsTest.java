package io.ringfold.gateway;

import static io.ringfold.gateway.Client.cmd;
import static io.ringfold.gateway.Client.say;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a scrape says, and that docs/operations.md says the same. */
@Timeout(120)
class MetricsTest {
  private static final Pattern ROW =
      Pattern.compile("^\\| `(ringfold_[a-z_]+)`", Pattern.MULTILINE);
  private static final Pattern TYPE = Pattern.compile("^# TYPE (\\S+) \\S+$", Pattern.MULTILINE);

  @TempDir Path data;
  private Server server;

  @BeforeEach
  void start() {
    server = Server.start(data);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private HttpResponse<String> scrape(String accept) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.gateway.url() + "/metrics"))
                .header("Accept", accept)
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  /** Every sample of a scrape, by its name and labels as they stand there. */
  private Map<String, Double> samples() throws Exception {
    Map<String, Double> samples = new TreeMap<>();
    for (String line : scrape("*/*").body().split("\n")) {
      if (!line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
    return samples;
  }

  private void await(String sample, double value) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (samples().get(sample) != value) {
      assertTrue(System.nanoTime() < deadline, sample + " is " + samples().get(sample));
    }
  }

  @Test
  void countsWhatWentThroughEachStage() throws Exception {
    try (Client client = Client.connect(server.gateway, "?updates=none")) {
      client.send(say("c", 1, "one"));
      client.send(say("c", 1, "one"));
      client.send(say("c", 2, "SHOUT"));
      client.send(cmd("c", 3, "stumble", "{}"));
      client.next(4);
      client.send("[\"query\",1,{\"name\":\"count-said\",\"data\":{}}]");
      client.next();
      server.gateway.snapshot();
      await("ringfold_commands_total{command=\"stumble\",outcome=\"rejected\"}", 1);
      await("ringfold_query_seconds_count{query=\"count-said\"}", 1);
      await("ringfold_ring_occupied_slots", 0);

      Map<String, Double> samples = samples();
      assertEquals(1, samples.get("ringfold_commands_total{command=\"say\",outcome=\"accepted\"}"));
      assertEquals(
          1, samples.get("ringfold_commands_total{command=\"say\",outcome=\"duplicate\"}"));
      assertEquals(1, samples.get("ringfold_commands_total{command=\"say\",outcome=\"rejected\"}"));
      assertEquals(1, samples.get("ringfold_rejections_total{code=\"too-loud\"}"));
      assertEquals(1, samples.get("ringfold_rejections_total{code=\"internal-error\"}"));
      assertEquals(4, samples.get("ringfold_command_seconds_count"));
      assertEquals(4, samples.get("ringfold_command_seconds_bucket{le=\"+Inf\"}"));
      assertTrue(samples.get("ringfold_command_seconds_sum") > 0);
      assertTrue(samples.get("ringfold_journal_force_seconds_count") >= 1);
      for (String stage : new String[] {"decide", "journal", "reply", "project"}) {
        String label = "{stage=\"" + stage + "\"}";
        assertEquals(4, samples.get("ringfold_stage_batch_slots_sum" + label), stage);
        assertTrue(samples.get("ringfold_stage_busy_seconds_total" + label) > 0, stage);
        assertEquals(0, samples.get("ringfold_stage_waiting_slots" + label), stage);
      }
      assertEquals(3, samples.get("ringfold_journal_records_total"));
      assertTrue(
          samples.get("ringfold_journal_size_bytes") > samples.get("ringfold_journal_bytes_total"));
      assertEquals(3, samples.get("ringfold_sequence"));
      assertEquals(3, samples.get("ringfold_projected_sequence"));
      assertEquals(0, samples.get("ringfold_projection_lag"));
      assertEquals(3, samples.get("ringfold_snapshot_sequence"));
      assertEquals(0, samples.get("ringfold_snapshot_age_records"));
      assertEquals(1, samples.get("ringfold_snapshots_taken_total"));
      assertEquals(1, samples.get("ringfold_state{state=\"ready\"}"));
      assertEquals(0, samples.get("ringfold_state{state=\"failed\"}"));
      assertEquals(1, samples.get("ringfold_connections"));
      assertEquals(5, samples.get("ringfold_messages_received_total"));
      assertEquals(16_384, samples.get("ringfold_ring_slots"));
      assertTrue(samples.get("ringfold_disk_free_bytes") > 0);
      assertTrue(samples.keySet().stream().anyMatch(name -> name.startsWith("jvm_gc_")));
      assertTrue(samples.containsKey("process_uptime_seconds"));
    }
  }

  @Test
  void countsRefusalsByCodeAndLearnsNoNameFromAClient() throws Exception {
    try (Client client = Client.connect(server.gateway, "")) {
      client.send(cmd("c", 1, "invented-by-a-client", "{}"));
      client.send(cmd("c", 2, "say", "{}"));
      client.send("nonsense");
      client.send("[\"query\",1,{\"name\":\"invented-too\",\"data\":{}}]");
      client.next(4);
    }
    HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(server.gateway.url() + "/invented-path")).build(),
            HttpResponse.BodyHandlers.discarding());

    Map<String, Double> samples = samples();
    assertEquals(
        1, samples.get("ringfold_refusals_total{code=\"unknown-command\",kind=\"command\"}"));
    assertEquals(
        1,
        samples.get(
            "ringfold_refusals_total{code=\"command-validation-failed\",kind=\"command\"}"));
    assertEquals(
        1, samples.get("ringfold_refusals_total{code=\"malformed-message\",kind=\"command\"}"));
    assertEquals(1, samples.get("ringfold_refusals_total{code=\"unknown-query\",kind=\"query\"}"));
    assertEquals(
        1, samples.get("ringfold_refusals_total{code=\"malformed-message\",kind=\"http\"}"));
    await("ringfold_http_responses_total{status=\"4xx\"}", 1);
    assertTrue(samples.keySet().stream().noneMatch(name -> name.contains("invented")));
  }

  /** The same names before anything happened: a rate needs the zero before the first. */
  @Test
  void hasEverySampleFromTheBeginning() throws Exception {
    TreeSet<String> before = new TreeSet<>(samples().keySet());
    try (Client client = Client.connect(server.gateway, "")) {
      client.send(say("c", 1, "one"));
      client.send(cmd("c", 2, "say", "{}"));
      client.next(3);
      TreeSet<String> after = new TreeSet<>(samples().keySet());
      after.removeAll(before);
      after.removeIf(name -> name.startsWith("jvm_"));
      assertEquals(new TreeSet<>(), after);
    }
  }

  @Test
  void isServedWhileTheEngineRecovers() throws Exception {
    server.close();
    server = Server.open(data, Map.of());
    assertEquals(1, samples().get("ringfold_state{state=\"recovering\"}"));
    assertEquals(0, samples().get("ringfold_sequence"));
  }

  @Test
  void speaksOpenMetricsToWhoAsksForIt() throws Exception {
    HttpResponse<String> open =
        scrape("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5");
    assertTrue(
        open.headers().firstValue("Content-Type").orElse("").startsWith("application/openmetrics"),
        open.headers().toString());
    assertTrue(open.body().endsWith("# EOF\n"), "no end");
    HttpResponse<String> text = scrape("*/*");
    assertEquals(
        "text/plain; version=0.0.4; charset=utf-8",
        text.headers().firstValue("Content-Type").orElse(""));
    assertFalse(text.body().contains("# EOF"));
  }

  /** Debian's python3-prometheus-client reads both forms, its own way. */
  @Test
  void isReadByAParserOfOtherMake() throws Exception {
    String text = scrape("*/*").body();
    String open = scrape("application/openmetrics-text").body();
    assertEquals("ready 1.0\n", parsed("prometheus_client.parser", text));
    assertEquals("ready 1.0\n", parsed("prometheus_client.openmetrics.parser", open));
  }

  /** Every sample has to parse; then the state, as the parser found it. */
  private String parsed(String module, String exposition) throws Exception {
    Path file = Files.writeString(data.resolve("exposition"), exposition);
    String program =
        """
        import sys
        from %s import text_string_to_metric_families as parse
        families = {family.name: family for family in parse(open(sys.argv[1]).read())}
        assert families["ringfold_command_seconds"].type == "histogram"
        assert families["ringfold_commands"].type == "counter"
        assert all(family.documentation for family in families.values())
        for sample in families["ringfold_state"].samples:
            if sample.value:
                print(sample.labels["state"], sample.value)
        """
            .formatted(module);
    Process python =
        new ProcessBuilder("/usr/bin/python3", "-c", program, file.toString())
            .redirectErrorStream(true)
            .start();
    String out = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    python.waitFor();
    return out;
  }

  @Test
  void theOperationsPageNamesEveryMetricAndNoOther() throws Exception {
    TreeSet<String> actual = new TreeSet<>();
    Matcher type = TYPE.matcher(scrape("*/*").body());
    while (type.find()) {
      if (type.group(1).startsWith("ringfold_")) {
        actual.add(type.group(1));
      }
    }
    TreeSet<String> documented = new TreeSet<>();
    Matcher row = ROW.matcher(page());
    while (row.find()) {
      documented.add(row.group(1));
    }
    assertEquals(documented, actual);
  }

  private static String page() throws IOException {
    return Files.readString(Path.of(System.getProperty("ringfold.root"), "docs/operations.md"));
  }
}
