package io.ringfold.client;

import java.util.concurrent.CompletableFuture;

/** A message and the answer it waits for. What changes is guarded by {@link ClientThreads#lock}. */
final class Request<T> {
  /** The message as it goes over the wire, the same each time it is sent. */
  final String text;

  final CompletableFuture<T> answer = new CompletableFuture<>();

  /** Whether it stands in the outbox. */
  boolean queued;

  /** How often the server had no room for it. */
  int refusals;

  /** When that was first; means nothing while there are no refusals. */
  long firstRefusalNs;

  Request(String text) {
    this.text = text;
  }
}
