package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.Micros;
import io.ringfold.engine.record.TypeDefinition;
import io.ringfold.engine.shape.FieldType;
import io.ringfold.journal.JournalReader;
import io.ringfold.journal.SegmentInfo;
import io.ringfold.snapshots.SnapshotInfo;
import io.ringfold.snapshots.SnapshotStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a data directory holds. */
@Command(
    name = "info",
    header = "Tells what a data directory holds.",
    description = {
      "Segments, sequences, sizes, snapshots, and the types that the journal defines. Reads heads",
      "and tails alone, so that it is quick on any size; that everything between is whole it does",
      "not say.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool info --data ./data",
      "  ringfold replay-tool info --json | jq '.\"last-seq\"'"
    })
final class InfoCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  InfoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = data.directory();
    // first: what the writer notes meanwhile is not to be missed in what is read of the journal
    OptionalLong forced = JournalReader.forcedSequence(DataDirectory.journal(directory));
    Extent extent = Extent.of(directory, archives.journals());
    List<SnapshotInfo> snapshots = SnapshotStore.list(DataDirectory.snapshots(directory));
    List<TypeDefinition> types = Definitions.of(directory, archives.journals(), extent);
    if (data.json()) {
      writeJson(directory, forced, extent, snapshots, types);
    } else {
      print(directory, forced, extent, snapshots, types);
    }
    console.out().flush();
    return 0;
  }

  private void writeJson(
      Path directory,
      OptionalLong forced,
      Extent extent,
      List<SnapshotInfo> snapshots,
      List<TypeDefinition> types)
      throws IOException {
    try (JsonGenerator json = Json.compact(console.out())) {
      json.writeStartObject();
      json.writeStringField("data", directory.toAbsolutePath().normalize().toString());
      json.writeNumberField("first-seq", extent.first());
      json.writeNumberField("last-seq", extent.last());
      if (forced.isPresent()) {
        json.writeNumberField("forced-seq", forced.getAsLong());
      } else {
        json.writeNullField("forced-seq");
      }
      json.writeArrayFieldStart("segments");
      for (SegmentInfo segment : extent.segments()) {
        json.writeStartObject();
        json.writeNumberField("number", segment.number());
        json.writeStringField("file", segment.file().getFileName().toString());
        json.writeNumberField("first-seq", segment.firstSequence());
        json.writeNumberField("last-seq", segment.lastSequence());
        json.writeNumberField("bytes", segment.bytes());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("snapshots");
      for (SnapshotInfo snapshot : snapshots) {
        json.writeStartObject();
        json.writeNumberField("seq", snapshot.sequence());
        json.writeStringField("timestamp", Micros.toInstant(snapshot.timeMicros()).toString());
        json.writeStringField("hash", snapshot.stateHash());
        json.writeStringField("shape", snapshot.shape());
        json.writeStringField("file", snapshot.file().getFileName().toString());
        json.writeNumberField("bytes", snapshot.bytes());
        json.writeEndObject();
      }
      json.writeEndArray();
      writeTypes(json, "commands", TypeDefinition.Kind.COMMAND, types);
      writeTypes(json, "events", TypeDefinition.Kind.EVENT, types);
      json.writeEndObject();
      json.writeRaw('\n');
    }
  }

  private static void writeTypes(
      JsonGenerator json, String name, TypeDefinition.Kind kind, List<TypeDefinition> types)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (TypeDefinition type : types) {
      if (type.kind() == kind) {
        json.writeStartObject();
        json.writeStringField("name", type.name());
        if (kind == TypeDefinition.Kind.EVENT) {
          json.writeNumberField("version", type.version());
        }
        json.writeStringField("domain", type.domain());
        json.writeArrayFieldStart("fields");
        for (FieldType.Field field : type.fields().fields()) {
          json.writeStartObject();
          json.writeStringField("name", field.name());
          json.writeStringField("type", TypeText.of(field.type()));
          json.writeBooleanField("key", field.key());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private void print(
      Path directory,
      OptionalLong forced,
      Extent extent,
      List<SnapshotInfo> snapshots,
      List<TypeDefinition> types) {
    PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
    out.printf("data directory %s%n", directory.toAbsolutePath().normalize());
    out.printf("the journal %s%n", extent.describe());
    if (forced.isPresent()) {
      out.printf(
          "the journal was forced up to sequence %d%s%n",
          forced.getAsLong(),
          forced.getAsLong() > extent.last() ? ", which is MISSING: see replay-tool verify" : "");
    } else {
      out.printf("up to where the journal was forced is not known%n");
    }
    out.printf("%n%8s %14s %14s %14s  %s%n", "segment", "first seq", "last seq", "bytes", "file");
    for (SegmentInfo segment : extent.segments()) {
      out.printf(
          "%8d %14d %14d %14d  %s%n",
          segment.number(),
          segment.firstSequence(),
          segment.lastSequence(),
          segment.bytes(),
          segment.file().getFileName());
    }
    if (snapshots.isEmpty()) {
      out.printf("%nno snapshots%n");
    } else {
      out.printf(
          "%n%8s %14s %14s  %-27s  %s%n", "snapshot", "seq", "bytes", "time", "state hash, shape");
    }
    for (SnapshotInfo snapshot : snapshots) {
      out.printf(
          "%8s %14d %14d  %-27s  %s, %s%n",
          "",
          snapshot.sequence(),
          snapshot.bytes(),
          TimeText.of(Micros.toInstant(snapshot.timeMicros())),
          snapshot.stateHash(),
          snapshot.shape());
    }
    printTypes(out, "command", TypeDefinition.Kind.COMMAND, types);
    printTypes(out, "event", TypeDefinition.Kind.EVENT, types);
    out.flush();
  }

  private static void printTypes(
      PrintWriter out, String title, TypeDefinition.Kind kind, List<TypeDefinition> types) {
    out.println();
    for (TypeDefinition type : types) {
      if (type.kind() == kind) {
        out.printf(
            "%8s %s%s of %s: %s%n",
            title,
            type.name(),
            kind == TypeDefinition.Kind.EVENT ? " v" + type.version() : "",
            type.domain(),
            TypeText.of(type.fields().fields()));
      }
    }
  }
}
