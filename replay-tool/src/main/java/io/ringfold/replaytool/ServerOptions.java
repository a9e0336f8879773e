package io.ringfold.replaytool;

import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which server is asked, and who asks. */
final class ServerOptions {

  @Option(
      names = "--url",
      paramLabel = "<url>",
      description = "Of the server that is at work on the data, like http://127.0.0.1:8080.")
  private URI url;

  @Option(
      names = "--token-file",
      paramLabel = "<file>",
      description = "Holds the token to show to it, as 'ringfold user token' prints it.")
  private Path tokenFile;

  @Option(
      names = "--trust",
      paramLabel = "<file>",
      description = "Certificates to trust, in PEM, where its own is not signed by one known.")
  private Path trusted;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  /** Whether a server is named. */
  boolean given() {
    return url != null;
  }

  /**
   * Sends a POST without a body, as long as it takes.
   *
   * @return what it answered, whatever that is
   * @throws ToolException where there was no answer
   */
  HttpResponse<String> post(String path, Interruption interruption) {
    if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
      throw new ParameterException(
          spec.commandLine(), "--url " + url + ": must begin with http:// or https:// and a host");
    }
    try {
      ClientSecurity security = ClientSecurity.read(tokenFile, trusted);
      HttpRequest request =
          security
              .authorize(HttpRequest.newBuilder(url.resolve(path)))
              .header("Accept", "application/json, application/problem+json")
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      Thread waiting = Thread.currentThread();
      Interruption.Registration registration = interruption.whenRequested(waiting::interrupt);
      try {
        return security.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      } finally {
        registration.close();
      }
    } catch (IOException e) {
      throw new ToolException(
          "no answer from " + url + ": " + (e.getMessage() == null ? e : e.getMessage()), e);
    } catch (InterruptedException e) {
      interruption.check();
      throw new ToolException("interrupted while waiting for " + url, e);
    }
  }
}
