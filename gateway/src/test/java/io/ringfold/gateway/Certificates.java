package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A self-signed certificate for localhost and 127.0.0.1, made by openssl. */
public record Certificates(Path certificate, Path key, Path keystore, Path password) {

  /**
   * Makes one.
   *
   * @param name of the files and of the certificate's subject
   * @param algorithm rsa:2048, ec or ed25519
   */
  public static Certificates make(Path directory, String name, String algorithm) throws Exception {
    Path certificate = directory.resolve(name + ".cert.pem");
    Path key = directory.resolve(name + ".key.pem");
    Path keystore = directory.resolve(name + ".p12");
    Path password = Files.writeString(directory.resolve(name + ".password"), "keystore secret\n");
    List<String> request =
        new ArrayList<>(
            List.of("req", "-x509", "-nodes", "-days", "2", "-subj", "/CN=" + name, "-newkey"));
    request.add(algorithm);
    if (algorithm.equals("ec")) {
      request.addAll(List.of("-pkeyopt", "ec_paramgen_curve:prime256v1"));
    }
    request.addAll(
        List.of(
            "-addext",
            "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout",
            key.toString(),
            "-out",
            certificate.toString()));
    openssl(request.toArray(String[]::new));
    openssl(
        "pkcs12",
        "-export",
        "-in",
        certificate.toString(),
        "-inkey",
        key.toString(),
        "-passout",
        "file:" + password,
        "-out",
        keystore.toString());
    return new Certificates(certificate, key, keystore, password);
  }

  /** Runs openssl; the test fails where it does. */
  public static void openssl(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> command + ": " + output);
  }
}
