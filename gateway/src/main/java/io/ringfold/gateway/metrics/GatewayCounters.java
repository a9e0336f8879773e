package io.ringfold.gateway.metrics;

import io.ringfold.engine.Codes;
import io.ringfold.gateway.intake.GatewayCodes;
import java.lang.reflect.Field;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What the gateway counts since it was opened. Thread-safe; an increment costs next to nothing. */
public final class GatewayCounters {

  /** What was refused. */
  public enum Kind {
    /** A command on a WebSocket. */
    COMMAND,
    /** A query on a WebSocket. */
    QUERY,
    /** An HTTP request, a handshake included. */
    HTTP
  }

  /** What happened to connections and on them. */
  public enum Happening {
    CONNECTION_OPENED("connections.opened", "WebSocket connections opened"),
    CONNECTION_CLOSED("connections.closed", "WebSocket connections closed, by whomever"),
    CONNECTION_REFUSED(
        "connections.refused", "Handshakes refused, as there are as many connections as may be"),
    SLOW_READER_CUT(
        "slow.readers.cut", "Connections cut, as they did not read what was sent to them"),
    SLOW_SENDER_CUT(
        "slow.senders.cut", "Connections cut, as a message or body did not end in time"),
    GAP_TOLD("gaps.told", "Gaps told to readers that were too slow for live updates"),
    MESSAGE_RECEIVED("messages.received", "Commands and queries received on WebSockets"),
    FRAME_RECEIVED("frames.received", "Text frames received"),
    FRAME_SENT("frames.sent", "Text frames sent");

    private final String metric;
    private final String help;

    Happening(String metric, String help) {
      this.metric = metric;
      this.help = help;
    }

    /** The counter's name, as Micrometer writes it, without the prefix of all. */
    String metric() {
      return metric;
    }

    String help() {
      return help;
    }
  }

  /** Where codes are counted that are none of the contract's. */
  public static final String OTHER = "other";

  private final Map<Kind, Map<String, LongAdder>> refusals = new EnumMap<>(Kind.class);
  private final Map<Happening, LongAdder> happenings = new EnumMap<>(Happening.class);
  private final LongAdder receivedBytes = new LongAdder();
  private final LongAdder sentBytes = new LongAdder();
  private final LongAdder[] responses = new LongAdder[5];

  public GatewayCounters() {
    for (Kind kind : Kind.values()) {
      Map<String, LongAdder> byCode = new TreeMap<>();
      for (Class<?> codes : List.of(Codes.class, GatewayCodes.class)) {
        for (Field code : codes.getFields()) {
          byCode.put(value(code), new LongAdder());
        }
      }
      byCode.put(OTHER, new LongAdder());
      refusals.put(kind, byCode);
    }
    for (Happening happening : Happening.values()) {
      happenings.put(happening, new LongAdder());
    }
    for (int i = 0; i < responses.length; i++) {
      responses[i] = new LongAdder();
    }
  }

  private static String value(Field code) {
    try {
      return (String) code.get(null);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(code + " is no public constant", e);
    }
  }

  public void refused(Kind kind, String code) {
    Map<String, LongAdder> byCode = refusals.get(kind);
    LongAdder counter = byCode.get(code);
    (counter == null ? byCode.get(OTHER) : counter).increment();
  }

  public void happened(Happening happening) {
    happenings.get(happening).increment();
  }

  public void frameReceived(int bytes) {
    happened(Happening.FRAME_RECEIVED);
    receivedBytes.add(bytes);
  }

  public void frameSent(int bytes) {
    happened(Happening.FRAME_SENT);
    sentBytes.add(bytes);
  }

  /**
   * @param status of HTTP, from 100 to 599
   */
  public void responded(int status) {
    responses[Math.min(Math.max(status / 100, 1), 5) - 1].increment();
  }

  /** How often, by code; every code is there from the beginning. */
  public Map<String, Long> refusals(Kind kind) {
    Map<String, Long> values = new TreeMap<>();
    refusals.get(kind).forEach((code, counter) -> values.put(code, counter.sum()));
    return values;
  }

  public long happenings(Happening happening) {
    return happenings.get(happening).sum();
  }

  /** Of text frames, their payload. */
  public long receivedBytes() {
    return receivedBytes.sum();
  }

  /** Of text frames, their payload. */
  public long sentBytes() {
    return sentBytes.sum();
  }

  /**
   * @param statusClass from 1 (1xx) to 5
   */
  public long responses(int statusClass) {
    return responses[statusClass - 1].sum();
  }
}
