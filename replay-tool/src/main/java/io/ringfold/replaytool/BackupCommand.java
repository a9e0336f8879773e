package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.journal.ChainHead;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A copy of a data directory, made beside its server or without one. */
@Command(
    name = "backup",
    header = "Copies a data directory, of a running server too.",
    description = {
      "Copies snapshots, then the journal up to its last whole batch, forces the copy to disk and",
      "reads it back. Run again into the same directory it copies what is missing or has grown, also",
      "after it was cut; until its last step such a directory is no data directory.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ringfold replay-tool backup /backups/ringfold --data ./data"})
final class BackupCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;

  @Parameters(
      index = "0",
      paramLabel = "<target-dir>",
      description = "A new or empty directory, or an earlier backup of the same data.")
  private Path target;

  BackupCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = data.directory();
    if (Files.exists(target) && Files.isSameFile(directory, target)) {
      throw new ToolException(target + " is the data directory itself: name another directory");
    }
    List<String> notes = new ArrayList<>();
    Backup.begin(target);
    ChainHead head = Backup.copy(directory, target, console, notes);
    Backup.complete(target, head);
    report(console, data.json(), "backup", target, head, notes);
    return 0;
  }

  /** Tells what was copied where. */
  static void report(
      Console console, boolean asJson, String what, Path where, ChainHead head, List<String> notes)
      throws IOException {
    String path = where.toAbsolutePath().normalize().toString();
    if (asJson) {
      try (JsonGenerator json = Json.compact(console.out())) {
        json.writeStartObject();
        json.writeStringField(what, path);
        json.writeNumberField("last-seq", head.sequence());
        json.writeStringField("head", head.toString());
        json.writeArrayFieldStart("notes");
        for (String note : notes) {
          json.writeString(note);
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } else {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      out.printf("%s %s is complete up to sequence %d%n", what, path, head.sequence());
      notes.forEach(note -> out.printf("note      %s%n", note));
      out.printf("head to keep: %s%n", head);
      out.flush();
    }
    console.out().flush();
  }
}
