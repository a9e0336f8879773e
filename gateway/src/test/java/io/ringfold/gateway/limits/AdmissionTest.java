package io.ringfold.gateway.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.gateway.intake.Refusal;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

  /** Nanoseconds from anywhere: so near their end that they overflow on the way. */
  private long nowNs = Long.MAX_VALUE - SECOND_NS;

  private Admission admission(int connections, int ofEach, int rate) {
    return new Admission(new Limits(connections, ofEach, rate, Duration.ofSeconds(1)), () -> nowNs);
  }

  private static int taken(Admission admission, String client, int attempts) {
    int taken = 0;
    for (int i = 0; i < attempts; i++) {
      try {
        admission.request(client);
        taken++;
      } catch (Refusal e) {
        assertEquals("busy", e.code());
        assertTrue(e.getMessage().contains("max-rate"), e.getMessage());
        assertTrue(e.getMessage().startsWith(client), e.getMessage());
      }
    }
    return taken;
  }

  @Test
  void givesASecondsWorthAtOnceAndThenTheRate() {
    Admission admission = admission(1, 1, 100);
    assertEquals(100, taken(admission, "a", 1_000));
    nowNs += SECOND_NS / 10;
    assertEquals(10, taken(admission, "a", 1_000));
    nowNs += 60 * SECOND_NS;
    assertEquals(100, taken(admission, "a", 1_000));
    assertEquals(100, taken(admission, "b", 1_000));
  }

  @Test
  void countsEverySecondOfARandomStreamOfRequests() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Admission admission = admission(1, 1, 50);
    int taken = 0;
    long startNs = nowNs;
    for (int i = 0; i < 20_000; i++) {
      nowNs += random.nextInt(10_000_000);
      taken += taken(admission, "a", random.nextInt(4));
    }
    double seconds = (nowNs - startNs) / (double) SECOND_NS;
    assertTrue(taken <= 50 * (seconds + 1) + 1, taken + " in " + seconds + " s, seed " + seed);
    assertTrue(taken >= 50 * seconds * 0.99, taken + " in " + seconds + " s, seed " + seed);
  }

  @Test
  void connectionsOfOneClientShareItsRate() throws Refusal {
    Admission admission = admission(9, 9, 10);
    Admission.Place first = admission.connect("a");
    Admission.Place second = admission.connect("a");
    for (int i = 0; i < 5; i++) {
      first.message();
      second.message();
    }
    assertThrows(Refusal.class, first::message);
    assertThrows(Refusal.class, second::message);
    assertEquals(0, taken(admission, "a", 5));
    admission.connect("b").message();
  }

  @Test
  void withoutARateTakesAnyNumber() throws Refusal {
    Admission admission = admission(1, 1, 0);
    assertEquals(100_000, taken(admission, "a", 100_000));
    Admission.Place place = admission.connect("a");
    for (int i = 0; i < 100_000; i++) {
      place.message();
    }
    assertEquals(0, admission.remembered());
  }

  @Test
  void aPlaceGivenBackTwiceIsOnePlace() throws Refusal {
    Admission admission = admission(2, 2, 0);
    Admission.Place place = admission.connect("a");
    admission.connect("a");
    assertEquals("unavailable", assertThrows(Refusal.class, () -> admission.connect("b")).code());
    place.close();
    place.close();
    assertEquals(1, admission.connections());
    admission.connect("a");
    assertThrows(Refusal.class, () -> admission.connect("b"));
  }

  @Test
  void aClientWithAllItsPlacesLeavesTheOthersTheirs() throws Refusal {
    Admission admission = admission(10, 2, 0);
    admission.connect("a");
    Admission.Place second = admission.connect("a");
    for (int i = 0; i < 100; i++) {
      assertEquals("busy", assertThrows(Refusal.class, () -> admission.connect("a")).code());
    }
    admission.connect("b");
    assertEquals(3, admission.connections());
    second.close();
    admission.connect("a");
  }

  @Test
  void neverGivesMorePlacesThanThereAreToManyThreads() throws Exception {
    Admission admission = admission(10, 7, 1_000_000);
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String client = "client " + i % 2;
      Thread thread =
          new Thread(
              () -> {
                List<Admission.Place> places = new ArrayList<>();
                for (int round = 0; round < 20_000; round++) {
                  try {
                    places.add(admission.connect(client));
                    most.accumulateAndGet(places.size(), Math::max);
                  } catch (Refusal full) {
                    places.forEach(Admission.Place::close);
                    places.clear();
                  }
                }
                places.forEach(Admission.Place::close);
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, admission.connections());
    assertTrue(most.get() <= 7, most + " places of one client");
    for (int i = 0; i < 7; i++) {
      admission.connect("client 0");
    }
    assertThrows(Refusal.class, () -> admission.connect("client 0"));
  }

  @Test
  void forgetsClientsThatAreGone() throws Refusal {
    Admission admission = admission(10, 10, 10);
    Admission.Place stays = admission.connect("stays");
    for (int i = 0; i < 100_000; i++) {
      nowNs += SECOND_NS / 100;
      admission.request("client " + i);
    }
    assertTrue(admission.remembered() < 3_000, admission.remembered() + " are remembered");
    for (int i = 0; i < 10; i++) {
      stays.message();
    }
    assertEquals(0, taken(admission, "stays", 1), "the bucket of a connection was forgotten");
  }

  @Test
  void namesAClientByItsUserElseItsAddress() throws Exception {
    InetAddress address = InetAddress.getByName("192.0.2.7");
    assertEquals("user ada", Clients.name("ada", address));
    assertEquals("address 192.0.2.7", Clients.name(null, address));
    String six = Clients.name(null, InetAddress.getByName("2001:db8:1:2:3:4:5:6"));
    assertEquals("address 2001:0db8:0001:0002::/64", six);
    assertEquals(six, Clients.name(null, InetAddress.getByName("2001:db8:1:2:ffff::1")));
    assertFalse(six.equals(Clients.name(null, InetAddress.getByName("2001:db8:1:3::1"))));
  }
}
