package io.ringfold.engine.testkit;

import java.util.List;

/** One accepted command of the past: when it was, and its events as the journal keeps them. */
record PastCommand(Circumstances circumstances, List<Payload<?>> events) {}
