package io.ringfold.gateway.access;

import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes a new certificate over when its files change: handshakes from then on use it, connections
 * that are open live on. What cannot be used is logged, and the last good one stays: a certificate
 * and its key that are replaced one after the other are bad for a moment only.
 */
public final class TlsReload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TlsReload.class);

  private final TlsFiles files;
  private final Consumer<SSLContext> onChange;
  private final FileWatch watch;

  /**
   * Begins to watch.
   *
   * @param onChange gets what the files hold now, on a thread of its own
   */
  public TlsReload(TlsFiles files, Consumer<SSLContext> onChange) {
    this.files = files;
    this.onChange = onChange;
    watch = new FileWatch("tls", files.paths(), this::reload).start();
  }

  private void reload() {
    try {
      onChange.accept(files.load());
      LOG.info("new handshakes use the certificate that is now in {}", files.paths());
    } catch (AccessException e) {
      LOG.warn("{}; handshakes go on with the certificate before it", e.getMessage());
    }
  }

  @Override
  public void close() {
    watch.close();
  }
}
