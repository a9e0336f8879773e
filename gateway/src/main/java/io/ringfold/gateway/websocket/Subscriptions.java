package io.ringfold.gateway.websocket;

import io.ringfold.engine.Codes;
import io.ringfold.engine.domain.Domains;
import io.ringfold.gateway.access.Caller;
import io.ringfold.gateway.access.Permissions;
import io.ringfold.gateway.format.MalformedException;
import io.ringfold.gateway.format.SubscribeMessage;
import io.ringfold.gateway.intake.GatewayCodes;
import io.ringfold.gateway.intake.Refusal;
import io.ringfold.gateway.updates.StreamFilter;
import io.ringfold.gateway.updates.StreamRequest;
import io.ringfold.gateway.updates.UpdateHub;
import io.ringfold.gateway.updates.UpdateStream;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The update streams of one connection: its own, and those that it has subscribed to by name.
 *
 * <p>On the connection's I/O thread.
 */
final class Subscriptions {

  /** A gateway of many clients fits; one that makes a new id for each command does not. */
  private static final int MAX_CLIENT_IDS = 10_000;

  private final UpdateHub hub;
  private final Caller caller;
  private final Permissions permissions;
  private final Domains domains;
  private final Outbox outbox;
  private final int maxSubscriptions;
  private final UpdateStream own;
  private final Map<Object, UpdateStream> named = new HashMap<>(0);
  private final Set<String> clientIds = new HashSet<>(2);
  private String lastClientId;
  private boolean forgotten;
  private boolean closed;

  /** Begins the connection's own stream, which was found to be allowed before. */
  Subscriptions(
      UpdateHub hub,
      Caller caller,
      Permissions permissions,
      Domains domains,
      Outbox outbox,
      int maxSubscriptions,
      StreamRequest request) {
    this.hub = hub;
    this.caller = caller;
    this.permissions = permissions;
    this.domains = domains;
    this.outbox = outbox;
    this.maxSubscriptions = maxSubscriptions;
    clientIds.addAll(request.clientIds());
    own = stream(null, request);
    hub.open(own, request.from());
  }

  private UpdateStream stream(Object id, StreamRequest request) {
    Set<String> mine = ConcurrentHashMap.newKeySet(2);
    if (request.whose() == StreamFilter.Whose.MINE) {
      mine.addAll(clientIds);
      mine.addAll(request.clientIds());
    }
    return new UpdateStream(id, request.filter(caller, mine), outbox);
  }

  /**
   * A command of this client came in: from now on its events are the connection's.
   *
   * @return the same text, the same object for as long as the client is the same
   * @throws Refusal where there are too many
   */
  String used(String clientId) throws Refusal {
    if (clientId.equals(lastClientId)) {
      return lastClientId;
    }
    if (!closed && !clientIds.contains(clientId)) {
      if (clientIds.size() >= MAX_CLIENT_IDS && !showsMine()) {
        // nobody asks whose they are, as yet
        forgotten = true;
        return clientId;
      }
      if (clientIds.size() >= MAX_CLIENT_IDS) {
        throw new Refusal(
            Codes.BUSY,
            "this connection has used "
                + MAX_CLIENT_IDS
                + " client-ids already; a client makes its id once, or connects with updates=none");
      }
      clientIds.add(clientId);
      add(own, clientId);
      named.values().forEach(stream -> add(stream, clientId));
    }
    lastClientId = clientId;
    return clientId;
  }

  private boolean showsMine() {
    return isMine(own) || named.values().stream().anyMatch(Subscriptions::isMine);
  }

  private static boolean isMine(UpdateStream stream) {
    return stream.filter().whose() == StreamFilter.Whose.MINE;
  }

  private void add(UpdateStream stream, String clientId) {
    if (isMine(stream)) {
      hub.addClientId(stream, clientId);
    }
  }

  /**
   * Begins a stream.
   *
   * @throws Refusal naming the subscription, and what is wrong with it
   */
  void subscribe(SubscribeMessage message) throws Refusal {
    String name = "subscription " + shown(message.id());
    if (closed) {
      return;
    }
    UpdateStream present = named.get(message.id());
    if (present != null && !present.isEnded()) {
      throw new Refusal(
          GatewayCodes.MALFORMED_MESSAGE,
          name + " is there already, and goes on; unsubscribe it first, or take another id");
    }
    if (named.size() >= maxSubscriptions) {
      throw new Refusal(
          Codes.BUSY,
          name
              + ": this connection has "
              + maxSubscriptions
              + " subscriptions (max-subscriptions); unsubscribe one first");
    }
    try {
      StreamRequest request = StreamRequest.of(message, domains);
      request.requireAllowed(caller, permissions);
      if (forgotten && request.whose() == StreamFilter.Whose.MINE) {
        throw new Refusal(
            Codes.BUSY,
            "this connection has used more than "
                + MAX_CLIENT_IDS
                + " client-ids, too many to tell which events are its own");
      }
      if (request.from() != null) {
        hub.requireReachable(request.from());
      }
      UpdateStream stream = stream(message.id(), request);
      named.put(message.id(), stream);
      hub.open(stream, request.from());
    } catch (MalformedException e) {
      throw new Refusal(GatewayCodes.MALFORMED_MESSAGE, name + ": " + e.getMessage());
    } catch (Refusal e) {
      throw new Refusal(e.code(), name + ": " + e.getMessage());
    }
  }

  /**
   * Ends a stream: nothing of it is sent any more but what waits already.
   *
   * @throws Refusal where there is none of this id
   */
  void unsubscribe(Object id) throws Refusal {
    UpdateStream stream = named.remove(id);
    if (stream == null) {
      throw new Refusal(
          GatewayCodes.MALFORMED_MESSAGE, "there is no subscription " + shown(id) + " here");
    }
    hub.end(stream);
  }

  /** The connection is gone. */
  void close() {
    closed = true;
    hub.end(own);
    named.values().forEach(hub::end);
    named.clear();
  }

  /** An id as it stood in the message. */
  static String shown(Object id) {
    return id instanceof String ? "\"" + id + "\"" : String.valueOf(id);
  }
}
