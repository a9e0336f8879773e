package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.Gateway;
import io.ringfold.gateway.GatewayConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documents that a server of the sample domains publishes, judged by the validators of their
 * formats' own communities. Their versions stand in the lock file; npm installs them.
 */
class ContractValidatorsSystemTest {

  /** Of the packages some would tell their makers that they were installed. */
  private static final String NO_SCRIPTS = "--ignore-scripts";

  @TempDir static Path directory;
  private static Path openApi;
  private static Path asyncApi;

  @BeforeAll
  static void publish() throws Exception {
    Path scripts =
        Path.of(System.getProperty("ringfold.root"), "distribution/src/test/node/contract");
    for (String file : List.of("package.json", "package-lock.json", "validate.mjs")) {
      Files.copy(scripts.resolve(file), directory.resolve(file));
    }
    Command.Result installed =
        Command.of("npm", "ci", "--prefer-offline", NO_SCRIPTS).in(directory).run();
    assertEquals(0, installed.exitCode(), installed.out() + installed.err());
    Map<String, String> settings =
        Map.of("data", directory.resolve("data").toString(), "port", "0", "segment-bytes", "1m");
    try (Gateway gateway =
        Gateway.open(
            GatewayConfig.of(settings),
            Domains.load(ContractValidatorsSystemTest.class.getClassLoader()),
            Throwable::printStackTrace)) {
      gateway.recover();
      openApi = fetch(gateway, "openapi.json");
      asyncApi = fetch(gateway, "asyncapi.json");
    }
  }

  private static Path fetch(Gateway gateway, String name) throws Exception {
    HttpResponse<Path> response =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/" + name)).build(),
                HttpResponse.BodyHandlers.ofFile(directory.resolve(name)));
    assertEquals(200, response.statusCode());
    return response.body();
  }

  private static String complaints(Path openApiFile, Path asyncApiFile) {
    Command.Result result =
        Command.of("node", "validate.mjs", openApiFile.toString(), asyncApiFile.toString())
            .in(directory)
            .run();
    assertEquals(result.out().isEmpty() ? 0 : 1, result.exitCode(), result.out() + result.err());
    return result.out();
  }

  @Test
  void findNothingWrong() {
    assertEquals("", complaints(openApi, asyncApi));
  }

  @Test
  void findWhatIsPlanted() throws IOException {
    Path bentOpenApi = directory.resolve("bent-openapi.json");
    Files.writeString(
        bentOpenApi,
        Files.readString(openApi)
            .replace("#/components/schemas/Problem", "#/components/schemas/No"));
    Path bentAsyncApi = directory.resolve("bent-asyncapi.json");
    Files.writeString(
        bentAsyncApi, Files.readString(asyncApi).replace("\"receive\"", "\"perceive\""));
    List<String> complaints = complaints(bentOpenApi, bentAsyncApi).lines().toList();
    for (String document : List.of("openapi ", "asyncapi ")) {
      assertEquals(
          true,
          complaints.stream().anyMatch(each -> each.startsWith(document)),
          complaints::toString);
    }
  }
}
