package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsersFileTest {
  private static final String HASH =
      "$argon2id$v=19$m=19456,t=2,p=1$AQIDBAUGBwgJCgsMDQ4PAA"
          + "$UbijA5K1Xg9vO+3XR8bu3IUZ8agbA4QWx8yjYnlP+zQ";
  private static final String ADA =
      "{\"name\":\"ada\",\"password\":\""
          + HASH
          + "\",\"roles\":[\"teller\"],\"stamp\":\"0123456789abcdef\",\"tokens\":[]}";

  @TempDir Path directory;

  private UsersFile file() {
    return new UsersFile(directory.resolve("users.json"));
  }

  private static User user(String name) {
    return User.of(name, HASH, new TreeSet<>(List.of("teller")));
  }

  @Test
  void readsBackWhatItWrote() throws Exception {
    NewToken token = NewToken.of("nightly", Instant.now(), Duration.ofDays(3));
    User ada = user("ada").withToken(token.kept());
    User ben = User.of("ben", null, new TreeSet<>());
    file().change(true, users -> users.with(ada).with(ben));
    assertEquals(List.of(ada, ben), List.copyOf(file().read().all()));
    assertEquals(ada, file().read().token(Secrets.hash(token.secret())).user());
    assertFalse(
        Files.readString(file().path()).contains(token.secret()), "only the hash may be kept");
  }

  @Test
  void isForItsOwnerOnly() throws Exception {
    file().change(true, users -> users.with(user("ada")));
    file().change(false, users -> users.with(user("ben")));
    try (var files = Files.list(directory)) {
      for (Path each : files.toList()) {
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(each)));
      }
    }
  }

  @Test
  void losesNoChangeOfMany() throws Exception {
    int count = 40;
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      file().change(true, users -> users);
      List<Future<?>> done =
          IntStream.range(0, count)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> file().change(false, users -> users.with(user("u" + i)))))
              .toList();
      // whoever reads meanwhile finds a whole file
      while (!done.stream().allMatch(Future::isDone)) {
        file().read();
      }
      for (Future<?> each : done) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(count, file().read().all().size());
    try (var files = Files.list(directory)) {
      assertEquals(
          Set.of("users.json", "users.json.lock"),
          files.map(each -> each.getFileName().toString()).collect(Collectors.toSet()));
    }
  }

  @Test
  void leavesTheFileAsItWasWhereAChangeFails() throws Exception {
    file().change(true, users -> users.with(user("ada")));
    String before = Files.readString(file().path());
    assertThrows(
        AccessException.class,
        () ->
            file()
                .change(
                    false,
                    users -> {
                      throw new AccessException("no");
                    }));
    assertEquals(before, Files.readString(file().path()));
  }

  @Test
  void replacesWhatALinkLeadsTo() throws Exception {
    Path real = Files.createDirectory(directory.resolve("real")).resolve("users");
    new UsersFile(real).change(true, users -> users.with(user("ada")));
    Files.createSymbolicLink(file().path(), real);
    file().change(false, users -> users.with(user("ben")));
    assertTrue(Files.isSymbolicLink(file().path()));
    assertEquals(2, new UsersFile(real).read().all().size());
  }

  @Test
  void saysWhatToDoWhereThereIsNone() {
    String message = assertThrows(AccessException.class, () -> file().read()).getMessage();
    assertTrue(message.contains("ringfold user add"), message);
    assertThrows(AccessException.class, () -> file().change(false, users -> users));
    assertFalse(Files.exists(file().path()));
  }

  @Test
  void refusesWhatIsNotExactlyOfItsForm() throws Exception {
    String good = "{\"format\":1,\"users\":[" + ADA + "]}";
    assertEquals("ada", read(good).user("ada").name());
    for (String bad :
        List.of(
            "",
            "[]",
            "{\"format\":1,\"users\":[" + ADA + "]",
            good + " x",
            good.replace("\"format\":1", "\"format\":2"),
            good.replace("\"format\":1", "\"format\":1,\"format\":1"),
            good.replace("\"format\":1", "\"format\":1,\"more\":1"),
            good.replace("\"users\":[", "\"users\":[7,"),
            good.replace("\"users\":[", "\"users\":[" + ADA + ","),
            good.replace("\"name\":\"ada\"", "\"name\":\"a da\""),
            good.replace("\"name\":\"ada\"", "\"name\":\"\""),
            good.replace("\"name\":\"ada\",", ""),
            good.replace("argon2id", "argon2i"),
            good.replace("m=19456", "m=99999999"),
            good.replace("p=1$", "p=0$"),
            good.replace(HASH, "secret"),
            good.replace("\"" + HASH + "\"", "7"),
            good.replace("[\"teller\"]", "\"teller\""),
            good.replace("[\"teller\"]", "[\"Teller\"]"),
            good.replace("0123456789abcdef", "0"),
            good.replace("\"tokens\":[]", "\"tokens\":[{\"label\":\"x\"}]"))) {
      assertNotEquals(good, bad);
      String message = assertThrows(AccessException.class, () -> read(bad), bad).getMessage();
      assertTrue(message.startsWith("users file " + file().path() + " is malformed: "), message);
    }
  }

  private Users read(String text) throws Exception {
    Files.writeString(file().path(), text);
    return file().read();
  }
}
