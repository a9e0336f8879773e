package io.ringfold.gateway.updates;

import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.Envelopes;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.format.SubscribeMessage;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a reader asks of a stream, checked. Immutable.
 *
 * @param whose whose events
 * @param from updates after this sequence; null for those from now on
 * @param events only events of these names; null for every name
 * @param clientIds whose events are mine where access is open
 */
public record StreamRequest(
    StreamFilter.Whose whose, Long from, Set<String> events, Set<String> clientIds) {

  /** The parameters of an address that this reads; others are not looked at. */
  public static final Set<String> PARAMETERS = Set.of("updates", "from", "events", "client-id");

  /**
   * From the parameters of {@code /ws} or {@code /updates}.
   *
   * @param whose where they do not say
   * @throws MalformedException saying which one cannot be taken, and why
   */
  public static StreamRequest of(
      Map<String, Deque<String>> parameters, StreamFilter.Whose whose, Domains domains)
      throws MalformedException {
    String from = single(parameters, "from");
    String events = single(parameters, "events");
    String updates = single(parameters, "updates");
    Set<String> clientIds = new LinkedHashSet<>();
    if (parameters.containsKey("client-id")) {
      for (String each : parameters.get("client-id")) {
        clientIds.add(Envelopes.clientIdText(each));
      }
    }
    return new StreamRequest(
        whose(updates, whose),
        from == null ? null : Envelopes.sequenceText("from", from),
        events == null ? null : known(List.of(events.split(",", -1)), domains),
        Set.copyOf(clientIds));
  }

  /**
   * From a message.
   *
   * @throws MalformedException saying what of it cannot be taken, and why
   */
  public static StreamRequest of(SubscribeMessage message, Domains domains)
      throws MalformedException {
    return new StreamRequest(
        whose(message.updates(), StreamFilter.Whose.MINE),
        message.from(),
        message.events() == null ? null : known(message.events(), domains),
        Set.copyOf(message.clientIds()));
  }

  /**
   * Finds the caller allowed to follow what is asked for; to be called before {@link #filter}.
   *
   * @throws Refusal {@code not-authorized} where these are everybody's events, and the caller may
   *     see the own ones only
   */
  public void requireAllowed(Caller caller, Permissions permissions) throws Refusal {
    if (whose == StreamFilter.Whose.ALL) {
      String refusal = permissions.refusalOfAll(caller, events);
      if (refusal != null) {
        throw new Refusal(GatewayCodes.NOT_AUTHORIZED, refusal);
      }
    }
  }

  /**
   * What the caller's stream shows.
   *
   * @param mine whose events are mine where access is open; with users, the user's are
   */
  public StreamFilter filter(Caller caller, Set<String> mine) {
    return new StreamFilter(whose, caller.user(), mine, events);
  }

  private static String single(Map<String, Deque<String>> parameters, String name)
      throws MalformedException {
    Deque<String> values = parameters.get(name);
    if (values == null) {
      return null;
    }
    if (values.size() != 1) {
      throw new MalformedException("parameter " + name + " is given more than once");
    }
    return values.getFirst();
  }

  private static StreamFilter.Whose whose(String text, StreamFilter.Whose otherwise)
      throws MalformedException {
    try {
      return text == null ? otherwise : StreamFilter.Whose.of(text);
    } catch (IllegalArgumentException e) {
      throw new MalformedException(e.getMessage());
    }
  }

  private static Set<String> known(Collection<String> names, Domains domains)
      throws MalformedException {
    for (String name : names) {
      if (domains.event(name) == null) {
        throw new MalformedException("events: there is no event \"" + name + "\"");
      }
    }
    return Set.copyOf(names);
  }
}
