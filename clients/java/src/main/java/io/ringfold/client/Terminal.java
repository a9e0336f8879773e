package io.ringfold.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a command line writes to. */
public final class Terminal {

  private Terminal() {}

  /** Whether standard error is a terminal; the JDK's own answer is about input and output. */
  public static boolean showsErrors() {
    Path descriptor = Path.of("/proc/self/fd/2");
    try {
      if (Files.isSymbolicLink(descriptor)) {
        String target = Files.readSymbolicLink(descriptor).toString();
        return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
      }
    } catch (IOException e) {
      // not readable: no reason to stop, the JDK is asked instead
    }
    return System.console() != null;
  }
}
