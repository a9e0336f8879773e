package io.ringfold.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears of commands whose domain failed where it should have decided; on the deciding thread. */
interface Faults {

  /** Decide threw, or gave what cannot be journaled; state is untouched. */
  void notDecided(Slot slot, Throwable failure);

  /** The command itself could not be written; it leaves no trace. */
  void notWritten(Slot slot, Throwable failure);

  /** Those of a server: an operator reads of them in the log. */
  static Faults logged() {
    Logger log = LoggerFactory.getLogger(DecideStage.class);
    return new Faults() {
      @Override
      public void notDecided(Slot slot, Throwable failure) {
        SlowCommands.about(log.atError(), slot)
            .setCause(failure)
            .log("decide failed: the command is rejected, state is untouched");
      }

      @Override
      public void notWritten(Slot slot, Throwable failure) {
        SlowCommands.about(log.atError(), slot)
            .setCause(failure)
            .log("a command could not be written");
      }
    };
  }
}
