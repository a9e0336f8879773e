package io.ringfold.replaytool;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * How a command ends, for scripts: the one list that every command's help shows. {@code
 * docs/replay-tool.md} explains it.
 */
final class ExitCodes {

  /** What was asked for was done. */
  static final int DONE = CommandLine.ExitCode.OK;

  /** It could not be done, or what was looked for or checked is not so. */
  static final int FAILED = CommandLine.ExitCode.SOFTWARE;

  /** The command line makes no sense. */
  static final int USAGE = CommandLine.ExitCode.USAGE;

  /** It was done, and what was compared differs. */
  static final int DIFFERENT = 3;

  /** Ended by Ctrl-C, as shells count: 128 and the number of the signal. */
  static final int INTERRUPTED = 130;

  private ExitCodes() {}

  /** Lists the codes in a command's help; what the command itself says of one stays. */
  static void addTo(CommandSpec command) {
    Map<String, String> codes = new LinkedHashMap<>();
    codes.put("" + DONE, "Done.");
    codes.put("" + FAILED, "Could not be done; standard error says why.");
    codes.put("" + USAGE, "Wrong usage.");
    codes.put("" + INTERRUPTED, "Ended by Ctrl-C, between two lines; no half file is left.");
    codes.putAll(command.usageMessage().exitCodeList());
    command.usageMessage().exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
  }
}
