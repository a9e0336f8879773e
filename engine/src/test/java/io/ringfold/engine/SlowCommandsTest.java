package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.ringfold.engine.Ledger.Post;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(120)
class SlowCommandsTest {
  private static final UUID COMMAND = new UUID(1, 2);

  @TempDir Path directory;
  private final Logger logger = (Logger) LoggerFactory.getLogger(SlowCommands.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  private static Slot slot() {
    Domains domains = Ledger.domains();
    Slot slot = new Slot(Durability.FSYNC);
    slot.submit(
        new Submission(
            domains.command("post"),
            new Post("a", 1),
            COMMAND,
            "client",
            3,
            null,
            null,
            Submission.ANY_SEQUENCE,
            0,
            null),
        1_000_000);
    slot.taken(3_000_000);
    slot.inJournal(6_000_000);
    slot.accepted(77, 0, 1);
    return slot;
  }

  private static Map<String, String> keyValues(ILoggingEvent event) {
    return event.getKeyValuePairs().stream()
        .collect(Collectors.toMap(each -> each.key, each -> String.valueOf(each.value)));
  }

  @Test
  void saysWhichCommandWasSlowAndWhere() {
    SlowCommands slow = new SlowCommands(Duration.ofMillis(10));
    slow.look(slot(), 10_000_000, 15_000_000);
    slow.log();

    assertEquals(
        Map.of(
            "uuid",
            COMMAND.toString(),
            "name",
            "post",
            "seq",
            "77",
            "client-id",
            "client",
            "client-seq",
            "3",
            "ring-us",
            "2000",
            "decide-us",
            "3000",
            "journal-us",
            "4000",
            "reply-us",
            "5000"),
        keyValues(log.list.get(0)));
    assertEquals(1, log.list.size());
  }

  @Test
  void leavesOutWhatIsNotSlow() {
    SlowCommands slow = new SlowCommands(Duration.ofMillis(10));
    slow.look(slot(), 10_000_000, 11_000_000);
    SlowCommands never = new SlowCommands(Duration.ZERO);
    never.look(slot(), 10_000_000, Long.MAX_VALUE);
    slow.log();
    never.log();

    assertEquals(List.of(), log.list);
  }

  @Test
  void countsWhatWouldFloodTheLog() {
    SlowCommands slow = new SlowCommands(Duration.ofMillis(10));
    Slot slot = slot();
    for (int i = 0; i < 1_000; i++) {
      slow.look(slot, 10_000_000, 15_000_000);
    }
    slow.log();
    slow.log();

    assertEquals(9, log.list.size());
    assertEquals(Map.of("count", "992"), keyValues(log.list.get(8)));
  }

  @Test
  void isWrittenDownWhileTheEngineRuns() {
    EngineConfig config = RunningEngine.config(directory).withSlowCommand(Duration.ofNanos(1));
    try (RunningEngine running = RunningEngine.start(config, Ledger.domains())) {
      running.ask(COMMAND, "post", new Post("a", 1));
    }
    assertEquals(1, log.list.size());
    assertEquals(COMMAND.toString(), keyValues(log.list.get(0)).get("uuid"));
    assertEquals("1", keyValues(log.list.get(0)).get("seq"));
  }
}
