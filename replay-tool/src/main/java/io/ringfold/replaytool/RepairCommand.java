package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DataDirectory;
import io.ringfold.journal.JournalConfig;
import io.ringfold.journal.JournalLoss;
import io.ringfold.snapshots.SnapshotStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives up records at the end of the journal that had been acknowledged and are gone. */
@Command(
    name = "repair",
    header = "Gives up records at the journal's end that are gone.",
    description = {
      "A server does not start where records are missing or unreadable that had been forced: clients",
      "may hold their acknowledgements. Restore a backup if there is one. If not, this tells which",
      "records are lost, and with --accept-loss lets the journal end before them; snapshots that stand",
      "for lost records are moved away. Everything is kept in damaged/ as it was found. The server must",
      "be stopped. Damage with whole records behind it is not repaired.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool repair --data ./data",
      "  ringfold replay-tool repair --data ./data --accept-loss"
    },
    exitCodeList = {
      "0:Nothing is missing, or the loss was given up.",
      "1:Something is missing and was left as it is; the output says what."
    })
final class RepairCommand implements Callable<Integer> {

  private static final int MISSING = 1;

  private final Console console;

  @Mixin private DataOptions data;

  @Option(
      names = "--accept-loss",
      description = "Give up the records that are missing; they will never come back.")
  private boolean acceptLoss;

  RepairCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = data.directory();
    DataDirectory locked = DataDirectory.lock(directory);
    try {
      NavigableMap<Long, Path> snapshots =
          new TreeMap<>(SnapshotStore.files(DataDirectory.snapshots(directory)));
      long newest = snapshots.isEmpty() ? 0 : snapshots.lastKey();
      Optional<JournalLoss> loss = JournalLoss.find(DataDirectory.journal(directory), newest);
      List<Path> evidence = List.of();
      if (loss.isPresent() && acceptLoss) {
        evidence = accept(directory, loss.get(), snapshots);
      }
      report(directory, loss, evidence);
      return loss.isPresent() && !acceptLoss ? MISSING : 0;
    } finally {
      locked.close();
    }
  }

  private static List<Path> accept(
      Path directory, JournalLoss loss, NavigableMap<Long, Path> snapshots) throws IOException {
    NavigableMap<Long, Path> left = snapshots.headMap(loss.lastSequence(), true);
    if (loss.firstSequence() > 1 && (left.isEmpty() || left.lastKey() < loss.firstSequence() - 1)) {
      throw new ToolException(
          "the journal begins with sequence "
              + loss.firstSequence()
              + " and without the lost records no snapshot stands for what was before: copy the"
              + " archive's .cq4 files back into journal/ first; nothing was changed");
    }
    Path damaged = DataDirectory.damaged(directory);
    Files.createDirectories(damaged);
    List<Path> evidence = new ArrayList<>();
    for (Map.Entry<Long, Path> snapshot :
        snapshots.tailMap(loss.lastSequence(), false).entrySet()) {
      Path kept = damaged.resolve(snapshot.getValue().getFileName());
      Files.move(snapshot.getValue(), kept, StandardCopyOption.ATOMIC_MOVE);
      evidence.add(kept);
    }
    Backup.force(damaged);
    Backup.force(DataDirectory.snapshots(directory));
    JournalConfig journal =
        new JournalConfig(
            DataDirectory.journal(directory), damaged, JournalConfig.DEFAULT_SEGMENT_BYTES);
    JournalLoss.accept(journal).ifPresent(evidence::add);
    return evidence;
  }

  private void report(Path directory, Optional<JournalLoss> loss, List<Path> evidence)
      throws IOException {
    if (data.json()) {
      writeJson(directory, loss, evidence);
    } else {
      print(directory, loss, evidence);
    }
    console.out().flush();
  }

  private void writeJson(Path directory, Optional<JournalLoss> loss, List<Path> evidence)
      throws IOException {
    try (JsonGenerator json = Json.compact(console.out())) {
      json.writeStartObject();
      json.writeStringField("data", directory.toAbsolutePath().normalize().toString());
      if (loss.isPresent()) {
        json.writeNumberField("last-seq", loss.get().lastSequence());
        json.writeNumberField("forced-seq", loss.get().forcedSequence());
        json.writeStringField("what", loss.get().what());
      }
      json.writeBooleanField("missing", loss.isPresent() && !acceptLoss);
      json.writeBooleanField("accepted", loss.isPresent() && acceptLoss);
      json.writeArrayFieldStart("evidence");
      for (Path kept : evidence) {
        json.writeString(kept.toString());
      }
      json.writeEndArray();
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private void print(Path directory, Optional<JournalLoss> loss, List<Path> evidence) {
    PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
    if (loss.isEmpty()) {
      out.printf("nothing is missing at the end of the journal of %s%n", directory);
    } else {
      out.printf("LOST      the journal of %s: %s%n", directory, loss.get().what());
      evidence.forEach(kept -> out.printf("kept      %s%n", kept));
      out.printf(
          acceptLoss
              ? "given up: the next start goes on after sequence %d%n"
              : "what to do: restore the newest backup with 'ringfold replay-tool restore <backup>"
                  + " --data <new-dir>'; where there is none, --accept-loss lets the journal end with"
                  + " sequence %d%n",
          loss.get().lastSequence());
    }
    out.flush();
  }
}
