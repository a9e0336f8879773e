package io.ringfold.replaytool;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringfold.engine.DataDirectory;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.OfflineSnapshot;
import io.ringfold.engine.domain.Domains;
import io.ringfold.snapshots.SnapshotInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A snapshot, made here or by the server. */
@Command(
    name = "snapshot",
    header = "Takes a snapshot, so that a restart has less to replay.",
    description = {
      "Of a directory that no server is at work on: by itself, as of the last record, while it holds",
      "the directory's lock. A server that is at work is the only one that writes there: name it",
      "with --url, and it takes the snapshot, while commands go on.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ringfold replay-tool snapshot --data ./data",
      "  ringfold replay-tool snapshot --url http://127.0.0.1:8080",
      "  ringfold replay-tool snapshot --url https://ringfold.example --token-file token"
    })
final class SnapshotCommand implements Callable<Integer> {

  private static final int CREATED = 201;

  private final Console console;

  @Mixin private DataOptions data;
  @Mixin private ServerOptions server;

  SnapshotCommand(Console console) {
    this.console = console;
  }

  /** What is told of it. */
  private record Taken(long sequence, long bytes, String stateHash, String file) {}

  @Override
  public Integer call() throws IOException {
    report(server.given() ? takenByServer() : takenHere());
    return ExitCodes.DONE;
  }

  private Taken takenHere() {
    Path directory = data.directory();
    if (DataDirectory.inUse(directory)) {
      throw new ToolException(
          directory.toAbsolutePath().normalize()
              + " is in use by a server, which alone writes there: name it with --url, and it takes"
              + " the snapshot, or stop it");
    }
    DataDirectory locked = DataDirectory.lock(directory);
    try (Progress progress = new Progress(console)) {
      SnapshotInfo info =
          OfflineSnapshot.take(
              locked,
              Domains.load(ReplayTool.class.getClassLoader()),
              EngineConfig.in(directory).dedupWindow(),
              progress);
      return new Taken(info.sequence(), info.bytes(), info.stateHash(), info.file().toString());
    } finally {
      locked.close();
    }
  }

  private Taken takenByServer() {
    HttpResponse<String> answer = server.post("/snapshots", console.interruption());
    if (Json.plainOrText(answer.body()) instanceof Map<?, ?> body) {
      if (answer.statusCode() == CREATED) {
        return new Taken(
            ((Number) body.get("seq")).longValue(),
            ((Number) body.get("bytes")).longValue(),
            body.get("state-hash").toString(),
            body.get("file").toString());
      }
      if (body.get("code") != null) {
        throw new ToolException(
            "the server took no snapshot: " + body.get("code") + ", " + body.get("detail"));
      }
    }
    throw new ToolException(
        "the server took no snapshot, it answered with status "
            + answer.statusCode()
            + " to POST /snapshots: is it Ringfold's?");
  }

  private void report(Taken taken) throws IOException {
    if (data.json()) {
      try (JsonGenerator json = Json.compact(console.out())) {
        json.writeStartObject();
        json.writeNumberField("seq", taken.sequence);
        json.writeNumberField("bytes", taken.bytes);
        json.writeStringField("hash", taken.stateHash);
        json.writeStringField("file", taken.file);
        json.writeEndObject();
        json.writeRaw('\n');
      }
    } else {
      PrintWriter out = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
      out.printf(
          "snapshot at %d: %d bytes in %s%nits state has the hash %s%n",
          taken.sequence, taken.bytes, taken.file, taken.stateHash);
      out.flush();
    }
    console.out().flush();
  }
}
