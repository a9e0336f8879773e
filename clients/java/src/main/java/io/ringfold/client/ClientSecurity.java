package io.ringfold.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * How a client shows who it is, and whom it takes for the server. Immutable; its text does not show
 * the token.
 */
public final class ClientSecurity {

  /** No token, and the certificates that this Java trusts. */
  public static final ClientSecurity NONE = new ClientSecurity(null, null);

  /** What may stand in a header after {@code Bearer} (RFC 6750). */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private final String token;
  private final SSLContext tls;

  private ClientSecurity(String token, SSLContext tls) {
    this.token = token;
    this.tls = tls;
  }

  /**
   * With a token, as {@code ringfold user token} prints it.
   *
   * @throws IllegalArgumentException where it cannot be one; the message does not show it
   */
  public ClientSecurity withToken(String value) {
    if (!TOKEN.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "token: must be one word of letters, digits and . _ ~ + / -");
    }
    return new ClientSecurity(value, tls);
  }

  /** With certificates, keys and trust of one's own. */
  public ClientSecurity withTls(SSLContext context) {
    return new ClientSecurity(token, context);
  }

  /**
   * From files, as tools are given them.
   *
   * @param tokenFile holds the token; null for none
   * @param trusted the certificates to trust, in PEM: the server's own, or who signed it; null for
   *     those that this Java trusts
   * @throws IOException naming the file that cannot be used
   */
  public static ClientSecurity read(Path tokenFile, Path trusted) throws IOException {
    ClientSecurity security = NONE;
    if (tokenFile != null) {
      try {
        security = security.withToken(Files.readString(tokenFile).strip());
      } catch (IllegalArgumentException e) {
        throw new IOException("token file " + tokenFile + ": " + e.getMessage(), e);
      }
    }
    return trusted == null ? security : security.withTls(trusting(trusted));
  }

  private static SSLContext trusting(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("trusted-" + store.size(), each);
      }
      if (store.size() == 0) {
        throw new IOException("there is no certificate in " + file);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot read certificates in PEM from " + file + ": " + e, e);
    }
  }

  /** A client that takes whom this trusts for the server. */
  public HttpClient newHttpClient() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (tls != null) {
      builder.sslContext(tls);
    }
    return builder.build();
  }

  /** Adds the token to a handshake. */
  public WebSocket.Builder authorize(WebSocket.Builder handshake) {
    return token == null ? handshake : handshake.header("Authorization", "Bearer " + token);
  }

  /** Adds the token to a request. */
  public HttpRequest.Builder authorize(HttpRequest.Builder request) {
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  @Override
  public String toString() {
    return "ClientSecurity["
        + (token == null ? "no token" : "a token")
        + (tls == null ? "" : ", trust of its own")
        + "]";
  }
}
