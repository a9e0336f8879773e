package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
  private final SteppingClock clock = new SteppingClock();
  private final LoginThrottle throttle = new LoginThrottle(clock);

  private static InetAddress address(String text) {
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static InetAddress numbered(int number) {
    return address("10." + (number >> 16) + "." + (number >> 8 & 0xFF) + "." + (number & 0xFF));
  }

  private long seconds(String name, String from) {
    return throttle.begin(name, address(from)).toSeconds();
  }

  @Test
  void slowsDownWhoGuessesManyNamesFromOneAddress() {
    for (int i = 0; i < 10; i++) {
      assertEquals(0, seconds("user" + i, "10.0.0.1"));
    }
    assertEquals(1, seconds("another", "10.0.0.1"));
    assertEquals(0, seconds("another", "10.0.0.2"), "others do not wait");
    long waited = 0;
    for (int i = 0; i < 12; i++) {
      long wait = seconds("more" + i, "10.0.0.1");
      assertTrue(wait >= Math.min(60, waited), "waits get longer: " + waited + ", " + wait);
      waited = wait;
      clock.advance(Duration.ofSeconds(wait));
      assertEquals(0, seconds("more" + i, "10.0.0.1"));
    }
    assertEquals(60, waited);
  }

  @Test
  void countsAttemptsThatAreStillUnderWay() {
    // a hundred at once, none of them answered yet
    int admitted = 0;
    for (int i = 0; i < 100; i++) {
      admitted += seconds("ada", "10.0.0.1") == 0 ? 1 : 0;
    }
    assertEquals(10, admitted);
  }

  @Test
  void countsASiteOfIpv6AsOneAddress() {
    for (int i = 0; i < 10; i++) {
      assertEquals(0, seconds("user" + i, "2001:db8:1:2::" + (i + 1)));
    }
    assertEquals(1, seconds("user", "2001:db8:1:2:ffff::1"));
    assertEquals(0, seconds("user", "2001:db8:1:3::1"));
  }

  @Test
  void letsNobodyLockAUserOut() {
    assertEquals(0, seconds("ada", "192.0.2.1"));
    throttle.succeeded("ada", address("192.0.2.1"));
    // a thousand addresses guess without a pause, for an hour
    int number = 0;
    for (int second = 0; second < 3600; second++) {
      for (int i = 0; i < 5; i++) {
        throttle.begin("ada", numbered(number++ % 1000));
      }
      clock.advance(Duration.ofSeconds(1));
      if (second % 60 == 0) {
        assertEquals(0, seconds("ada", "192.0.2.1"), "from where she signed in before");
        throttle.succeeded("ada", address("192.0.2.1"));
        assertTrue(seconds("ada", "192.0.2.2") <= 5, "from elsewhere");
      }
    }
    clock.advance(Duration.ofSeconds(5));
    assertEquals(0, seconds("ada", "192.0.2.2"), "and at once when they stop");
  }

  @Test
  void slowsDownManyAddressesThatGuessOneName() {
    int admitted = 0;
    int seconds = 600;
    for (int number = 0; number < 10 * seconds; number++) {
      admitted += throttle.begin("ada", numbered(number)).isZero() ? 1 : 0;
      clock.advance(Duration.ofMillis(100));
    }
    assertTrue(admitted <= 10 + 4 + seconds / 5, "admitted " + admitted);
  }

  @Test
  void aRightPasswordOfTheirOwnDoesNotHelpWhoGuesses() {
    for (int i = 0; i < 10; i++) {
      assertEquals(0, seconds("ada", "10.0.0.1"));
      if (i < 5) {
        assertEquals(0, seconds("mallory", "10.0.0.1"));
        throttle.succeeded("mallory", address("10.0.0.1"));
      }
    }
    assertTrue(seconds("ada", "10.0.0.1") > 0);
  }

  @Test
  void forgetsAfterAWhile() {
    for (int i = 0; i < 11; i++) {
      seconds("ada", "10.0.0.1");
    }
    assertEquals(1, seconds("ada", "10.0.0.1"));
    clock.advance(Duration.ofMinutes(16));
    for (int i = 0; i < 10; i++) {
      assertEquals(0, seconds("ada", "10.0.0.1"));
    }
  }

  @Test
  void holdsSoManyNamesAndAddressesAtMost() {
    for (int number = 0; number < 3 * LoginThrottle.MAX_ENTRIES; number++) {
      throttle.begin("user" + number, numbered(number));
      throttle.succeeded("user" + number, numbered(number));
      throttle.begin("user" + number, numbered(number));
    }
    assertTrue(throttle.size() <= 4 * LoginThrottle.MAX_ENTRIES, "" + throttle.size());
  }
}
