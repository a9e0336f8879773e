package io.ringfold.replaytool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringfold.examples.bank.BankCommand.Deposit;
import io.ringfold.examples.bank.BankCommand.OpenAccount;
import io.ringfold.examples.bank.BankCommand.Transfer;
import io.ringfold.examples.bank.BankCommand.Withdraw;
import io.ringfold.examples.todos.TodosCommand.CreateTodo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journals of the samples, decided by jars of the bank. */
class WhatIfCommandTest {

  private static final long LIMIT = 500;

  /** Withdrawals have a limit; one of an account named haunted makes the rule throw. */
  static final Map<String, String> WITH_LIMIT =
      Map.of(
          "    if (account.balance() < command.amount()) {\n",
          "    if (command.account().equals(\"haunted\")) {\n"
              + "      throw new IllegalStateException(\"planted\");\n"
              + "    }\n"
              + ("    if (command.amount() > " + LIMIT + ") {\n")
              + "      return Decision.reject(\"limit-exceeded\", \"at most "
              + LIMIT
              + "\");\n"
              + "    }\n"
              + "    if (account.balance() < command.amount()) {\n");

  @TempDir static Path jars;
  private static Path same;
  private static Path limited;

  @TempDir Path directory;

  @BeforeAll
  static void compile() throws IOException {
    same = DomainJar.bank(jars.resolve("same.jar"), Map.of());
    limited = DomainJar.bank(jars.resolve("limited.jar"), WITH_LIMIT);
  }

  private void write(List<?> commands) {
    try (SampleData data = SampleData.open(SampleData.config(directory))) {
      data.send(commands);
    }
  }

  private ToolRun run(Object... args) {
    List<Object> all = new ArrayList<>(List.of("what-if", "--data", directory));
    all.addAll(List.of(args));
    return ToolRun.of(all.toArray());
  }

  private static List<Object> anyHistory(Random random, int commands) {
    List<Object> history = new ArrayList<>();
    for (int i = 0; i < commands; i++) {
      String account = "account-" + random.nextInt(6);
      long amount = 1 + random.nextInt((int) LIMIT);
      history.add(
          switch (random.nextInt(6)) {
            case 0 -> new OpenAccount(account, "owner-" + i);
            case 1, 2 -> new Deposit(account, amount);
            case 3 -> new Withdraw(account, amount);
            case 4 -> new Transfer(account, "account-" + random.nextInt(6), amount);
            default -> new CreateTodo("todo-" + random.nextInt(50), "text");
          });
    }
    return history;
  }

  @Test
  void theSameRulesInAJarDecideAlikeAndChangeNothing() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    write(anyHistory(random, 1_000));
    Map<String, String> before = contents();
    for (int from : new int[] {1, 2 + random.nextInt(999)}) {
      ToolRun run = run("--with", same, "--from", from, "--json");
      String where = "seed " + seed + ", from " + from + ": " + run;
      assertEquals(0, run.exitCode(), where);
      assertEquals(1_001 - from, run.json().get("commands").asLong(), where);
      assertEquals(1_001 - from, run.json().get("same").asLong(), where);
      assertEquals("[\"bank\"]", run.json().get("domains").toString(), where);
      assertEquals(0, run.json().get("state-changes").asLong(), where);
    }
    assertEquals(before, contents());
  }

  @Test
  void aChangedRuleGivesExactlyThePlantedDifferences() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<Object> history = new ArrayList<>();
    history.add(new OpenAccount("rich", "ada"));
    history.add(new Deposit("rich", 1_000_000));
    history.addAll(anyHistory(random, 1_000));
    int planted = 1 + random.nextInt(20);
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < planted; i++) {
      history.add(2 + random.nextInt(history.size() - 1), new Withdraw("rich", LIMIT + 1));
    }
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i).equals(new Withdraw("rich", LIMIT + 1))) {
        places.add(i + 1);
      }
    }
    write(history);

    ToolRun run = run("--with", limited, "--examples", 1_000, "--json");
    String where = "seed " + seed + ": " + run;
    assertEquals(3, run.exitCode(), where);
    // the first is rejected; those after it are accepted no more either
    assertEquals(
        "[{\"kind\":\"now-rejected\",\"name\":\"withdraw\",\"count\":" + planted + "}]",
        run.json().get("differences").toString(),
        where);
    List<Integer> sequences = new ArrayList<>();
    run.json().get("examples").forEach(each -> sequences.add(each.get("seq").asInt()));
    assertEquals(places, sequences, where);
    JsonNode example = run.json().get("examples").get(0);
    assertEquals("ada", example.get("user").asText(), where);
    assertEquals("{\"account\":\"rich\",\"amount\":501}", example.get("data").toString(), where);
    assertEquals(
        "{\"status\":\"accepted\",\"events\":[{\"name\":\"withdrawn\",\"data\":"
            + "{\"account\":\"rich\",\"amount\":501,\"balance\":999499}}]}",
        example.get("recorded").toString(),
        where);
    assertEquals(
        "{\"status\":\"rejected\",\"code\":\"limit-exceeded\",\"message\":\"at most 500\","
            + "\"events\":[]}",
        example.get("candidate").toString(),
        where);

    Map<String, String> changes = new TreeMap<>();
    run.json()
        .get("state-examples")
        .forEach(
            each ->
                changes.put(
                    each.get("aggregate").asText() + " " + each.get("path").asText(),
                    each.get("recorded") + " " + each.get("candidate")));
    assertEquals(List.of("bank by-id[rich].balance", "bank total"), List.copyOf(changes.keySet()));
    assertEquals(
        (1_000_000 - planted * (LIMIT + 1)) + " 1000000",
        changes.get("bank by-id[rich].balance"),
        where);
  }

  @Test
  void peopleAreToldTheSame() {
    write(
        List.of(
            new OpenAccount("a", "ada"),
            new Deposit("a", 1_000),
            new Withdraw("a", 600),
            new Withdraw("a", 600),
            new Withdraw("a", 100),
            new OpenAccount("haunted", "bob"),
            new Withdraw("haunted", 1)));
    ToolRun run = run("--with", limited, "--from", 3);
    assertEquals(3, run.exitCode(), run.err());
    assertEquals("", run.err());
    String out = run.out().replaceAll("  .*, uuid .*, user", "  TIME, uuid UUID, user");
    assertEquals(
        """
        with JAR: domain bank
        commands 3 to 7: 1 decided alike, 4 otherwise

        difference       command                      commands
        now-rejected     withdraw                            1
        other-code       withdraw                            1
        other-events     withdraw                            1
        failed           withdraw                            1

        the first 4 of 4:
        seq 3, now-rejected: withdraw {"account":"a","amount":600}
          TIME, uuid UUID, user ada
          recorded:  accepted, withdrawn {"account":"a","amount":600,"balance":400}
          candidate: rejected with limit-exceeded: at most 500
        seq 4, other-code: withdraw {"account":"a","amount":600}
          TIME, uuid UUID, user ada
          recorded:  rejected with insufficient-funds: account a holds 400, less than 600
          candidate: rejected with limit-exceeded: at most 500
        seq 5, other-events: withdraw {"account":"a","amount":100}
          TIME, uuid UUID, user ada
          recorded:  accepted, withdrawn {"account":"a","amount":100,"balance":300}
          candidate: accepted, withdrawn {"account":"a","amount":100,"balance":900}
        seq 7, failed: withdraw {"account":"haunted","amount":1}
          TIME, uuid UUID, user ada
          recorded:  rejected with insufficient-funds: account haunted holds 0, less than 1
          candidate: failed with internal-error: java.lang.IllegalStateException: planted, at AT

        the states differ in 2 places; the first 2:
          bank by-id[a].balance: recorded 300, candidate 900
          bank total: recorded 300, candidate 900
        """
            .replace("JAR", limited.toString()),
        out.replaceAll("planted, at .*", "planted, at AT"));
  }

  @Test
  void whatIsNoDomainIsRefusedWithTheReason() throws IOException {
    write(List.of(new OpenAccount("a", "ada")));
    Path text = Files.writeString(jars.resolve("text.jar"), "no zip");
    assertFails(run("--with", text), "text.jar is not a jar");
    assertFails(run("--with", jars.resolve("none.jar")), "none.jar does not exist");
    Path noService = DomainJar.ofSource(jars.resolve("plain.jar"), null, "Plain", "class Plain {}");
    assertFails(run("--with", noService), "there is no domain in", "META-INF/services");
    Path noClass = DomainJar.ofSource(jars.resolve("gone.jar"), "Gone", "Plain", "class Plain {}");
    assertFails(run("--with", noClass), "cannot be loaded", "Gone not found");
    Path noModule =
        DomainJar.ofSource(jars.resolve("other.jar"), "Other", "Other", "public class Other {}");
    assertFails(run("--with", noModule), "cannot be loaded", "Other");
    // the gateway's, the tool's and the examples' classes are not there for a candidate
    Path alien =
        DomainJar.ofSource(
            jars.resolve("alien.jar"),
            "Alien",
            "Alien",
            """
            public class Alien implements io.ringfold.engine.domain.DomainModule {
              public io.ringfold.engine.domain.Domain<?> domain() {
                return new io.ringfold.examples.bank.Bank().domain();
              }
            }
            """);
    assertFails(
        run("--with", alien), "cannot be loaded", "NoClassDefFoundError", "examples/bank/Bank");
    // with its jar behind it, they are: then there are two of them
    assertFails(run("--with", alien + ":" + same), "gives domain bank, and so does");
  }

  @Test
  void sequencesOutOfRangeAreRefused() {
    write(List.of(new OpenAccount("a", "ada")));
    assertFails(run("--with", same, "--from", 2), "--from 2 is not in the journal");
    assertEquals(2, run("--with", same, "--from", 0).exitCode());
    assertEquals(2, run("--with", same, "--follow", "--to", 1).exitCode());
    assertEquals(2, run("--with", same, "--examples", -1).exitCode());
    assertEquals(2, run().exitCode());
  }

  private static void assertFails(ToolRun run, String... parts) {
    assertEquals(1, run.exitCode(), run.err());
    assertEquals("", run.out());
    for (String part : parts) {
      assertTrue(run.err().contains(part), run.err());
    }
    assertFalse(run.err().contains("\tat "), "a stack trace: " + run.err());
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        contents.put(
            directory.relativize(file).toString(),
            Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return contents;
  }
}
