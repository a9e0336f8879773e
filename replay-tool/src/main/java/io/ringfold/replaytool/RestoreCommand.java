package io.ringfold.replaytool;

import io.ringfold.engine.DataDirectory;
import io.ringfold.journal.ChainHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A data directory from a backup. */
@Command(
    name = "restore",
    header = "Makes a data directory from a backup.",
    description = {
      "Into a new or empty directory only; reads the copy back, and compares it with the head of the",
      "chain that the backup noted. Where it was cut, run it again: it goes on. Then 'ringfold serve",
      "--data <new-dir>' goes on from there.%n"
    },
    footerHeading = "%nExamples:%n",
    footer = {"  ringfold replay-tool restore /backups/ringfold --data ./restored"})
final class RestoreCommand implements Callable<Integer> {

  private final Console console;

  @Mixin private TargetOptions to;

  @Parameters(index = "0", paramLabel = "<backup-dir>", description = "A complete backup.")
  private Path backup;

  RestoreCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    ChainHead expected = Backup.requireComplete(backup);
    Path directory = to.directory();
    List<String> notes = new ArrayList<>();
    ChainHead head = expected;
    if (Backup.beginRestore(directory, expected)) {
      head = Backup.copy(backup, directory, console, notes);
    }
    Backup.verify(List.of(DataDirectory.journal(directory)), expected, console);
    Backup.completeRestore(directory);
    BackupCommand.report(console, to.json(), "restored", directory, head, notes);
    return 0;
  }
}
