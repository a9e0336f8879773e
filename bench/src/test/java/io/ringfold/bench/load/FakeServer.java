package io.ringfold.bench.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that acknowledges and updates every command at once, on a real socket, with the manners
 * that a test gives it.
 */
final class FakeServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Puts into {@code out} what is answered to the {@code n}-th command, counted from 1. */
  @FunctionalInterface
  interface Manners {
    void answer(long n, Answer answer, List<String> out);

    /** As the protocol says. */
    static void good(long n, Answer answer, List<String> out) {
      out.add(answer.ack(answer.seq()));
      out.add(answer.update(answer.seq()));
    }
  }

  /** What can be said about one command. */
  record Answer(JsonNode command, long seq) {
    private String address() {
      return command.path(1) + "," + command.path(2);
    }

    String ack(long withSeq) {
      return "[\"cmd-ack\","
          + address()
          + ",{\"uuid\":\"00000000-0000-0000-0000-000000000000\",\"seq\":"
          + withSeq
          + ",\"durability\":\"fsync\"}]";
    }

    String update(long withSeq) {
      return "[\"update\","
          + address()
          + ",{\"uuid\":\"00000000-0000-0000-0000-000000000000\",\"name\":\"page-view\",\"data\":{"
          + "\"url\":\"/\"},\"meta\":null,\"seq\":"
          + withSeq
          + ",\"index\":0,\"of\":1}]";
    }

    String error(String code) {
      return "[\"error\"," + address() + ",\"" + code + "\",{\"message\":\"said the fake\"}]";
    }
  }

  private final Undertow server;
  private final Manners manners;
  private final AtomicLong commands = new AtomicLong();
  private final AtomicLong frames = new AtomicLong();

  FakeServer(Manners manners) {
    this.manners = manners;
    server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                Handlers.path()
                    .addExactPath(
                        "/ws",
                        Handlers.websocket(
                            (exchange, channel) -> {
                              channel.getReceiveSetter().set(new Receiver());
                              channel.resumeReceives();
                            })))
            .build();
    server.start();
  }

  String url() {
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    return "ws://127.0.0.1:" + address.getPort() + "/ws";
  }

  long commands() {
    return commands.get();
  }

  long frames() {
    return frames.get();
  }

  @Override
  public void close() {
    server.stop();
  }

  private final class Receiver extends AbstractReceiveListener {
    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      frames.incrementAndGet();
      List<String> out = new ArrayList<>();
      try {
        JsonNode frame = JSON.readTree(message.getData());
        if (frame.path(0).isTextual()) {
          answer(frame, out);
        } else {
          frame.forEach(each -> answer(each, out));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (out.size() == 1) {
        WebSockets.sendText(out.get(0), channel, null);
      } else if (!out.isEmpty()) {
        WebSockets.sendText("[" + String.join(",", out) + "]", channel, null);
      }
    }

    private void answer(JsonNode command, List<String> out) {
      long n = commands.incrementAndGet();
      manners.answer(n, new Answer(command, n), out);
    }
  }
}
