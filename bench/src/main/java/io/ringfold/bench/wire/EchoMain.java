package io.ringfold.bench.wire;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.net.InetSocketAddress;

/**
 * The yardstick of a WebSocket server: Undertow as it comes, which sends each text frame back. What
 * it can do is what this HTTP server, this network and this client let through. Ends when its
 * standard input does, so it never outlives who started it.
 */
public final class EchoMain {

  private EchoMain() {}

  public static void main(String[] args) throws Exception {
    Undertow server =
        Undertow.builder()
            .addHttpListener(0, "127.0.0.1")
            .setHandler(
                Handlers.path()
                    .addExactPath(
                        "/ws",
                        Handlers.websocket(
                            (exchange, channel) -> {
                              channel.getReceiveSetter().set(new Echo());
                              channel.resumeReceives();
                            })))
            .build();
    server.start();
    InetSocketAddress address = (InetSocketAddress) server.getListenerInfo().get(0).getAddress();
    System.out.println("echo ready on http://127.0.0.1:" + address.getPort());
    while (System.in.read() >= 0) {
      // waits for the end
    }
    server.stop();
  }

  private static final class Echo extends AbstractReceiveListener {
    @Override
    protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
      WebSockets.sendText(message.getData(), channel, null);
    }
  }
}
