package io.ringfold.bench.load;

import io.ringfold.client.ClientSecurity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Makes {@link NioLink}s and reads them all on one thread. On two cores the rig takes from the
 * server what it needs itself, so it needs little: bytes are read into one memory for all links and
 * checked there, and all that a link has to say leaves in one write.
 *
 * <p>From one address there are some 28,000 ports at most, so where the server is on this machine,
 * the links go out from several of its loopback addresses in turn; a server that bounds the
 * connections of one address meets as many clients.
 */
final class NioLinks implements Links {
  private static final int HANDSHAKE_TIMEOUT_MS = 10_000;
  private static final int LONGEST_HEAD = 16 << 10;

  /** What a server adds to the client's key before it hashes it (RFC 6455, 1.3). */
  private static final String ACCEPT_SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

  /** Links that go out from one loopback address; fewer than any server's limit is likely to be. */
  private static final int LINKS_OF_AN_ADDRESS = 1_000;

  private final ClientSecurity security;
  private final Selector selector;
  private final Thread thread;
  private volatile boolean closed;
  private int opened;

  NioLinks(ClientSecurity security) throws IOException {
    this.security = security;
    this.selector = Selector.open();
    this.thread = new Thread(this::read, "ringfold-load-read");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Link open(URI url, Link.Listener listener) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      InetSocketAddress server =
          new InetSocketAddress(
              InetAddress.getByName(url.getHost()), url.getPort() < 0 ? 80 : url.getPort());
      int address = opened++ / LINKS_OF_AN_ADDRESS;
      if (address > 0 && server.getHostString().equals("127.0.0.1")) {
        channel.bind(new InetSocketAddress("127.0.0." + (1 + address), 0));
      }
      channel.socket().connect(server, HANDSHAKE_TIMEOUT_MS);
      channel.socket().setTcpNoDelay(true);
      byte[] early = shakeHands(channel, url);
      channel.configureBlocking(false);
      NioLink link = new NioLink(channel, listener, early);
      link.register(selector);
      selector.wakeup();
      return link;
    } catch (IOException e) {
      channel.close();
      throw new IOException("cannot connect to " + url + ": " + e.getMessage(), e);
    }
  }

  /** Returns what the server sent right behind its answer. */
  private byte[] shakeHands(SocketChannel channel, URI url) throws IOException {
    byte[] nonce = new byte[16];
    ThreadLocalRandom.current().nextBytes(nonce);
    String key = Base64.getEncoder().encodeToString(nonce);
    ByteBuffer request = ByteBuffer.wrap(request(url, key).getBytes(StandardCharsets.ISO_8859_1));
    while (request.hasRemaining()) {
      channel.write(request);
    }
    channel.socket().setSoTimeout(HANDSHAKE_TIMEOUT_MS);
    byte[] answer = new byte[LONGEST_HEAD];
    int length = 0;
    int end = -1;
    while (end < 0) {
      // by the stream: a channel's own read knows no timeout
      int read = channel.socket().getInputStream().read(answer, length, answer.length - length);
      if (read <= 0) {
        throw new IOException("the handshake was cut off");
      }
      length += read;
      end = endOfHead(answer, length);
    }
    check(new String(answer, 0, end, StandardCharsets.ISO_8859_1), key);
    return Arrays.copyOfRange(answer, end, length);
  }

  private String request(URI url, String key) {
    StringBuilder request = new StringBuilder("GET ");
    request.append(url.getRawPath().isEmpty() ? "/" : url.getRawPath());
    if (url.getRawQuery() != null) {
      request.append('?').append(url.getRawQuery());
    }
    request.append(" HTTP/1.1\r\nHost: ").append(url.getRawAuthority());
    request.append("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13");
    request.append("\r\nSec-WebSocket-Protocol: ringfold.json");
    request.append("\r\nSec-WebSocket-Key: ").append(key);
    Map<String, List<String>> headers =
        security
            .authorize(HttpRequest.newBuilder(URI.create("http://" + url.getRawAuthority())))
            .build()
            .headers()
            .map();
    headers.forEach(
        (name, values) ->
            values.forEach(value -> request.append("\r\n" + name + ": ").append(value)));
    return request.append("\r\n\r\n").toString();
  }

  private static int endOfHead(byte[] answer, int length) throws IOException {
    for (int i = 3; i < length; i++) {
      if (answer[i] == '\n'
          && answer[i - 1] == '\r'
          && answer[i - 2] == '\n'
          && answer[i - 3] == '\r') {
        return i + 1;
      }
    }
    if (length == answer.length) {
      throw new IOException("the answer's head is longer than " + LONGEST_HEAD + " bytes");
    }
    return -1;
  }

  private static void check(String head, String key) throws IOException {
    String[] lines = head.split("\r\n");
    if (!lines[0].startsWith("HTTP/1.1 101")) {
      throw new IOException("the server answered " + lines[0]);
    }
    String expected = accept(key);
    for (String line : lines) {
      int colon = line.indexOf(':');
      if (colon > 0
          && line.substring(0, colon).toLowerCase(Locale.ROOT).equals("sec-websocket-accept")
          && line.substring(colon + 1).strip().equals(expected)) {
        return;
      }
    }
    throw new IOException("the server's Sec-WebSocket-Accept is missing or wrong");
  }

  private static String accept(String key) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-1")
              .digest((key + ACCEPT_SUFFIX).getBytes(StandardCharsets.ISO_8859_1));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  private void read() {
    NioLink.Memory memory = new NioLink.Memory();
    try {
      while (!closed) {
        selector.select();
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
          SelectionKey key = keys.next();
          keys.remove();
          ((NioLink) key.attachment()).onReady(key, memory);
        }
      }
    } catch (IOException e) {
      for (SelectionKey key : selector.keys()) {
        ((NioLink) key.attachment()).end("the rig cannot read: " + e);
      }
    }
  }

  /** Stops reading; links that are still open are heard no more. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    try {
      thread.join();
      selector.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException("cannot close a selector", e);
    }
  }
}
