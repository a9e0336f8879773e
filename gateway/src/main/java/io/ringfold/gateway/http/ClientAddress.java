package io.ringfold.gateway.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** From where a request comes. */
final class ClientAddress {

  /** An address in numbers: a name would be looked up, and whoever sent it would choose where. */
  private static final Pattern NUMERIC =
      Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  private ClientAddress() {}

  /**
   * The peer's address, or the one that the proxy says it speaks for: the last of X-Forwarded-For,
   * as those before it are what the client itself wrote.
   */
  static InetAddress of(HttpServerExchange exchange, boolean behindProxy) {
    HeaderValues forwarded = exchange.getRequestHeaders().get(Headers.X_FORWARDED_FOR);
    InetAddress peer = exchange.getSourceAddress().getAddress();
    if (!behindProxy || forwarded == null) {
      return peer;
    }
    String line = forwarded.getLast();
    String last = line.substring(line.lastIndexOf(',') + 1).trim();
    if (!NUMERIC.matcher(last).matches()) {
      return peer;
    }
    try {
      return InetAddress.getByName(last);
    } catch (UnknownHostException e) {
      return peer;
    }
  }
}
