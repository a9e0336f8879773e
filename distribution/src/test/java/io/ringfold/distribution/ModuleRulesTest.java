package io.ringfold.distribution;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleRulesTest {
  private static JavaClasses project;

  @TempDir Path directory;

  @BeforeAll
  static void readTheProject() {
    project =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ringfold");
  }

  /** Each rule with a class that breaks it: its name and its body. */
  static Stream<Arguments> rulesWithWhatBreaksThem() {
    return Stream.of(
        broken(
            "journal needs Disruptor",
            ModuleRules.JOURNAL_KNOWS_RECORDS_ONLY,
            "io.ringfold.journal.Bad",
            "com.lmax.disruptor.Sequence field;"),
        broken(
            "journal needs the engine",
            ModuleRules.JOURNAL_KNOWS_RECORDS_ONLY,
            "io.ringfold.journal.Bad",
            "io.ringfold.engine.Durability field;"),
        broken(
            "journal needs Jackson",
            ModuleRules.JOURNAL_KNOWS_RECORDS_ONLY,
            "io.ringfold.journal.Bad",
            "com.fasterxml.jackson.core.JsonFactory field;"),
        broken(
            "snapshots need the journal",
            ModuleRules.SNAPSHOTS_KNOW_IMAGES_ONLY,
            "io.ringfold.snapshots.Bad",
            "io.ringfold.journal.SegmentInfo field;"),
        broken(
            "engine needs Undertow",
            ModuleRules.ENGINE_KNOWS_NO_WIRE_FORMAT,
            "io.ringfold.engine.Bad",
            "io.undertow.Undertow field;"),
        broken(
            "engine needs Jackson, deep inside",
            ModuleRules.ENGINE_KNOWS_NO_WIRE_FORMAT,
            "io.ringfold.engine.some.where.Bad",
            "Object make() { return new com.fasterxml.jackson.core.JsonFactory(); }"),
        broken(
            "engine reads the system's milliseconds",
            ModuleRules.ENGINE_HAS_ONE_CLOCK,
            "io.ringfold.engine.Bad",
            "long now() { return System.currentTimeMillis(); }"),
        broken(
            "engine reads the system's nanoseconds by reference",
            ModuleRules.ENGINE_HAS_ONE_CLOCK,
            "io.ringfold.engine.Bad",
            "java.util.function.LongSupplier now() { return System::nanoTime; }"),
        broken(
            "engine reads Instant.now",
            ModuleRules.ENGINE_HAS_ONE_CLOCK,
            "io.ringfold.engine.Bad",
            "Object now() { return java.time.Instant.now(); }"),
        broken(
            "engine makes a system clock",
            ModuleRules.ENGINE_HAS_ONE_CLOCK,
            "io.ringfold.engine.Bad",
            "Object now() { return java.time.Clock.systemUTC(); }"),
        broken(
            "domain API needs the engine",
            ModuleRules.DOMAIN_API_STANDS_ALONE,
            "io.ringfold.engine.domain.Bad",
            "io.ringfold.engine.Durability field;"),
        broken(
            "engine needs the test kit",
            ModuleRules.TEST_KIT_IS_FOR_TESTS,
            "io.ringfold.engine.Bad",
            "io.ringfold.engine.testkit.Kit field;",
            "io.ringfold.engine.testkit.Kit",
            ""),
        broken(
            "gateway needs the journal",
            ModuleRules.GATEWAY_STAYS_OUT_OF_THE_JOURNAL,
            "io.ringfold.gateway.Bad",
            "io.ringfold.journal.SegmentInfo field;"),
        broken(
            "gateway needs Disruptor",
            ModuleRules.GATEWAY_STAYS_OUT_OF_THE_JOURNAL,
            "io.ringfold.gateway.Bad",
            "com.lmax.disruptor.Sequence field;"),
        broken(
            "index needs the ring",
            ModuleRules.INDEX_READS_THE_JOURNAL_OFF_THE_RING,
            "io.ringfold.index.Bad",
            "com.lmax.disruptor.Sequence field;"),
        broken(
            "index needs the gateway",
            ModuleRules.INDEX_READS_THE_JOURNAL_OFF_THE_RING,
            "io.ringfold.index.Bad",
            "io.ringfold.gateway.Gateway field;"),
        broken(
            "analytics needs the gateway",
            ModuleRules.ANALYTICS_READS_THE_JOURNAL_OFF_THE_RING,
            "io.ringfold.analytics.Bad",
            "io.ringfold.gateway.Gateway field;"),
        broken(
            "gateway needs DuckDB",
            ModuleRules.DUCKDB_STAYS_IN_ANALYTICS,
            "io.ringfold.gateway.Bad",
            "org.duckdb.DuckDBDriver field;"),
        broken(
            "replay-tool needs Disruptor",
            ModuleRules.REPLAY_TOOL_NEEDS_NO_SERVER,
            "io.ringfold.replaytool.Bad",
            "com.lmax.disruptor.Sequence field;"),
        broken(
            "examples need the engine",
            ModuleRules.EXAMPLES_NEED_THE_DOMAIN_API_ONLY,
            "io.ringfold.examples.bad.Bad",
            "io.ringfold.engine.Durability field;"),
        broken(
            "examples touch files",
            ModuleRules.EXAMPLES_NEED_THE_DOMAIN_API_ONLY,
            "io.ringfold.examples.bad.Bad",
            "java.nio.file.Path field;"),
        broken(
            "examples read a clock",
            ModuleRules.EXAMPLES_ARE_FUNCTIONS_OF_THEIR_INPUT,
            "io.ringfold.examples.bad.Bad",
            "Object now() { return java.time.LocalDate.now(); }"),
        broken(
            "examples draw lots",
            ModuleRules.EXAMPLES_ARE_FUNCTIONS_OF_THEIR_INPUT,
            "io.ringfold.examples.bad.Bad",
            "Object id() { return java.util.UUID.randomUUID(); }"),
        broken(
            "client needs the engine",
            ModuleRules.CLIENT_STANDS_ALONE,
            "io.ringfold.client.Bad",
            "io.ringfold.engine.Durability field;"),
        broken(
            "something needs bench",
            ModuleRules.NOTHING_NEEDS_BENCH,
            "io.ringfold.gateway.Bad",
            "io.ringfold.bench.Rig field;",
            "io.ringfold.bench.Rig",
            ""),
        broken(
            "something needs the simulation",
            ModuleRules.NOTHING_NEEDS_RELIABILITY,
            "io.ringfold.engine.Bad",
            "io.ringfold.reliability.Rig field;",
            "io.ringfold.reliability.Rig",
            ""),
        broken(
            "two packages need each other",
            ModuleRules.PACKAGES_HAVE_NO_CYCLES,
            "io.ringfold.engine.left.Left",
            "io.ringfold.engine.right.Right field;",
            "io.ringfold.engine.right.Right",
            "io.ringfold.engine.left.Left field;"));
  }

  static Stream<Arguments> rules() {
    return rulesWithWhatBreaksThem()
        .map(arguments -> ((Named<?>) arguments.get()[0]).getPayload())
        .distinct()
        .map(rule -> Arguments.of(Named.of(((ArchRule) rule).getDescription(), rule)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theProjectKeeps(ArchRule rule) {
    rule.allowEmptyShould(false).check(project);
  }

  @ParameterizedTest
  @MethodSource("rulesWithWhatBreaksThem")
  void aRuleFailsWhere(ArchRule rule, List<String> namesAndBodies) throws IOException {
    JavaClasses planted = new ClassFileImporter().importPath(compile(namesAndBodies));

    assertTrue(
        rule.evaluate(planted).hasViolation(),
        "nothing found wrong with " + namesAndBodies + " by the rule: " + rule.getDescription());
  }

  @Test
  void theClassesOfEveryModuleAreSeen() {
    for (String module :
        List.of(
            "journal",
            "snapshots",
            "engine",
            "index",
            "analytics",
            "gateway",
            "client",
            "replaytool",
            "bench",
            "examples")) {
      assertTrue(
          project.stream()
              .anyMatch(type -> type.getPackageName().startsWith("io.ringfold." + module)),
          "no class of io.ringfold." + module + " was read");
    }
    assertFalse(project.contain(ModuleRulesTest.class), "tests are no part of what is checked");
  }

  @Test
  void theOneClockOfTheEngineIsThere() {
    assertTrue(
        project.contain(ModuleRules.INGRESS_CLOCK),
        ModuleRules.INGRESS_CLOCK + " is gone: name the class that took its place");
  }

  private static Arguments broken(String how, ArchRule rule, String... namesAndBodies) {
    return Arguments.of(Named.of(how, rule), List.of(namesAndBodies));
  }

  private Path compile(List<String> namesAndBodies) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none", "-d", Files.createDirectory(directory.resolve("out")).toString()));
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path")));
    for (int i = 0; i < namesAndBodies.size(); i += 2) {
      String name = namesAndBodies.get(i);
      int dot = name.lastIndexOf('.');
      Path source = directory.resolve(name.substring(dot + 1) + ".java");
      Files.writeString(
          source,
          "package %s;\npublic class %s { %s }"
              .formatted(
                  name.substring(0, dot), name.substring(dot + 1), namesAndBodies.get(i + 1)));
      arguments.add(source.toString());
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertTrue(status == 0, "the planted classes do not compile: " + namesAndBodies);
    return directory.resolve("out");
  }
}
