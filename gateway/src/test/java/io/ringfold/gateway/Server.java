package io.ringfold.gateway;

import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** A server of the {@link Talk} domain on a free port. */
final class Server implements AutoCloseable {
  final Talk talk = new Talk();
  final Gateway gateway;

  /** Open, not recovered. */
  private Server(Path data, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("data", data.toString());
    all.put("port", "0");
    all.putIfAbsent("segment-bytes", "1m");
    try {
      gateway =
          Gateway.open(
              GatewayConfig.of(all), Domains.of(talk.domain()), Throwable::printStackTrace);
    } catch (ConfigurationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static Server open(Path data, Map<String, String> settings) {
    return new Server(data, settings);
  }

  static Server start(Path data, Map<String, String> settings) {
    Server server = new Server(data, settings);
    server.gateway.recover();
    return server;
  }

  static Server start(Path data) {
    return start(data, Map.of());
  }

  @Override
  public void close() {
    talk.openGate();
    gateway.close();
  }
}
