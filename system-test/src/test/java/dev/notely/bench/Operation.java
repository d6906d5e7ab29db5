package dev.notely.bench;

import java.util.UUID;

/**
 * What a client asks.
 *
 * @param content that it writes; of a get: that it must find, empty if a write before was not
 *     answered
 */
record Operation(Kind kind, UUID account, UUID note, String content) {
  /** The three of the mix. */
  enum Kind {
    GET,
    UPDATE,
    CREATE
  }

  boolean isWrite() {
    return kind != Kind.GET;
  }
}
