package io.ringfold.bench.process;

/** Processes that a measurement started, and must not leave behind. */
public final class Children {
  private Children() {}

  /**
   * Ends a process with this JVM, where it has not ended before: whoever stops a measurement half
   * way must not find its server at work afterwards. (Not where this JVM is killed by SIGKILL.)
   *
   * @return the process
   */
  public static Process endWithThisJvm(Process process) {
    Thread hook = new Thread(process::destroyForcibly, "bench-end-child");
    Runtime.getRuntime().addShutdownHook(hook);
    process.onExit().thenRun(() -> forget(hook));
    return process;
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // this JVM is ending, and the hook with it
    }
  }
}
