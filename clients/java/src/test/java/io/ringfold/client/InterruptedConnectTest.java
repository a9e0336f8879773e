package io.ringfold.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InterruptedConnectTest {

  /** The client's own assertions see to it that this is done without holding its lock. */
  @Test
  void closesTheClientWhereConnectIsInterrupted() throws Exception {
    FakeServer.Behaviour recovering = new FakeServer.Behaviour();
    recovering.refuseWith = 503;
    try (FakeServer server = new FakeServer(0, new FakeServer.Journal(), recovering)) {
      CompletableFuture<Throwable> thrown = new CompletableFuture<>();
      CompletableFuture<Boolean> stillInterrupted = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  RingfoldClient.connect(ClientConfig.of(server.url())).close();
                  thrown.complete(null);
                } catch (RuntimeException | Error e) {
                  thrown.complete(e);
                }
                stillInterrupted.complete(Thread.currentThread().isInterrupted());
              });
      caller.start();
      while (server.targets().isEmpty()) {
        Thread.onSpinWait();
      }
      caller.interrupt();
      RingfoldException failure =
          assertInstanceOf(RingfoldException.class, thrown.get(30, TimeUnit.SECONDS));
      assertEquals(RingfoldException.CLOSED, failure.code());
      assertTrue(stillInterrupted.get(30, TimeUnit.SECONDS));
    }
  }
}
