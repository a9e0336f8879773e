package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.SnapshotVerification;
import io.ringfold.engine.domain.Domains;
import io.ringfold.journal.ChainHead;
import io.ringfold.journal.JournalReplica;
import io.ringfold.journal.SegmentInfo;
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
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves segments wholly behind a snapshot to another directory. */
@Command(
    name = "archive",
    header = "Moves segments that a snapshot has made dispensable.",
    description = {
      "Segments whose records all lie behind the newest snapshot that is right are copied to another",
      "directory, forced, read back, and then removed from the journal, oldest first. The server must",
      "be stopped. Afterwards it starts from that snapshot; info, dump, state and verify read both",
      "with --archive. Keep the archive: history before the snapshot is nowhere else.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool archive /archive/ringfold --data ./data --dry-run",
      "  ringfold replay-tool state --at 1000 --data ./data --archive /archive/ringfold"
    })
final class ArchiveCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;

  @Parameters(
      index = "0",
      paramLabel = "<target-dir>",
      description = "A new or empty directory, or that of earlier segments of the same journal.")
  private Path target;

  @Option(names = "--dry-run", description = "Only tell which segments would be moved.")
  private boolean dryRun;

  ArchiveCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Path directory = data.directory();
    Path journal = DataDirectory.journal(directory);
    if (Files.exists(target) && Files.isSameFile(journal, target)) {
      throw new ToolException(target + " is the journal itself: name another directory");
    }
    DataDirectory locked = DataDirectory.lock(directory);
    try {
      List<SegmentInfo> moved = dispensable(directory);
      if (!dryRun && !moved.isEmpty()) {
        move(journal, moved);
      }
      report(moved);
    } finally {
      locked.close();
    }
    return 0;
  }

  /** Those wholly behind the newest snapshot that a start would load, never the last. */
  private List<SegmentInfo> dispensable(Path directory) {
    Domains domains = Domains.load(ReplayTool.class.getClassLoader());
    List<SegmentInfo> segments = Extent.of(directory, List.of()).segments();
    long snapshot = newestRight(directory, domains, segments);
    List<SegmentInfo> found = new ArrayList<>();
    for (SegmentInfo segment : segments.subList(0, segments.size() - 1)) {
      if (segment.lastSequence() <= snapshot) {
        found.add(segment);
      }
    }
    return found;
  }

  private long newestRight(Path directory, Domains domains, List<SegmentInfo> segments) {
    long first = segments.get(0).firstSequence();
    long last = segments.get(segments.size() - 1).lastSequence();
    long newest = 0;
    try (Progress progress = new Progress(console)) {
      for (SnapshotVerification.Finding finding :
          SnapshotVerification.states(
              directory,
              List.of(),
              domains,
              EngineConfig.in(directory).dedupWindow(),
              first,
              last,
              progress)) {
        if (finding.verdict() == SnapshotVerification.Verdict.RIGHT) {
          newest = finding.sequence();
        }
      }
    }
    return newest;
  }

  private void move(Path journal, List<SegmentInfo> moved) throws IOException {
    ChainHead head;
    try (Progress progress = new Progress(console, "copy")) {
      head =
          JournalReplica.copy(journal, target, moved.get(moved.size() - 1).number(), progress::at);
    }
    Backup.verify(List.of(target), head, console);
    for (SegmentInfo segment : moved) {
      Files.delete(segment.file());
      // the older one is gone for good before the next is: no gap, wherever this is cut
      Backup.force(journal);
    }
  }

  private void report(List<SegmentInfo> moved) throws IOException {
    if (data.json()) {
      try (JsonGenerator json = Json.compact(console.out())) {
        json.writeStartObject();
        json.writeStringField("archive", target.toAbsolutePath().normalize().toString());
        json.writeBooleanField("dry-run", dryRun);
        json.writeArrayFieldStart("segments");
        for (SegmentInfo segment : moved) {
          json.writeStartObject();
          json.writeNumberField("number", segment.number());
          json.writeNumberField("first-seq", segment.firstSequence());
          json.writeNumberField("last-seq", segment.lastSequence());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } else {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      for (SegmentInfo segment : moved) {
        out.printf(
            "segment %d, sequences %d to %d: %s %s%n",
            segment.number(),
            segment.firstSequence(),
            segment.lastSequence(),
            dryRun ? "would be moved to" : "moved to",
            target);
      }
      if (moved.isEmpty()) {
        out.printf("nothing to move: no segment lies wholly behind a snapshot that is right%n");
      }
      out.flush();
    }
    console.out().flush();
  }
}
