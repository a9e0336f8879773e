package io.ringfold.distribution;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Map;
import java.util.Set;

/**
 * What each module may touch, as rules over the compiled classes. {@link ModuleRulesTest} holds the
 * project to them, and shows of each that it can fail.
 */
final class ModuleRules {
  private static final String JACKSON = "com.fasterxml.jackson..";
  private static final String DISRUPTOR = "com.lmax.disruptor..";
  private static final String UNDERTOW = "io.undertow..";

  /** The one place of the engine that may look at a clock: there a command gets its time. */
  static final String INGRESS_CLOCK = "io.ringfold.engine.IngressClock";

  static final ArchRule JOURNAL_KNOWS_RECORDS_ONLY =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.journal..")
          .should()
          .dependOnClassesThat(
              othersOfRingfoldThan("io.ringfold.journal..")
                  .or(resideInAnyPackage(DISRUPTOR, UNDERTOW, JACKSON)))
          .because("the journal's records are opaque bytes to it, whoever writes them");

  static final ArchRule SNAPSHOTS_KNOW_IMAGES_ONLY =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.snapshots..")
          .should()
          .dependOnClassesThat(
              othersOfRingfoldThan("io.ringfold.snapshots..")
                  .or(resideInAnyPackage(DISRUPTOR, UNDERTOW, JACKSON)))
          .because("a snapshot names a sequence, never a file offset");

  static final ArchRule ENGINE_KNOWS_NO_WIRE_FORMAT =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.engine..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(UNDERTOW, JACKSON)
                  .or(
                      othersOfRingfoldThan(
                          "io.ringfold.engine..",
                          "io.ringfold.journal..",
                          "io.ringfold.snapshots..")))
          .because("wire formats live in the gateway; the engine sees plain values");

  static final ArchRule ENGINE_HAS_ONE_CLOCK =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.engine..")
          .and()
          .doNotHaveFullyQualifiedName(INGRESS_CLOCK)
          .should()
          .accessTargetWhere(readsAClock())
          .because("time is an input of a command, fixed at ingress by " + INGRESS_CLOCK);

  static final ArchRule DOMAIN_API_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.engine.domain..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.ringfold..")
                  .and(resideOutsideOfPackage("io.ringfold.engine.domain..")))
          .because("an application author needs no engine type but the API's");

  static final ArchRule TEST_KIT_IS_FOR_TESTS =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold..")
          .and()
          .resideOutsideOfPackage("io.ringfold.engine.testkit..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.ringfold.engine.testkit..")
          .because("a server has no use for it");

  static final ArchRule INDEX_READS_THE_JOURNAL_OFF_THE_RING =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.index..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(UNDERTOW, JACKSON, DISRUPTOR)
                  .or(
                      othersOfRingfoldThan(
                          "io.ringfold.index..", "io.ringfold.engine..", "io.ringfold.journal..")))
          .because("it is derived from the journal, and nothing waits for it");

  static final ArchRule ANALYTICS_READS_THE_JOURNAL_OFF_THE_RING =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.analytics..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(UNDERTOW, DISRUPTOR)
                  .or(
                      othersOfRingfoldThan(
                          "io.ringfold.analytics..",
                          "io.ringfold.engine..",
                          "io.ringfold.journal..")))
          .because("it is derived from the journal, and nothing waits for it");

  static final ArchRule DUCKDB_STAYS_IN_ANALYTICS =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold..")
          .and()
          .resideOutsideOfPackage("io.ringfold.analytics..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.duckdb..", "java.sql..")
          .because("a server loads 60 MB of it when it is asked, and in another process");

  static final ArchRule GATEWAY_STAYS_OUT_OF_THE_JOURNAL =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.ringfold.journal..", "net.openhft..", DISRUPTOR, "io.ringfold.examples..")
          .because("the gateway speaks to the engine: no journal files, no ring slots, no domain");

  static final ArchRule REPLAY_TOOL_NEEDS_NO_SERVER =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.replaytool..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.ringfold.gateway..", "io.ringfold.examples..", DISRUPTOR, UNDERTOW)
          .because("it reads a data directory, whether or not a server runs");

  static final ArchRule EXAMPLES_NEED_THE_DOMAIN_API_ONLY =
      classes()
          .that()
          .resideInAPackage("io.ringfold.examples..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "io.ringfold.examples..",
              "io.ringfold.engine.domain..",
              "java.lang..",
              "java.math..",
              "java.time..",
              "java.util..",
              "org.pcollections..")
          .because("a domain has no engine plumbing, no threads, no files in it");

  static final ArchRule EXAMPLES_ARE_FUNCTIONS_OF_THEIR_INPUT =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.examples..")
          .should()
          .accessTargetWhere(readsAClock().or(drawsLots()))
          .because("a replay has to come to the same state: time and ids come in the context");

  static final ArchRule CLIENT_STANDS_ALONE =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold.client..")
          .should()
          .dependOnClassesThat(othersOfRingfoldThan("io.ringfold.client.."))
          .because("an application that only sends commands takes this one jar");

  static final ArchRule NOTHING_NEEDS_BENCH =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold..")
          .and()
          .resideOutsideOfPackage("io.ringfold.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.ringfold.bench..")
          .because("measuring looks at everything, and nothing looks back");

  static final ArchRule NOTHING_NEEDS_RELIABILITY =
      noClasses()
          .that()
          .resideInAPackage("io.ringfold..")
          .and()
          .resideOutsideOfPackage("io.ringfold.reliability..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.ringfold.reliability..")
          .because("the simulation looks at the engine, and nothing looks back");

  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices()
          .assignedFrom(eachPackage())
          .should()
          .beFreeOfCycles()
          .because("what needs each other belongs together");

  private ModuleRules() {}

  private static DescribedPredicate<JavaClass> othersOfRingfoldThan(String... packages) {
    return resideInAPackage("io.ringfold..")
        .and(DescribedPredicate.not(resideInAnyPackage(packages)));
  }

  private static DescribedPredicate<JavaAccess<?>> readsAClock() {
    Map<String, Set<String>> clocks =
        Map.of(
            "java.lang.System", Set.of("currentTimeMillis", "nanoTime"),
            "java.time.Instant", Set.of("now"),
            "java.time.LocalDate", Set.of("now"),
            "java.time.LocalDateTime", Set.of("now"),
            "java.time.LocalTime", Set.of("now"),
            "java.time.OffsetDateTime", Set.of("now"),
            "java.time.ZonedDateTime", Set.of("now"),
            "java.time.Clock", Set.of("system", "systemUTC", "systemDefaultZone", "tick"));
    return targets("reads a clock", clocks);
  }

  private static DescribedPredicate<JavaAccess<?>> drawsLots() {
    Map<String, Set<String>> lots =
        Map.of(
            "java.util.UUID", Set.of("randomUUID"),
            "java.lang.Math", Set.of("random"),
            "java.util.Random", Set.of("<init>"),
            "java.util.concurrent.ThreadLocalRandom", Set.of("current"),
            "java.util.SplittableRandom", Set.of("<init>"));
    return targets("draws lots", lots);
  }

  private static DescribedPredicate<JavaAccess<?>> targets(
      String description, Map<String, Set<String>> namesByOwner) {
    return DescribedPredicate.describe(
        description,
        access -> {
          AccessTarget target = access.getTarget();
          return namesByOwner
              .getOrDefault(target.getOwner().getFullName(), Set.of())
              .contains(target.getName());
        });
  }

  private static SliceAssignment eachPackage() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return javaClass.getPackageName().startsWith("io.ringfold.")
            ? SliceIdentifier.of(javaClass.getPackageName())
            : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "the packages of Ringfold";
      }
    };
  }
}
