package io.ringfold.gateway.limits;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;

/** By which name a client is counted. */
public final class Clients {

  /** A household or a machine is given that many bytes of an IPv6 address, and picks the rest. */
  private static final int IPV6_PREFIX_BYTES = 8;

  private Clients() {}

  /**
   * The user; where there is none, the address, of IPv6 the first 64 bits.
   *
   * @param user null where access is open
   */
  public static String name(String user, InetAddress address) {
    if (user != null) {
      return "user " + user;
    }
    if (address instanceof Inet6Address) {
      String prefix = HexFormat.of().formatHex(address.getAddress(), 0, IPV6_PREFIX_BYTES);
      return "address " + prefix.replaceAll("(.{4})", "$1:") + ":/64";
    }
    return "address " + (address == null ? "unknown" : address.getHostAddress());
  }
}
