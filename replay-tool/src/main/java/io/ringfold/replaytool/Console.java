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
 * @param terminal whether a person looks at err, and would see progress there
 * @param resultsOnTerminal whether a person looks at out
 * @param interruption hears of Ctrl-C
 */
record Console(
    Output out,
    PrintStream err,
    boolean terminal,
    boolean resultsOnTerminal,
    Interruption interruption) {

  /** The same where the results go to a file. */
  Console withResultsElsewhere() {
    return new Console(out, err, terminal, false, interruption);
  }

  /** The same where progress would be in the way of what is printed. */
  Console withoutProgress() {
    return new Console(out, err, false, resultsOnTerminal, interruption);
  }

  /** That of this process. */
  static Console ofProcess() {
    // not System.out: a PrintStream keeps its errors to itself
    return new Console(
        new Output(new FileOutputStream(FileDescriptor.out)),
        System.err,
        isTerminal(2),
        isTerminal(1),
        new Interruption());
  }

  private static boolean isTerminal(int descriptor) {
    try {
      // Java 17 can tell it of standard input and output together alone
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
