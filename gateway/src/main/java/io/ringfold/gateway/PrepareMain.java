package io.ringfold.gateway;

import io.ringfold.engine.domain.Domains;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * {@code ringfold prepare}: rehearses a start, so that the JVM has loaded what a server loads until
 * it is ready and has answered its first command, and can keep those classes as an archive at its
 * end ({@code -XX:ArchiveClassesAtExit}, JEP 350; the launcher says where). Later starts map the
 * archive instead of reading, checking and linking the classes again.
 *
 * <p>A server is started in a directory of its own, on a free port of loopback, stopped with a
 * snapshot, started again from that, and thrown away.
 *
 * <p>Exit codes: 0 rehearsed · 1 not, and the archive is not to be used · 2 wrong usage.
 */
public final class PrepareMain {
  private static final long PATIENCE_S = 60;

  /** Understood where the sample domains are served; else refused, which is an answer too. */
  private static final String COMMAND =
      "[\"cmd\",\"prepare\",%d,{\"name\":\"visit-page\",\"data\":{\"url\":\"/\"}}]";

  private static final String USAGE =
      """
      Usage: ringfold prepare
      Keeps the classes of a server in an archive beside lib/, for the Java that runs this, so that
      servers take less of the processor to start. Worth it once after unpacking or updating, by a
      user who may write there; a clone does it when it builds.""";

  private PrepareMain() {}

  public static void main(String[] args) {
    if (args.length > 0) {
      boolean asked = args[0].equals("--help") || args[0].equals("-h");
      (asked ? System.out : System.err).println(USAGE);
      System.exit(asked ? 0 : 2);
    }
    try {
      rehearse();
    } catch (Exception e) {
      // into the log that the launcher names
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void rehearse() throws Exception {
    Path directory = Files.createTempDirectory("ringfold-prepare");
    try {
      for (int start = 1; start <= 2; start++) {
        serveOnce(directory.resolve("data"), start);
      }
    } finally {
      delete(directory);
    }
  }

  private static void serveOnce(Path data, int start) throws Exception {
    GatewayConfig config =
        GatewayConfig.of(Settings.of(Map.of("data", data.toString(), "port", "0"), Map.of(), null));
    Domains domains = Domains.load(Thread.currentThread().getContextClassLoader());
    CompletableFuture<String> answer = new CompletableFuture<>();
    try (Gateway gateway = Gateway.open(config, domains, answer::completeExceptionally)) {
      gateway.recover();
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .buildAsync(
              URI.create("ws://127.0.0.1:" + gateway.port() + "/ws"), new FirstAnswer(answer))
          .get(PATIENCE_S, TimeUnit.SECONDS)
          .sendText(COMMAND.formatted(start), true)
          .get(PATIENCE_S, TimeUnit.SECONDS);
      answer.get(PATIENCE_S, TimeUnit.SECONDS);
    }
  }

  private static void delete(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.deleteIfExists(file);
    }
  }

  /** Waits for one frame of text. */
  private record FirstAnswer(CompletableFuture<String> answer) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      answer.complete(text.toString());
      return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
      answer.completeExceptionally(error);
    }
  }
}
