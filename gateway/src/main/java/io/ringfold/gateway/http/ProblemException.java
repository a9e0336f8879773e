package io.ringfold.gateway.http;

/** A request that is answered with a {@link Problem}. */
public final class ProblemException extends Exception {
  private final transient Problem problem;

  public ProblemException(Problem problem) {
    // an answer to a client, not a bug: no stack trace
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
