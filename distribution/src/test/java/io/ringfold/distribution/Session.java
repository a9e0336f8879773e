package io.ringfold.distribution;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a page shows of a terminal: the blocks of the language {@code console}, in their order. How
 * they are written stands in the source of {@code docs/replay-tool.md}.
 *
 * @param steps the commands, each with what it prints
 */
record Session(List<Step> steps) {

  private static final Pattern BLOCK =
      Pattern.compile("^```console\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern EXIT_CODE = Pattern.compile("\\(exit code (\\d+)\\)");
  private static final String PROMPT = "$ ";
  private static final String CONTINUED = "> ";
  private static final String ANYTHING = "…";

  /**
   * A command.
   *
   * @param command one line or more
   * @param output the lines that it prints, standard error after standard output
   */
  record Step(String command, List<String> output, int exitCode) {

    /** Whether this is what stands there; an ellipsis stands for anything. */
    boolean printed(String text) {
      StringBuilder pattern = new StringBuilder();
      for (String line : output) {
        if (line.equals(ANYTHING)) {
          pattern.append("(?:.*\\n)*");
        } else {
          pattern.append(
              Pattern.compile(ANYTHING)
                  .splitAsStream(line + "\n")
                  .map(Pattern::quote)
                  .collect(Collectors.joining(".*")));
        }
      }
      String whole = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
      return Pattern.matches(pattern.toString(), whole);
    }
  }

  /** The sessions of a page. */
  static Session of(String page) {
    List<Step> steps = new ArrayList<>();
    Matcher block = BLOCK.matcher(page);
    while (block.find()) {
      List<String> lines = block.group(1).lines().toList();
      for (int i = 0; i < lines.size(); ) {
        if (!lines.get(i).startsWith(PROMPT)) {
          throw new IllegalArgumentException(
              "a block of a session begins with \"" + lines.get(i) + "\", not with a command");
        }
        StringBuilder command = new StringBuilder(lines.get(i++).substring(PROMPT.length()));
        while (i < lines.size() && lines.get(i).startsWith(CONTINUED)) {
          command.append('\n').append(lines.get(i++).substring(CONTINUED.length()));
        }
        List<String> output = new ArrayList<>();
        int exitCode = 0;
        while (i < lines.size() && !lines.get(i).startsWith(PROMPT)) {
          Matcher code = EXIT_CODE.matcher(lines.get(i));
          if (code.matches()) {
            exitCode = Integer.parseInt(code.group(1));
          } else {
            output.add(lines.get(i));
          }
          i++;
        }
        steps.add(new Step(command.toString(), output, exitCode));
      }
    }
    return new Session(steps);
  }
}
