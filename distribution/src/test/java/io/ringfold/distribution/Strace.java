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

  /**
   * @param trace the file that is written
   * @param calls what is traced, separated by commas; only that can be tampered with
   */
  Strace(Path trace, String calls) {
    this.trace = trace;
    options.addAll(List.of("strace", "-f", "--seccomp-bpf", "-y", "-s", "4096"));
    options.addAll(List.of("-o", trace.toString(), "-e", "trace=" + calls));
  }

  /** What happens in which calls: {@code fsync:error=EIO:when=3+}. */
  Strace inject(String what) {
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

  /** Starts a server on a free port; it need not be ready, or alive, when this returns. */
  Command.Running serve(Path directory, String... serveOptions) {
    List<String> line = new ArrayList<>(options);
    line.addAll(List.of(Built.launcher().toString(), "serve", "--port", "0"));
    line.addAll(List.of(serveOptions));
    return ServerProcess.command(line).in(directory).start();
  }
}
