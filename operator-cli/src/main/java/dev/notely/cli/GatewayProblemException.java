package dev.notely.cli;

/** What was asked did not come to pass. The message is one sentence for the operator. */
final class GatewayProblemException extends RuntimeException {
  private final boolean passing;

  private GatewayProblemException(String message, boolean passing) {
    super(message, null, false, false);
    this.passing = passing;
  }

  /** Asking again may well help. */
  static GatewayProblemException passing(String message) {
    return new GatewayProblemException(message, true);
  }

  static GatewayProblemException lasting(String message) {
    return new GatewayProblemException(message, false);
  }

  boolean isPassing() {
    return passing;
  }
}
