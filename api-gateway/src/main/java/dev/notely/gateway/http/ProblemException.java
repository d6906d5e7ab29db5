package dev.notely.gateway.http;

import java.util.Map;

/** A request that is answered with a problem; the message is for the client. */
final class ProblemException extends RuntimeException {
  private final int status;
  private final transient Map<String, Object> members;

  ProblemException(int status, String message) {
    this(status, message, Map.of());
  }

  ProblemException(int status, String message, Map<String, Object> members) {
    super(message, null, false, false);
    this.status = status;
    this.members = members;
  }

  static ProblemException badRequest(String message) {
    return new ProblemException(400, message);
  }

  int status() {
    return status;
  }

  /** Further members of the problem. */
  Map<String, Object> members() {
    return members;
  }
}
