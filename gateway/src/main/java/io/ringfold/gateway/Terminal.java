package io.ringfold.gateway;

import java.io.Console;

/** Whether somebody sits there. */
final class Terminal {
  private Terminal() {}

  /** The console where standard input and output are a terminal; else null. */
  static Console console() {
    Console console = System.console();
    return console != null && isTerminal(console) ? console : null;
  }

  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      // before Java 22 there is a console only where there is a terminal
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
