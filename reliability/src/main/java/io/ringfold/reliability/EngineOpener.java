package io.ringfold.reliability;

import io.ringfold.engine.Disk;
import io.ringfold.engine.EngineConfig;
import io.ringfold.engine.OutcomeListener;
import io.ringfold.engine.SteppedEngine;
import io.ringfold.engine.domain.Domains;
import java.util.List;

/** How a run gets its engine; a test plants a faulty one here. */
@FunctionalInterface
interface EngineOpener {
  SteppedEngine open(
      EngineConfig config, Domains domains, List<OutcomeListener> listeners, Disk disk);
}
