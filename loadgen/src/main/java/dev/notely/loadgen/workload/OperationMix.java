package dev.notely.loadgen.workload;

import java.util.random.RandomGenerator;

/** What a user does next, around a number of notes that he keeps. Pure. */
final class OperationMix {
  /** The operations of a user. */
  enum Operation {
    GET,
    LIST,
    CREATE,
    UPDATE,
    DELETE
  }

  private OperationMix() {}

  /**
   * Below the target he mostly creates; at it he mostly reads and updates; above it he also
   * deletes.
   */
  static Operation next(int notes, int target, RandomGenerator random) {
    if (notes == 0) {
      return Operation.CREATE;
    }
    int draw = random.nextInt(100);
    if (notes < target) {
      return pick(draw, 25, 10, 50, 13);
    }
    return notes == target ? pick(draw, 45, 15, 5, 30) : pick(draw, 40, 15, 0, 25);
  }

  private static Operation pick(int draw, int get, int list, int create, int update) {
    if (draw < get) {
      return Operation.GET;
    }
    if (draw < get + list) {
      return Operation.LIST;
    }
    if (draw < get + list + create) {
      return Operation.CREATE;
    }
    return draw < get + list + create + update ? Operation.UPDATE : Operation.DELETE;
  }
}
