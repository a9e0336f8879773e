package io.ringfold.bench.peers;

import io.ringfold.bench.transfers.TransfersMain;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What is measured: Ringfold, or a peer by its module's name. */
enum Subject {
  RINGFOLD("ringfold"),
  AERON_CLUSTER("aeron-cluster"),
  EXCHANGE_CORE("exchange-core"),
  PREVAYLER("prevayler"),
  REVENO("reveno");

  /** The flags file that the launcher runs with. */
  private static final String FLAGS_PROPERTY = "ringfold.flags";

  private final String module;

  Subject(String module) {
    this.module = module;
  }

  /** As results name it. */
  String module() {
    return module;
  }

  /**
   * The command that runs it, without the options of a run.
   *
   * @param heap as {@code -Xmx} takes it
   */
  List<String> command(PeerModules modules, String heap) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (this != RINGFOLD) {
      command.add("@" + modules.flagsOf(module));
    } else if (System.getProperty(FLAGS_PROPERTY) != null) {
      command.add("@" + System.getProperty(FLAGS_PROPERTY));
    } else {
      command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    }
    command.add("-Xms" + heap);
    command.add("-Xmx" + heap);
    if (this == RINGFOLD) {
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), TransfersMain.class.getName()));
    } else {
      command.addAll(List.of("-jar", modules.jarOf(module).toString()));
    }
    return command;
  }
}
