package io.ringfold.gateway;

import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.AccessException;
import io.ringfold.gateway.access.NewToken;
import io.ringfold.gateway.access.Passwords;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.access.User;
import io.ringfold.gateway.access.Users;
import io.ringfold.gateway.access.UsersFile;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code ringfold user}: who may use a server. Changes the users file; a server that runs takes it
 * over by itself.
 *
 * <p>A password is asked for at the terminal, without showing it, or is the first line of standard
 * input; never an argument, which every process of the machine could read. Exit codes: 0 done · 1
 * could not be done · 2 wrong usage.
 */
@Command(
    name = "ringfold user",
    header = "Says who may use a server, and what.",
    description = {
      "Changes the users file, which a running server reads again within a second. A password is"
          + " asked for at the terminal, or is the first line of standard input.%n"
    },
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold user add ada --role teller --users users.json",
      "  ringfold user add collector --no-password --users users.json",
      "  ringfold user token collector --days 30 --users users.json > token"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:Done.", "1:Could not be done; standard error says why.", "2:Wrong usage."})
public final class UserMain implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int MAX_DAYS = 3650;

  @Spec private CommandSpec spec;

  @Option(
      names = "--users",
      paramLabel = "<file>",
      scope = ScopeType.INHERIT,
      description = "The users file; without it, the setting users of --config or RINGFOLD_USERS.")
  private String users;

  @Option(
      names = "--config",
      paramLabel = "<file>",
      scope = ScopeType.INHERIT,
      description = "The server's properties file.")
  private String config;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Print this help.")
  private boolean help;

  private final Map<String, String> environment;
  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;

  private UserMain(
      Map<String, String> environment, InputStream in, PrintStream out, PrintStream err) {
    this.environment = environment;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  public static void main(String[] args) {
    System.exit(run(args, System.getenv(), System.in, System.out, System.err));
  }

  /** Carries out a command; returns its exit code. */
  static int run(
      String[] args,
      Map<String, String> environment,
      InputStream in,
      PrintStream out,
      PrintStream err) {
    UserMain main = new UserMain(environment, in, out, err);
    return new CommandLine(main)
        .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
        .setExecutionExceptionHandler((e, at, parsed) -> main.failed(e))
        .execute(args);
  }

  private int failed(Exception e) throws Exception {
    if (e instanceof AccessException
        || e instanceof ConfigurationException
        || e instanceof IllegalArgumentException
        || e instanceof IOException) {
      err.println("ringfold user: " + e.getMessage());
      return FAILED;
    }
    throw e;
  }

  /** No command was given. */
  @Override
  public Integer call() {
    spec.commandLine().usage(err);
    return CommandLine.ExitCode.USAGE;
  }

  @Command(name = "add", description = "Adds a user; makes the file where there is none.")
  int add(
      @Parameters(paramLabel = "<name>") String name,
      @Option(
              names = "--role",
              paramLabel = "<role>",
              description = "A role of the user; may be given more than once.")
          List<String> roles,
      @Option(
              names = "--no-password",
              description = "For a program: it cannot sign in, only use tokens.")
          boolean noPassword)
      throws Exception {
    TreeSet<String> known = known(roles == null ? List.of() : roles);
    UsersFile file = file();
    // refused before the password is asked for
    User.of(name, null, known);
    String hash = noPassword ? null : hash(newPassword(name));
    file.change(
        true,
        present -> {
          if (present.user(name) != null) {
            throw new AccessException(
                "there is a user " + name + " already; ringfold user passwd and role change it");
          }
          return present.with(User.of(name, hash, known));
        });
    err.println("added " + name + " to " + file.path());
    return CommandLine.ExitCode.OK;
  }

  @Command(name = "passwd", description = "Sets a new password; the user's sessions end.")
  int passwd(@Parameters(paramLabel = "<name>") String name) throws Exception {
    UsersFile file = file();
    existing(file.read(), name);
    String hash = hash(newPassword(name));
    file.change(false, present -> present.with(existing(present, name).withPassword(hash)));
    err.println("changed the password of " + name + "; the sessions of " + name + " end");
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "role",
      description = "Sets the user's roles to exactly these; open connections end, and begin anew.")
  int role(
      @Parameters(index = "0", paramLabel = "<name>") String name,
      @Parameters(index = "1..*", arity = "0..*", paramLabel = "<role>") List<String> roles,
      @Option(names = "--none", description = "Take all roles away.") boolean none)
      throws Exception {
    if (none == (roles != null && !roles.isEmpty())) {
      throw new ParameterException(
          spec.subcommands().get("role"), "give the roles that the user shall have, or --none");
    }
    TreeSet<String> known = known(none ? List.of() : roles);
    file().change(false, present -> present.with(existing(present, name).withRoles(known)));
    err.println(name + (none ? " has no role now" : " now has " + String.join(", ", known)));
    return CommandLine.ExitCode.OK;
  }

  @Command(name = "remove", description = "Removes a user, with its sessions and tokens.")
  int remove(@Parameters(paramLabel = "<name>") String name) throws Exception {
    file().change(false, present -> present.without(existing(present, name).name()));
    err.println("removed " + name + "; what it recorded stays recorded under that name");
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "list",
      description = "Lists users with roles and tokens, and the roles there are.")
  int list() throws Exception {
    Instant now = Instant.now();
    for (User user : file().read().all()) {
      out.println(
          user.name()
              + (user.passwordHash() == null ? " (no password)" : "")
              + (user.roles().isEmpty() ? "" : ": " + String.join(", ", user.roles())));
      for (User.Token token : user.tokens()) {
        out.println(
            "  token "
                + token.label()
                + (token.expiresAt().isAfter(now) ? ", until " : ", over since ")
                + token.expiresAt());
      }
    }
    err.println("roles there are:");
    new TreeMap<>(permissions().roles())
        .forEach((role, meaning) -> err.println("  " + role + ": " + meaning));
    return CommandLine.ExitCode.OK;
  }

  @Command(
      name = "token",
      description = "Makes a token for a program and prints it, once: only its hash is kept.")
  int token(
      @Parameters(paramLabel = "<name>") String name,
      @Option(
              names = "--label",
              paramLabel = "<label>",
              description = "Its name among the user's tokens (default: the next free number).")
          String label,
      @Option(
              names = "--days",
              paramLabel = "<days>",
              defaultValue = "90",
              description = "How long it is good (${DEFAULT-VALUE}).")
          int days)
      throws Exception {
    if (days < 1 || days > MAX_DAYS) {
      throw new ParameterException(
          spec.subcommands().get("token"), "--days=" + days + ": must be from 1 to " + MAX_DAYS);
    }
    String[] secret = new String[1];
    file()
        .change(
            false,
            present -> {
              User user = existing(present, name);
              NewToken made =
                  NewToken.of(
                      label == null ? freeLabel(user) : label,
                      Instant.now(),
                      Duration.ofDays(days));
              if (user.token(made.kept().label()) != null) {
                throw new AccessException(
                    name + " has a token " + label + " already; choose another --label");
              }
              secret[0] = made.secret();
              err.println(
                  "token "
                      + made.kept().label()
                      + " of "
                      + name
                      + ", good until "
                      + made.kept().expiresAt()
                      + ":");
              return present.with(user.withToken(made.kept()));
            });
    out.println(secret[0]);
    return CommandLine.ExitCode.OK;
  }

  private static String freeLabel(User user) {
    int number = 1;
    while (user.token(Integer.toString(number)) != null) {
      number++;
    }
    return Integer.toString(number);
  }

  @Command(
      name = "revoke",
      description = "Ends a token; without a label, every token and session of the user.")
  int revoke(
      @Parameters(index = "0", paramLabel = "<name>") String name,
      @Parameters(index = "1", arity = "0..1", paramLabel = "<label>") String label)
      throws Exception {
    file()
        .change(
            false,
            present -> {
              User user = existing(present, name);
              if (label != null && user.token(label) == null) {
                throw new AccessException(
                    name + " has no token " + label + "; ringfold user list tells which it has");
              }
              return present.with(label == null ? user.withoutAccess() : user.withoutToken(label));
            });
    err.println(
        label == null
            ? "every token and session of " + name + " ends"
            : "token " + label + " of " + name + " ends");
    return CommandLine.ExitCode.OK;
  }

  private static User existing(Users present, String name) throws AccessException {
    User user = present.user(name);
    if (user == null) {
      throw new AccessException("there is no user " + name + "; ringfold user list tells who is");
    }
    return user;
  }

  /** The roles, each of which a served domain declares. */
  private static TreeSet<String> known(List<String> roles) throws AccessException {
    Permissions permissions = permissions();
    for (String role : roles) {
      if (!permissions.roles().containsKey(role)) {
        throw new AccessException(
            "there is no role "
                + role
                + "; there are "
                + String.join(", ", new TreeSet<>(permissions.roles().keySet())));
      }
    }
    return new TreeSet<>(roles);
  }

  private static Permissions permissions() {
    return new Permissions(Domains.load(Thread.currentThread().getContextClassLoader()));
  }

  private UsersFile file() throws ConfigurationException {
    String path =
        users != null
            ? users
            : Settings.of(Map.of(), environment, configFile()).text(Setting.USERS);
    if (path.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "which users file? Give --users <file>, or --config or RINGFOLD_USERS that names it");
    }
    return new UsersFile(path(path));
  }

  private Path configFile() {
    String name = config != null ? config : environment.get("RINGFOLD_CONFIG");
    return name == null ? null : path(name);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("\"" + text + "\" is no path: " + e.getReason(), e);
    }
  }

  private char[] newPassword(String name) throws AccessException, IOException {
    Console console = in == System.in ? Terminal.console() : null;
    char[] password = console == null ? firstLine() : typedTwice(console, name);
    String complaint = Passwords.complaint(password);
    if (complaint != null) {
      throw new AccessException(complaint);
    }
    return password;
  }

  private static char[] typedTwice(Console console, String name) throws AccessException {
    char[] password = console.readPassword("New password of %s: ", name);
    char[] again = password == null ? null : console.readPassword("Again: ");
    if (again == null || !Arrays.equals(password, again)) {
      throw new AccessException("that was not the same twice: nothing has changed");
    }
    return password;
  }

  private char[] firstLine() throws AccessException, IOException {
    String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
    if (line == null) {
      throw new AccessException("the password must be the first line of standard input");
    }
    return line.toCharArray();
  }

  private static String hash(char[] password) {
    try {
      return Passwords.hash(password);
    } finally {
      Arrays.fill(password, '\0');
    }
  }
}
