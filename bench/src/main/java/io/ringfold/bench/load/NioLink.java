package io.ringfold.bench.load;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A link that speaks RFC 6455 itself, as far as the rig needs it: text frames both ways, pings
 * answered, an end told with its code. No TLS, no extensions.
 *
 * <p>Read by the thread of {@link NioLinks}; written by whoever sends, and by that thread where the
 * network did not take all at once.
 */
final class NioLink implements Link {
  private static final int CONTINUATION = 0x0;
  private static final int TEXT = 0x1;
  private static final int CLOSE = 0x8;
  private static final int PING = 0x9;
  private static final int PONG = 0xA;
  private static final int FIN = 0x80;
  private static final int RESERVED = 0x70;
  private static final int MASK = 0x80;
  private static final int LENGTH_16 = 126;
  private static final int LENGTH_64 = 127;
  private static final int LONGEST_HEADER = 14;

  /** A frame from the server that is longer is no answer to anything the rig sends. */
  private static final int LONGEST_FRAME = 64 << 20;

  /** While more than this has not left, no further frame is taken. */
  private static final int ROOM_BYTES = 256 << 10;

  private static final byte[] NOTHING = {};
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  /** What all links of a thread read into, one after the other. */
  static final class Memory {
    private byte[] bytes = new byte[256 << 10];
  }

  private final SocketChannel channel;
  private final Listener listener;
  private SelectionKey key;

  // only touched by the reading thread
  private byte[] held;
  private byte[] fragments = NOTHING;
  private boolean fragmented;

  // guarded by this
  private byte[] out = NOTHING;
  private int outFrom;
  private int outTo;
  private boolean waiting;
  private int mask = ThreadLocalRandom.current().nextInt();

  /**
   * @param early bytes that were read already
   */
  NioLink(SocketChannel channel, Listener listener, byte[] early) {
    this.channel = channel;
    this.listener = listener;
    this.held = early;
  }

  void register(Selector selector) throws IOException {
    synchronized (this) {
      key = channel.register(selector, SelectionKey.OP_READ, this);
    }
  }

  @Override
  public synchronized boolean hasRoom() {
    return outTo - outFrom < ROOM_BYTES;
  }

  @Override
  public synchronized void send(byte[] text, int length) {
    frame(TEXT, text, 0, length);
  }

  private void frame(int opcode, byte[] payload, int from, int length) {
    reserve(LONGEST_HEADER + length);
    out[outTo++] = (byte) (FIN | opcode);
    if (length < LENGTH_16) {
      out[outTo++] = (byte) (MASK | length);
    } else if (length < 1 << 16) {
      out[outTo++] = (byte) (MASK | LENGTH_16);
      out[outTo++] = (byte) (length >> 8);
      out[outTo++] = (byte) length;
    } else {
      out[outTo++] = (byte) (MASK | LENGTH_64);
      LONGS.set(out, outTo, (long) length);
      outTo += Long.BYTES;
    }
    // another one for each frame; the rig does not hide its own bytes from itself
    mask = mask * 0x915F77F5 + 1;
    long twice = (long) mask << 32 | mask & 0xFFFF_FFFFL;
    for (int shift = 24; shift >= 0; shift -= 8) {
      out[outTo++] = (byte) (mask >> shift);
    }
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      LONGS.set(out, outTo + i, (long) LONGS.get(payload, from + i) ^ twice);
    }
    for (; i < length; i++) {
      out[outTo + i] = (byte) (payload[from + i] ^ mask >> (24 - 8 * (i & 3)));
    }
    outTo += length;
  }

  private void reserve(int bytes) {
    if (outTo + bytes > out.length) {
      int pending = outTo - outFrom;
      byte[] larger = pending + bytes > out.length ? new byte[2 * (pending + bytes)] : out;
      System.arraycopy(out, outFrom, larger, 0, pending);
      out = larger;
      outFrom = 0;
      outTo = pending;
    }
  }

  @Override
  public void flush() {
    try {
      write();
    } catch (IOException e) {
      listener.onEnd("sending failed: " + e);
    }
  }

  /** Returns whether all has left. */
  private synchronized boolean write() throws IOException {
    if (outFrom < outTo) {
      outFrom += channel.write(ByteBuffer.wrap(out, outFrom, outTo - outFrom));
    }
    boolean all = outFrom == outTo;
    if (all) {
      outFrom = 0;
      outTo = 0;
    }
    if (waiting == all) {
      waiting = !all;
      try {
        key.interestOps(SelectionKey.OP_READ | (waiting ? SelectionKey.OP_WRITE : 0));
      } catch (CancelledKeyException e) {
        // closed meanwhile, which the reading thread tells
        return all;
      }
      key.selector().wakeup();
    }
    return all;
  }

  /** On the reading thread: the network has something, or takes something again. */
  void onReady(SelectionKey ready, Memory memory) {
    try {
      if (ready.isWritable() && write()) {
        listener.onRoom();
      }
      if (ready.isReadable()) {
        read(memory);
        listener.onQuiet();
      }
    } catch (CancelledKeyException e) {
      end("the connection was closed");
    } catch (IOException e) {
      end("the connection failed: " + e.getMessage());
    }
  }

  private void read(Memory memory) throws IOException {
    int to = held.length;
    reserve(memory, to + 1);
    System.arraycopy(held, 0, memory.bytes, 0, to);
    held = NOTHING;
    int from = 0;
    boolean more = true;
    while (more) {
      int room = memory.bytes.length - to;
      int read = channel.read(ByteBuffer.wrap(memory.bytes, to, room));
      if (read < 0) {
        end("the server ended the connection without a close frame");
        return;
      }
      to += read;
      more = read == room;
      from = takeFrames(memory.bytes, from, to);
      if (from < 0) {
        return;
      }
      if (more) {
        // what is left goes to the front, and a frame that is longer than all memory gets more
        System.arraycopy(memory.bytes, from, memory.bytes, 0, to - from);
        to -= from;
        from = 0;
        reserve(memory, 2 * to);
      }
    }
    if (from < to) {
      held = Arrays.copyOfRange(memory.bytes, from, to);
    }
  }

  private static void reserve(Memory memory, int bytes) {
    if (bytes > memory.bytes.length) {
      memory.bytes = Arrays.copyOf(memory.bytes, Integer.highestOneBit(bytes) * 2);
    }
  }

  /** Returns where the first frame begins that is not whole yet; -1 after the last of all. */
  private int takeFrames(byte[] in, int from, int to) throws IOException {
    int at = from;
    while (to - at >= 2) {
      int first = in[at] & 0xFF;
      long length = in[at + 1] & 0xFF;
      int body = at + 2;
      if (length == LENGTH_16) {
        body += Short.BYTES;
        if (body > to) {
          return at;
        }
        length = (in[at + 2] & 0xFF) << 8 | in[at + 3] & 0xFF;
      } else if (length == LENGTH_64) {
        body += Long.BYTES;
        if (body > to) {
          return at;
        }
        length = (long) LONGS.get(in, at + 2);
      }
      boolean masked = in[at + 1] < 0;
      if (masked || (first & RESERVED) != 0 || length < 0 || length > LONGEST_FRAME) {
        throw new IOException("a frame that a server must not send");
      }
      int end = body + (int) length;
      if (end > to) {
        return at;
      }
      if (!take(first, in, body, end)) {
        return -1;
      }
      at = end;
    }
    return at;
  }

  private boolean take(int first, byte[] in, int from, int to) throws IOException {
    switch (first) {
      case FIN | TEXT -> listener.onFrame(in, from, to);
      case TEXT, CONTINUATION, FIN | CONTINUATION -> fragment(first, in, from, to);
      case FIN | CLOSE -> {
        end("the server closed the connection with " + closing(in, from, to));
        return false;
      }
      case FIN | PING -> {
        synchronized (this) {
          frame(PONG, in, from, to - from);
        }
        flush();
      }
      case FIN | PONG -> {
        // nobody asked for it, and nobody minds
      }
      default -> throw new IOException("a frame of kind " + (first & 0xF) + ", and text is spoken");
    }
    return true;
  }

  private void fragment(int first, byte[] in, int from, int to) throws IOException {
    if (fragmented == (first == TEXT)) {
      throw new IOException("fragments of a message out of order");
    }
    int before = fragments.length;
    if (before + to - from > LONGEST_FRAME) {
      throw new IOException("a message of more than " + LONGEST_FRAME + " bytes");
    }
    fragments = Arrays.copyOf(fragments, before + to - from);
    System.arraycopy(in, from, fragments, before, to - from);
    fragmented = (first & FIN) == 0;
    if (!fragmented) {
      byte[] whole = fragments;
      fragments = NOTHING;
      listener.onFrame(whole, 0, whole.length);
    }
  }

  private static String closing(byte[] in, int from, int to) {
    return to - from < 2
        ? "no code"
        : ((in[from] & 0xFF) << 8 | in[from + 1] & 0xFF)
            + " "
            + new String(in, from + 2, to - from - 2, StandardCharsets.UTF_8);
  }

  void end(String why) {
    close();
    listener.onEnd(why);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // it is of no more use either way
      listener.onEnd("closing failed: " + e.getMessage());
    }
  }
}
