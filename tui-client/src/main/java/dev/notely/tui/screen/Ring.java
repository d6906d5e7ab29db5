package dev.notely.tui.screen;

import java.util.List;

/** Goes round: after the last comes the first. Pure. */
final class Ring {
  private Ring() {}

  /** The one so many places further; from one that is not there, as from the first. */
  static <T> T step(List<T> all, T present, int by) {
    return all.get(Math.floorMod(Math.max(0, all.indexOf(present)) + by, all.size()));
  }
}
