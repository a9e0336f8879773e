package io.ringfold.gateway.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.domain.Domains;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the file of users on disk and changed there, as ringfold user does. */
class AccessTest {
  private static final long PATIENCE_S = 60;
  private static final String PASSWORD = "correct horse";

  @TempDir Path directory;

  private final SteppingClock clock = new SteppingClock();
  private UsersFile file;
  private Access access;

  @BeforeEach
  void open() throws Exception {
    file = new UsersFile(directory.resolve("users.json"));
    User ada =
        User.of("ada", Passwords.hash(PASSWORD.toCharArray()), new TreeSet<>(List.of("teller")));
    User robot = User.of("robot", null, new TreeSet<>());
    file.change(true, users -> users.with(ada).with(robot));
    access = open(file);
  }

  private Access open(UsersFile users) throws AccessException {
    return new Access(
        users,
        new Permissions(Domains.load(AccessTest.class.getClassLoader())),
        Duration.ofHours(1),
        Duration.ofHours(12),
        clock);
  }

  @AfterEach
  void close() {
    access.close();
  }

  private CompletableFuture<Login> attempt(String name, String password, int address)
      throws Exception {
    CompletableFuture<Login> answer = new CompletableFuture<>();
    InetAddress from = InetAddress.getByName("192.0.2." + address);
    access.login(name, password.toCharArray(), from, answer::complete);
    return answer;
  }

  private Login login(String name, String password) throws Exception {
    return attempt(name, password, 1).get(PATIENCE_S, TimeUnit.SECONDS);
  }

  private String token(String user) throws Exception {
    NewToken token = NewToken.of("t", clock.instant(), Duration.ofDays(1));
    file.change(false, users -> users.with(users.user(user).withToken(token.kept())));
    await(() -> access.callerOfToken(token.secret()) != null);
    return token.secret();
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not happen");
      Thread.sleep(10);
    }
  }

  @Test
  void opensASessionForTheRightPasswordOnly() throws Exception {
    Login login = login("ada", PASSWORD);
    assertTrue(login.isSignedIn());
    assertEquals("ada", access.callerOfSession(login.sessionId()).user());
    assertTrue(access.callerOfSession(login.sessionId()).isBySession());
    assertEquals(Login.WRONG, login("ada", "Correct horse"));
    assertEquals(Login.WRONG, login("nobody", PASSWORD));
    assertEquals(Login.WRONG, login("robot", ""), "it has no password");
  }

  @Test
  void endsWhatGoesOnWhenItsSessionIsSignedOut() throws Exception {
    String id = login("ada", PASSWORD).sessionId();
    String other = login("ada", PASSWORD).sessionId();
    CompletableFuture<String> ended = new CompletableFuture<>();
    CompletableFuture<String> goesOn = new CompletableFuture<>();
    access.lease(access.callerOfSession(id), ended::complete);
    access.lease(access.callerOfSession(other), goesOn::complete);
    access.logout(id);
    assertNotNull(ended.get(PATIENCE_S, TimeUnit.SECONDS));
    assertNull(access.callerOfSession(id));
    assertNotNull(access.callerOfSession(other));
    assertFalse(goesOn.isDone());
  }

  @Test
  void endsAtOnceWhatBeginsForACallerWhoIsNoMore() throws Exception {
    String id = login("ada", PASSWORD).sessionId();
    Caller caller = access.callerOfSession(id);
    access.logout(id);
    CompletableFuture<String> ended = new CompletableFuture<>();
    access.lease(caller, ended::complete);
    assertTrue(ended.isDone());
  }

  @Test
  void endsWhatGoesOnForAUserWhoIsRemovedOrRevokedOrHasOtherRoles() throws Exception {
    List<UsersFile.Change> changes =
        List.of(
            users -> users.with(users.user("ada").withRoles(new TreeSet<>(List.of("auditor")))),
            users -> users.with(users.user("ada").withoutAccess()),
            users -> users.without("ada"));
    for (UsersFile.Change change : changes) {
      String id = login("ada", PASSWORD).sessionId();
      String token = token("ada");
      CompletableFuture<String> session = new CompletableFuture<>();
      CompletableFuture<String> program = new CompletableFuture<>();
      access.lease(access.callerOfSession(id), session::complete);
      access.lease(access.callerOfToken(token), program::complete);
      file.change(false, change);
      assertNotNull(session.get(PATIENCE_S, TimeUnit.SECONDS));
      assertNotNull(program.get(PATIENCE_S, TimeUnit.SECONDS));
      file.change(
          false,
          users ->
              users.user("ada") == null ? users : users.with(users.user("ada").withoutToken("t")));
      await(() -> access.callerOfToken(token) == null);
    }
    assertEquals(Login.WRONG, login("ada", PASSWORD));
  }

  @Test
  void doesNotEndWhatIsOverAlready() throws Exception {
    CompletableFuture<String> told = new CompletableFuture<>();
    CompletableFuture<String> other = new CompletableFuture<>();
    String token = token("robot");
    access.lease(access.callerOfToken(token), told::complete).close();
    access.lease(access.callerOfToken(token), other::complete);
    file.change(false, users -> users.without("robot"));
    assertNotNull(other.get(PATIENCE_S, TimeUnit.SECONDS));
    assertFalse(told.isDone());
  }

  @Test
  void knowsATokenAsLongAsItIsGood() throws Exception {
    String token = token("robot");
    assertEquals("robot", access.callerOfToken(token).user());
    assertFalse(access.callerOfToken(token).isBySession());
    assertNull(access.callerOfToken(token + "x"));
    assertNull(access.callerOfToken(""));
    NewToken old =
        NewToken.of("old", clock.instant().minus(Duration.ofDays(2)), Duration.ofDays(1));
    NewToken marker = NewToken.of("marker", clock.instant(), Duration.ofDays(1));
    file.change(
        false,
        users -> users.with(users.user("robot").withToken(old.kept()).withToken(marker.kept())));
    await(() -> access.callerOfToken(marker.secret()) != null);
    assertNull(access.callerOfToken(old.secret()));
  }

  @Test
  void keepsItsUsersWhereTheFileIsMalformedOrGone() throws Exception {
    String good = Files.readString(file.path());
    String token = token("robot");
    Files.writeString(file.path(), "{");
    Thread.sleep(3 * FileWatch.INTERVAL_MS);
    assertNotNull(access.callerOfToken(token));
    Files.delete(file.path());
    Thread.sleep(3 * FileWatch.INTERVAL_MS);
    assertNotNull(access.callerOfToken(token));
    Files.writeString(file.path(), good);
    await(() -> access.callerOfToken(token) == null);
  }

  @Test
  void refusesToBeginWithAFileThatIsMalformedOrHoldsNobody() throws Exception {
    UsersFile empty = new UsersFile(directory.resolve("empty.json"));
    empty.change(true, users -> users);
    String message = assertThrows(AccessException.class, () -> open(empty)).getMessage();
    assertTrue(message.contains("holds nobody"), message);
    Files.writeString(empty.path(), "nonsense");
    assertThrows(AccessException.class, () -> open(empty));
  }

  @Test
  void checksFewPasswordsAtOnceAndPutsTheOthersOff() throws Exception {
    List<CompletableFuture<Login>> answers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      // each address and name once, so that only the bound on work can put it off
      answers.add(attempt("user" + i, "wrong password", i));
    }
    long putOff = 0;
    for (CompletableFuture<Login> answer : answers) {
      putOff += answer.get(PATIENCE_S, TimeUnit.SECONDS).isPutOff() ? 1 : 0;
    }
    assertTrue(putOff > 0 && putOff < 200, putOff + " put off");
    assertTrue(login("ada", PASSWORD).isSignedIn(), "and it goes on");
  }

  @Test
  void putsOffWhoGuesses() throws Exception {
    for (int i = 0; i < 10; i++) {
      assertEquals(Login.WRONG, login("ada", "guess number " + i));
    }
    assertTrue(login("ada", "guess number 11").isPutOff());
    assertTrue(login("ada", PASSWORD).isPutOff(), "right or wrong");
    assertTrue(attempt("ben", PASSWORD, 1).get().isPutOff(), "there or not");
    clock.advance(Duration.ofSeconds(1));
    assertTrue(login("ada", PASSWORD).isSignedIn(), "for a while only");
  }
}
