package dev.notely.gateway.proxy;

/** A call did not come to an answer. */
public final class ProxyCallException extends RuntimeException {
  /** What that means for the client. */
  public enum Kind {
    /** Nobody answers; the same request may be sent again. */
    UNAVAILABLE,
    /** Shed; nothing was done. */
    OVERLOADED,
    /** It may or may not have happened. */
    DEADLINE,
    /** What the request names does not exist. */
    NOT_FOUND,
    /** An id is taken. */
    TAKEN,
    /** The request does not fit the state of things; the message says why. */
    CONFLICT,
    /** The request is wrong; the message says where. */
    INVALID,
    /** None of these: a fault of ours. */
    FAULT
  }

  private final Kind kind;

  ProxyCallException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  ProxyCallException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
