package dev.notely.bench;

/** What came of an operation. */
sealed interface Answer {
  /** It was done; with the content of the note. */
  record Done(String content) implements Answer {}

  /** The system could not, or did not answer: the client may try again. */
  record Failed(String why) implements Answer {}

  /** An answer that a client who does no wrong must never get. */
  record Wrong(String what) implements Answer {}
}
