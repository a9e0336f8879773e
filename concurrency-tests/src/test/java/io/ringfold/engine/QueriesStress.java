package io.ringfold.engine;

import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Read models are published while queries come, wait, give up, or are told that it is over. */
public class QueriesStress {

  @JCStressTest
  @Outcome(
      id = "(\\d+) of \\1",
      expect = Expect.ACCEPTABLE,
      desc = "Answered from one of the states that were published.")
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "Values of one sequence told as another's, or not one answer.")
  @State
  public static class BasisAndValuesArePublishedAsOne extends Asked {
    @Actor
    public void projectStage() {
      for (int sequence = 1; sequence <= STATES; sequence++) {
        publish(sequence);
      }
    }

    @Actor
    public void client() {
      ask(0);
    }

    @Arbiter
    public void answers(L_Result result) {
      result.r1 = answersAtEnd();
    }
  }

  @JCStressTest
  @Outcome(
      id = "each once",
      expect = Expect.ACCEPTABLE,
      desc = "Waited or not, each was answered once, from a state that is new enough.")
  @Outcome(
      id = ".*",
      expect = Expect.FORBIDDEN,
      desc = "One was answered twice, or wrongly, or nobody let it go.")
  @State
  public static class QueriesThatWaitAreReleasedOnce extends Asked {
    @Actor
    public void projectStage() {
      for (int sequence = 1; sequence <= STATES; sequence++) {
        publish(sequence);
      }
    }

    @Actor
    public void client() {
      for (int sequence = 1; sequence <= STATES; sequence++) {
        ask(sequence);
      }
    }

    @Arbiter
    public void answers(L_Result result) {
      awaitAnswers(STATES);
      result.r1 = eachOnceAtEnd();
    }
  }

  @JCStressTest
  @Outcome(id = "1 of 1", expect = Expect.ACCEPTABLE, desc = "Released just in time.")
  @Outcome(id = "not-yet", expect = Expect.ACCEPTABLE, desc = "Its time was over.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Both, or neither.")
  @State
  public static class AQueryIsReleasedOrGivesUp extends Asked {
    public AQueryIsReleasedOrGivesUp() {
      super(Duration.ZERO);
    }

    @Actor
    public void projectStage() {
      publish(1);
    }

    @Actor
    public void client() {
      ask(1);
    }

    @Arbiter
    public void answers(L_Result result) {
      awaitAnswers(1);
      result.r1 = answersAtEnd();
    }
  }

  @JCStressTest
  @Outcome(id = "unavailable", expect = Expect.ACCEPTABLE, desc = "Told that the server stops.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Told twice, not at all, or a failure.")
  @State
  public static class AQueryThatWaitsIsToldOfTheEnd extends Asked {
    @Actor
    public void owner() {
      close();
    }

    @Actor
    public void client() {
      ask(1);
    }

    @Arbiter
    public void answers(L_Result result) {
      result.r1 = answersAtEnd();
    }
  }

  @JCStressTest
  @Outcome(id = "0 of 0", expect = Expect.ACCEPTABLE, desc = "It came in time.")
  @Outcome(id = "unavailable", expect = Expect.ACCEPTABLE, desc = "It came too late.")
  @Outcome(id = ".*", expect = Expect.FORBIDDEN, desc = "Told twice, not at all, or a failure.")
  @State
  public static class AQueryIsAnsweredOrToldOfTheEnd extends Asked {
    @Actor
    public void owner() {
      close();
    }

    @Actor
    public void client() {
      ask(0);
    }

    @Arbiter
    public void answers(L_Result result) {
      result.r1 = answersAtEnd();
    }
  }

  /** One client's queries and their answers; each state of the read model is its own sequence. */
  abstract static class Asked {
    record Count(long sequence) {}

    record GetCount() {}

    private record Answer(long minSequence, String text) {}

    private static final Domains DOMAINS =
        Domains.of(
            Domain.define("count", Object.class, Object::new)
                .projection("count", Count.class, () -> new Count(0), folds -> {})
                .query("get-count", GetCount.class, Count.class, (count, query) -> count.sequence())
                .build());

    static final int STATES = 8;

    private static final int MAX_DELAY_SPINS = 100;
    private static final long PATIENCE_S = 10;

    private final Queries queries;
    private final List<Answer> answers = new CopyOnWriteArrayList<>();

    Asked() {
      this(Duration.ofMinutes(1));
    }

    Asked(Duration minSequenceWait) {
      EngineConfig config =
          EngineConfig.in(Path.of("unused"))
              .withQueryThreads(1)
              .withMinSequenceWait(minSequenceWait);
      EngineMetrics metrics = EngineMetrics.unseen(DOMAINS);
      queries =
          new Queries(
              new ReadModels(DOMAINS),
              0,
              config,
              new PastModels(
                  config,
                  DOMAINS,
                  new TypeCatalog(DOMAINS),
                  ModelImage.store(config.dataDirectory(), DOMAINS),
                  1,
                  metrics),
              (projection, reply) -> reply.onError(Codes.NOT_YET, projection),
              metrics);
    }

    final void publish(long sequence) {
      // a query takes its way to the queue meanwhile: to meet it anywhere there, come spread
      for (int i = ThreadLocalRandom.current().nextInt(MAX_DELAY_SPINS); i > 0; i--) {
        Thread.onSpinWait();
      }
      queries.publish(sequence, new Object[] {new Count(sequence)});
    }

    final void ask(long minSequence) {
      QueryReply reply =
          new QueryReply() {
            @Override
            public void onResult(long basis, Object result) {
              answers.add(new Answer(minSequence, result + " of " + basis));
            }

            @Override
            public void onError(String code, String message) {
              answers.add(new Answer(minSequence, code));
            }
          };
      try {
        queries.ask(
            new QueryRequest(
                DOMAINS.query("get-count"), new GetCount(), minSequence, QueryRequest.NOW),
            0,
            reply);
      } catch (RuntimeException e) {
        answers.add(new Answer(minSequence, e.getClass().getSimpleName()));
      }
    }

    final void close() {
      queries.close();
    }

    /** Gives answers that are on their way the time to come; for others the close will tell. */
    final void awaitAnswers(int count) {
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
      while (answers.size() < count && System.nanoTime() < deadline) {
        Thread.yield();
      }
    }

    /** All answers there were; queries that run have ended by then. */
    final String answersAtEnd() {
      queries.close();
      return answers.isEmpty()
          ? "none"
          : answers.stream().map(Answer::text).collect(Collectors.joining(" and "));
    }

    /** Whether each query, of minimum sequence 1 to STATES, got one answer that is new enough. */
    final String eachOnceAtEnd() {
      queries.close();
      for (int i = 1; i <= STATES; i++) {
        long minSequence = i;
        List<String> texts =
            answers.stream()
                .filter(each -> each.minSequence() == minSequence)
                .map(Answer::text)
                .toList();
        boolean once =
            LongStream.rangeClosed(minSequence, STATES)
                .anyMatch(basis -> texts.equals(List.of(basis + " of " + basis)));
        if (!once) {
          return "min-seq " + minSequence + " " + texts;
        }
      }
      return "each once";
    }
  }
}
