package io.ringfold.gateway.access;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who may do what, as the domains declare it: the one place that decides. What no role of a domain
 * names is open to every caller; {@link Domain.Role#ADMIN} may do everything. Immutable and
 * thread-safe.
 */
public final class Permissions {

  /** May ask SQL, which sees what everybody did: no domain's role, but this server's own. */
  public static final String ANALYST = "analyst";

  /** Every role by name with what it means; one that two domains declare has both meanings. */
  private final TreeMap<String, String> roles = new TreeMap<>();

  // by name of command, query or domain: the roles that may; absent: everybody may
  private final Map<String, Set<String>> senders = new HashMap<>();
  private final Map<String, Set<String>> askers = new HashMap<>();
  private final Map<String, Set<String>> watchers = new HashMap<>();

  private final Domains domains;

  public Permissions(Domains domains) {
    this.domains = domains;
    roles.put(Domain.Role.ADMIN, "may do everything");
    roles.put(ANALYST, "may ask SQL over everything that happened (POST /sql)");
    for (Domain<?> domain : domains.all()) {
      for (Domain.Role role : domain.roles()) {
        roles.merge(role.name(), role.meaning(), (one, other) -> one + "; " + other);
        role.commands().forEach(command -> allow(senders, command, role.name()));
        role.queries().forEach(query -> allow(askers, query, role.name()));
        if (role.seesAllUpdates()) {
          allow(watchers, domain.name(), role.name());
        }
      }
    }
  }

  private static void allow(Map<String, Set<String>> allowed, String what, String role) {
    allowed.computeIfAbsent(what, any -> new TreeSet<>()).add(role);
  }

  /** Every role that a user can have, with what it means, in order of name. */
  public Map<String, String> roles() {
    return Map.copyOf(roles);
  }

  /** Whether the caller may ask SQL. */
  public boolean mayAskSql(Caller caller) {
    return caller.mayDoEverything() || caller.roles().contains(ANALYST);
  }

  /** Whether the caller may send the command of this name. */
  public boolean maySend(Caller caller, String command) {
    return isAllowed(caller, senders.get(command));
  }

  /** Whether the caller may ask the query of this name. */
  public boolean mayAsk(Caller caller, String query) {
    return isAllowed(caller, askers.get(query));
  }

  /**
   * Whether the caller may see the event of this name that the command of a user caused: one's own,
   * or any.
   *
   * @param user null where access was open when it happened
   */
  public boolean maySee(Caller caller, String event, String user) {
    return caller.isOpen() || caller.user().equals(user) || maySeeAll(caller, event);
  }

  /** Whether the caller may see every event of this name, whoever caused it. */
  public boolean maySeeAll(Caller caller, String event) {
    return isAllowed(caller, watchers.get(domainOf(event)));
  }

  /** Whether the caller may see what the events of a domain, whoever caused them, come to. */
  public boolean maySeeStates(Caller caller, String domain) {
    return isAllowed(caller, watchers.get(domain));
  }

  /**
   * Why the caller may not follow all events of these names, whoever causes them.
   *
   * @param events null for every event there is
   * @return null where the caller may
   */
  public String refusalOfAll(Caller caller, Set<String> events) {
    Set<String> wanted =
        events != null
            ? events
            : domains.events().stream()
                .map(event -> event.type().name())
                .collect(Collectors.toCollection(TreeSet::new));
    for (String event : wanted) {
      if (!maySeeAll(caller, event)) {
        return caller.user()
            + " may not see every "
            + event
            + ": that needs "
            + whoMaySeeAll(event)
            + "; ask for updates=mine, or name other events";
      }
    }
    return null;
  }

  /** Whether the caller may see the record of a command that this user sent. */
  public boolean maySeeCommand(Caller caller, String command, String user) {
    if (caller.isOpen() || caller.user().equals(user)) {
      return true;
    }
    Domains.Command known = domains.command(command);
    // of a command that there is no more, nobody knows whose business it was
    return known == null
        ? caller.mayDoEverything()
        : isAllowed(caller, watchers.get(known.domain().name()));
  }

  private String domainOf(String event) {
    Domains.Event known = domains.event(event);
    if (known != null) {
      return known.domain().name();
    }
    Domains.Retired retired = domains.retired(event);
    return retired == null ? null : retired.domain().name();
  }

  /** Which roles may send it, for the refusal's message; like {@code "the role teller"}. */
  public String whoMaySend(String command) {
    return who(senders.get(command));
  }

  /** Which roles may ask it; see {@link #whoMaySend}. */
  public String whoMayAsk(String query) {
    return who(askers.get(query));
  }

  /** Which roles may see every event of this name; see {@link #whoMaySend}. */
  public String whoMaySeeAll(String event) {
    return who(watchers.get(domainOf(event)));
  }

  private static String who(Set<String> allowed) {
    return allowed == null
        ? "every user"
        : allowed.size() == 1
            ? "the role " + allowed.iterator().next()
            : "one of the roles " + String.join(", ", allowed);
  }

  private static boolean isAllowed(Caller caller, Set<String> allowed) {
    if (allowed == null || caller.mayDoEverything()) {
      return true;
    }
    for (String role : caller.roles()) {
      if (allowed.contains(role)) {
        return true;
      }
    }
    return false;
  }
}
