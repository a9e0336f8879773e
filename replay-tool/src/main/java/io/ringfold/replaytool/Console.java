package io.ringfold.replaytool;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The outside as a command sees it.
 *
 * @param out takes results and nothing else
 * @param err takes messages and progress
 * @param terminal whether a person looks at err
 */
record Console(Output out, PrintStream err, boolean terminal) {

  /** That of this process. */
  static Console ofProcess() {
    // not System.out: a PrintStream keeps its errors to itself
    return new Console(
        new Output(new FileOutputStream(FileDescriptor.out)),
        System.err,
        standardErrorIsTerminal());
  }

  private static boolean standardErrorIsTerminal() {
    try {
      // Java 17 can tell it of standard input and output alone
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
