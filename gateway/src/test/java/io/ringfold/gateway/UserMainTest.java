package io.ringfold.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.gateway.access.User;
import io.ringfold.gateway.access.UsersFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserMainTest {
  private static final String PASSWORD = "correct horse\n";

  @TempDir Path directory;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment = Map.of();

  private Path path() {
    return directory.resolve("users.json");
  }

  private User user(String name) throws Exception {
    return new UsersFile(path()).read().user(name);
  }

  /** Runs it, and fails where its exit code is another. */
  private String run(int exitCode, String input, String... arguments) {
    out.reset();
    err.reset();
    int code =
        UserMain.run(
            arguments,
            environment,
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertEquals(exitCode, code, err::toString);
    return (exitCode == 0 ? out : err).toString(StandardCharsets.UTF_8);
  }

  private String user(int exitCode, String input, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--users", path().toString()));
    return run(exitCode, input, all.toArray(String[]::new));
  }

  @Test
  void addsChangesAndRemovesUsers() throws Exception {
    user(0, PASSWORD, "add", "ada", "--role", "teller", "--role", "auditor");
    User added = user("ada");
    assertEquals(new TreeSet<>(List.of("auditor", "teller")), added.roles());
    assertTrue(added.passwordHash().startsWith("$argon2id$"));
    user(0, "another password\n", "passwd", "ada");
    User changed = user("ada");
    assertNotEquals(added.passwordHash(), changed.passwordHash());
    assertNotEquals(added.stamp(), changed.stamp(), "its sessions end");
    user(0, "", "role", "ada", "registrar");
    assertEquals(new TreeSet<>(List.of("registrar")), user("ada").roles());
    user(0, "", "role", "ada", "--none");
    assertEquals(new TreeSet<>(), user("ada").roles());
    user(0, "", "remove", "ada");
    assertNull(user("ada"));
  }

  @Test
  void printsATokenOnceAndKeepsItsHash() throws Exception {
    user(0, "", "add", "robot", "--no-password");
    assertNull(user("robot").passwordHash());
    String token = user(0, "", "token", "robot", "--days", "1").strip();
    assertTrue(token.matches("rf_[A-Za-z0-9_-]{43}"), token);
    assertFalse(Files.readString(path()).contains(token));
    String other = user(0, "", "token", "robot", "--label", "nightly").strip();
    assertNotEquals(token, other);
    String list = user(0, "", "list");
    assertTrue(list.contains("robot (no password)"), list);
    assertTrue(list.contains("token 1, until "), list);
    assertTrue(list.contains("token nightly, until "), list);
    assertTrue(user(1, "", "token", "robot", "--label", "nightly").contains("already"));
    user(0, "", "revoke", "robot", "1");
    assertEquals(List.of("nightly"), labels());
    String stamp = user("robot").stamp();
    user(0, "", "revoke", "robot");
    assertEquals(List.of(), labels());
    assertNotEquals(stamp, user("robot").stamp());
  }

  private List<String> labels() throws Exception {
    return user("robot").tokens().stream().map(User.Token::label).toList();
  }

  @Test
  void refusesARoleThatNoDomainDeclares() throws Exception {
    String refusal = user(1, PASSWORD, "add", "ada", "--role", "cashier");
    assertTrue(refusal.contains("there is no role cashier"), refusal);
    assertTrue(refusal.contains("there are admin, analyst, auditor, registrar, teller"), refusal);
    assertFalse(Files.exists(path()));
    user(0, PASSWORD, "add", "ada", "--role", "admin");
    user(1, "", "role", "ada", "cashier");
    assertEquals(new TreeSet<>(List.of("admin")), user("ada").roles());
  }

  @Test
  void refusesWhatCannotBeAndChangesNothing() throws Exception {
    user(0, PASSWORD, "add", "ada");
    String before = Files.readString(path());
    assertTrue(user(1, PASSWORD, "add", "ada").contains("already"));
    assertTrue(user(1, "short\n", "add", "ben").contains("at least 8"));
    assertTrue(user(1, "", "add", "ben").contains("standard input"));
    assertTrue(user(1, PASSWORD, "add", "b en").contains("letters, digits"));
    assertTrue(user(1, PASSWORD, "passwd", "ben").contains("no user ben"));
    assertTrue(user(1, "", "remove", "ben").contains("no user ben"));
    assertTrue(user(1, "", "token", "ben").contains("no user ben"));
    assertTrue(user(1, "", "revoke", "ada", "x").contains("no token x"));
    user(2, "", "role", "ada");
    user(2, "", "role", "ada", "teller", "--none");
    user(2, "", "token", "ada", "--days", "0");
    user(2, PASSWORD, "add", "ben", "password-as-argument");
    user(2, "", "nonsense");
    assertEquals(before, Files.readString(path()));
  }

  @Test
  void refusesAMalformedFileAndLeavesItAsItIs() throws Exception {
    Files.writeString(path(), "{");
    assertTrue(user(1, PASSWORD, "add", "ada").contains("is malformed"));
    assertEquals("{", Files.readString(path()));
  }

  @Test
  void findsTheFileInTheServersConfigurationOrTheEnvironment() throws Exception {
    Path config = directory.resolve("ringfold.properties");
    Files.writeString(config, "users = " + path() + "\nport = 0\n");
    run(0, PASSWORD, "add", "ada", "--config", config.toString());
    environment = Map.of("RINGFOLD_USERS", path().toString());
    run(0, PASSWORD, "add", "ben");
    assertEquals("ada", user("ada").name());
    assertEquals("ben", user("ben").name());
    environment = Map.of();
    assertTrue(run(2, "", "list").contains("which users file?"));
  }
}
