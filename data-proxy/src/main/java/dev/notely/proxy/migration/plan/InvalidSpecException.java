package dev.notely.proxy.migration.plan;

/** A specification that cannot be followed; the message is one sentence for its writer. */
public final class InvalidSpecException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidSpecException(String sentence) {
    super(sentence);
  }
}
