package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.ringfold.engine.Model;
import io.ringfold.engine.domain.Domain;
import io.ringfold.engine.domain.Domains;
import io.ringfold.engine.shape.BindException;
import io.ringfold.engine.shape.RecordShape;
import io.ringfold.engine.shape.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The answer to a query, now or then. */
@Command(
    name = "query",
    header = "Answers a query as of a sequence or a time.",
    description = {
      "Any query of the domains on the class path, from read models that are rebuilt from the newest",
      "snapshot at or before it and the records after that. Prints what a server answers:",
      "  {\"name\", \"basis\", \"result\"}%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool query total",
      "  ringfold replay-tool query get-balance '{\"account\":\"ada\"}' --as-of 1000",
      "  ringfold replay-tool query all-todos --as-of 2026-11-20T10:15:30Z --json | jq .result"
    })
final class QueryCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ArchiveOption archives;

  @Parameters(index = "0", paramLabel = "<name>", description = "Which query.")
  private String name;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "<json>",
      defaultValue = "{}",
      description = "What it asks, a JSON object; ${DEFAULT-VALUE} unless given.")
  private String json;

  @Option(
      names = "--as-of",
      paramLabel = AsOf.LABEL,
      converter = AsOf.Converter.class,
      description =
          "The last sequence to take in, 0 for none; or a time, for the last command at or before"
              + " it. The last record unless given.")
  private AsOf asOf;

  @Option(names = "--no-snapshot", description = "Replay from the first record on.")
  private boolean noSnapshot;

  @Spec private CommandSpec spec;

  QueryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    Map<?, ?> values = values();
    Path directory = data.directory();
    Rebuild rebuild = new Rebuild(console, directory, archives.journals());
    Domains.Query query = rebuild.domains().query(name);
    if (query == null) {
      TreeSet<String> known = new TreeSet<>();
      rebuild.domains().queries().forEach(each -> known.add(each.type().name()));
      throw new ToolException(
          "query "
              + name
              + ": the domains on the class path have no such query, but "
              + (known.isEmpty() ? "none (RINGFOLD_CLASSPATH)" : String.join(", ", known)));
    }
    Object asked = bind(query, values);
    Model model = rebuild.asOf(asOf, "--as-of", !noSnapshot);
    Object result = answer(query, asked, model);
    try (JsonGenerator out =
        data.json() ? Json.compact(console.out()) : Json.pretty(console.out())) {
      out.writeStartObject();
      out.writeStringField("name", name);
      out.writeNumberField("basis", model.sequence());
      out.writeFieldName("result");
      Values.walk(result, new JsonValues(out));
      out.writeEndObject();
      out.writeRaw('\n');
    }
    console.out().flush();
    return ExitCodes.DONE;
  }

  private Map<?, ?> values() {
    try {
      if (Json.plain(json) instanceof Map<?, ?> object) {
        return object;
      }
    } catch (JsonProcessingException e) {
      throw new ParameterException(
          spec.commandLine(), "<json> " + json + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ParameterException(spec.commandLine(), "<json> " + json + ": " + e, e);
    }
    throw new ParameterException(
        spec.commandLine(), "<json> " + json + ": must be a JSON object, like {\"limit\":10}");
  }

  @SuppressWarnings("unchecked") // JSON's names are strings
  private static Object bind(Domains.Query query, Map<?, ?> values) {
    try {
      return RecordShape.of(query.type().type()).bind((Map<String, ?>) values);
    } catch (BindException e) {
      throw new ToolException("query " + query.type().name() + ": " + e.getMessage(), e);
    }
  }

  @SuppressWarnings(
      "unchecked") // the query was bound to its own type, the model has its projection
  private static Object answer(Domains.Query query, Object asked, Model model) {
    Domain.QueryType<Object, Object> type = (Domain.QueryType<Object, Object>) query.type();
    Object readModel = model.readModels().get(query.domain().name() + "/" + type.projection());
    try {
      return type.handler().answer(readModel, asked);
    } catch (RuntimeException e) {
      throw new ToolException(
          "query " + type.name() + " failed because of a fault in its domain: " + e, e);
    }
  }
}
