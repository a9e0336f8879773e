package io.ringfold.replaytool;

import java.util.Locale;
import picocli.CommandLine.Option;

/** How records are printed. */
final class FormatOption {

  /** What there is. */
  enum Format {
    JSON,
    EDN,
    TABLE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--format",
      paramLabel = "<format>",
      defaultValue = "json",
      description =
          "One of ${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} unless given. A table is for people,"
              + " and cuts what is long.")
  private Format format;

  RecordPrinter printer(Output out) {
    return switch (format) {
      case JSON -> RecordLines.json(out);
      case EDN -> RecordLines.edn(out);
      case TABLE -> new RecordTable(out);
    };
  }
}
