package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.gateway.access.AccessException;
import io.ringfold.gateway.access.TlsFiles;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with TLS, met by the JDK's client, by curl and by bare sockets. */
@Timeout(300)
class SecuredTlsTest {
  @TempDir Path directory;

  private Certificates first;
  private Certificates second;
  private Path certificate;
  private Path key;
  private SSLContext trust;

  @BeforeEach
  void make() throws Exception {
    first = Certificates.make(directory, "first", "ec");
    second = Certificates.make(directory, "second", "rsa:2048");
    certificate = directory.resolve("cert.pem");
    key = directory.resolve("key.pem");
    install(first);
    trust = trusting(first, second);
  }

  /** As an ACME client does: one file after the other. */
  private void install(Certificates made) throws Exception {
    Files.copy(made.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(made.key(), key, StandardCopyOption.REPLACE_EXISTING);
  }

  private static SSLContext trusting(Certificates... all) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Certificates each : all) {
      try (InputStream in = Files.newInputStream(each.certificate())) {
        Certificate read = CertificateFactory.getInstance("X.509").generateCertificate(in);
        store.setCertificateEntry(each.certificate().toString(), read);
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private SecuredServer server() throws Exception {
    return new SecuredServer(
        directory,
        Map.of("tls-cert", certificate.toString(), "tls-key", key.toString()),
        HttpClient.newBuilder().sslContext(trust).build());
  }

  /** Whose certificate a new handshake meets. */
  private String subject(SecuredServer server, String... protocols) {
    try (SSLSocket socket =
        (SSLSocket) trust.getSocketFactory().createSocket("127.0.0.1", server.gateway.port())) {
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      socket.startHandshake();
      X509Certificate met = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      return met.getSubjectX500Principal().getName();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void speaksTlsOnlyAndSetsACookieThatStaysOnIt() throws Exception {
    try (SecuredServer server = server()) {
      assertTrue(server.gateway.url().startsWith("https://127.0.0.1:"));
      String cookie =
          server.login("ada", SecuredServer.PASSWORD).headers().firstValue("set-cookie").get();
      assertTrue(cookie.startsWith("__Host-ringfold="), cookie);
      assertTrue(cookie.contains("Secure"), cookie);
      try (Client client = server.connect("", "Cookie", cookie.split(";")[0])) {
        client.send(Client.cmd("c", 1, "visit-page", "{\"url\":\"/\"}"));
        assertEquals("cmd-ack", client.next().get(0).asText());
      }
      assertEquals("CN=first", subject(server, "TLSv1.2"));
      assertEquals("CN=first", subject(server, "TLSv1.3"));
      String plain = server.raw("GET /health HTTP/1.1\r\nHost: 127.0.0.1");
      assertTrue(!plain.startsWith("HTTP/"), plain);
    }
  }

  @Test
  void newHandshakesUseTheNewCertificateAndOldConnectionsLiveOn() throws Exception {
    try (SecuredServer server = server()) {
      String cookie = server.cookie("ada");
      try (Client client = server.connect("", "Cookie", cookie)) {
        install(second);
        SecuredServer.await(() -> subject(server).equals("CN=second"));
        client.send(Client.cmd("c", 1, "visit-page", "{\"url\":\"/\"}"));
        assertEquals("cmd-ack", client.next().get(0).asText());
      }
    }
  }

  @Test
  void keepsTheOldCertificateWhereTheNewFilesAreBad() throws Exception {
    try (SecuredServer server = server()) {
      Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
      Thread.sleep(1_500);
      assertEquals("CN=first", subject(server), "a key of another certificate");
      Files.writeString(certificate, "nonsense");
      Thread.sleep(1_500);
      assertEquals("CN=first", subject(server), "no certificate");
      install(second);
      SecuredServer.await(() -> subject(server).equals("CN=second"));
    }
  }

  @Test
  void refusesToStartWithACertificateThatItCannotUse() throws Exception {
    Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
    AccessException refused = assertThrows(AccessException.class, this::server);
    assertTrue(refused.getMessage().contains(key.toString()), refused.getMessage());
    assertThrows(AccessException.class, () -> TlsFiles.pem(key, key).load());
  }

  @Test
  void aClientThatDoesNotTrustItGetsNothing() throws Exception {
    try (SecuredServer server = server()) {
      trust = trusting(second);
      IllegalStateException refused =
          assertThrows(IllegalStateException.class, () -> subject(server));
      assertTrue(refused.getCause() instanceof SSLException, refused.getCause().toString());
    }
  }

  @Test
  void aSignInByCurlGoesItsWay() throws Exception {
    try (SecuredServer server = server()) {
      Path jar = directory.resolve("cookies");
      String url = server.gateway.url();
      String form = "user=ada&password=correct horse";
      assertEquals("303 0", curl(form, "-c", "" + jar, "-H", "Accept: text/html", url + "/login"));
      assertTrue(Files.readString(jar).contains("#HttpOnly_127.0.0.1"), Files.readString(jar));
      assertEquals("200", curl("", "-b", "" + jar, url + "/").split(" ")[0]);
      String stolen = Files.readString(jar);
      String[] logout = {"-b", "" + jar, "-c", "" + jar, "-X", "POST", url + "/logout"};
      assertEquals("204 0", curl("", logout));
      Files.writeString(jar, stolen);
      assertEquals("401", curl("", "-b", "" + jar, url + "/").split(" ")[0]);
    }
  }

  /** Runs curl; returns the status and the length of the body. */
  private String curl(String data, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--cacert", certificate.toString()));
    command.addAll(List.of("-o", "/dev/null", "-w", "%{http_code} %{size_download}"));
    if (!data.isEmpty()) {
      command.addAll(List.of("--data", data));
    }
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
    return output;
  }
}
