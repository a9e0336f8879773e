package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.Model;
import io.ringfold.engine.shape.Values;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The state as of a sequence or a time, rebuilt and printed. */
@Command(
    name = "state",
    header = "Prints the state as of a sequence or a time, with its hash.",
    description = {
      "Rebuilds the state from the newest snapshot at or before the sequence and the records after",
      "it, with the domains on the class path, and prints",
      "  {\"seq\", \"hash\", \"state\": {<domain>: ...}}",
      "Equal states have equal hashes; --no-snapshot must not change one.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool state --data ./data",
      "  ringfold replay-tool state --at 1000 --json | jq .state.bank",
      "  ringfold replay-tool state --at 2026-11-20T10:15:30Z",
      "  ringfold replay-tool state --at 1000 --no-snapshot --json | jq -r .hash"
    })
final class StateCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  @Option(
      names = "--at",
      paramLabel = AsOf.LABEL,
      converter = AsOf.Converter.class,
      description =
          "The last sequence to take in, 0 for none; or a time, for the last command at or before"
              + " it. The last record unless given.")
  private AsOf at;

  @Option(names = "--no-snapshot", description = "Replay from the first record on.")
  private boolean noSnapshot;

  StateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Model model =
        new Rebuild(console, data.directory(), archives.journals()).asOf(at, "--at", !noSnapshot);
    try (JsonGenerator json =
        data.json() ? Json.compact(console.out()) : Json.pretty(console.out())) {
      JsonValues values = new JsonValues(json);
      json.writeStartObject();
      json.writeNumberField("seq", model.sequence());
      json.writeStringField("hash", model.stateHash());
      json.writeObjectFieldStart("state");
      for (Map.Entry<String, Object> state : model.states().entrySet()) {
        json.writeFieldName(state.getKey());
        Values.walk(state.getValue(), values);
      }
      json.writeEndObject();
      json.writeEndObject();
      json.writeRaw('\n');
    }
    console.out().flush();
    return 0;
  }
}
