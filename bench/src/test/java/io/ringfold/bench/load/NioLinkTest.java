package io.ringfold.bench.load;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.client.ClientSecurity;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The rig's own WebSocket against the bytes that RFC 6455 allows, and some that it forbids. */
@Timeout(60)
class NioLinkTest {

  /** Keeps what it is told. */
  private static final class Heard implements Link.Listener {
    private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> rooms = new LinkedBlockingQueue<>();

    @Override
    public void onFrame(byte[] bytes, int from, int to) {
      frames.add(new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }

    @Override
    public void onQuiet() {}

    @Override
    public void onRoom() {
      rooms.add("room");
    }

    @Override
    public void onEnd(String why) {
      ends.add(why);
    }

    private String next(BlockingQueue<String> queue) throws InterruptedException {
      String next = queue.poll(20, TimeUnit.SECONDS);
      assertTrue(next != null, "nothing came; ends: " + ends);
      return next;
    }
  }

  private final Heard heard = new Heard();
  private ServerSocket server;
  private NioLinks links;
  private Link link;
  private Socket peer;
  private OutputStream toRig;
  private DataInputStream fromRig;

  @BeforeEach
  void connect() throws Exception {
    server = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    links = new NioLinks(ClientSecurity.NONE.withToken("secret"));
  }

  @AfterEach
  void disconnect() throws Exception {
    if (link != null) {
      link.close();
      peer.close();
    }
    links.close();
    server.close();
  }

  private String url() {
    return "ws://127.0.0.1:" + server.getLocalPort() + "/ws?updates=mine";
  }

  private CompletableFuture<Link> opening() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return links.open(URI.create(url()), heard);
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  /** Reads the request, and answers it with this status and key. */
  private String answer(String status, boolean rightKey) throws Exception {
    peer = server.accept();
    toRig = peer.getOutputStream();
    fromRig = new DataInputStream(peer.getInputStream());
    StringBuilder request = new StringBuilder();
    while (!request.toString().endsWith("\r\n\r\n")) {
      request.append((char) fromRig.read());
    }
    String key = request.toString().replaceAll("(?s).*Sec-WebSocket-Key: (\\S+).*", "$1");
    byte[] hash =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.UTF_8));
    String accept = rightKey ? Base64.getEncoder().encodeToString(hash) : "wrong";
    toRig.write(
        ("HTTP/1.1 "
                + status
                + "\r\nUpgrade: websocket\r\nsec-websocket-accept: "
                + accept
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    return request.toString();
  }

  private String open() throws Exception {
    CompletableFuture<Link> opening = opening();
    String request = answer("101 Switching Protocols", true);
    link = opening.get();
    return request;
  }

  private static byte[] frame(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(126);
      frame.writeBytes(ByteBuffer.allocate(2).putShort((short) payload.length).array());
    } else {
      frame.write(127);
      frame.writeBytes(ByteBuffer.allocate(8).putLong(payload.length).array());
    }
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  private static byte[] frame(int first, String text) {
    return frame(first, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Reads a frame that the rig sent: its first byte and its unmasked payload. */
  private String received() throws IOException {
    int first = fromRig.readUnsignedByte();
    int second = fromRig.readUnsignedByte();
    assertTrue(second >= 128, "a client masks");
    int length = second & 127;
    length = length == 126 ? fromRig.readUnsignedShort() : length;
    length = length == 127 ? (int) fromRig.readLong() : length;
    byte[] mask = fromRig.readNBytes(4);
    byte[] payload = fromRig.readNBytes(length);
    for (int i = 0; i < length; i++) {
      payload[i] ^= mask[i % 4];
    }
    return Integer.toHexString(first) + " " + new String(payload, StandardCharsets.UTF_8);
  }

  @Test
  void shakesHandsWithPathProtocolAndToken() throws Exception {
    String request = open();
    assertTrue(request.startsWith("GET /ws?updates=mine HTTP/1.1\r\n"), request);
    assertTrue(request.contains("Sec-WebSocket-Protocol: ringfold.json\r\n"), request);
    assertTrue(request.contains("Authorization: Bearer secret\r\n"), request);
  }

  @Test
  void saysWhyTheServerDoesNotShakeHands() throws Exception {
    CompletableFuture<Link> refused = opening();
    answer("401 Unauthorized", true);
    assertTrue(
        assertThrows(ExecutionException.class, refused::get).getMessage().contains("401"),
        "the status is not told");
    CompletableFuture<Link> wrong = opening();
    answer("101 Switching Protocols", false);
    assertTrue(
        assertThrows(ExecutionException.class, wrong::get).getMessage().contains("Accept"),
        "a wrong key is taken");
  }

  @Test
  void readsFramesOfEverySizeHoweverTheyArrive() throws Exception {
    open();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int[] sizes = {0, 1, 125, 126, 65_535, 65_536, 300_000, 1_000_000, 5};
    for (int size : sizes) {
      all.writeBytes(frame(0x81, "x".repeat(size)));
    }
    byte[] bytes = all.toByteArray();
    int at = 0;
    for (int step = 1; at < bytes.length; step = Math.min(3 * step, 70_001)) {
      int length = Math.min(step, bytes.length - at);
      toRig.write(bytes, at, length);
      toRig.flush();
      at += length;
    }
    for (int size : sizes) {
      assertEquals(size, heard.next(heard.frames).length());
    }
  }

  @Test
  void putsFragmentsTogetherAndAnswersPingsBetweenThem() throws Exception {
    open();
    toRig.write(frame(0x01, "in "));
    toRig.write(frame(0x89, "are you there"));
    toRig.write(frame(0x00, "three "));
    toRig.write(frame(0x80, "parts"));
    assertEquals("in three parts", heard.next(heard.frames));
    assertEquals("8a are you there", received());
  }

  @Test
  void masksWhatItSendsAndSendsItWhole() throws Exception {
    open();
    for (int size : new int[] {0, 7, 8, 125, 126, 70_000}) {
      String text = "é".repeat(size / 2);
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      link.send(bytes, bytes.length);
      link.flush();
      assertEquals("81 " + text, received());
    }
  }

  @Test
  void tellsWhenAPeerThatDidNotReadReadsAgain() throws Exception {
    open();
    byte[] text = "y".repeat(100_000).getBytes(StandardCharsets.UTF_8);
    int sent = 0;
    while (link.hasRoom()) {
      link.send(text, text.length);
      link.flush();
      sent++;
    }
    for (int i = 0; i < sent; i++) {
      assertArrayEquals(
          text, received().substring(3).getBytes(StandardCharsets.UTF_8), "frame " + i);
    }
    heard.next(heard.rooms);
    assertTrue(link.hasRoom());
  }

  @Test
  void tellsTheEndWithItsCode() throws Exception {
    open();
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(ByteBuffer.allocate(2).putShort((short) 1013).array());
    payload.writeBytes("try later".getBytes(StandardCharsets.UTF_8));
    toRig.write(frame(0x88, payload.toByteArray()));
    assertTrue(heard.next(heard.ends).contains("1013 try later"));
  }

  @Test
  void tellsAConnectionThatIsCut() throws Exception {
    open();
    peer.close();
    assertTrue(heard.next(heard.ends).contains("without a close frame"));
  }

  @Test
  void takesNoFrameThatAServerMustNotSend() throws Exception {
    byte[][] forbidden = {
      {(byte) 0x81, (byte) 0x81, 0, 0, 0, 0, 'x'}, // masked
      {(byte) 0xC1, 1, 'x'}, // an extension's bit
      {(byte) 0x82, 1, 'x'}, // binary
      {(byte) 0x80, 1, 'x'}, // the end of a message that did not begin
      {(byte) 0x81, 127, -1, 0, 0, 0, 0, 0, 0, 0} // a negative length
    };
    for (byte[] bytes : forbidden) {
      open();
      toRig.write(bytes);
      assertTrue(heard.next(heard.ends).contains("the connection failed"));
      heard.ends.clear();
      peer.close();
    }
    assertEquals(0, heard.frames.size());
  }
}
