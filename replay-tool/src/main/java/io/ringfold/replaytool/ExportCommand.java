package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.analytics.TableExport;
import io.ringfold.analytics.TableExport.Exported;
import io.ringfold.analytics.TableExport.Format;
import io.ringfold.analytics.TablesException;
import io.ringfold.engine.Recovery;
import io.ringfold.replaytool.RangeOptions.Range;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The journal as files for those who analyse data. */
@Command(
    name = "export",
    header = "Writes events and commands as Parquet, CSV or JSON lines, a file for each type.",
    description = {
      "One file for each type of event, with a column for each of its fields; commands and events",
      "hold all of them, their data as JSON. Needs no domain. The files get their names when all of",
      "them are whole and on disk, and not before.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool export ./tables",
      "  ringfold replay-tool export --format csv --events deposited,withdrawn ./tables",
      "  ringfold replay-tool export --since 2026-11-01T00:00:00Z --force ./november"
    })
final class ExportCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;
  @Mixin private RangeOptions ranges;

  @Option(
      names = "--format",
      paramLabel = "<format>",
      defaultValue = "parquet",
      description = "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given.")
  private Format format;

  @Option(
      names = "--events",
      paramLabel = "<name>",
      split = ",",
      description =
          "Only these events, by name; 'commands' and 'events' may be named too. All unless given.")
  private Set<String> events = Set.of();

  @Option(names = "--force", description = "Overwrite files that are there already.")
  private boolean force;

  @Parameters(
      index = "0",
      paramLabel = "<target-dir>",
      description = "Where the files go; made if missing.")
  private Path target;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ranges.requireSense();
    Path directory = data.directory();
    // where damage hides the end, there is no telling whether an export is whole
    Extent extent = Extent.of(directory, archives.journals());
    Range range = ranges.in(directory, archives.journals());
    TableExport export =
        new TableExport(Recovery.journals(directory, archives.journals()), target, format);
    List<Exported> exported;
    Interruption.Registration onInterruption = console.interruption().whenRequested(export::cancel);
    try (Progress progress = new Progress(console, "export")) {
      exported =
          export.run(
              range.first(), Math.max(extent.first() - 1, range.last()), events, force, progress);
    } catch (TablesException e) {
      console.interruption().check();
      throw new ToolException(e.getMessage(), e);
    } finally {
      onInterruption.close();
    }
    report(exported);
    return ExitCodes.DONE;
  }

  private void report(List<Exported> exported) throws IOException {
    if (data.json()) {
      try (JsonGenerator json = Json.compact(console.out())) {
        for (Exported each : exported) {
          json.writeStartObject();
          json.writeStringField("table", each.table());
          json.writeStringField("file", each.file().toString());
          json.writeNumberField("rows", each.rows());
          json.writeEndObject();
          json.writeRaw('\n');
        }
      }
    } else {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      exported.forEach(each -> out.printf("%12d rows  %s%n", each.rows(), each.file()));
      out.flush();
    }
    console.out().flush();
  }
}
