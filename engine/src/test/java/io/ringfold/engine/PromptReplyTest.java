package io.ringfold.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ringfold.engine.SteppedEngine.Stage;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptReplyTest implements OutcomeListener {
  private static final int RING_SLOTS = 32;
  private static final int RANDOM_STEPS = 5_000;
  private static final int BURSTS = 2_000;

  /** What was told so far: answers by their number, updates as "update n", ends as "end". */
  private final List<String> told = new ArrayList<>();

  private final Domains domains = Ledger.domains();
  private final Domains.Command post = domains.command("post");
  private SteppedEngine engine;
  private int published;

  @TempDir Path directory;

  @BeforeEach
  void open() {
    EngineConfig config =
        EngineConfig.in(directory.resolve("data"))
            .withRingSlots(RING_SLOTS)
            .withSnapshotEvery(0, Duration.ZERO)
            .withSnapshotAtStop(false);
    engine = SteppedEngine.open(config, domains, List.of(this), Disk.REAL);
  }

  @AfterEach
  void abandon() {
    engine.abandon();
  }

  @Test
  void aFewCommandsAreAnsweredAsSoonAsTheyAreForcedAndOnlyOnce() {
    decide(2);

    engine.run(Stage.JOURNAL, 2);
    assertEquals(List.of("1", "update 1", "2", "update 2", "end"), told);
    assertEquals(2, engine.forcedSequence());

    engine.run(Stage.REPLY, 2);
    assertEquals(List.of("1", "update 1", "2", "update 2", "end"), told);
  }

  @Test
  void aLargerBatchIsLeftToTheReplyStage() {
    decide(PromptReply.MOST_SLOTS + 1);

    engine.run(Stage.JOURNAL, PromptReply.MOST_SLOTS + 1);
    assertEquals(List.of(), told);

    engine.run(Stage.REPLY, PromptReply.MOST_SLOTS + 1);
    assertEquals(2 * PromptReply.MOST_SLOTS + 3, told.size());
  }

  @Test
  void whereACommandFollowsTheReplyStageAnswers() {
    decide(1);
    publish();

    engine.run(Stage.JOURNAL, 1);
    assertEquals(List.of(), told);

    engine.run(Stage.REPLY, 1);
    assertEquals(List.of("1", "update 1", "end"), told);
  }

  @Test
  void whatWasForcedBeforeIsAnsweredBefore() {
    decide(PromptReply.MOST_SLOTS + 1);
    engine.run(Stage.JOURNAL, PromptReply.MOST_SLOTS + 1);
    decide(1);

    engine.run(Stage.JOURNAL, 1);
    assertEquals(List.of(), told);

    engine.run(Stage.REPLY, PromptReply.MOST_SLOTS + 2);
    assertEquals(answersTo(PromptReply.MOST_SLOTS + 2), answers());
  }

  @Test
  void aBatchOfAnsweredCommandsAndOthersIsAnsweredOnceAndInOrder() {
    decide(1);
    engine.run(Stage.JOURNAL, 1);
    decide(PromptReply.MOST_SLOTS + 1);
    engine.run(Stage.JOURNAL, PromptReply.MOST_SLOTS + 1);

    engine.run(Stage.REPLY, PromptReply.MOST_SLOTS + 2);

    assertEquals(answersTo(PromptReply.MOST_SLOTS + 2), answers());
    assertEquals("end", told.get(told.size() - 1));
  }

  @Test
  void howeverTheStagesComeAboutEachCommandIsAnsweredOnceInOrderAndAfterItsForce() {
    long seed = new SplittableRandom().nextLong();
    System.out.println("PromptReplyTest: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    publish();
    for (int i = 0; i < RANDOM_STEPS; i++) {
      if (random.nextInt(3) == 0) {
        publish();
      }
      Stage stage = Stage.values()[random.nextInt(Stage.values().length)];
      int available = engine.available(stage);
      if (available > 0) {
        engine.run(stage, 1 + random.nextInt(available));
      }
      assertTrue(answers().size() <= engine.forcedSequence(), "answered before its force");
      if (random.nextInt(100) == 0) {
        runAll();
        assertEquals(answersTo(published), answers());
        assertEquals("end", told.get(told.size() - 1));
        assertEquals(published, told.stream().filter(line -> line.startsWith("update")).count());
      }
    }
  }

  @Test
  void onARingOfThreadsBothReplyAndTheOrderIsKept() throws InterruptedException {
    long seed = new SplittableRandom().nextLong();
    System.out.println("PromptReplyTest ring: seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    List<Long> answered = Collections.synchronizedList(new ArrayList<>());
    Set<String> threads = ConcurrentHashMap.newKeySet();
    ReplyTo replyTo =
        outcome -> {
          threads.add(Thread.currentThread().getName());
          answered.add(outcome.sequence());
        };
    EngineConfig config =
        EngineConfig.in(directory.resolve("ring")).withRingSlots(1 << 15).withSnapshotAtStop(false);
    int sent = 0;
    try (Engine threaded = Engine.open(config, domains, List.of(), Throwable::printStackTrace)) {
      threaded.start();
      for (int burst = 0; burst < BURSTS; burst++) {
        List<Submission> together = new ArrayList<>();
        for (int i = 1 + random.nextInt(3 * PromptReply.MOST_SLOTS); i > 0; i--) {
          together.add(submission(++sent, replyTo));
        }
        assertEquals(Engine.Publish.PUBLISHED, threaded.publish(together));
        // a burst meets the one before it now and then, and none of it at other times
        while (answered.size() < sent && random.nextInt(1 << 10) > 0) {
          Thread.yield();
        }
      }
    }
    assertEquals(LongStream.rangeClosed(1, sent).boxed().toList(), answered);
    assertEquals(Set.of("ringfold-journal", "ringfold-reply"), threads);
  }

  private void decide(int commands) {
    for (int i = 0; i < commands; i++) {
      publish();
    }
    engine.run(Stage.DECIDE, commands);
  }

  private void publish() {
    int number = published + 1;
    boolean taken =
        engine.publish(submission(number, outcome -> told.add("" + outcome.sequence())));
    published += taken ? 1 : 0;
  }

  private Submission submission(int number, ReplyTo replyTo) {
    return new Submission(
        post,
        new Ledger.Post("account-" + number % 10, 1),
        new UUID(1, number),
        null,
        0,
        null,
        null,
        Submission.ANY_SEQUENCE,
        number,
        replyTo);
  }

  private void runAll() {
    for (Stage stage : Stage.values()) {
      if (engine.available(stage) > 0) {
        engine.run(stage, engine.available(stage));
      }
    }
  }

  private List<String> answers() {
    return told.stream().filter(line -> Character.isDigit(line.charAt(0))).toList();
  }

  private static List<String> answersTo(int last) {
    return IntStream.rangeClosed(1, last).mapToObj(i -> "" + i).toList();
  }

  @Override
  public void onOutcome(Outcome outcome) {
    told.add("update " + outcome.sequence());
  }

  @Override
  public void onBatchEnd() {
    told.add("end");
  }
}
