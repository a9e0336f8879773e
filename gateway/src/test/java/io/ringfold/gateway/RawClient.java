package io.ringfold.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * A WebSocket client that does what a well-behaved one cannot: any bytes in a frame, frames that
 * are too long, not reading.
 */
final class RawClient implements AutoCloseable {
  static final int TEXT = 1;
  static final int BINARY = 2;
  static final int CLOSE = 8;
  static final int PING = 9;
  static final int PONG = 10;

  private static final int PATIENCE_MS = 60_000;

  private final Socket socket = new Socket();
  private final DataInputStream in;
  private final OutputStream out;

  /** A frame as received. */
  record Frame(int opcode, byte[] payload) {
    String text() {
      return new String(payload, StandardCharsets.UTF_8);
    }

    int closeCode() {
      return (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
    }
  }

  RawClient(Gateway gateway, String parameters) throws IOException {
    this(gateway, parameters, 0);
  }

  /**
   * @param receiveBufferBytes 0 for the system's default
   */
  RawClient(Gateway gateway, String parameters, int receiveBufferBytes) throws IOException {
    this(gateway, parameters, receiveBufferBytes, null);
  }

  /**
   * @param receiveBufferBytes 0 for the system's default
   * @param subprotocol null to ask for none
   */
  RawClient(Gateway gateway, String parameters, int receiveBufferBytes, String subprotocol)
      throws IOException {
    if (receiveBufferBytes > 0) {
      socket.setReceiveBufferSize(receiveBufferBytes);
    }
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    socket.connect(new InetSocketAddress("127.0.0.1", gateway.port()));
    in = new DataInputStream(socket.getInputStream());
    out = socket.getOutputStream();
    String handshake =
        "GET /ws"
            + parameters
            + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            + (subprotocol == null ? "" : "Sec-WebSocket-Protocol: " + subprotocol + "\r\n")
            + "\r\n";
    out.write(handshake.getBytes(StandardCharsets.US_ASCII));
    String answer = readHead();
    if (!answer.startsWith("HTTP/1.1 101")) {
      throw new IOException(answer);
    }
  }

  private String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  void sendText(String text) throws IOException {
    sendFrame(TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  void sendFrame(int opcode, byte[] payload) throws IOException {
    sendFragment(true, opcode, payload);
  }

  void sendFragment(boolean last, int opcode, byte[] payload) throws IOException {
    sendBytes(frame(last, opcode, payload));
  }

  /** A message in one frame, to be sent together with others. */
  static byte[] textFrame(String text) {
    return frame(true, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] frame(boolean last, int opcode, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(payload.length + 14);
    frame.write((last ? 0x80 : 0) | opcode);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else if (payload.length < 1 << 16) {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    } else {
      frame.write(0x80 | 127);
      for (int shift = 56; shift >= 0; shift -= 8) {
        frame.write((int) ((long) payload.length >> shift));
      }
    }
    byte[] mask = {1, 2, 3, 4};
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i & 3]);
    }
    return frame.toByteArray();
  }

  void sendBytes(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  Frame read() throws IOException {
    int opcode = in.readUnsignedByte() & 0x0F;
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    byte[] payload = new byte[(int) length];
    in.readFully(payload);
    return new Frame(opcode, payload);
  }

  /** The next frame that is no ping: the server sends one now and then. */
  Frame readPastPings() throws IOException {
    Frame frame = read();
    while (frame.opcode() == PING) {
      frame = read();
    }
    return frame;
  }

  /** Reads on until the close frame, or the end where none comes: then -1. */
  int readCloseCode() throws IOException {
    try {
      while (true) {
        Frame frame = read();
        if (frame.opcode() == CLOSE) {
          return frame.closeCode();
        }
      }
    } catch (EOFException | SocketException e) {
      return -1;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
