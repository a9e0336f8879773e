package io.ringfold.gateway.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.Durability;
import io.ringfold.engine.Outcome;
import io.ringfold.engine.Submission;
import io.ringfold.engine.domain.Decision;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.FieldError;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each message of the contract as it stands on the wire, in each format. */
class EveryMessageTest {
  private static final UUID ID = UUID.fromString("0b9c2a3e-6f8d-4c11-9a57-3d1b5e7f9a20");
  private static final String EVENT_ID = "ffa7b03d-1ed3-58b2-9569-e1c619a7c25c";
  private static final long MICROS = 1_767_323_045_000_006L;

  record Pay(UUID to, long amountMinor, Optional<String> note) {}

  record Paid(UUID to, long amountMinor, BigDecimal rate, Instant due) {}

  private static final class State {
    void paid(Paid event) {}
  }

  private static final Domains DOMAINS =
      Domains.of(
          Domain.define("pay", State.class, State::new)
              .command("pay", Pay.class, (state, pay, context) -> Decision.reject("no", "no"))
              .rejection("no", "never")
              .event("paid-out", 1, Paid.class, State::paid)
              .build());

  /** Accepted with one event, or rejected. */
  private record Known(Status status, String code, boolean duplicate, String clientId, String meta)
      implements Outcome {
    @Override
    public Submission submission() {
      return new Submission(
          DOMAINS.command("pay"),
          new Pay(ID, 1, Optional.empty()),
          ID,
          clientId,
          clientId == null ? 0 : 7,
          null,
          meta,
          Submission.ANY_SEQUENCE,
          MICROS,
          null);
    }

    @Override
    public long sequence() {
      return 42;
    }

    @Override
    public long timeMicros() {
      return MICROS;
    }

    @Override
    public Durability durability() {
      return Durability.FSYNC;
    }

    @Override
    public String message() {
      return code == null ? null : "said \"" + code + "\"";
    }

    @Override
    public int eventCount() {
      return 1;
    }

    @Override
    public Object event(int index) {
      return new Paid(
          ID, Long.MAX_VALUE, new BigDecimal("1.50"), Instant.parse("2026-02-01T00:00:00Z"));
    }

    @Override
    public Domain.EventType<?, ?> eventType(int index) {
      return DOMAINS.event("paid-out").type();
    }
  }

  private static void assertWritten(
      java.util.function.Consumer<MessageWriter> message, String json, String edn, String transit) {
    Map<Format, String> expected =
        Map.of(Format.JSON, json, Format.EDN, edn, Format.TRANSIT, transit);
    for (Format format : Format.values()) {
      MessageWriter writer = new MessageWriter(format);
      message.accept(writer);
      assertEquals(
          expected.get(format),
          new String(writer.bytes(), 0, writer.length(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void acknowledgesAnAcceptedCommand() {
    assertWritten(
        writer -> writer.outcome(new Known(Outcome.Status.ACCEPTED, null, true, "c", null)),
        "[\"cmd-ack\",\"c\",7,{\"uuid\":\""
            + ID
            + "\",\"seq\":42,\"durability\":\"fsync\",\"duplicate\":true}]",
        "[:cmd-ack \"c\" 7 {:uuid #uuid \""
            + ID
            + "\" :seq 42 :durability \"fsync\" :duplicate true}]",
        "[\"cmd-ack\",\"c\",7,{\"uuid\":\"~u"
            + ID
            + "\",\"seq\":42,\"durability\":\"fsync\",\"duplicate\":true}]");
  }

  @Test
  void answersARejectedCommandAndOneThatWasNotProcessed() {
    assertWritten(
        writer -> writer.outcome(new Known(Outcome.Status.REJECTED, "no", false, "c", null)),
        "[\"error\",\"c\",7,\"no\",{\"message\":\"said \\\"no\\\"\",\"uuid\":\""
            + ID
            + "\",\"seq\":42}]",
        "[:error \"c\" 7 \"no\" {:message \"said \\\"no\\\"\" :uuid #uuid \"" + ID + "\" :seq 42}]",
        "[\"error\",\"c\",7,\"no\",{\"message\":\"said \\\"no\\\"\",\"uuid\":\"~u"
            + ID
            + "\",\"seq\":42}]");
    assertWritten(
        writer ->
            writer.error(
                null,
                null,
                "malformed-message",
                "~what",
                null,
                List.of(new FieldError("a.0", "b"))),
        "[\"error\",null,null,\"malformed-message\",{\"message\":\"~what\",\"details\":[{\"field\":\"a.0\",\"message\":\"b\"}]}]",
        "[:error nil nil \"malformed-message\" {:message \"~what\" :details [{:field \"a.0\" :message \"b\"}]}]",
        "[\"error\",null,null,\"malformed-message\",{\"message\":\"~~what\",\"details\":[{\"field\":\"a.0\",\"message\":\"b\"}]}]");
  }

  @Test
  void tellsAnEvent() {
    assertWritten(
        writer ->
            writer.updates(new Known(Outcome.Status.ACCEPTED, null, false, "c", "{\"a\":[1]}")),
        "[\"update\",\"c\",7,{\"uuid\":\""
            + EVENT_ID
            + "\",\"name\":\"paid-out\",\"data\":{\"to\":\""
            + ID
            + "\",\"amount-minor\":9223372036854775807,\"rate\":1.50,\"due\":\"2026-02-01T00:00:00Z\"},\"meta\":{\"a\":[1]},"
            + "\"seq\":42,\"index\":0,\"of\":1,\"command-uuid\":\""
            + ID
            + "\",\"timestamp\":\"2026-01-02T03:04:05.000006Z\",\"user\":null}]",
        "[:update \"c\" 7 {:uuid #uuid \""
            + EVENT_ID
            + "\" :name :paid-out :data {:to #uuid \""
            + ID
            + "\" :amount-minor 9223372036854775807 :rate 1.50M :due #inst \"2026-02-01T00:00:00Z\"} :meta {:a [1]}"
            + " :seq 42 :index 0 :of 1 :command-uuid #uuid \""
            + ID
            + "\" :timestamp #inst \"2026-01-02T03:04:05.000006Z\" :user nil}]",
        "[\"update\",\"c\",7,{\"uuid\":\"~u"
            + EVENT_ID
            + "\",\"name\":\"paid-out\",\"data\":{\"to\":\"~u"
            + ID
            + "\",\"amount-minor\":\"~i9223372036854775807\",\"rate\":\"~f1.50\",\"due\":\"~t2026-02-01T00:00:00Z\"},\"meta\":{\"a\":[1]},"
            + "\"seq\":42,\"index\":0,\"of\":1,\"command-uuid\":\"~u"
            + ID
            + "\",\"timestamp\":\"~t2026-01-02T03:04:05.000006Z\",\"user\":null}]");
  }

  @Test
  void answersAQuery() {
    assertWritten(
        writer -> assertTrue(writer.result("q", 9, List.of(ID), Integer.MAX_VALUE)),
        "[\"result\",\"q\",{\"basis\":9,\"result\":[\"" + ID + "\"]}]",
        "[:result \"q\" {:basis 9 :result [#uuid \"" + ID + "\"]}]",
        "[\"result\",\"q\",{\"basis\":9,\"result\":[\"~u" + ID + "\"]}]");
    assertWritten(
        writer -> writer.queryError(7L, "not-yet", "later", List.of()),
        "[\"query-error\",7,\"not-yet\",{\"message\":\"later\"}]",
        "[:query-error 7 \"not-yet\" {:message \"later\"}]",
        "[\"query-error\",7,\"not-yet\",{\"message\":\"later\"}]");
  }

  @Test
  void tellsHowFarARebuildIs() {
    assertWritten(
        writer -> writer.queryProgress("q", 3, 5),
        "[\"query-progress\",\"q\",{\"at\":3,\"target\":5}]",
        "[:query-progress \"q\" {:at 3 :target 5}]",
        "[\"query-progress\",\"q\",{\"at\":3,\"target\":5}]");
  }

  @Test
  void tellsOfAGap() {
    assertWritten(
        writer -> writer.gap(null, 3, 5),
        "[\"gap\",null,{\"from\":3,\"to\":5}]",
        "[:gap nil {:from 3 :to 5}]",
        "[\"gap\",null,{\"from\":3,\"to\":5}]");
    assertWritten(
        writer -> writer.gap("s", 3, 5),
        "[\"gap\",\"s\",{\"from\":3,\"to\":5}]",
        "[:gap \"s\" {:from 3 :to 5}]",
        "[\"gap\",\"s\",{\"from\":3,\"to\":5}]");
  }

  /** What a reader hands over, one after the other. */
  private static List<Object> read(Format format, String frame) {
    List<Object> seen = new ArrayList<>();
    byte[] text = frame.getBytes(StandardCharsets.UTF_8);
    format
        .newMessageReader()
        .read(
            text,
            0,
            text.length,
            new MessageReader.Handler() {
              @Override
              public void command(CommandMessage command) {
                seen.add(command);
              }

              @Override
              public void query(Object id, QueryMessage query) {
                seen.add(id);
                seen.add(query);
              }

              @Override
              public void subscribe(SubscribeMessage subscription) {
                seen.add(subscription);
              }

              @Override
              public void unsubscribe(Object id) {
                seen.add("unsubscribe " + id);
              }

              @Override
              public void malformedQuery(Object id, String message) {
                seen.add("query " + id + " malformed");
              }

              @Override
              public void malformed(String clientId, Long clientSeq, String message) {
                seen.add(clientId + " " + clientSeq + " malformed");
              }
            });
    return seen;
  }

  @Test
  void readsSubscriptionsAlikeInEachFormat() {
    List<Object> expected =
        List.of(
            new SubscribeMessage("s", 12L, List.of("paid"), "all", List.of("c")), "unsubscribe 7");
    assertEquals(
        expected,
        read(
            Format.JSON,
            "[[\"subscribe\",\"s\",{\"from\":12,\"events\":[\"paid\"],\"updates\":\"all\","
                + "\"client-ids\":[\"c\"]}],[\"unsubscribe\",7]]"));
    assertEquals(
        expected,
        read(
            Format.EDN,
            "[[:subscribe \"s\" {:from 12 :events #{:paid} :updates :all :client-ids [\"c\"]}]"
                + "[:unsubscribe 7]]"));
    assertEquals(
        expected,
        read(
            Format.TRANSIT,
            "[[\"~:subscribe\",\"s\",[\"^ \",\"from\",12,\"events\",[\"~:paid\"],"
                + "\"updates\",\"all\",\"client-ids\",[\"c\"]]],[\"unsubscribe\",7]]"));
  }

  @Test
  void readsACommandAlikeInEachFormat() {
    CommandMessage plain =
        new CommandMessage(
            "c", 7, "pay", Map.of("amount-minor", Long.MAX_VALUE), ID, "{\"t\":[\"x\",1.50]}", 3L);
    assertEquals(
        List.of(plain),
        read(
            Format.JSON,
            "[\"cmd\",\"c\",7,{\"name\":\"pay\",\"data\":{\"amount-minor\":9223372036854775807},"
                + "\"uuid\":\""
                + ID
                + "\",\"meta\":{\"t\":[\"x\",1.50]},\"expected-seq\":3}]"));
    assertEquals(
        List.of(plain),
        read(
            Format.EDN,
            "[:cmd \"c\" 7 {:name :pay :data {:amount-minor 9223372036854775807}"
                + " :uuid #uuid \""
                + ID
                + "\" :meta {:t [:x 1.50M]} :expected-seq 3}]"));
    assertEquals(
        List.of(plain),
        read(
            Format.TRANSIT,
            "[\"~:cmd\",\"c\",7,[\"^ \",\"~:name\",\"~:pay\",\"~:data\",[\"^ \",\"~:amount-minor\",\"~i9223372036854775807\"],"
                + "\"~:uuid\",\"~u"
                + ID
                + "\",\"~:meta\",[\"^ \",\"t\",[\"x\",\"~f1.50\"]],\"expected-seq\",3]]"));
  }

  @Test
  void readsAQueryAlikeInEachFormat() {
    Instant time = Instant.parse("2026-01-02T03:04:05Z");
    List<Object> plain = List.of("q", new QueryMessage("total", Map.of(), null, time, 4L, false));
    assertEquals(
        plain,
        read(
            Format.JSON,
            "[\"query\",\"q\",{\"name\":\"total\",\"data\":{},\"as-of\":\""
                + time
                + "\",\"min-seq\":\"4\"}]"));
    assertEquals(
        plain,
        read(
            Format.EDN,
            "[[:query :q {:name :total, :data {}, :as-of #inst \"" + time + "\", :min-seq 4}]]"));
    assertEquals(
        plain,
        read(
            Format.TRANSIT,
            "[\"query\",\"q\",{\"name\":\"total\",\"data\":{},\"as-of\":\"~t"
                + time
                + "\",\"min-seq\":4}]"));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void answersEachMessageOfABatchByItself(Format format) {
    String frame =
        switch (format) {
          case EDN ->
              "[[:cmd \"c\" 1 {}] [:query 5 []] :no [] [7] [:hm] [:cmd \"c\" 2 {:name :pay :data {}}]]";
          default ->
              "[[\"cmd\",\"c\",1,{}],[\"query\",5,[]],\"no\",[],[7],[\"hm\"],"
                  + "[\"cmd\",\"c\",2,{\"name\":\"pay\",\"data\":{}}]]";
        };
    String unread = "null null malformed";
    assertEquals(
        List.of(
            "c 1 malformed",
            "query 5 malformed",
            unread,
            unread,
            unread,
            unread,
            new CommandMessage("c", 2, "pay", Map.of(), null, null, null)),
        read(format, frame));
    for (String broken : new String[] {"", "7", "{}", "[[", "[] []", "\"cmd\""}) {
      assertEquals(List.of(unread), read(format, broken), broken);
    }
  }
}
