package dev.notely.bench;

/** What one client asks, one operation after another, and what it makes of the answers. */
interface Script {
  Operation next();

  /** Judges an answer, and learns from it. */
  Answer judge(Operation operation, Answer answer);
}
