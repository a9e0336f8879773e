package io.ringfold.bench.peers.harness;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.bench.peers.harness.PeerSettings.Durability;
import io.ringfold.bench.peers.harness.PeerSettings.Ingress;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * A peer's command line: one run, and one line {@code RESULT} with JSON on the standard output.
 *
 * <p>Exit codes: 0 measured, with every check held; 1 not; 2 wrong usage.
 */
@Command(sortOptions = false, mixinStandardHelpOptions = true)
public final class PeerMain implements Callable<Integer> {

  @Option(names = "--window", required = true, description = "Commands in flight at once.")
  private int window;

  @Option(names = "--durability", required = true, description = "${COMPLETION-CANDIDATES}.")
  private Durability durability;

  @Option(names = "--seconds", defaultValue = "5", description = "Measured (${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--warm-up", defaultValue = "3", description = "Before (${DEFAULT-VALUE}).")
  private double warmUpSeconds;

  @Option(names = "--data", required = true, description = "Where a directory for it is made.")
  private Path data;

  @Option(names = "--ingress", defaultValue = "ipc", description = "${COMPLETION-CANDIDATES}.")
  private Ingress ingress;

  private final String subject;
  private final String version;
  private final IntFunction<Completions> completionsOfWindow;
  private final Peer.Opener opener;
  private final PrintStream out;
  private final PrintStream err;

  private PeerMain(
      String subject,
      String version,
      IntFunction<Completions> completionsOfWindow,
      Peer.Opener opener,
      PrintStream out,
      PrintStream err) {
    this.subject = subject;
    this.version = version;
    this.completionsOfWindow = completionsOfWindow;
    this.opener = opener;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs a peer by its command line, and returns the exit code.
   *
   * @param completionsOfWindow {@link Completions#inOrder} or {@link Completions#inAnyOrder}
   */
  public static int run(
      String subject,
      String version,
      IntFunction<Completions> completionsOfWindow,
      Peer.Opener opener,
      String[] args,
      PrintStream out,
      PrintStream err) {
    return new CommandLine(new PeerMain(subject, version, completionsOfWindow, opener, out, err))
        .setCommandName(subject)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args);
  }

  @Override
  public Integer call() throws Exception {
    Files.createDirectories(data);
    Path directory = Files.createTempDirectory(data, "peer-");
    try {
      PeerSettings settings =
          new PeerSettings(window, durability, seconds, warmUpSeconds, directory, ingress);
      Completions completions = completionsOfWindow.apply(window);
      try (Peer peer = opener.open(settings, completions)) {
        PeerRun.Result result = new PeerRun(peer, settings, completions).run();
        out.println("RESULT " + json(result, peer.durableBy()));
      }
      return 0;
    } catch (IllegalArgumentException e) {
      err.println(subject + ": " + e.getMessage());
      return 2;
    } catch (PeerException e) {
      err.println(subject + ": " + e.getMessage());
      e.printStackTrace(err);
      return 1;
    } finally {
      remove(directory);
    }
  }

  private String json(PeerRun.Result result, String durableBy) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("subject", subject);
      json.writeStringField("version", version);
      json.writeStringField("durability", durability.name());
      json.writeStringField("durable-by", durableBy);
      json.writeNumberField("window", window);
      json.writeNumberField("seconds", result.seconds());
      json.writeNumberField("completed", result.completed());
      json.writeNumberField("per-second", result.perSecond());
      json.writeStringField("latency-ns", encoded(result.latenciesNs()));
      json.writeStringField("checks", String.join("; ", result.checks()));
      json.writeEndObject();
    }
    return text.toString();
  }

  private static String encoded(Histogram histogram) {
    ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(bytes);
    return Base64.getEncoder().encodeToString(Arrays.copyOf(bytes.array(), length));
  }

  private static void remove(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      paths
          .sorted(Comparator.reverseOrder())
          .forEach(
              path -> {
                try {
                  Files.deleteIfExists(path);
                } catch (IOException e) {
                  throw new UncheckedIOException("cannot remove " + path, e);
                }
              });
    }
  }
}
