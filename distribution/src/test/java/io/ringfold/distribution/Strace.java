package io.ringfold.distribution;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A server under strace, which lets system calls fail, or kills the server as it enters one.
 *
 * <p>strace counts the calls of each thread apart: the N-th {@code fdatasync} is that of one
 * thread.
 */
final class Strace {
  private final Path trace;
  private final List<String> options = new ArrayList<>();
  private boolean kills;

  /**
   * @param trace the file that is written
   * @param calls what is traced, separated by commas; only that can be tampered with
   */
  Strace(Path trace, String calls) {
    this.trace = trace;
    options.addAll(List.of("-f", "-y", "-s", "4096", "-o", trace.toString()));
    options.addAll(List.of("-e", "trace=" + calls));
  }

  /** What happens in which calls: {@code fsync:error=EIO:when=3+}. */
  Strace inject(String what) {
    kills |= what.contains("signal=");
    options.addAll(List.of("-e", "inject=" + what));
    return this;
  }

  /** Only calls that name this file, or have it open, are traced and tampered with. */
  Strace only(Path file) {
    options.addAll(List.of("-P", file.toString()));
    return this;
  }

  Path trace() {
    return trace;
  }

  /** Starts a command of the replay-tool. */
  Command.Running replayTool(Path directory, List<String> command) {
    List<String> line = new ArrayList<>(List.of("strace"));
    line.addAll(options);
    line.addAll(List.of(Built.launcher().toString(), "replay-tool"));
    line.addAll(command);
    return ServerProcess.command(line).in(directory).start();
  }

  /** Starts a server on a free port; it need not be ready, or alive, when this returns. */
  Command.Running serve(Path directory, String... serveOptions) {
    List<String> line = new ArrayList<>(List.of("strace"));
    if (!kills) {
      // stops at the chosen calls alone, which is faster; but a signal would get lost (strace 6.1)
      line.add("--seccomp-bpf");
    }
    line.addAll(options);
    line.addAll(List.of(Built.launcher().toString(), "serve", "--port", "0"));
    line.addAll(List.of(serveOptions));
    return ServerProcess.command(line).in(directory).start();
  }
}
