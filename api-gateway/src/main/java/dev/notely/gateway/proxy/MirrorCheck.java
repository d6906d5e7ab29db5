package dev.notely.gateway.proxy;

/**
 * Whether two releases answer a read alike, while users write. What differs is read again from
 * both: only if the former release has answered the same three times, before, between and after two
 * equal answers of the next one that differ from it, nothing written meanwhile explains it.
 */
final class MirrorCheck {
  private static final int ROUNDS = 3;

  private MirrorCheck() {}

  /** A read at both. */
  interface Reads {
    String former() throws InterruptedException;

    String next() throws InterruptedException;
  }

  /** What came of it. */
  sealed interface Outcome {
    /** They agree, or did when both had seen the same writes. */
    record Same() implements Outcome {}

    /** Something was written each time. */
    record Undecided() implements Outcome {}

    /** They differ. */
    record Different(String former, String next) implements Outcome {}
  }

  /**
   * Compares.
   *
   * @param answered what the former release has answered the user
   */
  static Outcome compare(String answered, Reads reads) throws InterruptedException {
    String before = answered;
    for (int round = 0; round < ROUNDS; round++) {
      String first = reads.next();
      if (first.equals(before)) {
        return new Outcome.Same();
      }
      String between = reads.former();
      String second = reads.next();
      if (second.equals(between)) {
        return new Outcome.Same();
      }
      String after = reads.former();
      if (before.equals(between) && between.equals(after) && first.equals(second)) {
        return new Outcome.Different(after, second);
      }
      before = after;
    }
    return new Outcome.Undecided();
  }
}
