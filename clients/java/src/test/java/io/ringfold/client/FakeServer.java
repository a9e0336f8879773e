package io.ringfold.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A server of the protocol's JSON form on a real socket, as small as can be, whose behaviour a test
 * can bend: cut after so many commands, answer busy, refuse the handshake. What it processed
 * survives {@link #kill} and a new start on the same port, like a journal would.
 */
public final class FakeServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What was processed: uuid → seq, and the commands in order. Outlives the sockets. */
  public static final class Journal {
    final Map<String, Long> seqByUuid = new LinkedHashMap<>();
    final List<JsonNode> commands = new ArrayList<>();

    /** The commands' facts ({@code name}, {@code data}, {@code uuid}, {@code meta}) in order. */
    public synchronized List<JsonNode> commands() {
      return List.copyOf(commands);
    }

    public synchronized List<String> uuids() {
      return List.copyOf(seqByUuid.keySet());
    }
  }

  /** How it treats its clients; fields are set before or while it runs. */
  public static final class Behaviour {
    /** So many commands are answered busy before any is processed. */
    public volatile int busyAnswers;

    /** After so many processed commands the connection is cut, once; 0 for never. */
    public volatile int cutAfter;

    /** Where it is cut, the last command is processed but not acknowledged. */
    public volatile boolean loseLastAck;

    /** Handshakes are refused with this status; 0 to accept. */
    public volatile int refuseWith;

    /** Nothing is answered, not even pings. */
    public volatile boolean frozen;

    /** Commands of this data url are rejected with this code. */
    public volatile String rejectUrl;

    public volatile String rejectCode = "command-validation-failed";

    /** Before each processed command. */
    public volatile Runnable beforeEach = () -> {};
  }

  private final ServerSocket listening;
  private final Thread acceptor;
  private final Journal journal;
  private final Behaviour behaviour;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<String> frames = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private int processed;
  private int handshakes;

  public FakeServer(int port, Journal journal, Behaviour behaviour) throws IOException {
    this.journal = journal;
    this.behaviour = behaviour;
    listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    acceptor = thread(this::accept);
  }

  public FakeServer() throws IOException {
    this(0, new Journal(), new Behaviour());
  }

  public int port() {
    return listening.getLocalPort();
  }

  public String url() {
    return "ws://127.0.0.1:" + port() + "/ws";
  }

  public Journal journal() {
    return journal;
  }

  public Behaviour behaviour() {
    return behaviour;
  }

  /** The text frames that came in, in order. */
  public synchronized List<String> frames() {
    return List.copyOf(frames);
  }

  /** The request targets of the handshakes, in order. */
  public synchronized List<String> targets() {
    return List.copyOf(targets);
  }

  /** All sockets go at once, without a word. */
  public void kill() throws IOException {
    listening.close();
    try {
      // the port is free only when the accept under way has come back
      acceptor.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    cutAll();
  }

  /** All connections are cut; new ones are taken. */
  public synchronized void cutAll() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /** Pushes a frame to every connection that is still there. */
  public synchronized void push(String text) {
    sockets.removeIf(
        socket -> {
          try {
            sendText(socket, text);
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  /** Closes every connection in order, with this code. */
  public synchronized void closeAll(int code) throws IOException {
    for (Socket socket : sockets) {
      sendFrame(socket, 8, new byte[] {(byte) (code >> 8), (byte) code});
    }
    sockets.clear();
  }

  /** Returns when that many connections were made, in all. */
  public synchronized void awaitHandshakes(int count) throws InterruptedException {
    while (handshakes < count) {
      wait();
    }
  }

  @Override
  public void close() throws IOException {
    kill();
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = listening.accept();
      thread(() -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    String key = readHandshake(in);
    OutputStream out = socket.getOutputStream();
    if (behaviour.refuseWith != 0) {
      out.write(
          ("HTTP/1.1 " + behaviour.refuseWith + " No\r\nContent-Length: 0\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      socket.close();
      return;
    }
    out.write(
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Protocol: ringfold.json\r\nSec-WebSocket-Accept: "
                + acceptKey(key)
                + "\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    synchronized (this) {
      sockets.add(socket);
      handshakes++;
      notifyAll();
    }
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    while (true) {
      int head = in.readUnsignedByte();
      byte[] payload = readPayload(in);
      int opcode = head & 0x0f;
      if (opcode == 8) {
        sendFrame(socket, 8, payload);
        socket.close();
        return;
      } else if (opcode == 9) {
        if (!behaviour.frozen) {
          sendFrame(socket, 10, payload);
        }
      } else if (opcode <= 1) {
        message.write(payload);
        if ((head & 0x80) != 0) {
          String text = message.toString(StandardCharsets.UTF_8);
          message.reset();
          synchronized (this) {
            frames.add(text);
          }
          if (!behaviour.frozen) {
            onText(socket, text);
          }
        }
      }
    }
  }

  private void onText(Socket socket, String text) throws IOException {
    JsonNode frame = JSON.readTree(text);
    List<JsonNode> messages = new ArrayList<>();
    if (frame.path(0).isTextual()) {
      messages.add(frame);
    } else {
      frame.forEach(messages::add);
    }
    List<String> answers = new ArrayList<>();
    for (JsonNode message : messages) {
      if (message.path(0).asText().equals("query")) {
        answers.add(
            "[\"result\","
                + message.path(1)
                + ",{\"basis\":7,\"result\":"
                + message.path(2).path("data")
                + "}]");
        continue;
      }
      if (behaviour.busyAnswers > 0) {
        behaviour.busyAnswers--;
        answers.add(error(message, "busy", null));
        continue;
      }
      behaviour.beforeEach.run();
      String answer = process(message);
      synchronized (this) {
        processed++;
        if (processed == behaviour.cutAfter) {
          if (!behaviour.loseLastAck) {
            answers.add(answer);
            sendAnswers(socket, answers);
          }
          socket.close();
          return;
        }
      }
      answers.add(answer);
    }
    sendAnswers(socket, answers);
  }

  private static void sendAnswers(Socket socket, List<String> answers) throws IOException {
    if (!answers.isEmpty()) {
      sendText(
          socket, answers.size() == 1 ? answers.get(0) : "[" + String.join(",", answers) + "]");
    }
  }

  private String process(JsonNode message) {
    JsonNode facts = message.path(3);
    if (behaviour.rejectUrl != null
        && behaviour.rejectUrl.equals(facts.path("data").path("url").asText())) {
      return error(message, behaviour.rejectCode, null);
    }
    String uuid =
        facts
            .path("uuid")
            .asText(
                UUID.nameUUIDFromBytes(
                        (message.path(1) + "/" + message.path(2)).getBytes(StandardCharsets.UTF_8))
                    .toString());
    synchronized (journal) {
      Long known = journal.seqByUuid.get(uuid);
      long seq = known == null ? journal.seqByUuid.size() + 1 : known;
      if (known == null) {
        journal.seqByUuid.put(uuid, seq);
        journal.commands.add(facts);
      }
      ObjectNode ack = JsonNodeFactory.instance.objectNode();
      ack.put("uuid", uuid).put("seq", seq).put("durability", "fsync");
      if (known != null) {
        ack.put("duplicate", true);
      }
      return "[\"cmd-ack\"," + message.path(1) + "," + message.path(2) + "," + ack + "]";
    }
  }

  private static String error(JsonNode message, String code, Long seq) {
    return "[\"error\","
        + message.path(1)
        + ","
        + message.path(2)
        + ",\""
        + code
        + "\",{\"message\":\"said the fake\""
        + (seq == null ? "" : ",\"seq\":" + seq)
        + "}]";
  }

  private String readHandshake(DataInputStream in) throws IOException {
    // one byte at a time: what follows the empty line must stay in the stream
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      head.write(in.readUnsignedByte());
    }
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new java.io.ByteArrayInputStream(head.toByteArray()), StandardCharsets.US_ASCII));
    String target = lines.readLine().split(" ")[1];
    synchronized (this) {
      targets.add(target);
    }
    String key = null;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:")) {
        key = line.substring(line.indexOf(':') + 1).trim();
      }
    }
    return key;
  }

  private static byte[] readPayload(DataInputStream in) throws IOException {
    int second = in.readUnsignedByte();
    long length = second & 0x7f;
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] mask = new byte[4];
    in.readFully(mask);
    byte[] payload = new byte[Math.toIntExact(length)];
    in.readFully(payload);
    for (int i = 0; i < payload.length; i++) {
      payload[i] ^= mask[i & 3];
    }
    return payload;
  }

  private static void sendText(Socket socket, String text) throws IOException {
    sendFrame(socket, 1, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void sendFrame(Socket socket, int opcode, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(0x80 | opcode);
    if (payload.length < 126) {
      frame.write(payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    frame.write(payload);
    synchronized (socket) {
      socket.getOutputStream().write(frame.toByteArray());
    }
  }

  private static String acceptKey(String key) {
    try {
      MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
      sha1.update(key.getBytes(StandardCharsets.US_ASCII));
      sha1.update("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(sha1.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  private static Thread thread(Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // the socket was closed, by one side or the other: the end of this thread's work
              }
            },
            "fake-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
