package io.ringfold.bench.load;

import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;

/** Makes links to a server. Closed after the last of them. */
interface Links extends AutoCloseable {

  /**
   * Connects; returns when the handshake is done.
   *
   * @throws IOException where it is refused or nobody is there
   */
  Link open(URI url, Link.Listener listener) throws IOException;

  @Override
  void close();

  /** Of the kind that this server needs: lean ones, unless it is to be reached by TLS. */
  static Links to(URI url, ClientSecurity security) throws IOException {
    if ("ws".equals(url.getScheme())) {
      return new NioLinks(security);
    }
    HttpClient http = security.newHttpClient();
    return new Links() {
      @Override
      public Link open(URI target, Link.Listener listener) throws IOException {
        return JdkLink.open(http, security, target, listener);
      }

      @Override
      public void close() {
        // the JDK's client ends with its last connection
      }
    };
  }
}
