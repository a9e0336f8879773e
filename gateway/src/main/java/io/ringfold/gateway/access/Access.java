package io.ringfold.gateway.access;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who is there: knows callers by session or token, signs them in and out, and ends what goes on for
 * one who lost access.
 *
 * <p>Either access is open, everybody being {@link Caller#OPEN}, or there are users, and whoever is
 * not known as one of them is nobody.
 *
 * <p>Thread-safe. Nothing here blocks but {@link #close}; passwords are checked on threads of their
 * own, few and with a short queue, as one check costs as much as thousands of commands.
 */
public final class Access implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Access.class);

  /** Half the machine at most goes into checking passwords, whatever comes in. */
  private static final int LOGIN_THREADS =
      Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  /** Some seconds of work; who comes later is told to try again. */
  private static final int MAX_WAITING_LOGINS = 32;

  private static final Duration SOON = Duration.ofSeconds(2);
  private static final long SWEEP_MS = 1_000;

  /**
   * Something that goes on for a caller, like a connection or a stream; {@link #close} it when it
   * is over.
   */
  public final class Lease implements AutoCloseable {
    private final Caller caller;
    private final Consumer<String> onEnd;

    private Lease(Caller caller, Consumer<String> onEnd) {
      this.caller = caller;
      this.onEnd = onEnd;
    }

    @Override
    public void close() {
      leases.remove(this);
    }

    private void check(Users users, Instant now) {
      String why = whyOver(caller, users, now);
      if (why == null) {
        // who is connected is not idle
        caller.credential().used(now);
      } else if (leases.remove(this)) {
        try {
          onEnd.accept(why);
        } catch (RuntimeException e) {
          LOG.error("what went on for {} could not be ended", caller.user(), e);
        }
      }
    }
  }

  private final InstantSource clock;
  private final UserDirectory directory;
  private final Sessions sessions;
  private final LoginThrottle throttle;
  private final Set<Lease> leases = ConcurrentHashMap.newKeySet();
  private final ThreadPoolExecutor loginThreads;
  private final ScheduledExecutorService sweeper;

  /** Open to everybody. */
  private Access() {
    clock = null;
    directory = null;
    sessions = null;
    throttle = null;
    loginThreads = null;
    sweeper = null;
  }

  /** Sessions begin and end by this clock; see {@link #of}. */
  Access(
      UsersFile file,
      Permissions permissions,
      Duration sessionIdle,
      Duration sessionMax,
      InstantSource clock) {
    this.clock = clock;
    sessions = new Sessions(clock, sessionIdle, sessionMax);
    throttle = new LoginThrottle(clock);
    directory = new UserDirectory(file, permissions, this::sweep);
    loginThreads =
        new ThreadPoolExecutor(
            LOGIN_THREADS,
            LOGIN_THREADS,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MAX_WAITING_LOGINS),
            task -> daemon(task, "ringfold-login"));
    loginThreads.allowCoreThreadTimeOut(true);
    sweeper = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "ringfold-sessions"));
    sweeper.scheduleWithFixedDelay(this::sweepSafely, SWEEP_MS, SWEEP_MS, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * For the users of the configured file, which is read again whenever it changes; open where none
   * is configured.
   *
   * @throws AccessException where the file cannot be read, is malformed or holds nobody
   */
  public static Access of(AccessConfig config, Permissions permissions) {
    return config.users() == null
        ? new Access()
        : new Access(
            new UsersFile(config.users()),
            permissions,
            config.sessionIdle(),
            config.sessionMax(),
            InstantSource.system());
  }

  public boolean isOpen() {
    return directory == null;
  }

  /** The user of this session id; null where it is none, or over. */
  public Caller callerOfSession(String id) {
    return sessions.caller(id, directory.users());
  }

  /** The user of this token; null where it is none, or over. */
  public Caller callerOfToken(String token) {
    String hash = Secrets.hash(token);
    Users.TokenOf known = hash == null ? null : directory.users().token(hash);
    return known == null || known.token().isExpired(clock.instant())
        ? null
        : new Caller(known.user().name(), known.user().roles(), new TokenCredential(hash));
  }

  private record TokenCredential(String hash) implements Credential {
    @Override
    public boolean isValid(Users users, Instant now) {
      Users.TokenOf known = users.token(hash);
      return known != null && !known.token().isExpired(now);
    }

    @Override
    public void used(Instant now) {
      // lives as long as it was made for
    }
  }

  /**
   * Checks a password and begins a session. The answer comes on another thread, or at once where
   * the attempt is put off; it is the same, and takes as long, for a wrong password as for a user
   * that there is not.
   *
   * @param password is overwritten when it was checked
   * @param address of whoever tries
   */
  public void login(String name, char[] password, InetAddress address, Consumer<Login> answer) {
    Duration wait = throttle.begin(name, address);
    if (!wait.isZero()) {
      LOG.info("login of {} from {} put off for {}", printable(name), address, wait);
      Arrays.fill(password, '\0');
      answer.accept(Login.later(wait));
      return;
    }
    try {
      loginThreads.execute(() -> answer.accept(checked(name, password, address)));
    } catch (RejectedExecutionException e) {
      Arrays.fill(password, '\0');
      answer.accept(Login.later(SOON));
    }
  }

  private Login checked(String name, char[] password, InetAddress address) {
    try {
      return check(name, password, address);
    } catch (RuntimeException e) {
      LOG.error("the password of {} could not be checked", printable(name), e);
      return Login.later(SOON);
    }
  }

  private Login check(String name, char[] password, InetAddress address) {
    User user = directory.users().user(name);
    boolean right;
    try {
      right = Passwords.matches(password, user == null ? null : user.passwordHash());
    } finally {
      Arrays.fill(password, '\0');
    }
    if (!right) {
      LOG.info("login of {} from {} failed", printable(name), address);
      return Login.WRONG;
    }
    throttle.succeeded(name, address);
    // the password that was checked is of this stamp: changed meanwhile, the session is born dead
    return Login.signedIn(sessions.begin(user));
  }

  /** A name from outside, fit for one line of a log. */
  private static String printable(String name) {
    String kept = name.length() <= 64 ? name : name.substring(0, 64) + "…";
    return '"' + kept.replaceAll("[^\\x21-\\x7e]", "?") + '"';
  }

  /** Ends a session, and what goes on in it. */
  public void logout(String sessionId) {
    sessions.end(sessionId);
    sweeper.execute(this::sweepSafely);
  }

  /**
   * Keeps an eye on something that goes on for a caller: when the session or token is over, or the
   * user is gone or has other roles, it is told to end, within a second.
   *
   * @param onEnd called once at most, with the reason, on any thread; must not block
   */
  public Lease lease(Caller caller, Consumer<String> onEnd) {
    Lease lease = new Lease(caller, onEnd);
    if (!caller.isOpen()) {
      leases.add(lease);
      // it may have ended since the caller was known
      lease.check(directory.users(), clock.instant());
    }
    return lease;
  }

  private static String whyOver(Caller caller, Users users, Instant now) {
    if (!caller.credential().isValid(users, now)) {
      return "the session or token is over";
    }
    return users.user(caller.user()).roles().equals(caller.roles())
        ? null
        : "the user's roles have changed: connect again";
  }

  private void sweepSafely() {
    try {
      sweep();
    } catch (RuntimeException e) {
      // it must go on: it is what ends sessions
      LOG.error("sessions and connections could not be checked", e);
    }
  }

  private void sweep() {
    Users users = directory.users();
    Instant now = clock.instant();
    leases.forEach(lease -> lease.check(users, now));
    sessions.sweep(users);
  }

  @Override
  public void close() {
    if (!isOpen()) {
      directory.close();
      sweeper.shutdownNow();
      loginThreads.shutdownNow();
    }
  }
}
